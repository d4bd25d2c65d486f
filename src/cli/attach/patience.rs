//! How long a failure must last.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::super::terminal::duration::format_duration;
use super::time_span::TimeSpan;
use crate::statistics::plural;

/// How long a failure must last before anything is done about it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Patience {
    /// Judgements in a row.
    Judgements(u32),
    /// Steps of training.
    Steps(u64),
    /// Time.
    Time(TimeSpan),
}

/// How long a failure has lasted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lasted {
    pub(super) judgements: u32,
    pub(super) steps: u64,
    pub(super) time: Duration,
}

impl Patience {
    /// Whether it is at an end.
    pub(super) fn is_over(self, lasted: &Lasted) -> bool {
        match self {
            Patience::Judgements(most) => lasted.judgements >= most,
            Patience::Steps(most) => lasted.steps >= most,
            Patience::Time(most) => lasted.time >= most.duration(),
        }
    }

    /// What has passed of it, in words: `4 of 10 judgements`.
    pub(super) fn passed(self, lasted: &Lasted) -> String {
        match self {
            Patience::Judgements(_) => format!("{} of {self}", lasted.judgements),
            Patience::Steps(_) => format!("{} of {self}", lasted.steps),
            Patience::Time(_) => {
                format!("{} of {self}", format_duration(lasted.time.as_secs_f64()))
            }
        }
    }
}

impl fmt::Display for Patience {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Patience::Judgements(most) => formatter.write_str(&plural(*most as usize, "judgement")),
            Patience::Steps(most) => formatter.write_str(&plural(*most as usize, "step")),
            Patience::Time(most) => {
                formatter.write_str(&format_duration(most.duration().as_secs_f64()))
            }
        }
    }
}

impl FromStr for Patience {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| text.trim().parse().ok().filter(|count| *count > 0);
        let steps = text.strip_suffix("steps").or(text.strip_suffix("step"));
        if let Some(steps) = steps.and_then(number) {
            return Ok(Patience::Steps(steps));
        }
        if let Some(judgements) = number(text).and_then(|count| u32::try_from(count).ok()) {
            return Ok(Patience::Judgements(judgements));
        }
        text.parse().map(Patience::Time).map_err(|_| {
            "patience is a number of judgements (10), of steps (2000steps), or a time (10m), and more than 0".to_string()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_is_judgements_steps_or_time() {
        let lasted = Lasted {
            judgements: 3,
            steps: 400,
            time: Duration::from_secs(90),
        };
        for (text, is_over, passed) in [
            ("3", true, "3 of 3 judgements"),
            ("4", false, "3 of 4 judgements"),
            ("400steps", true, "400 of 400 steps"),
            ("401 steps", false, "400 of 401 steps"),
            ("1.5m", true, "1 min 30 s of 1 min 30 s"),
            ("1h", false, "1 min 30 s of 1 h 0 min"),
        ] {
            let patience: Patience = text.parse().unwrap();
            assert_eq!(patience.is_over(&lasted), is_over, "{text}");
            assert_eq!(patience.passed(&lasted), passed);
        }
        for text in ["", "0", "0steps", "-1", "1.5", "ten", "steps", "0m"] {
            assert!(text.parse::<Patience>().is_err(), "{text}");
        }
    }
}
