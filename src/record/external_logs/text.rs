//! The bytes of a log as text: as UTF-8, or as UTF-16, which PowerShell writes where it redirects.

use std::path::Path;

use super::ExternalLogError;

const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// How the letters of a text are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    /// With the more significant byte last.
    Utf16Little,
    Utf16Big,
}

impl Encoding {
    /// The encoding of a text by how it begins, and the length of the mark that says so.
    pub(super) fn of(bytes: &[u8]) -> (Self, usize) {
        match bytes {
            [0xff, 0xfe, ..] => (Encoding::Utf16Little, 2),
            [0xfe, 0xff, ..] => (Encoding::Utf16Big, 2),
            _ if bytes.starts_with(UTF8_MARK) => (Encoding::Utf8, UTF8_MARK.len()),
            _ => (Encoding::Utf8, 0),
        }
    }

    /// The length of the whole lines that some bytes begin with. Progress bars are redrawn after a
    /// carriage return, which belongs to the line that it begins: a newline may follow it.
    pub(super) fn whole_lines(self, bytes: &[u8]) -> usize {
        self.last_end(bytes).unwrap_or(0)
    }

    /// Bytes of a letter, at least.
    pub(super) fn width(self) -> usize {
        match self {
            Encoding::Utf8 => 1,
            Encoding::Utf16Little | Encoding::Utf16Big => 2,
        }
    }

    /// Where the last line's end is in some bytes that begin with a whole letter: behind a newline,
    /// before a carriage return.
    pub(super) fn last_end(self, bytes: &[u8]) -> Option<usize> {
        let units = bytes.as_chunks::<2>().0;
        let after = |unit: [u8; 2]| {
            let found = units.iter().rposition(|other| *other == unit);
            found.map(|at| 2 * at + 2)
        };
        match self {
            Encoding::Utf8 => {
                let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
                let end = bytes.iter().rposition(is_end);
                end.map(|at| at + usize::from(bytes[at] == b'\n'))
            }
            Encoding::Utf16Little => after([b'\n', 0]),
            Encoding::Utf16Big => after([0, b'\n']),
        }
    }

    /// The text. What is not of this encoding in it becomes U+FFFD, and of UTF-16 a last byte
    /// without a second one is left out.
    pub(super) fn decode(self, bytes: Vec<u8>) -> String {
        match self {
            Encoding::Utf8 => String::from_utf8(bytes)
                .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
            Encoding::Utf16Little => utf16(&bytes, u16::from_le_bytes),
            Encoding::Utf16Big => utf16(&bytes, u16::from_be_bytes),
        }
    }
}

/// The text of some bytes, without the mark of its encoding. What is not of the encoding in it
/// becomes U+FFFD.
///
/// # Errors
/// If they are no text, with what they seem to be.
pub(super) fn decode(path: &Path, mut bytes: Vec<u8>) -> Result<String, ExternalLogError> {
    let refused = |reason: &str| ExternalLogError::Text {
        path: path.to_path_buf(),
        line: None,
        reason: reason.to_string(),
    };
    let (encoding, mark) = Encoding::of(&bytes);
    bytes.drain(..mark);
    if encoding != Encoding::Utf8 {
        return Ok(encoding.decode(bytes));
    }
    if bytes.starts_with(b"PK") {
        return Err(refused(
            "this is a spreadsheet or an archive; save it as CSV",
        ));
    }
    if bytes.contains(&0) {
        return Err(refused(
            "this is no text; text, CSV, JSON lines, notebooks, Parquet and TensorBoard's event files (named *tfevents*) can be read",
        ));
    }
    if bytes.trim_ascii().is_empty() {
        return Err(refused("there is nothing in it"));
    }
    Ok(encoding.decode(bytes))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, _) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    char::decode_utf16(units)
        .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u8]) -> Result<String, String> {
        decode(Path::new("log"), bytes.to_vec()).map_err(|error| error.to_string())
    }

    #[test]
    fn every_encoding_of_a_text_is_the_text() {
        let text = "step é 1\n";
        let units: Vec<u16> = "\u{feff}"
            .encode_utf16()
            .chain(text.encode_utf16())
            .collect();
        let little: Vec<u8> = units.iter().copied().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = units.iter().copied().flat_map(u16::to_be_bytes).collect();
        let marked = [UTF8_MARK, text.as_bytes()].concat();
        for bytes in [text.as_bytes(), &marked, &little, &big] {
            assert_eq!(of(bytes).unwrap(), text);
        }
        assert_eq!(of(b"loss \xe9").unwrap(), "loss \u{fffd}");
        assert_eq!(of(b"\xff\xfea").unwrap(), "", "half a letter");
    }

    #[test]
    fn whole_lines_end_before_what_may_be_half_written() {
        for (text, whole) in [
            ("", ""),
            ("half", ""),
            ("one\ntwo\nhalf", "one\ntwo\n"),
            ("one\r\n", "one\r\n"),
            ("one\n 10%\r 20%\r 3", "one\n 10%\r 20%"),
            ("one\r", "one"),
        ] {
            assert_eq!(Encoding::Utf8.whole_lines(text.as_bytes()), whole.len());
        }
        let wide = |text: &str| -> Vec<u8> {
            let units = text.encode_utf16();
            units.flat_map(u16::to_le_bytes).collect()
        };
        let half = [wide("one\ntwo\n"), wide("ha"), vec![b'\n']].concat();
        assert_eq!(Encoding::Utf16Little.whole_lines(&half), 16);
        let swapped: Vec<u8> = half
            .chunks(2)
            .flat_map(|unit| unit.iter().rev())
            .copied()
            .collect();
        assert_eq!(Encoding::Utf16Big.whole_lines(&swapped), 16);
    }

    #[test]
    fn what_is_no_text_is_named() {
        for (bytes, reason) in [
            (&b""[..], "there is nothing in it"),
            (b" \n", "there is nothing in it"),
            (b"PK\x03\x04", "save it as CSV"),
            (b"a\0b", "this is no text"),
        ] {
            assert!(of(bytes).unwrap_err().contains(reason));
        }
    }
}
