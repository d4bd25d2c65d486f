//! The IDX format of MNIST and its relatives: unsigned bytes with up to four dimensions.

use std::io::{BufRead, Read};

use flate2::bufread::MultiGzDecoder;
use thiserror::Error;

/// The most bytes of a collection, of whatever format: what an ordinary machine can hold beside the
/// networks.
pub(super) const MOST_BYTES: u64 = 4 << 30;

/// Bytes with their dimensions, slowest first.
#[derive(Debug, PartialEq)]
pub struct Idx {
    /// The size along each axis, slowest first.
    pub dimensions: Vec<usize>,
    /// All values, row by row.
    pub values: Vec<u8>,
}

/// Why bytes are not an IDX file that seesaw reads.
#[derive(Debug, Error, PartialEq)]
pub enum IdxError {
    /// Reading failed.
    #[error("it cannot be read, or its gzip stream is damaged ({0}); fetch it again")]
    Stream(String),
    /// The first four bytes are not those of an IDX file of bytes.
    #[error(
        "it begins with {0:02x?}, not with 00 00 08 (unsigned bytes) and the number of dimensions, 1 to 4; is it whole, and of this format?"
    )]
    Magic(Vec<u8>),
    /// Values are missing at the end.
    #[error(
        "the header announces {expected} bytes of values, the file holds only {found}; fetch it again"
    )]
    Short {
        /// Bytes that the header announces.
        expected: u64,
        /// Bytes that there are.
        found: u64,
    },
    /// There is something after the values.
    #[error(
        "there is more behind the {expected} bytes of values that the header announces; fetch it again"
    )]
    Trailing {
        /// Bytes that the header announces.
        expected: u64,
    },
    /// The header announces so many bytes that they are not read.
    #[error("the header announces {0} bytes of values, more than 4 GiB; take a part of them")]
    Huge(u64),
}

/// Reads an IDX file, gzip or not.
///
/// # Errors
/// If the gzip stream, the magic number or the length is wrong.
pub fn parse(bytes: &[u8]) -> Result<Idx, IdxError> {
    read(bytes, |_| Ok(()))
}

/// Reads an IDX file, gzip or not, and asks `accept` about its dimensions before any value is read.
/// No more is ever unpacked than the header announces.
///
/// # Errors
/// As [`parse`], and what `accept` says.
pub fn read<E: From<IdxError>>(
    mut source: impl BufRead,
    accept: impl FnOnce(&[usize]) -> Result<(), E>,
) -> Result<Idx, E> {
    let zipped = source
        .fill_buf()
        .map_err(failed)?
        .starts_with(&[0x1f, 0x8b]);
    match zipped {
        true => read_plain(MultiGzDecoder::new(source), accept),
        false => read_plain(source, accept),
    }
}

fn read_plain<E: From<IdxError>>(
    mut source: impl Read,
    accept: impl FnOnce(&[usize]) -> Result<(), E>,
) -> Result<Idx, E> {
    let magic = read_up_to(&mut source, 4)?;
    let [0, 0, 8, rank @ 1..=4] = magic[..] else {
        return Err(IdxError::Magic(magic).into());
    };
    let header = read_up_to(&mut source, 4 * u64::from(rank))?;
    if header.len() < 4 * usize::from(rank) {
        return Err(IdxError::Short {
            expected: 4 * u64::from(rank),
            found: header.len() as u64,
        }
        .into());
    }
    let size = |bytes: &[u8]| u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    let sizes: Vec<u32> = header.chunks_exact(4).map(size).collect();
    let expected = sizes
        .iter()
        .fold(1, |total: u64, size| total.saturating_mul(u64::from(*size)));
    if expected > MOST_BYTES {
        return Err(IdxError::Huge(expected).into());
    }
    let dimensions: Vec<usize> = sizes.iter().map(|size| *size as usize).collect();
    accept(&dimensions)?;
    let values = read_up_to(&mut source, expected)?;
    let found = values.len() as u64;
    if found < expected {
        return Err(IdxError::Short { expected, found }.into());
    }
    // The end of a gzip stream holds its checksum, so it is read even when nothing is expected
    // there.
    match read_up_to(&mut source, 1)?.is_empty() {
        true => Ok(Idx { dimensions, values }),
        false => Err(IdxError::Trailing { expected }.into()),
    }
}

fn read_up_to(source: &mut impl Read, limit: u64) -> Result<Vec<u8>, IdxError> {
    let mut bytes = Vec::new();
    source.take(limit).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

fn failed(error: std::io::Error) -> IdxError {
    IdxError::Stream(error.to_string())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use proptest::prelude::*;

    use super::*;

    fn zipped(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn reads_what_it_should_and_names_what_it_cannot() {
        let good = [0, 0, 8, 1, 0, 0, 0, 2, 7, 9];
        let read = Idx {
            dimensions: vec![2],
            values: vec![7, 9],
        };
        assert_eq!(parse(&good).unwrap(), read);
        assert_eq!(parse(&zipped(&good)).unwrap(), read);
        assert_eq!(
            parse(&good[..9]),
            Err(IdxError::Short {
                expected: 2,
                found: 1
            })
        );
        assert_eq!(
            parse(&[&good[..], &[1]].concat()),
            Err(IdxError::Trailing { expected: 2 })
        );
        assert!(matches!(parse(b"PNG.."), Err(IdxError::Magic(_))));
        assert!(matches!(
            parse(&[0x1f, 0x8b, 8, 0]),
            Err(IdxError::Stream(_))
        ));
        assert_eq!(
            parse(&good[..6]),
            Err(IdxError::Short {
                expected: 4,
                found: 2
            })
        );
        let huge = [
            0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        ];
        assert!(matches!(parse(&huge), Err(IdxError::Huge(_))));
    }

    #[test]
    fn a_damaged_checksum_is_found_and_a_bomb_is_not_unpacked() {
        let mut bytes = zipped(&[0, 0, 8, 1, 0, 0, 0, 2, 7, 9]);
        let end = bytes.len() - 6;
        bytes[end] ^= 1;
        assert!(matches!(parse(&bytes), Err(IdxError::Stream(_))));
        let bomb = zipped(&[&[0, 0, 8, 1, 0, 0, 0, 2][..], &vec![0; 50_000_000]].concat());
        assert_eq!(parse(&bomb), Err(IdxError::Trailing { expected: 2 }));
    }

    proptest! {
        #[test]
        fn never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..64), at in 0..20_usize) {
            let _ = parse(&bytes);
            let _ = parse(&[&[0, 0, 8, 2], &bytes[..]].concat());
            let mut damaged = zipped(&[0, 0, 8, 1, 0, 0, 0, 2, 7, 9]);
            damaged.splice(at..at + 1, bytes);
            let _ = parse(&damaged);
        }
    }
}
