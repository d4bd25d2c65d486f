//! Samples that another program has made, read into rows: folders of pictures, sheets of them, arrays
//! of NumPy, safetensors.
//!
//! ```text
//! find_samples --> SampleSet, one or one for each step --facts--> SetFacts: size, colour, scale
//!   place.rs         set.rs                            \--read--> SampleRows: squares of one size, vectors
//! find_growing_samples: the same with the state of the files, where more are to come (growing.rs)
//! ```
//! - **Two looks**: the first tells what fakes and reals are like, from some of each; what they are
//!   compared as is decided between; the second reads all in that form.
//! - **Memory is bounded** by the rows that are kept: arrays are read row by row, also out of archives,
//!   and a header that promises more than there is takes no memory.
//! - **What is not read** - a picture that is damaged, a row that is not finite - is counted and named.

mod array;
mod array_file;
mod array_header;
mod attempts;
mod error;
mod facts;
mod growing;
mod npy;
mod npz;
mod number_kind;
mod pattern;
mod picture_file;
mod place;
mod row_form;
mod rows;
mod selection;
mod set;
mod steps_in_names;
mod tiles;

#[cfg(test)]
mod tests;

pub use error::SampleError;
pub use facts::{PictureFacts, SetFacts, SetForm};
pub use growing::{
    GrowingSet, SetState, find_growing_samples, sets_of_earlier_attempt, without_earlier_attempt,
};
pub use place::{SampleOptions, find_samples};
pub use row_form::{RowForm, ValueScale};
pub use rows::SampleRows;
pub use set::{Reading, SampleSet};
pub use tiles::Tiles;

/// An array of NumPy, an archive of them, or a file of safetensors: for fuzzers, the result is
/// forgotten.
pub(crate) fn decode_arrays(bytes: &[u8]) {
    array_file::decode(bytes);
}

/// A sheet of samples: for fuzzers, the result is forgotten.
pub(crate) fn decode_sheet(bytes: &[u8]) {
    let tiles = Tiles {
        rows: 2,
        columns: 3,
    };
    let target = (8, 3);
    let form = RowForm::Image {
        side: target.0,
        channels: target.1,
    };
    if let Ok(sheet) = crate::data::sample_picture::sheet_of(bytes) {
        tiles.cut(&sheet, target, |_| true, &mut SampleRows::empty(form, true));
    }
}
