//! What becomes of a product's values on their way to memory.

use super::panel::PANEL_COLUMNS;
use crate::nn::kernels;

/// Whether products are added to what is there, then a bias, then leaky ReLU: in one pass over
/// memory instead of three.
#[derive(Clone, Copy)]
pub(in crate::nn) struct Finish<'a> {
    /// Whether products are added to what is there, or replace it.
    pub add: bool,
    /// One value per column, added to the sum.
    pub bias: Option<&'a [f32]>,
    /// Slope of the leaky ReLU below zero; 1 is the identity.
    pub slope: f32,
}

impl Finish<'_> {
    /// Products replace what is there.
    pub const REPLACE: Self = Finish {
        add: false,
        bias: None,
        slope: 1.0,
    };
    /// Products are added to what is there.
    pub const ADD: Self = Finish {
        add: true,
        ..Finish::REPLACE
    };

    /// Products are added to what is there if `add`, and replace it otherwise.
    pub fn add_if(add: bool) -> Self {
        Finish {
            add,
            ..Finish::REPLACE
        }
    }

    /// Adds the bias and applies leaky ReLU where sums are complete in memory, in rows as wide as the
    /// bias.
    pub fn apply(&self, rows: &mut [f32]) {
        match self.bias {
            Some(bias) => kernels::add_bias_leaky_relu(rows, bias, self.slope),
            None if self.slope != 1.0 => kernels::leaky_relu(rows, self.slope),
            None => {}
        }
    }

    /// Writes the sums of one row and panel, whose first column is `first`.
    #[inline(always)]
    pub(super) fn write(&self, out: &mut [f32], first: usize, sums: &[f32; PANEL_COLUMNS]) {
        let mut sums = *sums;
        if self.add {
            sums.iter_mut()
                .zip(&*out)
                .for_each(|(sum, out)| *sum += out);
        }
        if let Some(bias) = self.bias {
            sums.iter_mut()
                .zip(&bias[first..])
                .for_each(|(sum, bias)| *sum += bias);
        }
        if self.slope != 1.0 {
            sums.iter_mut()
                .for_each(|sum| *sum = leaky_relu(*sum, self.slope));
        }
        match <&mut [f32; PANEL_COLUMNS]>::try_from(&mut *out) {
            Ok(out) => *out = sums,
            Err(_) => out.copy_from_slice(&sums[..out.len()]),
        }
    }
}

#[inline(always)]
fn leaky_relu(value: f32, slope: f32) -> f32 {
    if value > 0.0 { value } else { slope * value }
}
