//! What is read of a log, and how it is to be read.

use super::column_choice::ColumnChoice;
use super::loss_scale::{LossConvention, LossScale};
use super::pattern::LogPattern;
use crate::train::{EvalRow, StepRow};

/// How a log is to be read.
#[derive(Clone, Debug, PartialEq)]
pub struct LogOptions {
    /// Columns that the user has named; the others are recognised.
    pub choices: Vec<ColumnChoice>,
    /// The scale of D's loss.
    pub scale: LossScale,
    /// Which part of a printed line is what, where the line does not say it itself.
    pub pattern: Option<LogPattern>,
}

/// Where the scale of D's loss is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScaleOrigin {
    /// A flag says it, or the log has no loss of D but its two terms.
    Known,
    /// The log shows it by this.
    WorkedOut(LossConvention, &'static str),
    /// The log makes it likely by this.
    Likely(LossConvention, &'static str),
    /// Nothing says it: the mean.
    Assumed,
}

/// What a log of another program holds, or one game of several in it.
#[derive(Clone, Debug, PartialEq)]
pub struct ExternalLog {
    /// The row of the log's table at which training was started again from its beginning, or 0.
    pub(super) first_row: usize,
    /// What tells the game from the others of its log, such as the `A` of `D_A`.
    pub game: Option<String>,
    /// Every step with a loss, ascending. D's loss is the mean of its real and its fake term,
    /// whatever the log has. What is not logged has the value of
    /// [`ColumnKind::absent`](crate::train::ColumnKind::absent).
    pub steps: Vec<StepRow>,
    /// Every step with a metric.
    pub evals: Vec<EvalRow>,
    /// What was read: seesaw's name of a column, and the file's.
    pub columns: Vec<(String, String)>,
    /// Where the scale of D's loss is from.
    pub scale: ScaleOrigin,
    /// What the logged loss of D was multiplied by.
    pub factor: f64,
    /// Columns that were not read.
    pub ignored: Vec<String>,
    /// What was left out or understood in a way that may surprise, in words.
    pub notes: Vec<String>,
}

impl ExternalLog {
    /// No log of losses, only what was measured of samples.
    pub fn of_samples(evals: Vec<EvalRow>) -> Self {
        Self {
            first_row: 0,
            game: None,
            steps: Vec::new(),
            evals,
            columns: Vec::new(),
            scale: ScaleOrigin::Known,
            factor: 1.0,
            ignored: Vec::new(),
            notes: Vec::new(),
        }
    }
}
