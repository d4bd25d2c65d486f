//! What the operations of a forward pass compute with.

use super::activation_mask::MaskMode;
use super::growth_state::Growth;
use super::layer_noise::LayerNoise;
use super::style_state::{StyleShift, Styling};
use super::thread_pool::ThreadPool;

/// Goes with a batch from layer to layer.
#[derive(Clone)]
pub(super) struct Context {
    pub pool: ThreadPool,
    /// Where random layers draw from.
    pub noise: Option<LayerNoise>,
    /// The mask that this pass records or replays.
    pub mask: Option<MaskMode>,
    /// How far the network has grown; `None`: all of it.
    pub growth: Option<Growth>,
    /// How styles are mixed and narrowed.
    pub styling: Styling,
    /// What is done with the latents of each layer that is styled.
    pub style_shift: Option<StyleShift>,
}

impl Context {
    /// What the same layer recorded, if this pass replays a mask.
    ///
    /// # Panics
    /// If the layers that replay are not those that recorded: a defect of the caller.
    pub fn replayed_mask<T: Clone + 'static>(&self) -> Option<T> {
        self.mask.as_ref().and_then(MaskMode::replayed)
    }

    /// Whether this pass replays a mask.
    pub fn replays_mask(&self) -> bool {
        matches!(self.mask, Some(MaskMode::Replay(..)))
    }

    /// Records this layer's part of the mask, if this pass records one.
    pub fn record_mask<T: Clone + 'static>(&self, part: &T) {
        if let Some(mask) = &self.mask {
            mask.record(part);
        }
    }
}
