//! Safetensors: the length of a header, the header in JSON, and the bytes of all tensors.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::{ArrayNumbers, ArrayToWrite};
use crate::record::RecordError;
use crate::record::atomic_write::write_atomic_in_pieces;

/// Writes arrays as safetensors, in their order, with what is to be known `about` them. Returns
/// whether all were filled; else nothing is written.
///
/// # Errors
/// If the disk refuses.
pub fn write_safetensors(
    path: &Path,
    about: &[(&str, String)],
    arrays: &mut [ArrayToWrite<'_>],
) -> Result<bool, RecordError> {
    write_atomic_in_pieces(path, |file| {
        file.write_all(&header(about, arrays))?;
        for array in arrays.iter_mut() {
            if !array.copy(file)? {
                return Ok(false);
            }
        }
        Ok(true)
    })
}

/// The header with its length, padded with spaces so that the tensors begin at a multiple of 8 bytes.
fn header(about: &[(&str, String)], arrays: &[ArrayToWrite]) -> Vec<u8> {
    let mut entries = Map::new();
    let about: Map<String, Value> = about
        .iter()
        .map(|(key, value)| (key.to_string(), value.clone().into()))
        .collect();
    entries.insert("__metadata__".to_string(), about.into());
    let mut begin = 0;
    for array in arrays {
        let numbers = match array.numbers {
            ArrayNumbers::U8 => "U8",
            ArrayNumbers::F32 => "F32",
        };
        let end = begin + array.length();
        let entry = json!({"dtype": numbers, "shape": array.shape, "data_offsets": [begin, end]});
        entries.insert(array.name.to_string(), entry);
        begin = end;
    }
    let text = Value::from(entries).to_string();
    let length = text.len().next_multiple_of(8);
    let mut header = (length as u64).to_le_bytes().to_vec();
    header.extend(format!("{text:<length$}").into_bytes());
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_by_the_library() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("some.safetensors");
        let array = |name: &'static str, numbers, shape, bytes: Vec<u8>| ArrayToWrite {
            name: name.into(),
            numbers,
            shape,
            pieces: Box::new(vec![bytes[..3].to_vec(), bytes[3..].to_vec()].into_iter()),
        };
        let values = [0.5f32, -2.0].map(f32::to_le_bytes).as_flattened().to_vec();
        let mut arrays = [
            array("samples", ArrayNumbers::F32, vec![2, 1], values.clone()),
            array("kinds", ArrayNumbers::U8, vec![5], vec![1, 2, 3, 4, 5]),
        ];
        let about = [("seed", "7".to_string())];
        assert!(write_safetensors(&path, &about, &mut arrays).unwrap());
        let bytes = std::fs::read(&path).unwrap();
        let (_, about) = ::safetensors::SafeTensors::read_metadata(&bytes).unwrap();
        assert_eq!(about.metadata().as_ref().unwrap()["seed"], "7");
        let file = ::safetensors::SafeTensors::deserialize(&bytes).unwrap();
        assert_eq!(file.tensor("samples").unwrap().data(), values);
        assert_eq!(file.tensor("kinds").unwrap().shape(), [5]);
    }
}
