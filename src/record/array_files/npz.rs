//! NumPy's `.npz`: a zip archive whose members are `.npy` files, stored as they are.

use std::io::Write;
use std::path::Path;

use rawzip::{CompressionMethod, ZipArchiveWriter};

use super::{ArrayNumbers, ArrayToWrite};
use crate::record::RecordError;
use crate::record::atomic_write::write_atomic_in_pieces;

/// Writes arrays as an archive of NumPy, in their order. Returns whether all were filled; else
/// nothing is written.
///
/// # Errors
/// If the disk refuses.
pub fn write_npz(path: &Path, arrays: &mut [ArrayToWrite<'_>]) -> Result<bool, RecordError> {
    write_atomic_in_pieces(path, |file| {
        let mut archive = ZipArchiveWriter::new(file);
        for array in arrays.iter_mut() {
            if !write_member(&mut archive, array)? {
                return Ok(false);
            }
        }
        archive.finish().map_err(std::io::Error::other)?;
        Ok(true)
    })
}

fn write_member<W: Write>(
    archive: &mut ZipArchiveWriter<W>,
    array: &mut ArrayToWrite<'_>,
) -> std::io::Result<bool> {
    let name = format!("{}.npy", array.name);
    let member = archive
        .new_file(&name)
        .compression_method(CompressionMethod::Store);
    let (mut entry, config) = member.start().map_err(std::io::Error::other)?;
    let mut data = config.wrap(&mut entry);
    data.write_all(&header(array))?;
    if !array.copy(&mut data)? {
        return Ok(false);
    }
    let (_, description) = data.finish().map_err(std::io::Error::other)?;
    entry.finish(description).map_err(std::io::Error::other)?;
    Ok(true)
}

/// The header of a `.npy` file of version 1.0: a Python dictionary, padded so that the numbers begin
/// at a multiple of 64 bytes.
fn header(array: &ArrayToWrite) -> Vec<u8> {
    const FIXED: usize = 10;
    let numbers = match array.numbers {
        ArrayNumbers::U8 => "|u1",
        ArrayNumbers::F32 => "<f4",
    };
    let sizes: String = array.shape.iter().map(|size| format!("{size}, ")).collect();
    let sizes = sizes.trim_end();
    let text = format!("{{'descr': '{numbers}', 'fortran_order': False, 'shape': ({sizes}), }}");
    let length = (FIXED + text.len() + 1).next_multiple_of(64) - FIXED;
    let mut header = b"\x93NUMPY\x01\x00".to_vec();
    header.extend((length as u16).to_le_bytes());
    header.extend(format!("{text:<width$}\n", width = length - 1).into_bytes());
    header
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::samples::{SampleOptions, find_samples};

    fn array(name: &'static str, shape: Vec<u64>, pieces: Vec<Vec<u8>>) -> ArrayToWrite<'static> {
        ArrayToWrite {
            name: name.into(),
            numbers: ArrayNumbers::U8,
            shape,
            pieces: Box::new(pieces.into_iter()),
        }
    }

    #[test]
    fn a_header_is_the_one_that_numpy_writes() {
        let header = header(&array("x", vec![3], Vec::new()));
        assert_eq!(header.len(), 128);
        let text = String::from_utf8_lossy(&header[10..]);
        assert!(text.starts_with("{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }"));
        assert!(text.ends_with(" \n"));
    }

    #[test]
    fn what_is_written_is_found_as_samples_and_half_an_array_is_not_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("some.npz");
        let pieces = || vec![vec![7; 2 * 16], vec![9; 16]];
        let shape = vec![3, 4, 4, 1];
        let mut arrays = [
            array("latents", vec![3, 1], vec![vec![1, 2, 3]]),
            array("samples", shape.clone(), pieces()),
        ];
        assert!(write_npz(&path, &mut arrays).unwrap());
        let sets = find_samples(&path, &SampleOptions::default()).unwrap();
        assert_eq!(sets.len(), 1);
        let cut = folder.path().join("cut.npz");
        let mut arrays = [array("samples", shape, pieces()[..1].to_vec())];
        assert!(!write_npz(&cut, &mut arrays).unwrap());
        let left = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(left, 1, "neither the file nor a temporary one");
    }
}
