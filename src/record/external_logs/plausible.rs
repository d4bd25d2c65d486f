//! Values that what they are taken for cannot have: turned into what they are where that is plain,
//! else refused.

use std::path::Path;

use super::{ExternalLogError, LossScale};
use crate::metrics::TABLE;
use crate::strategies::Loss;
use crate::train::{EvalRow, StepRow};

/// Turns and checks values. Returns what was turned, in words.
///
/// # Errors
/// If values are of another unit, or something else.
pub(super) fn make_plausible(
    path: &Path,
    steps: &mut [StepRow],
    evals: &[EvalRow],
    scale: LossScale,
) -> Result<Vec<String>, ExternalLogError> {
    let refused = |column: &str, reason: String| ExternalLogError::Column {
        path: path.to_path_buf(),
        column: column.to_string(),
        reason,
    };
    let mut notes = Vec::new();
    let losses = || {
        let all = steps.iter().filter_map(|row| row.d_loss);
        all.filter(|loss| !loss.is_nan())
    };
    let impossible = losses().filter(|loss| scale.is_impossible(*loss)).count();
    if 2 * impossible > losses().count() {
        if scale.loss() != Loss::Minimax {
            return Err(refused("d_loss", negative(scale.loss())));
        }
        let turned = steps.iter_mut().filter_map(|row| row.d_loss.as_mut());
        turned.for_each(|loss| *loss = -*loss);
        notes.push(
            "D's loss is below 0: it is read as what D maximises, with its sign turned".to_string(),
        );
    }
    let most = steps
        .iter()
        .filter_map(|row| row.d_acc)
        .filter(|value| value.is_finite())
        .fold(0.0, f64::max);
    if most > 1.0 + 1e-6 && most <= 100.0 {
        let shares = steps.iter_mut().filter_map(|row| row.d_acc.as_mut());
        shares.for_each(|share| *share /= 100.0);
        notes.push(format!(
            "D's accuracy goes up to {most}, so it is read as per cent"
        ));
    }
    let not_a_share = |value: f64| value.is_finite() && !(0.0..=1.0 + 1e-6).contains(&value);
    let no_share = |value: f64| format!("holds {value}, and shares go from 0 to 1");
    if let Some(value) = steps
        .iter()
        .filter_map(|row| row.d_acc)
        .find(|value| not_a_share(*value))
    {
        return Err(refused("d_acc", no_share(value)));
    }
    for metric in TABLE.iter().filter(|metric| metric.unit.is_share()) {
        let values = evals
            .iter()
            .filter_map(|row| row.measured.get(metric.metric));
        if let Some(value) = values.into_iter().find(|value| not_a_share(*value)) {
            return Err(refused(
                metric.name,
                format!("{}; is it in per cent?", no_share(value)),
            ));
        }
    }
    Ok(notes)
}

fn negative(loss: Loss) -> String {
    let ideal = loss.ideal_discriminator_loss();
    format!(
        "is below 0, which the loss of D cannot be but in `--loss wasserstein`\n  \
         if the log has what D maximises, say so: `--ideal=-{ideal:.3}` for a mean, `--ideal=-{:.3}` for a sum",
        2.0 * ideal
    )
}
