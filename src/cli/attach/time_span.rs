//! A time as one writes it on the command line.

use std::str::FromStr;
use std::time::Duration;

/// The longest time: ten years.
const LONGEST: f64 = 3650.0 * 86_400.0;

/// Units, each with its seconds.
const UNITS: [(&str, f64); 4] = [("s", 1.0), ("m", 60.0), ("h", 3600.0), ("d", 86_400.0)];

/// `90s`, `30m`, `1.5h` or `2d`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct TimeSpan(Duration);

impl TimeSpan {
    /// The time.
    pub(super) fn duration(self) -> Duration {
        self.0
    }
}

impl FromStr for TimeSpan {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let seconds = UNITS.iter().find_map(|(unit, seconds)| {
            let number: f64 = text.strip_suffix(unit)?.trim_end().parse().ok()?;
            Some(number * seconds)
        });
        let seconds = seconds.ok_or_else(|| {
            let meant = match text.trim().parse::<f64>() {
                Ok(number) if number > 0.0 => {
                    format!("; did you mean `{number}s` or `{number}m`?")
                }
                Ok(_) => ", and more than 0".to_string(),
                Err(_) => String::new(),
            };
            format!("a time is a number with s, m, h or d, such as 90s or 30m{meant}")
        })?;
        if !(0.0..=LONGEST).contains(&seconds) || seconds == 0.0 {
            return Err("a time is more than 0 and at most 3650d".to_string());
        }
        Ok(Self(Duration::from_secs_f64(seconds)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_a_unit() {
        for (text, seconds) in [
            ("90s", 90.0),
            ("30m", 1800.0),
            ("1.5h", 5400.0),
            ("2 d", 172_800.0),
        ] {
            let span: TimeSpan = text.parse().unwrap();
            assert_eq!(span.duration().as_secs_f64(), seconds, "{text}");
        }
        for text in [
            "",
            "m",
            "0s",
            "-5m",
            "4000d",
            "nans",
            "infs",
            "half an hour",
        ] {
            assert!(text.parse::<TimeSpan>().is_err(), "{text}");
        }
        let bare = "30".parse::<TimeSpan>().unwrap_err();
        assert!(bare.contains("did you mean `30s` or `30m`?"), "{bare}");
        let nothing = "0".parse::<TimeSpan>().unwrap_err();
        assert!(
            nothing.ends_with("30m, and more than 0"),
            "what is refused is not proposed: {nothing}"
        );
    }
}
