//! One set of samples: what it is like, and its rows.

use std::path::{Path, PathBuf};

use super::array::{Conversion, read_rows};
use super::array_file::Arrays;
use super::array_header::Layout;
use super::error::SampleError;
use super::facts::{SetFacts, SetForm};
use super::picture_file::PictureFile;
use super::row_form::{RowForm, ValueScale};
use super::rows::SampleRows;
use super::selection::Selection;
use super::tiles::{Tiles, sheet};
use crate::data::{Labels, MOST_CLASSES, sample_picture};
use crate::parallel::{cores, parallel_map};

/// Pictures that are read between two reports of progress.
const BLOCK: usize = 256;

/// Samples that were made together, as they lie on the disk.
#[derive(Clone, Debug)]
pub struct SampleSet {
    /// The file or folder.
    pub path: PathBuf,
    /// The step of training that the name says.
    pub step: Option<u64>,
    /// A sentence about the files that the sets of a place were made of, with the first of them.
    pub note: Option<String>,
    pub(super) content: Content,
}

/// What a set is made of.
#[derive(Clone, Debug)]
pub(super) enum Content {
    /// Pictures, each a sample, and the names of their classes.
    Pictures(Vec<PictureFile>, Vec<String>),
    /// Sheets of pictures.
    Sheets(Vec<PathBuf>, Tiles),
    /// Files of arrays, and the name of the array that is meant.
    Arrays(Vec<PathBuf>, Option<String>),
}

/// The form in which rows are read.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// Pixels along a side, and channels, of pictures.
    pub target: (usize, usize),
    /// Where black and white are in arrays of pictures.
    pub scale: ValueScale,
    /// Rows at most.
    pub limit: usize,
}

impl SampleSet {
    pub(super) fn new(path: &Path, step: Option<u64>, content: Content) -> Self {
        Self {
            path: path.to_path_buf(),
            step,
            note: None,
            content,
        }
    }

    /// The files that it is made of.
    pub(super) fn files(&self) -> Box<dyn Iterator<Item = &Path> + '_> {
        match &self.content {
            Content::Pictures(files, _) => Box::new(files.iter().map(|file| file.path.as_path())),
            Content::Sheets(files, _) | Content::Arrays(files, _) => {
                Box::new(files.iter().map(PathBuf::as_path))
            }
        }
    }

    /// Whether it is made of pictures and no arrays.
    pub fn is_of_picture_files(&self) -> bool {
        matches!(self.content, Content::Pictures(..) | Content::Sheets(..))
    }

    /// The names of the classes of its pictures.
    pub fn classes(&self) -> &[String] {
        match &self.content {
            Content::Pictures(_, classes) => classes,
            _ => &[],
        }
    }

    /// Whether arrays have classes beside their samples. A file that cannot be read has none: reading it
    /// says why.
    pub fn has_labels(&self) -> bool {
        let Content::Arrays(files, name) = &self.content else {
            return false;
        };
        let has_labels = |file: &Arrays| {
            let samples = file.samples(name.as_deref());
            samples.is_ok_and(|(_, header)| file.labels(header.rows()).is_some())
        };
        let mut readable = files.iter().filter_map(|path| Arrays::open(path).ok());
        let first = readable.next();
        first.is_some_and(|first| has_labels(&first) && readable.all(|file| has_labels(&file)))
    }

    /// What it is like, from a look at some of it.
    ///
    /// # Errors
    /// If none of it can be read.
    pub fn facts(&self) -> Result<SetFacts, SampleError> {
        match &self.content {
            Content::Pictures(files, _) => SetFacts::of_pictures(&self.path, files),
            Content::Sheets(sheets, tiles) => SetFacts::of_sheets(sheets, *tiles),
            Content::Arrays(files, name) => SetFacts::of_arrays(files, name.as_deref()),
        }
    }

    /// Reads at most as many rows as asked for, evenly spaced where there are more. `progress` is told
    /// how many were read since the last time.
    ///
    /// # Errors
    /// If a file of arrays or a sheet cannot be read, or no picture can.
    pub fn read(
        &self,
        facts: &SetFacts,
        reading: Reading,
        progress: &dyn Fn(usize),
    ) -> Result<SampleRows, SampleError> {
        let form = match facts.form {
            SetForm::Vectors { width } => RowForm::Vector { width },
            SetForm::Pictures(_) => RowForm::Image {
                side: reading.target.0,
                channels: reading.target.1,
            },
        };
        let selection = Selection::new(facts.rows, reading.limit);
        let mut rows = SampleRows::empty(form, facts.is_bytes());
        rows.total = facts.rows;
        rows.scale = facts.pictures().map(|_| reading.scale);
        match &self.content {
            Content::Pictures(files, classes) => {
                self.read_pictures(files, classes, reading, selection, &mut rows, progress)?;
            }
            Content::Sheets(sheets, tiles) => {
                for (number, path) in sheets.iter().enumerate() {
                    let before = (rows.count(), number * tiles.count());
                    match sheet(path).and_then(|it| Ok((tiles.sides(path, &it)?, it))) {
                        Ok((_, sheet)) => {
                            let holds = |place| selection.holds(before.1 + place);
                            tiles.cut(&sheet, reading.target, holds, &mut rows);
                        }
                        Err(error) => rows.leave_out(error, sheets.len())?,
                    }
                    progress(rows.count() - before.0);
                }
                rows.refuse_nothing(&self.path)?;
            }
            Content::Arrays(files, name) => {
                read_arrays(files, name.as_deref(), facts, reading, selection, &mut rows)?;
                rows.refuse_nothing(&self.path)?;
                progress(rows.count());
            }
        }
        Ok(rows)
    }

    fn read_pictures(
        &self,
        files: &[PictureFile],
        classes: &[String],
        reading: Reading,
        selection: Selection,
        rows: &mut SampleRows,
        progress: &dyn Fn(usize),
    ) -> Result<(), SampleError> {
        let chosen: Vec<&PictureFile> = selection.rows().map(|row| &files[row]).collect();
        let (side, channels) = reading.target;
        let mut labels = Vec::new();
        for block in chosen.chunks(BLOCK) {
            let open = |file: &&PictureFile| sample_picture::picture(&file.path, side, channels);
            for (file, picture) in block.iter().zip(parallel_map(block, cores(), open)) {
                match picture {
                    Ok(pixels) => {
                        rows.push_bytes(&pixels);
                        let name = file.path.strip_prefix(&self.path).unwrap_or(&file.path);
                        rows.names.push(name.display().to_string());
                        labels.extend(file.class);
                    }
                    Err(reason) => rows
                        .unreadable
                        .push(format!("{} ({reason})", file.path.display())),
                }
            }
            progress(block.len());
        }
        rows.refuse_nothing(&self.path)?;
        if classes.len() > 1 && labels.len() == rows.count() {
            rows.labels = Some(Labels::new(&labels, |class| {
                classes[usize::from(class)].clone()
            }));
        }
        Ok(())
    }
}

