//! Bytes as text: two hexadecimal digits each. The build script uses this file, too.

/// The bytes in lower case, without separators.
pub(crate) fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
