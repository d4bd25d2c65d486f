//! Protocol buffers at reading: a message is its fields one after the other. The writing side is
//! `record/tensorboard/proto.rs`.

/// The value of a field, by how it is laid out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Value<'a> {
    Whole(u64),
    Eight([u8; 8]),
    Four([u8; 4]),
    /// Text, bytes, a message inside, or numbers packed one after the other.
    Bytes(&'a [u8]),
}

/// The fields of a message, in its order. Ends behind the first that is malformed, which is an
/// error.
pub(super) struct Fields<'a>(&'a [u8]);

/// A message that is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Malformed;

/// The fields of a message.
pub(super) fn fields(message: &[u8]) -> Fields<'_> {
    Fields(message)
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(u64, Value<'a>), Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let field = field(&mut self.0).ok_or(Malformed);
        if field.is_err() {
            self.0 = &[];
        }
        Some(field)
    }
}

fn field<'a>(rest: &mut &'a [u8]) -> Option<(u64, Value<'a>)> {
    let key = varint(rest)?;
    let value = match key & 7 {
        0 => Value::Whole(varint(rest)?),
        1 => Value::Eight(take(rest)?),
        2 => {
            let length = usize::try_from(varint(rest)?).ok()?;
            let (bytes, after) = rest.split_at_checked(length)?;
            *rest = after;
            Value::Bytes(bytes)
        }
        5 => Value::Four(take(rest)?),
        _ => return None,
    };
    Some((key >> 3, value))
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (bytes, after) = rest.split_first_chunk::<N>()?;
    *rest = after;
    Some(*bytes)
}

/// Seven bits a byte, the low ones first, at most ten bytes.
fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for place in 0..10 {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        value |= u64::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_protocols_own_guide() {
        let all = |bytes| fields(bytes).collect::<Result<Vec<_>, _>>();
        assert_eq!(all(&[8, 0x96, 1]), Ok(vec![(1, Value::Whole(150))]));
        assert_eq!(
            all(b"\x12\x07testing"),
            Ok(vec![(2, Value::Bytes(b"testing"))])
        );
        assert_eq!(
            all(&[0x15, 0, 0, 0x80, 0x3f]),
            Ok(vec![(2, Value::Four(1.0_f32.to_le_bytes()))])
        );
        assert_eq!(all(&[]), Ok(vec![]));
        for malformed in [
            &[8][..],
            &[8, 0x96],
            &[0x12, 7, b't'],
            &[0x0b],
            &[9, 1, 2],
            &[0xff; 12],
        ] {
            assert_eq!(all(malformed), Err(Malformed), "{malformed:?}");
        }
    }
}
