//! What is done with the styles of a generator in one forward pass; `style/styling.rs` does it.

use std::cell::RefCell;
use std::rc::Rc;

use super::tensor::Gradients;

/// How a style-based generator makes its samples; others take no notice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Styling {
    /// Share of training batches that mix two styles.
    pub mixing: f32,
    /// Distance of styles from their mean when samples are drawn, as a share: the truncation trick.
    pub truncation: f32,
    /// The first layer with the styles of the next row when samples are drawn; `None`: no layer.
    pub crossover: Option<usize>,
}

impl Default for Styling {
    /// Nothing is mixed or pulled to the mean.
    fn default() -> Self {
        Self {
            mixing: 0.0,
            truncation: 1.0,
            crossover: None,
        }
    }
}

/// Takes the gradient of one layer's styles out of the store.
type TakeGradient = Box<dyn FnOnce(&mut Gradients) -> Vec<f32>>;

/// The latents that style the layers of a generator in one forward pass, for the gradient with respect
/// to each.
#[derive(Clone, Default)]
pub struct StyleProbe(Rc<RefCell<Vec<TakeGradient>>>);

impl StyleProbe {
    /// Adds the next layer.
    pub(super) fn add(&self, take: TakeGradient) {
        self.0.borrow_mut().push(take);
    }

    /// The gradients (N, W) after a backward pass, layer by layer.
    pub fn take_gradients(&self, gradients: &mut Gradients) -> Vec<Vec<f32>> {
        let layers = self.0.take();
        layers.into_iter().map(|take| take(gradients)).collect()
    }
}

/// What a pass does with the latents of each layer.
#[derive(Clone)]
pub(super) enum StyleShift {
    /// They need gradients, which the probe takes.
    Measure(StyleProbe),
    /// These values (N, W), times the number, are added to them, layer by layer.
    Move(Rc<Vec<Vec<f32>>>, f32),
}
