//! Files of named arrays that are written from their beginning to their end, without being held:
//! `.npz` for NumPy, safetensors.

mod npz;
mod safetensors;

use std::borrow::Cow;

pub use npz::write_npz;
pub use safetensors::write_safetensors;

/// What the numbers of an array are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArrayNumbers {
    /// Bytes.
    U8,
    /// Single precision, the least significant byte first.
    F32,
}

/// An array whose bytes are made while it is written.
pub struct ArrayToWrite<'a> {
    /// Its name in the file.
    pub name: Cow<'static, str>,
    /// What its numbers are.
    pub numbers: ArrayNumbers,
    /// Its dimensions.
    pub shape: Vec<u64>,
    /// Its bytes, row-major, in pieces. If they end before the shape is filled, nothing is written.
    pub pieces: Box<dyn Iterator<Item = Vec<u8>> + 'a>,
}

impl ArrayToWrite<'_> {
    /// How many bytes the shape asks for.
    fn length(&self) -> u64 {
        let size = match self.numbers {
            ArrayNumbers::U8 => 1,
            ArrayNumbers::F32 => 4,
        };
        self.shape.iter().product::<u64>() * size
    }

    /// Copies all pieces to `out` and says whether the shape is filled.
    fn copy(&mut self, out: &mut dyn std::io::Write) -> std::io::Result<bool> {
        let (mut written, length) = (0, self.length());
        for piece in &mut self.pieces {
            out.write_all(&piece)?;
            written += piece.len() as u64;
        }
        Ok(written == length)
    }
}
