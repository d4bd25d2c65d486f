//! What a rule decides.

/// What a rule decides about one turn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Move {
    /// Factor on the player's learning rate, at least 0; `None`: it does not learn from this batch.
    pub rate: Option<f64>,
    /// Whether the player takes another turn in this step.
    pub again: bool,
}

impl Move {
    /// The player learns at its own rate, and this is its last turn.
    pub const LEARN: Self = Self::at(1.0);

    /// The player does not learn, and this is its last turn.
    pub const SKIP: Self = Self {
        rate: None,
        again: false,
    };

    /// The player learns at `rate` times its own rate, and this is its last turn.
    pub const fn at(rate: f64) -> Self {
        Self {
            rate: Some(rate),
            again: false,
        }
    }

    /// [`Move::LEARN`] or [`Move::SKIP`].
    pub const fn learn_if(learns: bool) -> Self {
        if learns { Self::LEARN } else { Self::SKIP }
    }
}
