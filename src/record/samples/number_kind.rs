//! Numbers of arrays, from their bytes to f32.

use half::{bf16, f16};

/// What one number of an array is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberKind {
    /// A byte, or a truth value.
    U8,
    /// Signed, of 8 bits.
    I8,
    /// Unsigned, of 16 bits.
    U16,
    /// Signed, of 16 bits.
    I16,
    /// Unsigned, of 32 bits.
    U32,
    /// Signed, of 32 bits.
    I32,
    /// Unsigned, of 64 bits.
    U64,
    /// Signed, of 64 bits.
    I64,
    /// Half precision.
    F16,
    /// Half precision with the exponent of single precision.
    BF16,
    /// Single precision.
    F32,
    /// Double precision.
    F64,
}

impl NumberKind {
    /// The kind that NumPy calls so, without its mark of the byte order.
    pub(super) fn of_numpy(name: &str) -> Option<Self> {
        Some(match name {
            "u1" | "b1" | "?" => Self::U8,
            "i1" => Self::I8,
            "u2" => Self::U16,
            "i2" => Self::I16,
            "u4" => Self::U32,
            "i4" => Self::I32,
            "u8" => Self::U64,
            "i8" => Self::I64,
            "f2" => Self::F16,
            "f4" => Self::F32,
            "f8" => Self::F64,
            _ => return None,
        })
    }

    /// Bytes of one number.
    pub(super) fn size(self) -> usize {
        match self {
            Self::U8 | Self::I8 => 1,
            Self::U16 | Self::I16 | Self::F16 | Self::BF16 => 2,
            Self::U32 | Self::I32 | Self::F32 => 4,
            Self::U64 | Self::I64 | Self::F64 => 8,
        }
    }

    /// Whether it is a whole number.
    pub(super) fn is_whole(self) -> bool {
        !matches!(self, Self::F16 | Self::BF16 | Self::F32 | Self::F64)
    }

    /// Adds the numbers of whole bytes, in the byte order of the file.
    pub(super) fn decode(self, bytes: &[u8], is_big_endian: bool, out: &mut Vec<f32>) {
        fn each<const SIZE: usize>(
            bytes: &[u8],
            is_big_endian: bool,
            out: &mut Vec<f32>,
            value_of: impl Fn([u8; SIZE]) -> f32,
        ) {
            let (numbers, _) = bytes.as_chunks::<SIZE>();
            out.extend(numbers.iter().map(|number| {
                let mut number = *number;
                if is_big_endian {
                    number.reverse();
                }
                value_of(number)
            }));
        }
        let big = is_big_endian;
        match self {
            Self::U8 => each(bytes, big, out, |[byte]| f32::from(byte)),
            Self::I8 => each(bytes, big, out, |it| f32::from(i8::from_le_bytes(it))),
            Self::U16 => each(bytes, big, out, |it| f32::from(u16::from_le_bytes(it))),
            Self::I16 => each(bytes, big, out, |it| f32::from(i16::from_le_bytes(it))),
            Self::U32 => each(bytes, big, out, |it| u32::from_le_bytes(it) as f32),
            Self::I32 => each(bytes, big, out, |it| i32::from_le_bytes(it) as f32),
            Self::U64 => each(bytes, big, out, |it| u64::from_le_bytes(it) as f32),
            Self::I64 => each(bytes, big, out, |it| i64::from_le_bytes(it) as f32),
            Self::F16 => each(bytes, big, out, |it| f16::from_le_bytes(it).to_f32()),
            Self::BF16 => each(bytes, big, out, |it| bf16::from_le_bytes(it).to_f32()),
            Self::F32 => each(bytes, big, out, f32::from_le_bytes),
            Self::F64 => each(bytes, big, out, |it| f64::from_le_bytes(it) as f32),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_both_byte_orders() {
        let decoded = |kind: NumberKind, bytes: &[u8], is_big_endian| {
            let mut out = Vec::new();
            kind.decode(bytes, is_big_endian, &mut out);
            out
        };
        assert_eq!(decoded(NumberKind::U8, &[0, 255], false), [0.0, 255.0]);
        assert_eq!(decoded(NumberKind::I16, &[0xff, 0xfe], true), [-2.0]);
        assert_eq!(decoded(NumberKind::I16, &[0xfe, 0xff], false), [-2.0]);
        let value = 1.5f32;
        assert_eq!(decoded(NumberKind::F32, &value.to_be_bytes(), true), [1.5]);
        assert_eq!(
            decoded(NumberKind::F64, &(-0.25f64).to_le_bytes(), false),
            [-0.25]
        );
        assert_eq!(decoded(NumberKind::F16, &[0, 0x3c], false), [1.0]);
        assert_eq!(NumberKind::of_numpy("O"), None);
    }
}
