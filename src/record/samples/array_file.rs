//! Files of arrays: `.npy`, `.npz` and safetensors. Which array of several is meant, and its rows.

use std::io::{BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use safetensors::{Dtype, SafeTensors};

use super::array_header::ArrayHeader;
use super::error::SampleError;
use super::npy;
use super::npz;
use super::number_kind::NumberKind;
use crate::files;

/// The longest file, in bytes, and the longest of which all is held: archives, as they are on the disk, and
/// safetensors.
const LONGEST: u64 = 16 << 30;
const LONGEST_HELD: u64 = 4 << 30;

/// Names of samples among several arrays, and of their classes.
const SAMPLES: [&str; 15] = [
    "images",
    "fakes",
    "fake",
    "samples",
    "generated",
    "reals",
    "real",
    "x",
    "x_train",
    "x_test",
    "data",
    "points",
    "features",
    "train_images",
    "arr_0",
];
const LABELS: [&str; 7] = [
    "labels", "label", "y", "y_train", "y_test", "classes", "targets",
];

/// The arrays of a file.
pub(super) struct Arrays {
    path: PathBuf,
    content: Content,
}

enum Content {
    Npy(ArrayHeader),
    Npz(Vec<u8>, Vec<(String, ArrayHeader)>),
    Tensors(Vec<u8>, Vec<(String, ArrayHeader)>),
}

/// The extensions of such files.
pub(super) const EXTENSIONS: [&str; 3] = ["npy", "npz", "safetensors"];

impl Arrays {
    /// Reads what the file says of its arrays; the format is told by the content.
    ///
    /// # Errors
    /// If it is no such file, damaged, or holds pickled objects.
    pub fn open(path: &Path) -> Result<Self, SampleError> {
        let mut start = [0; 8];
        let mut file = files::open(path, LONGEST).map_err(SampleError::io(path))?;
        let read = file.read(&mut start).map_err(SampleError::io(path))?;
        drop(file);
        let content = if start[..read].starts_with(npy::MAGIC) {
            let file = files::open(path, LONGEST).map_err(SampleError::io(path))?;
            let length = file.get_ref().metadata();
            let length = length.map_err(SampleError::io(path))?.len();
            let mut file = BufReader::new(file);
            let header = npy::read_header(path, &mut file)?;
            let needed = header.bytes(path)?;
            if needed > length {
                let problem =
                    format!("says that it holds {needed} bytes of numbers, more than it has");
                return Err(SampleError::refused(path, problem, "save it again"));
            }
            Content::Npy(header)
        } else {
            let bytes = files::read(path, LONGEST_HELD).map_err(SampleError::io(path))?;
            match bytes.starts_with(npz::MAGIC) {
                true => {
                    let headers = npz::headers(path, &bytes)?;
                    Content::Npz(bytes, headers)
                }
                false => {
                    let headers = tensors(path, &bytes)?;
                    Content::Tensors(bytes, headers)
                }
            }
        };
        let path = path.to_path_buf();
        Ok(Self { path, content })
    }

    /// The arrays by name; that of `.npy` has none.
    fn arrays(&self) -> Vec<(&str, &ArrayHeader)> {
        match &self.content {
            Content::Npy(header) => vec![("", header)],
            Content::Npz(_, all) | Content::Tensors(_, all) => all
                .iter()
                .map(|(name, header)| (name.as_str(), header))
                .collect(),
        }
    }

    /// The array of samples: the one that is asked for, the one with a usual name, or the only one with
    /// two axes or more.
    ///
    /// # Errors
    /// If none or several may be meant.
    pub fn samples(&self, asked: Option<&str>) -> Result<(&str, &ArrayHeader), SampleError> {
        let arrays = self.arrays();
        let named = |name: &str| {
            let is_named = |(other, _): &&(&str, &ArrayHeader)| other.eq_ignore_ascii_case(name);
            arrays.iter().find(is_named).copied()
        };
        let listed = || {
            let listed = arrays.iter().take(20);
            let shown = |(name, header): &(&str, &ArrayHeader)| match name.is_empty() {
                true => format!("one of shape {:?}", header.shape),
                false => format!("`{name}` {:?}", header.shape),
            };
            let listed = listed.map(shown);
            listed.collect::<Vec<_>>().join(", ")
        };
        if let (Some(asked), false) = (asked, matches!(self.content, Content::Npy(_))) {
            return named(asked).ok_or_else(|| {
                let problem = format!("has no array `{asked}`, only {}", listed());
                SampleError::refused(&self.path, problem, "name one of these with `--array`")
            });
        }
        let usual = SAMPLES.iter().filter_map(|name| named(name));
        if let Some(found) = usual.into_iter().find(|(_, header)| header.shape.len() > 1) {
            return Ok(found);
        }
        let possible: Vec<_> = arrays.iter().filter(|it| it.1.shape.len() > 1).collect();
        match possible.as_slice() {
            [only] => Ok(**only),
            [] => {
                let problem = format!("has no array of samples, only {}", listed());
                Err(SampleError::refused(
                    &self.path,
                    problem,
                    "samples are rows: (N, ..)",
                ))
            }
            _ => {
                let problem = format!("has several arrays: {}", listed());
                let remedy = "say which holds the samples with `--array NAME`";
                Err(SampleError::refused(&self.path, problem, remedy))
            }
        }
    }

    /// Whether it is known which array holds the samples.
    ///
    /// # Errors
    /// As [`Arrays::samples`].
    pub fn has_samples(&self, asked: Option<&str>) -> Result<(), SampleError> {
        self.samples(asked).map(|_| ())
    }

    /// The array of classes, where it has one for each of `rows` samples.
    pub fn labels(&self, rows: usize) -> Option<&str> {
        let (name, header) = self.array_of_labels()?;
        let is_one_each = header.rows() == rows && header.row() == 1;
        (is_one_each && self.are_whole(name, header)).then_some(name)
    }

    /// Whether the values of an array are whole numbers, which programs keep as floats as well.
    fn are_whole(&self, name: &str, header: &ArrayHeader) -> bool {
        header.kind.is_whole()
            || self
                .with(name, |header, numbers| {
                    let mut all = true;
                    super::array::read_rows(
                        &self.path,
                        header,
                        numbers,
                        0..header.rows(),
                        |_, row| {
                            all &= row.iter().all(|value| value.fract() == 0.0);
                        },
                    )?;
                    Ok(all)
                })
                .unwrap_or(false)
    }

    /// Why an array that is named like classes holds none of `rows` samples.
    pub fn misfit_of_labels(&self, rows: usize) -> Option<String> {
        let (name, header) = self.array_of_labels()?;
        let why = if header.rows() != rows {
            format!("it has {} values for {rows} samples", header.rows())
        } else if header.row() != 1 {
            format!(
                "it has {} values for each sample, and the number of its class is wanted",
                header.row()
            )
        } else if !self.are_whole(name, header) {
            "its values are not whole numbers".to_string()
        } else {
            return None;
        };
        Some(format!("`{name}` was left out: {why}"))
    }

    fn array_of_labels(&self) -> Option<(&str, &ArrayHeader)> {
        let arrays = self.arrays();
        LABELS.iter().find_map(|name| {
            let mut arrays = arrays.iter();
            let found = arrays.find(|(other, _)| other.eq_ignore_ascii_case(name));
            found.map(|(name, header)| (*name, *header))
        })
    }

    /// Lets `work` read the numbers of an array.
    ///
    /// # Errors
    /// If there is no such array, or the file cannot be read, and those of `work`.
    pub fn with<T>(
        &self,
        name: &str,
        work: impl FnOnce(&ArrayHeader, &mut dyn Read) -> Result<T, SampleError>,
    ) -> Result<T, SampleError> {
        let path = &self.path;
        let missing = || {
            SampleError::refused(
                path,
                format!("has lost its array `{name}`"),
                "save it again",
            )
        };
        match &self.content {
            Content::Npy(_) => {
                let file = files::open(path, LONGEST).map_err(SampleError::io(path))?;
                let mut file = BufReader::new(file);
                let header = npy::read_header(path, &mut file)?;
                work(&header, &mut file)
            }
            Content::Npz(bytes, _) => npz::with_member(path, bytes, name, work),
            Content::Tensors(bytes, headers) => {
                let header = headers.iter().find(|(other, _)| other == name);
                let (_, header) = header.ok_or_else(missing)?;
                let file = SafeTensors::deserialize(bytes).map_err(|_| missing())?;
                let tensor = file.tensor(name).map_err(|_| missing())?;
                work(header, &mut Cursor::new(tensor.data()))
            }
        }
    }
}

/// The tensors of a safetensors file, in the order of their names.
fn tensors(path: &Path, bytes: &[u8]) -> Result<Vec<(String, ArrayHeader)>, SampleError> {
    let file = SafeTensors::deserialize(bytes).map_err(|error| {
        let problem = format!("is no array of NumPy and no file of safetensors ({error})");
        SampleError::refused(path, problem, "save samples with numpy.save")
    })?;
    let mut found = Vec::new();
    for (name, view) in file.tensors() {
        let kind = match view.dtype() {
            Dtype::U8 | Dtype::BOOL => NumberKind::U8,
            Dtype::I8 => NumberKind::I8,
            Dtype::U16 => NumberKind::U16,
            Dtype::I16 => NumberKind::I16,
            Dtype::U32 => NumberKind::U32,
            Dtype::I32 => NumberKind::I32,
            Dtype::U64 => NumberKind::U64,
            Dtype::I64 => NumberKind::I64,
            Dtype::F16 => NumberKind::F16,
            Dtype::BF16 => NumberKind::BF16,
            Dtype::F32 => NumberKind::F32,
            Dtype::F64 => NumberKind::F64,
            _ => continue,
        };
        let header = ArrayHeader {
            kind,
            is_big_endian: false,
            is_column_major: false,
            shape: view.shape().to_vec(),
        };
        found.push((name, header));
    }
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(found)
}

/// All that is done with the bytes of a file of arrays, forgotten: for fuzzers.
pub(super) fn decode(bytes: &[u8]) {
    let path = Path::new("samples");
    let read = |header: &ArrayHeader, file: &mut dyn Read| {
        let rows = 0..header.rows().min(4);
        super::array::read_rows(path, header, file, rows, |_, _| ())
    };
    if bytes.starts_with(npz::MAGIC) {
        for (name, _) in npz::headers(path, bytes).iter().flatten().take(8) {
            drop(npz::with_member(path, bytes, name, |header, file| {
                read(header, file)
            }));
        }
        return;
    }
    let mut file = bytes;
    match npy::read_header(path, &mut file) {
        Ok(header) => drop(header.layout(path).and_then(|_| read(&header, &mut file))),
        Err(_) => drop(tensors(path, bytes)),
    }
}
