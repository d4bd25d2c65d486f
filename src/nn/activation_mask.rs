//! Which side of its kinks each unit is on: recorded in one forward pass and replayed in others.
//!
//! Gradient penalties differentiate a gradient by central differences between two shifted inputs. A
//! unit that crosses the kink of its leaky ReLU between them would add a jump that the derivative
//! does not have, however small the shift: fewer units cross it then, but each counts for more.
//! Units that stay on the side they had at the middle make the network smooth along the shift, so
//! that the difference is the derivative that automatic differentiation gives.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// The linear pieces that the units of a network were on in one forward pass, layer by layer: the
/// signs of ReLUs, the chosen pieces of maxout, the chosen positions of max pooling.
#[derive(Clone, Default)]
pub struct ActivationMask(Rc<RefCell<Vec<Box<dyn Any>>>>);

/// What a forward pass does with a mask.
#[derive(Clone)]
pub(super) enum MaskMode {
    /// Layers add their part to it.
    Record(ActivationMask),
    /// Layers use their part of it. With the number of layers that have done so.
    Replay(ActivationMask, Rc<Cell<usize>>),
}

impl MaskMode {
    /// A pass that replays `mask` from its first layer on.
    pub fn replay(mask: &ActivationMask) -> Self {
        MaskMode::Replay(mask.clone(), Rc::default())
    }

    /// What the same layer recorded; `None` in a pass that records.
    ///
    /// # Panics
    /// If the layers that replay are not those that recorded: a defect of the caller.
    pub fn replayed<T: Clone + 'static>(&self) -> Option<T> {
        let MaskMode::Replay(mask, layers) = self else {
            return None;
        };
        let layer = layers.replace(layers.get() + 1);
        let parts = mask.0.borrow();
        Some(
            parts[layer]
                .downcast_ref::<T>()
                .expect("the layer that recorded this is the one that replays it")
                .clone(),
        )
    }

    /// Records this layer's part; does nothing in a pass that replays.
    pub fn record<T: Clone + 'static>(&self, part: &T) {
        if let MaskMode::Record(mask) = self {
            mask.0.borrow_mut().push(Box::new(part.clone()));
        }
    }
}
