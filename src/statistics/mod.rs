//! What the runs of a study say together: counts, intervals, tests, and the answer in words. Pure:
//! no files, no drawings.
//!
//! Statistics see runs, not files: a [`JudgedRun`] is a run's setting (its value on each axis of the
//! study), its seed, verdict, evaluations and losses. Runs are grouped by their value on one axis
//! within each setting of the others; medians over seeds, survival curves, paired differences and
//! the ranking are made from that, and so is the [`answer`].
//!
//! Comparing is a study of its own: [`join_sides`] makes one study of several sides, whose first
//! axis is the side, and everything that a study has - figures, tests, sentences - follows.

mod answer;
mod arm_comparison;
mod axis_series;
mod axis_values;
mod bands;
mod comparison_sentence;
mod friedman;
mod group_by;
mod join_sides;
mod judged_run;
mod loss_curves;
mod median;
mod number_format;
mod phase_cells;
mod ranking;
mod scattered_axis;
mod setting_summary;
mod shown_axes;
mod step_quantity;
mod survival;
#[cfg(test)]
mod tests;
mod trajectory;
mod value_places;
mod wilcoxon;
mod wilson;

pub use answer::answer;
pub use arm_comparison::{ArmComparison, Outcome, PairedOutcome, compare_arms};
pub use comparison_sentence::comparison_sentence;
pub use friedman::{RankSums, rank_sums};
pub use join_sides::{Side, join_sides};
pub use judged_run::JudgedRun;
pub use loss_curves::LossCurves;
pub use median::MedianRange;
pub use ranking::{RankedSetting, rank_settings};
pub use shown_axes::ShownAxes;
pub use trajectory::Trajectory;
pub use wilcoxon::{PairedTest, below_zero, paired_test};

pub(crate) use axis_series::{AxisSeries, axis_series};
pub(crate) use axis_values::{axis_number, varied_axes};
pub(crate) use bands::{Band, BandPanel, bands, have_intervals};
pub(crate) use judged_run::last_and_best;
pub(crate) use median::{MIN_VALUES, MedianInterval};
pub(crate) use number_format::{
    format_linear, format_number, format_p_value, format_percent, format_rounded,
    format_scientific, format_two_decimals, plural, plural_ending,
};
pub(crate) use phase_cells::{PhaseCell, phase_cells};
pub(crate) use scattered_axis::is_scattered;
pub(crate) use setting_summary::{SettingSummary, summarize_settings};
pub(crate) use step_quantity::StepQuantity;
pub(crate) use survival::{SurvivalCurve, survival_curves};
