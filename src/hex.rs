//! Bytes as text: two hexadecimal digits each. The build script uses this file, too.

/// The bytes in lower case, without separators.
pub(crate) fn hex(bytes: impl AsRef<[u8]>) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = |byte: &u8| [byte >> 4, byte & 15].map(|digit| DIGITS[usize::from(digit)]);
    bytes
        .as_ref()
        .iter()
        .flat_map(digits)
        .map(char::from)
        .collect()
}
