//! Samples that were read: rows of one form.

use std::path::Path;

use sha2::{Digest, Sha256};

use super::error::SampleError;
use super::row_form::{RowForm, ValueScale};
use crate::data::Labels;
use crate::hex::hex;

/// Rows of samples, and what was seen on the way.
#[derive(Clone, Debug)]
pub struct SampleRows {
    /// What a row is.
    pub form: RowForm,
    /// The class of each row, where the place says it.
    pub labels: Option<Labels>,
    /// Why labels that lie beside the samples are not used.
    pub without_classes: Option<String>,
    /// The name of each row, where each is a file of its own.
    pub names: Vec<String>,
    /// Rows that there are at the place, read or not.
    pub total: usize,
    /// Rows that were left out because a value is no finite number.
    pub not_finite: usize,
    /// Files that could not be read, each with its reason.
    pub unreadable: Vec<String>,
    /// The least and the largest value that was read, as the file has it.
    pub range: Option<(f32, f32)>,
    /// Where black and white are among these values; none for what is no picture.
    pub scale: Option<ValueScale>,
    values: Values,
}

/// How far reading had come.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    count: usize,
    not_finite: usize,
    range: Option<(f32, f32)>,
}

/// All values, one row after the other.
#[derive(Clone, Debug)]
enum Values {
    /// Pictures of 8 bits: a quarter of what f32 would take.
    Bytes(Vec<u8>),
    /// Vectors as they are, and pictures with black at -1 and white at 1.
    Floats(Vec<f32>),
}

impl SampleRows {
    /// No rows yet, of 8 bits or of floats.
    pub(super) fn empty(form: RowForm, is_bytes: bool) -> Self {
        Self {
            form,
            labels: None,
            without_classes: None,
            names: Vec::new(),
            total: 0,
            not_finite: 0,
            unreadable: Vec::new(),
            range: None,
            scale: None,
            values: match is_bytes {
                true => Values::Bytes(Vec::new()),
                false => Values::Floats(Vec::new()),
            },
        }
    }

    /// Rows that were drawn by this program.
    pub fn drawn(form: RowForm, values: Vec<f32>) -> Self {
        let mut rows = Self::empty(form, false);
        rows.total = values.len() / form.row();
        rows.values = Values::Floats(values);
        rows
    }

    /// How many rows there are.
    pub fn count(&self) -> usize {
        let values = match &self.values {
            Values::Bytes(bytes) => bytes.len(),
            Values::Floats(floats) => floats.len(),
        };
        values / self.form.row()
    }

    /// Adds a picture of bytes.
    pub(super) fn push_bytes(&mut self, picture: &[u8]) {
        match &mut self.values {
            Values::Bytes(bytes) => bytes.extend(picture),
            Values::Floats(floats) => floats.extend(picture.iter().map(|byte| signed(*byte))),
        }
        let ends = picture.iter().min().zip(picture.iter().max());
        if let Some((least, most)) = ends {
            self.widen(f32::from(*least), f32::from(*most));
        }
    }

    /// Adds a row of floats: a vector, or a picture with black at 0 and white at 1.
    pub(super) fn push_floats(&mut self, row: &[f32]) {
        let is_picture = matches!(self.form, RowForm::Image { .. });
        match &mut self.values {
            Values::Bytes(bytes) => {
                let byte = |share: &f32| (share * 255.0).round().clamp(0.0, 255.0) as u8;
                bytes.extend(row.iter().map(byte));
            }
            Values::Floats(floats) if is_picture => {
                floats.extend(row.iter().map(|share| 2.0 * share - 1.0));
            }
            Values::Floats(floats) => floats.extend(row),
        }
    }

    /// Multiplies vectors by a power of two.
    pub fn multiply(&mut self, exponent: i32) {
        if let (Values::Floats(floats), true) = (&mut self.values, exponent != 0) {
            // No f32 is so large; the product is rounded once, and stays finite.
            let by = 2f64.powi(exponent);
            for value in floats {
                let product = f64::from(*value) * by;
                *value = product.clamp(f64::from(f32::MIN), f64::from(f32::MAX)) as f32;
            }
        }
    }

    /// Leaves out one of `files` files, which cannot be read.
    ///
    /// # Errors
    /// If it is the only one.
    pub(super) fn leave_out(
        &mut self,
        error: SampleError,
        files: usize,
    ) -> Result<(), SampleError> {
        if files == 1 {
            return Err(error);
        }
        self.unreadable.push(error.to_string());
        Ok(())
    }

    /// Refuses a place of which nothing could be read.
    ///
    /// # Errors
    /// If that is so.
    pub(super) fn refuse_nothing(&self, place: &Path) -> Result<(), SampleError> {
        match self.unreadable.first() {
            Some(first) if self.count() + self.not_finite == 0 => {
                let problem = format!("holds nothing that can be read: {first}");
                Err(SampleError::refused(
                    place,
                    problem,
                    "is it the right folder?",
                ))
            }
            _ => Ok(()),
        }
    }

    /// What there is so far.
    pub(super) fn mark(&self) -> Mark {
        Mark {
            count: self.count(),
            not_finite: self.not_finite,
            range: self.range,
        }
    }

    /// Forgets what was added since then.
    pub(super) fn go_back(&mut self, mark: Mark) {
        let kept = mark.count * self.form.row();
        match &mut self.values {
            Values::Bytes(bytes) => bytes.truncate(kept),
            Values::Floats(floats) => floats.truncate(kept),
        }
        self.not_finite = mark.not_finite;
        self.range = mark.range;
    }

    /// Notes values that a file holds.
    pub(super) fn widen(&mut self, least: f32, most: f32) {
        let (low, high) = self.range.unwrap_or((least, most));
        self.range = Some((low.min(least), high.max(most)));
    }

    /// The rows of these numbers, in this order; pictures with black at -1 and white at 1.
    ///
    /// # Panics
    /// If there is no such row: a defect of the caller.
    pub fn rows(&self, numbers: &[usize]) -> Vec<f32> {
        let row = self.form.row();
        let mut out = Vec::with_capacity(numbers.len() * row);
        for number in numbers {
            let at = number * row..(number + 1) * row;
            match &self.values {
                Values::Bytes(bytes) => out.extend(bytes[at].iter().map(|byte| signed(*byte))),
                Values::Floats(floats) => out.extend(&floats[at]),
            }
        }
        out
    }

    /// All rows as bytes, where they are pictures.
    pub fn bytes(&self) -> Vec<u8> {
        match &self.values {
            Values::Bytes(bytes) => bytes.clone(),
            Values::Floats(floats) => {
                let byte = |value: &f32| ((value + 1.0) * 127.5).round().clamp(0.0, 255.0) as u8;
                floats.iter().map(byte).collect()
            }
        }
    }

    /// SHA-256 of form and values, in hex: what is worked out from them is kept by it.
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(format!("{:?}\0", self.form));
        match &self.values {
            Values::Bytes(bytes) => hash.update(bytes),
            Values::Floats(floats) => floats
                .iter()
                .for_each(|value| hash.update(value.to_le_bytes())),
        }
        hex(hash.finalize())
    }
}

fn signed(byte: u8) -> f32 {
    f32::from(byte) / 127.5 - 1.0
}
