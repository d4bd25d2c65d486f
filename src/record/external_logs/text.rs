//! The bytes of a log as text: as UTF-8, or as UTF-16, which PowerShell writes where it redirects.

use std::path::Path;

use super::ExternalLogError;

const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// The text of some bytes, without the mark of its encoding. What is not UTF-8 in it becomes U+FFFD.
///
/// # Errors
/// If they are no text, with what they seem to be.
pub(super) fn decode(path: &Path, mut bytes: Vec<u8>) -> Result<String, ExternalLogError> {
    let refused = |reason: &str| ExternalLogError::Text {
        path: path.to_path_buf(),
        line: None,
        reason: reason.to_string(),
    };
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return Ok(utf16(rest, u16::from_le_bytes));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return Ok(utf16(rest, u16::from_be_bytes));
    }
    if bytes.starts_with(UTF8_MARK) {
        bytes.drain(..UTF8_MARK.len());
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
    Ok(String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

/// A last byte without a second one is left out.
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
