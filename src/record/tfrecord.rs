//! TFRecord: how an event file frames its events. Both sides: writing and reading.
//!
//! A frame is a length, its checksum, the bytes, and their checksum.

/// The checksum of TFRecord: CRC-32C, rotated, plus a constant, so that a checksum of data with
/// checksums is not one of zeros.
fn masked_checksum(bytes: &[u8]) -> u32 {
    static CASTAGNOLI: crc::Crc<u32> = crc::Crc::<u32>::new(&crc::CRC_32_ISCSI);
    CASTAGNOLI
        .checksum(bytes)
        .rotate_right(15)
        .wrapping_add(0xa282_ead8)
}

/// Adds a frame to a file's bytes.
pub(super) fn write_frame(file: &mut Vec<u8>, event: &[u8]) {
    let length = (event.len() as u64).to_le_bytes();
    file.extend(length);
    file.extend(masked_checksum(&length).to_le_bytes());
    file.extend(event);
    file.extend(masked_checksum(event).to_le_bytes());
}

/// The frames of a file with the checksums that its bytes ask for, for fuzzers: what they make
/// would fail there. A length that is too large takes the rest.
pub(crate) fn with_right_checksums(mut bytes: &[u8]) -> Vec<u8> {
    let mut file = Vec::with_capacity(bytes.len());
    while let Some((length, rest)) = bytes.split_first_chunk::<8>() {
        let rest = rest.get(4..).unwrap_or_default();
        let length = usize::try_from(u64::from_le_bytes(*length)).unwrap_or(usize::MAX);
        let (event, rest) = rest.split_at(length.min(rest.len()));
        write_frame(&mut file, event);
        bytes = rest.get(4..).unwrap_or_default();
    }
    file
}

/// The frames of a file, one after the other.
pub(super) struct Frames<'a> {
    bytes: &'a [u8],
    /// Where the next frame begins, in bytes.
    pub(super) at: usize,
}

/// What comes next in a file.
pub(super) enum Frame<'a> {
    /// The bytes of an event.
    Event(&'a [u8]),
    /// The file ends.
    End,
    /// The file ends within a frame.
    Cut,
    /// A checksum is not that of its bytes.
    Damaged,
}

impl<'a> Frames<'a> {
    /// From a file's first byte.
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Reads one frame.
    pub(super) fn read(&mut self) -> Frame<'a> {
        let rest = &self.bytes[self.at..];
        if rest.is_empty() {
            return Frame::End;
        }
        let Some((length, rest)) = rest.split_first_chunk::<8>() else {
            return Frame::Cut;
        };
        let Some((checksum, rest)) = rest.split_first_chunk::<4>() else {
            return Frame::Cut;
        };
        if masked_checksum(length) != u32::from_le_bytes(*checksum) {
            return Frame::Damaged;
        }
        let whole = usize::try_from(u64::from_le_bytes(*length))
            .ok()
            .and_then(|length| rest.split_at_checked(length));
        let Some((event, rest)) = whole else {
            return Frame::Cut;
        };
        let Some(checksum) = rest.first_chunk::<4>() else {
            return Frame::Cut;
        };
        if masked_checksum(event) != u32::from_le_bytes(*checksum) {
            return Frame::Damaged;
        }
        self.at += 8 + 4 + event.len() + 4;
        Frame::Event(event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_with_wrong_checksums_get_right_ones() {
        let mut right = Vec::new();
        write_frame(&mut right, b"first");
        write_frame(&mut right, b"second");
        let mut wrong = right.clone();
        for at in [8, 17, 30] {
            wrong[at] ^= 1;
        }
        assert_eq!(with_right_checksums(&wrong), right);
        wrong[21] = 200;
        let longer = with_right_checksums(&wrong);
        let mut frames = Frames::of(&longer);
        assert!(matches!(frames.read(), Frame::Event(b"first")));
        assert!(matches!(frames.read(), Frame::Event(event) if event.starts_with(b"second")));
        assert!(matches!(frames.read(), Frame::End));
    }

    #[test]
    fn the_checksum_is_the_one_of_tfrecord() {
        assert_eq!(masked_checksum(b"\x1a\x11CRC test, one two"), 0x5794_d08a);
        assert_eq!(masked_checksum(b"123456789"), 0xc78a_b0e5);
        assert_eq!(masked_checksum(b""), 0xa282_ead8);
    }
}
