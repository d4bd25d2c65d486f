//! The number of a `Summary.Value`: `simple_value`, or a tensor with one element, which is how
//! TensorFlow 2 writes it.

use crate::record::protobuf::{Malformed, Value, fields};

const FLOAT: u64 = 1;
const DOUBLE: u64 = 2;

/// Tag and number of a value; `None` where it is no number: text, an image, a histogram, a message
/// of a plugin.
pub(super) fn scalar(value: &[u8]) -> Result<Option<(String, f64)>, Malformed> {
    let (mut tag, mut number) = (String::new(), None);
    for field in fields(value) {
        match field? {
            (1, Value::Bytes(name)) => tag = String::from_utf8_lossy(name).into_owned(),
            (2, Value::Four(bytes)) => number = Some(f32::from_le_bytes(bytes).into()),
            (8, Value::Bytes(tensor)) => number = single(tensor)?,
            _ => {}
        }
    }
    Ok(number.map(|number| (tag, number)))
}

/// The element of a tensor of floats or doubles that has one.
fn single(tensor: &[u8]) -> Result<Option<f64>, Malformed> {
    let (mut kind, mut elements, mut content, mut listed) = (0, 1, None, None);
    for field in fields(tensor) {
        match field? {
            (1, Value::Whole(number)) => kind = number,
            (2, Value::Bytes(shape)) => elements = size(shape)?,
            (4, Value::Bytes(bytes)) => content = Some(bytes),
            // A list of numbers is packed, or each is a field.
            (5 | 6, Value::Bytes(bytes)) => listed = Some(bytes.to_vec()),
            (5, Value::Four(bytes)) => listed = Some(bytes.to_vec()),
            (6, Value::Eight(bytes)) => listed = Some(bytes.to_vec()),
            _ => {}
        }
    }
    let bytes = content
        .filter(|bytes| !bytes.is_empty())
        .map(<[u8]>::to_vec)
        .or(listed)
        .unwrap_or_default();
    let number = match kind {
        FLOAT => bytes
            .try_into()
            .ok()
            .map(|bytes| f64::from(f32::from_le_bytes(bytes))),
        DOUBLE => bytes.try_into().ok().map(f64::from_le_bytes),
        _ => None,
    };
    Ok(number.filter(|_| elements == 1))
}

/// Elements of a tensor of this shape: the product of its sizes.
fn size(shape: &[u8]) -> Result<u64, Malformed> {
    let mut elements = 1_u64;
    for field in fields(shape) {
        if let (2, Value::Bytes(dimension)) = field? {
            let mut length = 0;
            for field in fields(dimension) {
                if let (1, Value::Whole(number)) = field? {
                    length = number;
                }
            }
            elements = elements.saturating_mul(length);
        }
    }
    Ok(elements)
}
