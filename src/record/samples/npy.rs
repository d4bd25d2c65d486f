//! The header of NumPy's `.npy` (NEP 1): a magic number, a version, a length, and a Python dictionary
//! of three known keys. The numbers follow.

use std::io::Read;
use std::path::Path;

use super::array_header::ArrayHeader;
use super::error::SampleError;
use super::number_kind::NumberKind;

/// What every such file begins with.
pub(super) const MAGIC: &[u8] = b"\x93NUMPY";

/// Characters of a header that an error shows.
const SHOWN: usize = 200;

/// The longest header that is read, in bytes: those of arrays have about a hundred.
const LONGEST_HEADER: usize = 64 << 10;
/// The most axes.
const MOST_AXES: usize = 32;

/// Reads the header, up to the first number.
///
/// # Errors
/// If it is none, or of numbers that are not read: why.
pub(super) fn read_header(path: &Path, file: &mut dyn Read) -> Result<ArrayHeader, SampleError> {
    let refused = |problem: &str, remedy: &str| SampleError::refused(path, problem, remedy);
    let damaged = |problem: &str| refused(problem, "save it again with numpy.save");
    let mut start = [0; 8];
    file.read_exact(&mut start)
        .map_err(|_| damaged("is too short for an array of NumPy"))?;
    if !start.starts_with(MAGIC) {
        return Err(damaged("is no array of NumPy"));
    }
    let mut length = [0; 4];
    let size = if start[6] == 1 { 2 } else { 4 };
    file.read_exact(&mut length[..size])
        .map_err(|_| damaged("ends within its header"))?;
    let length = u32::from_le_bytes(length) as usize;
    if length > LONGEST_HEADER {
        return Err(damaged("says that its header is longer than any"));
    }
    let mut text = vec![0; length];
    file.read_exact(&mut text)
        .map_err(|_| damaged("ends within its header"))?;
    let text = String::from_utf8_lossy(&text);
    if value_of(&text, "descr").is_some_and(|kind| kind.contains('O')) {
        return Err(refused(
            "holds pickled Python objects, which are not read: they could run any program",
            "save plain numbers: numpy.save(name, numpy.asarray(samples, dtype=\"float32\"))",
        ));
    }
    parse(&text).ok_or_else(|| {
        let shown: String = text.trim().chars().take(SHOWN).collect();
        let problem = format!("has a header that is not understood: {shown}");
        let remedy = "save numbers of a usual type, such as uint8 or float32, with numpy.save";
        SampleError::refused(path, problem, remedy)
    })
}

fn parse(text: &str) -> Option<ArrayHeader> {
    let described = quoted(value_of(text, "descr")?)?;
    let (order, kind) = match described.split_at_checked(1)? {
        (order @ ("<" | ">" | "|" | "="), kind) => (order, kind),
        _ => ("<", described),
    };
    let is_column_major = match value_of(text, "fortran_order")? {
        rest if rest.starts_with("True") => true,
        rest if rest.starts_with("False") => false,
        _ => return None,
    };
    let axes = value_of(text, "shape")?.strip_prefix('(')?;
    let axes = &axes[..axes.find(')')?];
    let shape: Vec<usize> = axes
        .split(',')
        .map(str::trim)
        .filter(|axis| !axis.is_empty())
        .map(|axis| axis.trim_end_matches('L').parse().ok())
        .collect::<Option<_>>()?;
    (shape.len() <= MOST_AXES).then_some(())?;
    Some(ArrayHeader {
        kind: NumberKind::of_numpy(kind)?,
        is_big_endian: order == ">",
        is_column_major,
        shape,
    })
}

/// What follows a key of the dictionary.
fn value_of<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let quotes = ['\'', '"'];
    let (at, _) = text.match_indices(key).find(|(at, _)| {
        text[..*at].ends_with(quotes) && text[at + key.len()..].starts_with(quotes)
    })?;
    let rest = &text[at + key.len() + 1..];
    Some(rest.trim_start().strip_prefix(':')?.trim_start())
}

/// The text within quotes that a text begins with.
fn quoted(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|it| matches!(it, '\'' | '"'))?;
    text[1..].split(quote).next()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn file(header: &str) -> Vec<u8> {
        let length = (header.len() as u16).to_le_bytes();
        [MAGIC, &[1, 0], &length, header.as_bytes()].concat()
    }

    fn read(bytes: &[u8]) -> Result<ArrayHeader, String> {
        read_header(Path::new("x.npy"), &mut &bytes[..]).map_err(|error| error.to_string())
    }

    #[test]
    fn headers_are_read_as_numpy_writes_them() {
        let found = read(&file(
            "{'descr': '<f4', 'fortran_order': False, 'shape': (100, 2), }      \n",
        ));
        let expected = ArrayHeader {
            kind: NumberKind::F32,
            is_big_endian: false,
            is_column_major: false,
            shape: vec![100, 2],
        };
        assert_eq!(found.unwrap(), expected);
        let found = read(&file(
            "{'descr': '>i8', 'fortran_order': True, 'shape': (7L,)}",
        ));
        assert!(found.is_ok_and(|it| it.is_big_endian && it.is_column_major && it.shape == [7]));
        let bytes = read(&file(
            "{'descr': '|u1', 'fortran_order': False, 'shape': ()}",
        ));
        assert_eq!(bytes.unwrap().shape, [] as [usize; 0]);
    }

    #[test]
    fn what_is_no_array_of_numbers_is_refused_in_words() {
        let endless = format!("{{'descr': '<f4', 'shape': ({})}}", "1, ".repeat(9_000));
        assert!(read(&file(&endless)).unwrap_err().len() < 400);
        for (header, words) in [
            (
                "{'descr': '|O', 'fortran_order': False, 'shape': (2,)}",
                "pickled Python objects",
            ),
            (
                "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,)}",
                "not understood",
            ),
            (
                "{'descr': '<f4', 'fortran_order': False, 'shape': (-2, 2)}",
                "not understood",
            ),
            ("{'descr': '<f4', 'shape': (2, 2)}", "not understood"),
            (
                "{'descr': '<c8', 'fortran_order': False, 'shape': (2,)}",
                "not understood",
            ),
        ] {
            let error = read(&file(header)).unwrap_err();
            assert!(error.contains(words), "{error}");
        }
        assert!(read(b"\x93NUM").unwrap_err().contains("too short"));
        assert!(read(b"PK\x03\x04....").unwrap_err().contains("no array"));
        let long = [MAGIC, &[2, 0, 0xff, 0xff, 0xff, 0xff]].concat();
        assert!(read(&long).unwrap_err().contains("longer than any"));
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,80}", bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = read(&file(&text));
            let _ = read(&[MAGIC, &bytes].concat());
            let _ = read(&file(&format!("{{'descr': {text}, 'shape': ({text})}}")));
        }
    }
}
