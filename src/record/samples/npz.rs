//! NumPy's `.npz`: a zip archive whose members are `.npy` files, stored or deflated.

use std::io::{BufReader, Read};
use std::path::Path;

use flate2::bufread::DeflateDecoder;
use rawzip::{CompressionMethod, ZipArchive};

use super::array_header::ArrayHeader;
use super::error::SampleError;
use super::npy;

/// What such a file begins with.
pub(super) const MAGIC: &[u8] = b"PK";

/// The most members of an archive.
const MOST: usize = 10_000;

fn damaged(path: &Path, error: impl std::fmt::Display) -> SampleError {
    let problem = format!("is no archive of NumPy: {error}");
    SampleError::refused(path, problem, "save it again with numpy.savez")
}

/// Calls `work` with the name and the unpacked bytes of every array of an archive.
fn each(
    path: &Path,
    bytes: &[u8],
    mut work: impl FnMut(&str, &mut dyn Read) -> Result<(), SampleError>,
) -> Result<(), SampleError> {
    let archive = ZipArchive::from_slice(bytes).map_err(|error| damaged(path, error))?;
    let mut entries = archive.entries();
    let mut seen = 0;
    while let Some(entry) = entries.next_entry().map_err(|error| damaged(path, error))? {
        seen += 1;
        if seen > MOST {
            return Err(damaged(path, format!("it has more than {MOST} members")));
        }
        let name = String::from_utf8_lossy(entry.file_path().as_ref()).into_owned();
        let Some(name) = name.strip_suffix(".npy") else {
            continue;
        };
        let member = archive
            .get_entry(entry.wayfinder())
            .map_err(|error| damaged(path, error))?;
        let packed = BufReader::new(member.data());
        match entry.compression_method() {
            CompressionMethod::Store => work(name, &mut { packed })?,
            CompressionMethod::Deflate => {
                work(name, &mut BufReader::new(DeflateDecoder::new(packed)))?;
            }
            other => {
                let error = format!("its member `{name}` is packed as {other:?}");
                return Err(damaged(path, error));
            }
        }
    }
    Ok(())
}

/// The arrays of an archive, by name. A pickled one that nobody asks for does no harm.
///
/// # Errors
/// If it is no archive, a member is no array, or all of them are pickled.
pub(super) fn headers(
    path: &Path,
    bytes: &[u8],
) -> Result<Vec<(String, ArrayHeader)>, SampleError> {
    let (mut found, mut pickled) = (Vec::new(), None);
    each(path, bytes, |name, file| {
        match npy::read_header(path, file) {
            Ok(header) => found.push((name.to_string(), header)),
            Err(error) if error.to_string().contains("pickled") => pickled = Some(error),
            Err(error) => return Err(error),
        }
        Ok(())
    })?;
    match pickled {
        Some(error) if found.is_empty() => Err(error),
        _ => Ok(found),
    }
}

/// Lets `work` read the numbers of an array; the first of that name.
///
/// # Errors
/// If there is no such array, and those of `work`.
pub(super) fn with_member<T>(
    path: &Path,
    bytes: &[u8],
    wanted: &str,
    work: impl FnOnce(&ArrayHeader, &mut dyn Read) -> Result<T, SampleError>,
) -> Result<T, SampleError> {
    let (mut work, mut result) = (Some(work), None);
    each(path, bytes, |name, file| {
        if name == wanted
            && let Some(work) = work.take()
        {
            let header = npy::read_header(path, file)?;
            result = Some(work(&header, file)?);
        }
        Ok(())
    })?;
    result.ok_or_else(|| damaged(path, format!("it has no array `{wanted}`")))
}
