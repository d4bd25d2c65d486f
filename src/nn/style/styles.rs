//! The latents that style the layers of a generator, layer by layer.

use crate::nn::batch::Batch;
use crate::nn::shape::Features;
use crate::nn::style_state::StyleShift;
use crate::nn::tape::Pass;

/// Rows (N, W) of a mapping network, handed to one layer after the other.
pub struct Styles<const W: usize> {
    latents: Batch<Features<W>>,
    /// The first layer that is styled by another row of the batch, the next one; `None`: no layer.
    crossover: Option<usize>,
    layer: usize,
    /// What the pass does with the latents of each layer.
    shift: Option<StyleShift>,
    /// The latents of the last layer that asked, where the pass does something with them: an image and
    /// the convolution after it take the same.
    shifted: Option<(usize, Batch<Features<W>>)>,
}

impl<const W: usize> Styles<W> {
    /// Style mixing (Karras et al. 2019, section 3.1): layers from `crossover` on have the styles of
    /// another sample.
    pub(super) fn new(latents: Batch<Features<W>>, crossover: Option<usize>) -> Self {
        Self {
            shift: latents.context.style_shift.clone(),
            shifted: None,
            latents,
            crossover,
            layer: 0,
        }
    }

    /// The latents of the next layer.
    pub(super) fn next(&mut self, pass: Pass) -> Batch<Features<W>> {
        self.layer += 1;
        self.of_layer(self.layer - 1, pass)
    }

    /// The latents of the layer that comes next, which will be handed out once more: an image is made
    /// with those of the convolution after it.
    pub(super) fn peek(&mut self, pass: Pass) -> Batch<Features<W>> {
        self.of_layer(self.layer, pass)
    }

    fn of_layer(&mut self, layer: usize, pass: Pass) -> Batch<Features<W>> {
        let Some(shift) = self.shift.clone() else {
            return self.unshifted(layer, pass);
        };
        if let Some((_, latents)) = self.shifted.as_ref().filter(|(last, _)| *last == layer) {
            return latents.fork();
        }
        let latents = self.unshifted(layer, pass);
        let latents = latents.shifted(&shift, layer, pass);
        self.shifted = Some((layer, latents.fork()));
        latents
    }

    fn unshifted(&mut self, layer: usize, pass: Pass) -> Batch<Features<W>> {
        // The first layer takes the operations before the latents with it.
        let later = self.latents.fork();
        let latents = std::mem::replace(&mut self.latents, later);
        match self.crossover {
            Some(crossover) if layer >= crossover => {
                let rows = latents.rows();
                let next: Vec<usize> = (1..=rows).map(|row| row % rows).collect();
                latents.gather_rows(&next, pass)
            }
            _ => latents,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::device::Device;

    #[test]
    fn from_the_crossover_on_the_next_row_styles_a_layer() {
        let device = Device::default();
        let latents = || {
            device.batch((3, dfdx::prelude::Const::<2>), |out| {
                out.copy_from_slice(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
            })
        };
        let (own, other) = (
            [1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
            [3.0, 4.0, 5.0, 6.0, 1.0, 2.0],
        );
        let mut styles = Styles::new(latents(), Some(1));
        assert_eq!(styles.next(Pass::Eval).values(), own);
        assert_eq!(styles.peek(Pass::Eval).values(), other);
        assert_eq!(styles.next(Pass::Eval).values(), other);
        let mut second_alone = Styles::new(latents(), Some(0));
        assert_eq!(second_alone.next(Pass::Eval).values(), other);
        assert_eq!(Styles::new(latents(), None).next(Pass::Eval).values(), own);
    }
}
