//! Whether a style transfer has come to its end, from its losses.

use serde::{Deserialize, Serialize};

use super::median;
use crate::train::transfer::TransferRow;

/// What became of a style transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferVerdict {
    /// The loss is not finite, or far above where it was.
    Diverged,
    /// The loss would have gone on falling.
    StillFalling,
    /// More steps would change little.
    Done,
}

impl TransferVerdict {
    /// Every verdict, in the order of their columns.
    pub const ALL: [TransferVerdict; 3] = [
        TransferVerdict::Done,
        TransferVerdict::StillFalling,
        TransferVerdict::Diverged,
    ];

    /// Its name in `verdict.json` and on the screen.
    pub fn name(self) -> &'static str {
        match self {
            TransferVerdict::Diverged => "diverged",
            TransferVerdict::StillFalling => "still_falling",
            TransferVerdict::Done => "done",
        }
    }
}

/// A verdict and what it rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TransferDiagnosis {
    /// The verdict.
    pub verdict: TransferVerdict,
    /// The numbers that decided, in a sentence.
    pub evidence: String,
    /// What to try; none where nothing is wrong.
    pub remedy: Option<String>,
}

/// Steps below which nothing is said about a fall.
const FEWEST_STEPS: usize = 20;
/// Share of the loss that a further tenth of the steps must take away for it to be still falling.
const FALL: f64 = 0.02;
/// A loss above the first one by this factor has diverged, unless it is falling.
const RISE: f64 = 10.0;

/// Judges a style transfer by its steps, of which the last may be not finite.
pub fn diagnose_transfer(rows: &[TransferRow]) -> TransferDiagnosis {
    let said = |verdict, evidence: String, remedy: Option<&str>| TransferDiagnosis {
        verdict,
        evidence,
        remedy: remedy.map(str::to_string),
    };
    const LOWER: &str = "lower the learning rate of adam, or use lbfgs";
    if let Some(row) = rows.last().filter(|row| !row.is_finite()) {
        let evidence = format!(
            "the loss or its gradient is not finite at step {}",
            row.step
        );
        return said(TransferVerdict::Diverged, evidence, Some(LOWER));
    }
    let losses: Vec<f64> = rows.iter().map(|row| row.losses.total).collect();
    let tenth = (losses.len() / 10).max(1);
    let middle = |from: usize| {
        let tenth = losses.iter().skip(from).take(tenth);
        median(tenth.copied()).unwrap_or(f64::NAN)
    };
    let (before, last) = (
        middle(losses.len().saturating_sub(2 * tenth)),
        middle(losses.len().saturating_sub(tenth)),
    );
    let fall = match before > 0.0 {
        true => 1.0 - last / before,
        false => 0.0,
    };
    let first = losses.first().copied().unwrap_or_default();
    // A picture that begins as its content has next to no loss at first, and then more: while that
    // falls, nothing has diverged.
    if first > 0.0 && last > RISE * first && fall <= FALL {
        let evidence = format!("the loss ends at {:.1} times its first value", last / first);
        return said(TransferVerdict::Diverged, evidence, Some(LOWER));
    }
    if losses.len() < FEWEST_STEPS {
        let evidence = format!("{} steps are too few to see it settle", losses.len());
        return said(
            TransferVerdict::StillFalling,
            evidence,
            Some("take more steps"),
        );
    }
    let (moved, share) = match fall < 0.0 {
        true => ("rose", -100.0 * fall),
        false => ("fell", 100.0 * fall),
    };
    let evidence = format!("the loss {moved} by {share:.1} % in the last tenth of the steps");
    match fall > FALL {
        true => said(
            TransferVerdict::StillFalling,
            evidence,
            Some("take more steps"),
        ),
        false => said(TransferVerdict::Done, evidence, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::transfer::LossValues;

    fn verdict(steps: u64, loss: impl Fn(f64) -> f64) -> TransferVerdict {
        let row = |step: u64| TransferRow {
            step,
            losses: LossValues {
                total: loss(step as f64),
                ..LossValues::default()
            },
            grad_norm: 1.0,
        };
        let rows: Vec<TransferRow> = (1..=steps).map(row).collect();
        diagnose_transfer(&rows).verdict
    }

    #[test]
    fn each_verdict_has_its_losses() {
        assert_eq!(
            verdict(300, |step| 1e6 / step),
            TransferVerdict::StillFalling
        );
        assert_eq!(
            verdict(300, |step| 5.0 + 100.0 * (-step / 20.0).exp()),
            TransferVerdict::Done
        );
        assert_eq!(
            verdict(300, |step| (step / 30.0).exp()),
            TransferVerdict::Diverged
        );
        let not_finite = |step: f64| if step > 90.0 { f64::NAN } else { 1.0 };
        assert_eq!(verdict(91, not_finite), TransferVerdict::Diverged);
        assert_eq!(verdict(5, |_| 1.0), TransferVerdict::StillFalling);
        assert_eq!(
            verdict(6, |step| (3.0 * step).exp()),
            TransferVerdict::Diverged
        );
        let from_the_content = |step: f64| match step {
            1.0 => 1.0,
            _ => 1000.0 / step,
        };
        assert_eq!(verdict(40, from_the_content), TransferVerdict::StillFalling);
        let noisy = |step: f64| 10.0 + 0.5 * (step * 7.0).sin();
        assert_eq!(verdict(200, noisy), TransferVerdict::Done);
        assert_eq!(verdict(200, |_| 0.0), TransferVerdict::Done);
    }
}
