//! What is read of a log, and how it is to be read.

use super::column_choice::ColumnChoice;
use super::loss_scale::LossScale;
use crate::train::{EvalRow, StepRow};

/// How a log is to be read.
#[derive(Clone, Debug, PartialEq)]
pub struct LogOptions {
    /// Columns that the user has named; the others are recognised.
    pub choices: Vec<ColumnChoice>,
    /// The scale of D's loss.
    pub scale: LossScale,
}

/// What a log of another program holds.
#[derive(Clone, Debug, PartialEq)]
pub struct ExternalLog {
    /// Every step with a loss, ascending. D's loss is the mean of its real and its fake term,
    /// whatever the log has. What is not logged has the value of
    /// [`ColumnKind::absent`](crate::train::ColumnKind::absent).
    pub steps: Vec<StepRow>,
    /// Every step with a metric.
    pub evals: Vec<EvalRow>,
    /// What was read: seesaw's name of a column, and the file's.
    pub columns: Vec<(String, String)>,
    /// Columns that were not read.
    pub ignored: Vec<String>,
    /// What was left out or understood in a way that may surprise, in words.
    pub notes: Vec<String>,
}
