//! What the columns of a run's tables are measured in.

use std::fmt;

/// The unit of a column of `steps.parquet` or `evals.parquet`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Which training step a row is of, counted from 1.
    StepNumber,
    /// A number of training steps.
    Steps,
    /// A number of optimizer steps.
    Updates,
    /// A number of modes.
    Modes,
    /// A factor of a gradient.
    LearningRate,
    /// The value of a parameter.
    Parameter,
    /// The Euclidean distance of parameters from an equilibrium.
    ParameterDistance,
    /// The Euclidean norm of a gradient.
    Norm,
    /// Whatever a loss is measured in: see [`crate::strategies::Loss::unit`].
    Loss,
    /// The same, as the mean of two terms.
    MeanLoss,
    /// The same, as the sum of what is added to D's loss.
    Penalty,
    /// D's output.
    Score,
    /// What a balance rule keeps from step to step.
    BalanceState,
    /// Natural logarithm.
    Nats,
    /// Structural similarity, from -1 to 1.
    Ssim,
    /// The square of a Euclidean distance.
    SquaredDistance,
    /// One number over another of its kind.
    Ratio,
    /// From 0 to 1.
    Share,
    /// Share of all bins.
    ShareOfBins,
    /// Share of the real rows that samples are compared with.
    ShareOfRealRows,
    /// Share of the rows of a batch.
    ShareOfRows,
    /// Share of the runs of an arm.
    ShareOfRuns,
    /// Share of the samples of an evaluation.
    ShareOfSamples,
    /// Share of all values of all rows.
    ShareOfValues,
}

impl Unit {
    /// The text in tables and in the metadata of Parquet files.
    pub fn text(self) -> &'static str {
        match self {
            Unit::StepNumber => "steps, from 1",
            Unit::Steps => "steps",
            Unit::Updates => "updates",
            Unit::Modes => "modes",
            Unit::LearningRate => "learning rate",
            Unit::Parameter => "value of a parameter",
            Unit::ParameterDistance => "Euclidean distance of parameters",
            Unit::Norm => "L2 norm",
            Unit::Loss => "the loss's own unit",
            Unit::MeanLoss => {
                "the loss's own unit, mean of the real and the fake term, without penalties"
            }
            Unit::Penalty => "sum of the penalties on D, in the loss's own unit",
            Unit::Score => "probability where the loss has one, else score",
            Unit::BalanceState => "the balance rule's own number, see the catalog",
            Unit::Nats => "nats",
            Unit::Ssim => "SSIM",
            Unit::SquaredDistance => "squared distance",
            Unit::Ratio => "ratio",
            Unit::Share => "share, 0 to 1",
            Unit::ShareOfBins => "share of bins",
            Unit::ShareOfRealRows => "share of real rows",
            Unit::ShareOfRows => "share of rows",
            Unit::ShareOfRuns => "share of runs",
            Unit::ShareOfSamples => "share of samples",
            Unit::ShareOfValues => "share of values",
        }
    }

    /// Whether values lie between 0 and 1.
    pub fn is_share(self) -> bool {
        match self {
            Unit::Share
            | Unit::ShareOfBins
            | Unit::ShareOfRealRows
            | Unit::ShareOfRows
            | Unit::ShareOfRuns
            | Unit::ShareOfSamples
            | Unit::ShareOfValues => true,
            Unit::StepNumber
            | Unit::Steps
            | Unit::Updates
            | Unit::Modes
            | Unit::LearningRate
            | Unit::Parameter
            | Unit::ParameterDistance
            | Unit::Norm
            | Unit::Loss
            | Unit::MeanLoss
            | Unit::Penalty
            | Unit::Score
            | Unit::BalanceState
            | Unit::Nats
            | Unit::Ssim
            | Unit::SquaredDistance
            | Unit::Ratio => false,
        }
    }

    /// Whether values are whole numbers.
    pub fn is_count(self) -> bool {
        matches!(
            self,
            Unit::StepNumber | Unit::Steps | Unit::Updates | Unit::Modes
        )
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(self.text())
    }
}
