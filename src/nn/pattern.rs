//! On which side of its kinks each unit was: kept in one forward pass and followed in others.
//!
//! Gradient penalties differentiate a gradient by central differences between two shifted inputs. A
//! unit that crosses the kink of its leaky ReLU between them would add a jump that the derivative
//! does not have, however small the shift: fewer units cross it then, but each counts for more.
//! Units that stay on the side on which they were at the middle make the network smooth along the
//! shift, so that the difference is the derivative that automatic differentiation gives.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::batch::{Batch, Context};
use dfdx::prelude::Shape;

/// What one forward pass has to tell others, layer after layer.
#[derive(Clone, Default)]
pub struct Pattern(Rc<RefCell<Vec<Box<dyn Any>>>>);

/// What a forward pass does with a pattern.
#[derive(Clone)]
pub(super) enum Role {
    Keeps(Pattern),
    /// With the number of layers that have asked so far.
    Follows(Pattern, Rc<Cell<usize>>),
}

impl<S: Shape> Batch<S> {
    /// From here on layers with kinks note in `pattern` on which side of them each unit is.
    pub fn keeping(mut self, pattern: &Pattern) -> Self {
        self.context.pattern = Some(Role::Keeps(pattern.clone()));
        self
    }

    /// From here on units stay on the side of their kinks that `pattern` says. The same layers must
    /// follow that kept it.
    pub fn following(mut self, pattern: &Pattern) -> Self {
        self.context.pattern = Some(Role::Follows(pattern.clone(), Rc::default()));
        self
    }
}

impl Context {
    /// What the same layer kept, if this pass follows a pattern.
    ///
    /// # Panics
    /// If other layers follow than have kept: a defect of the caller.
    pub(super) fn followed<T: Clone + 'static>(&self) -> Option<T> {
        let Some(Role::Follows(pattern, asked)) = &self.pattern else {
            return None;
        };
        let at = asked.replace(asked.get() + 1);
        let kept = pattern.0.borrow();
        Some(
            kept[at]
                .downcast_ref::<T>()
                .expect("the layer that kept this is the one that follows")
                .clone(),
        )
    }

    /// Keeps what this layer has to tell, if somebody is to follow.
    pub(super) fn keep<T: Clone + 'static>(&self, told: &T) {
        if let Some(Role::Keeps(pattern)) = &self.pattern {
            pattern.0.borrow_mut().push(Box::new(told.clone()));
        }
    }
}
