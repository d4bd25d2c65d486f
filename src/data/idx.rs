//! The IDX format of MNIST and its relatives: unsigned bytes with up to three dimensions.

use std::io::Read;

use flate2::read::GzDecoder;
use thiserror::Error;

/// Bytes with their dimensions, slowest first.
#[derive(Debug, PartialEq)]
pub struct Idx {
    pub dimensions: Vec<usize>,
    pub values: Vec<u8>,
}

/// Why bytes are not an IDX file that seesaw reads.
#[derive(Debug, Error, PartialEq)]
pub enum IdxError {
    #[error("the gzip stream is damaged: {0}")]
    Gzip(String),
    #[error("not an IDX file of unsigned bytes: it begins with {0:02x?}, not with 00 00 08")]
    Magic(Vec<u8>),
    #[error("the header announces {expected} bytes of values, the file holds {found}")]
    Length { expected: usize, found: usize },
}

/// Reads an IDX file, gzip or not.
///
/// # Errors
/// If the gzip stream, the magic number or the length is wrong.
pub fn parse(bytes: &[u8]) -> Result<Idx, IdxError> {
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut plain = Vec::new();
        GzDecoder::new(bytes).read_to_end(&mut plain).map_err(|error| IdxError::Gzip(error.to_string()))?;
        return parse_plain(&plain);
    }
    parse_plain(bytes)
}

fn parse_plain(bytes: &[u8]) -> Result<Idx, IdxError> {
    let [0, 0, 8, rank @ 1..=3, rest @ ..] = bytes else {
        return Err(IdxError::Magic(bytes.iter().take(4).copied().collect()));
    };
    let rank = usize::from(*rank);
    if rest.len() < 4 * rank {
        return Err(IdxError::Length { expected: 4 * rank, found: rest.len() });
    }
    let (header, values) = rest.split_at(4 * rank);
    let size = |bytes: &[u8]| u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize;
    let dimensions: Vec<usize> = header.chunks_exact(4).map(size).collect();
    let expected = dimensions.iter().try_fold(1usize, |total, size| total.checked_mul(*size)).unwrap_or(usize::MAX);
    if expected != values.len() {
        return Err(IdxError::Length { expected, found: values.len() });
    }
    Ok(Idx { dimensions, values: values.to_vec() })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_what_it_should_and_names_what_it_cannot() {
        let good = [0, 0, 8, 1, 0, 0, 0, 2, 7, 9];
        assert_eq!(parse(&good).unwrap(), Idx { dimensions: vec![2], values: vec![7, 9] });
        assert_eq!(parse(&good[..9]), Err(IdxError::Length { expected: 2, found: 1 }));
        assert!(matches!(parse(b"PNG.."), Err(IdxError::Magic(_))));
        assert!(matches!(parse(&[0x1f, 0x8b, 8, 0]), Err(IdxError::Gzip(_))));
        let huge = [0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255];
        assert!(matches!(parse(&huge), Err(IdxError::Length { .. })));
    }

    proptest! {
        #[test]
        fn never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = parse(&bytes);
            let _ = parse(&[&[0, 0, 8, 2], &bytes[..]].concat());
        }
    }
}
