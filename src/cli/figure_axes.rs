//! The axes of a study that its figures are about, as `plot` and `report` take them.

use super::exit::CliError;
use super::lookup::studies::axis_index;
use crate::config::Study;
use crate::report::RequestedAxes;

/// The axes by their names.
#[derive(Debug, Default, clap::Args)]
pub(super) struct FigureAxes {
    /// Axes of the phase diagram: columns, rows and panels [default: numbers first, learning rates
    /// before others]
    #[arg(long, value_name = "X,Y,PANELS", value_delimiter = ',')]
    axes: Vec<String>,
    /// The axis whose values are compared [default: the first group of arms, else what matters
    /// most]
    #[arg(long, value_name = "AXIS")]
    by: Option<String>,
}

/// Values of an axis that a phase diagram has room for.
const MOST_VALUES: usize = 60;

impl FigureAxes {
    /// Whether any axis is named.
    pub(super) fn is_given(&self) -> bool {
        self.by.is_some() || !self.axes.is_empty()
    }

    /// The same axes by their places in the study.
    ///
    /// # Errors
    /// If the study lacks one of them, or the phase diagram has too many or one twice.
    pub(super) fn resolve(&self, study: &Study) -> Result<RequestedAxes, CliError> {
        let index_of = |name: &String| axis_index(study, name).map_err(CliError::Usage);
        let plane: Vec<usize> = self.axes.iter().map(index_of).collect::<Result<_, _>>()?;
        if plane.len() > 3 {
            return Err(CliError::Usage(
                "a phase diagram has at most three axes: columns, rows and panels".to_string(),
            ));
        }
        let mut distinct = plane.clone();
        distinct.sort_unstable();
        distinct.dedup();
        if distinct.len() < plane.len() {
            return Err(CliError::Usage(
                "an axis of the phase diagram is named twice".to_string(),
            ));
        }
        let crowded = |axis: &&usize| study.axes[**axis].values.len() > MOST_VALUES;
        if let Some(axis) = plane.iter().find(crowded) {
            let axis = &study.axes[*axis];
            return Err(CliError::Usage(format!(
                "a phase diagram needs a grid, and `{}` has {} values; the figures of a metric against {0} show \
                 every run",
                axis.name,
                axis.values.len()
            )));
        }
        Ok(RequestedAxes {
            plane: (!plane.is_empty()).then_some(plane),
            compared: self.by.as_ref().map(index_of).transpose()?,
        })
    }
}
