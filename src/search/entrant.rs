//! What a decision sees: settings and what their runs have recorded.

/// What stands in the place of a failure where training has ended before the rung, and neither a failure verdict nor `stop`
/// nor a value that is not finite says why.
pub const ENDED_EARLY: &str = "ended_early";

/// What one run has recorded up to a rung.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunAtRung {
    /// Steps of its evaluations after the first step, with what the metric that decides was then.
    pub evaluated: Vec<(u64, Option<f64>)>,
    /// The failure that the rules find in its rows up to the rung, or what has ended its training before it: the run is
    /// worse than any value.
    pub failure: Option<&'static str>,
}

impl RunAtRung {
    /// The metric at the last evaluation.
    pub(super) fn value(&self) -> Option<f64> {
        self.evaluated.last().and_then(|(_, value)| *value)
    }
}

/// A setting, with its runs in the order of the study's seeds.
#[derive(Clone, Debug, PartialEq)]
pub struct Entrant {
    /// Its values on the axes of the study, in words.
    pub setting: String,
    /// What its runs have recorded; of a setting that was dropped before, up to where it was.
    pub runs: Vec<RunAtRung>,
    /// Whether it was dropped at an earlier rung.
    pub is_dropped: bool,
}
