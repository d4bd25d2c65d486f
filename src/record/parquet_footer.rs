//! The footer of a Parquet file, read by a decoder that takes no more memory than its length allows
//! and written anew for polars, whose own believes every length in it.

use polars_parquet_format::thrift::protocol::{TCompactInputProtocol, TCompactOutputProtocol};
use polars_parquet_format::{FileMetaData, SchemaElement};

/// How a Parquet file begins and ends.
const MAGIC: &[u8; 4] = b"PAR1";

/// How deep columns may be nested: schemas are read recursively.
const DEEPEST: usize = 64;

/// Memory of the decoder for each byte of a footer, and for any.
const MEMORY_PER_BYTE: usize = 16;
const MEMORY: usize = 4096;

/// The bytes of a Parquet file that has the footer of this one and nothing else. What programs keep
/// in it beside the table is left out: it may hold a second schema, which polars would decode.
///
/// # Errors
/// If there is no footer, or it is damaged.
pub(super) fn only_footer(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let ends = bytes
        .strip_suffix(MAGIC)
        .and_then(|rest| rest.split_last_chunk::<4>());
    let (rest, length) = ends.ok_or("it does not end as Parquet files do")?;
    let length = u32::from_le_bytes(*length) as usize;
    let start = rest.len().checked_sub(length);
    let start = start.ok_or("its footer is longer than the file")?;
    let memory = length.saturating_mul(MEMORY_PER_BYTE) + MEMORY;
    let mut source = TCompactInputProtocol::new(&rest[start..], memory);
    let footer = FileMetaData::read_from_in_protocol(&mut source)
        .map_err(|error| format!("its footer is damaged: {error}"))?;
    check_depth(&footer.schema)?;
    write(&FileMetaData {
        key_value_metadata: None,
        ..footer
    })
}

fn write(footer: &FileMetaData) -> Result<Vec<u8>, String> {
    let mut file = MAGIC.to_vec();
    let mut target = TCompactOutputProtocol::new(&mut file);
    footer
        .write_to_out_protocol(&mut target)
        .map_err(|error| error.to_string())?;
    let length = u32::try_from(file.len() - MAGIC.len()).map_err(|error| error.to_string())?;
    file.extend(length.to_le_bytes());
    file.extend(MAGIC);
    Ok(file)
}

fn check_depth(schema: &[SchemaElement]) -> Result<(), String> {
    // Of every element that is open, how many within it are still to come.
    let mut open: Vec<i32> = Vec::new();
    for element in schema {
        while open.pop_if(|left| *left == 0).is_some() {}
        if let Some(left) = open.last_mut() {
            *left -= 1;
        }
        open.extend(element.num_children.filter(|children| *children > 0));
        if open.len() > DEEPEST {
            return Err(format!("its columns are nested more than {DEEPEST} deep"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(footer: &[u8]) -> Vec<u8> {
        let length = (footer.len() as u32).to_le_bytes();
        [MAGIC, footer, &length, MAGIC].concat()
    }

    /// Found by fuzzing: polars would ask for memory for two thousand million columns.
    #[test]
    fn a_list_that_is_longer_than_the_footer_is_refused() {
        let endless = [0x15, 2, 0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 7];
        let message = only_footer(&file(&endless)).unwrap_err();
        assert!(message.contains("its footer is damaged"), "{message}");
    }

    #[test]
    fn what_has_no_footer_is_refused() {
        for bytes in [&b""[..], b"PAR1", b"PAR1PAR1", b"PAR1\xff\0\0\0PAR1"] {
            assert!(only_footer(bytes).is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn deep_nesting_is_refused() {
        let within = |number: usize| SchemaElement {
            type_: None,
            type_length: None,
            repetition_type: None,
            name: String::new(),
            num_children: (number > 0).then_some(1),
            converted_type: None,
            scale: None,
            precision: None,
            field_id: None,
            logical_type: None,
        };
        let nested = |depth: usize| (0..=depth).rev().map(within).collect::<Vec<_>>();
        assert_eq!(check_depth(&nested(DEEPEST)), Ok(()));
        assert!(check_depth(&nested(DEEPEST + 1)).is_err());
        let mut flat: Vec<_> = (0..1000).map(|_| within(0)).collect();
        flat[0].num_children = Some(999);
        assert_eq!(check_depth(&flat), Ok(()));
    }
}