/// Reads the rows of several files as if they were one; their classes where every file has them. One of several
/// that is damaged is left out.
fn read_arrays(
    files: &[PathBuf],
    name: Option<&str>,
    facts: &SetFacts,
    reading: Reading,
    selection: Selection,
    rows: &mut SampleRows,
) -> Result<(), SampleError> {
    let (mut before, mut labels) = (0, Some(Vec::new()));
    for path in files {
        let opened = Arrays::open(path).and_then(|file| {
            let layout = file.samples(name)?.1.layout(path)?;
            Ok((file, layout))
        });
        let (file, layout) = match opened {
            Ok(opened) => opened,
            Err(error) => {
                rows.leave_out(error, files.len())?;
                continue;
            }
        };
        let (array, header) = file.samples(name)?;
        let conversion = Conversion {
            layout,
            scale: reading.scale,
            target: reading.target,
        };
        refuse_other_form(path, layout, facts)?;
        let (count, start) = (header.rows(), rows.mark());
        rows.without_classes = rows.without_classes.take().or(file.misfit_of_labels(count));
        let wanted = (0..count).filter(|row| selection.holds(before + row));
        match read_array(path, &file, array, conversion, wanted, rows) {
            Ok(some) => labels = labels.zip(some).map(|(all, some)| [all, some].concat()),
            Err(error) => {
                rows.go_back(start);
                rows.leave_out(error, files.len())?;
            }
        }
        before += count;
    }
    let labels = labels.filter(|labels| !labels.is_empty());
    rows.labels = match labels.map(|labels| classes_of(&labels)).transpose() {
        Ok(classes) => classes.filter(|labels| labels.count() > 1),
        Err(why) => {
            rows.without_classes = Some(why);
            None
        }
    };
    Ok(())
}

/// The class of each row, numbered in the order of the labels, which name them.
///
/// # Errors
/// Why not, where there are too many.
fn classes_of(labels: &[i64]) -> Result<Labels, String> {
    let mut distinct = labels.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() > MOST_CLASSES {
        return Err(format!(
            "the labels have {} values; up to {MOST_CLASSES} classes are told apart",
            distinct.len()
        ));
    }
    let number = |label: &i64| distinct.partition_point(|other| other < label) as u8;
    let numbers: Vec<u8> = labels.iter().map(number).collect();
    Ok(Labels::new(&numbers, |number| {
        distinct[usize::from(number)].to_string()
    }))
}

/// Adds the rows of an array; the class of each row that was added, if the file has classes.
fn read_array(
    path: &Path,
    file: &Arrays,
    array: &str,
    conversion: Conversion,
    wanted: impl Iterator<Item = usize>,
    rows: &mut SampleRows,
) -> Result<Option<Vec<i64>>, SampleError> {
    file.with(array, |header, numbers| {
        let count = header.rows();
        let labels = file.labels(count);
        let labels = labels.map(|labels| labels_of(path, file, labels, count));
        let labels = labels.transpose()?;
        let mut classes = labels.as_ref().map(|_| Vec::new());
        read_rows(path, header, numbers, wanted, |row, numbers| {
            if conversion.add(numbers, rows)
                && let (Some(labels), Some(classes)) = (&labels, &mut classes)
            {
                classes.push(labels[row]);
            }
        })?;
        Ok(classes)
    })
}

/// The label of each row.
fn labels_of(
    path: &Path,
    file: &Arrays,
    name: &str,
    count: usize,
) -> Result<Vec<i64>, SampleError> {
    file.with(name, |header, numbers| {
        let mut labels = Vec::new();
        read_rows(path, header, numbers, 0..count, |_, label| {
            labels.push(label[0] as i64);
        })?;
        Ok(labels)
    })
}

fn refuse_other_form(path: &Path, layout: Layout, facts: &SetFacts) -> Result<(), SampleError> {
    let fits = match (layout, facts.form) {
        (Layout::Vector { width }, SetForm::Vectors { width: expected }) => width == expected,
        (Layout::Picture { .. }, SetForm::Pictures(_)) => true,
        _ => false,
    };
    match fits {
        true => Ok(()),
        false => {
            let problem = "holds rows of another form than the files before it";
            Err(SampleError::refused(
                path,
                problem,
                "name files of one kind",
            ))
        }
    }
}
