//! Latents of styled layers that are measured or moved in one forward pass.

use std::rc::Rc;

use dfdx::prelude::Shape;

use crate::nn::batch::Batch;
use crate::nn::shape::Features;
use crate::nn::style_state::{StyleProbe, StyleShift, Styling};
use crate::nn::tape::Pass;
use crate::nn::tensor::{self, Gradients};

impl<const W: usize> Batch<Features<W>> {
    /// These latents of a layer, counted from 0, as the pass takes them. Layers ask in their order.
    pub(super) fn shifted(self, shift: &StyleShift, layer: usize, pass: Pass) -> Self {
        match shift {
            StyleShift::Measure(probe) => {
                let mut copy = self.unwritten(self.values().len());
                tensor::slice_mut(&mut copy).copy_from_slice(self.values());
                let copy = Batch::constant(copy, self.shape, self.context).requiring_gradient();
                let handle = copy.detach();
                probe.add(Box::new(move |gradients: &mut Gradients| {
                    handle.gradient(gradients).values().to_vec()
                }));
                copy
            }
            StyleShift::Move(directions, distance) => {
                self.add_scaled(*distance, &directions[layer], pass)
            }
        }
    }
}

impl<S: Shape> Batch<S> {
    /// From here on a style-based generator makes its samples in this way.
    pub fn styled(mut self, styling: Styling) -> Self {
        self.context.styling = styling;
        self
    }

    /// From here on `probe` takes part in every layer that is styled.
    pub fn measuring_styles(mut self, probe: &StyleProbe) -> Self {
        self.context.style_shift = Some(StyleShift::Measure(probe.clone()));
        self
    }

    /// From here on the latents of every layer that is styled are moved.
    pub fn moving_styles(mut self, directions: &Rc<Vec<Vec<f32>>>, distance: f32) -> Self {
        self.context.style_shift = Some(StyleShift::Move(directions.clone(), distance));
        self
    }
}
