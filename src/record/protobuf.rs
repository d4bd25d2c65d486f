//! Protocol buffers, as far as event files need them: a message is its fields one after the other,
//! each with its number and how its value is laid out. [`Message`] writes, [`fields`] reads.

const VARINT: u64 = 0;
const EIGHT_BYTES: u64 = 1;
const LENGTH_AND_BYTES: u64 = 2;
const FOUR_BYTES: u64 = 5;

/// A message, field by field.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Message(Vec<u8>);

impl Message {
    pub fn new() -> Self {
        Self::default()
    }

    /// A whole number, a truth value or a variant of an enum.
    pub fn whole(mut self, field: u64, value: u64) -> Self {
        self.key(field, VARINT);
        self.varint(value);
        self
    }

    pub fn double(mut self, field: u64, value: f64) -> Self {
        self.key(field, EIGHT_BYTES);
        self.0.extend(value.to_le_bytes());
        self
    }

    pub fn float(mut self, field: u64, value: f32) -> Self {
        self.key(field, FOUR_BYTES);
        self.0.extend(value.to_le_bytes());
        self
    }

    /// Text or bytes.
    pub fn bytes(mut self, field: u64, value: impl AsRef<[u8]>) -> Self {
        let value = value.as_ref();
        self.key(field, LENGTH_AND_BYTES);
        self.varint(value.len() as u64);
        self.0.extend(value);
        self
    }

    /// A message inside; a field that repeats is added once for each.
    pub fn message(self, field: u64, value: &Message) -> Self {
        self.bytes(field, &value.0)
    }

    /// As it stands in a file.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    fn key(&mut self, field: u64, layout: u64) {
        self.varint(field << 3 | layout);
    }

    /// Seven bits a byte, the low ones first; the eighth says that more follow.
    fn varint(&mut self, mut value: u64) {
        while value > 0x7f {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }
}

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
    fn whole_numbers_take_seven_bits_a_byte() {
        let bytes = |value: u64| Message::new().whole(1, value).as_bytes()[1..].to_vec();
        assert_eq!(bytes(0), [0]);
        assert_eq!(bytes(127), [0x7f]);
        assert_eq!(bytes(128), [0x80, 1]);
        assert_eq!(
            bytes(300),
            [0xac, 2],
            "the example of the protocol's own guide"
        );
        assert_eq!(
            bytes(u64::MAX),
            [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]
        );
    }

    #[test]
    fn fields_have_a_number_and_a_layout() {
        assert_eq!(
            Message::new().bytes(2, "testing").as_bytes(),
            b"\x12\x07testing",
            "from the protocol's own guide"
        );
        assert_eq!(
            Message::new().float(2, 1.0).as_bytes(),
            [0x15, 0, 0, 0x80, 0x3f]
        );
        assert_eq!(
            Message::new().double(1, 1.0).as_bytes(),
            [9, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f]
        );
        assert_eq!(
            Message::new().whole(16, 1).as_bytes(),
            [0x80, 1, 1],
            "a number above 15 takes a second byte"
        );
        let inside = Message::new().whole(1, 150);
        assert_eq!(
            Message::new().message(3, &inside).as_bytes(),
            [0x1a, 3, 8, 0x96, 1]
        );
    }

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
