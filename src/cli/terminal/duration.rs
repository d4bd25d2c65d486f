//! Durations in words.

/// Seconds in at most two units: `34 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`.
pub(crate) fn format_duration(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    match whole {
        _ if seconds < 9.95 => format!("{seconds:.1} s"),
        0..60 => format!("{whole} s"),
        60..3600 => format!("{} min {} s", whole / 60, whole % 60),
        3600..86_400 => format!("{} h {} min", whole / 3600, whole % 3600 / 60),
        _ => format!("{} d {} h", whole / 86_400, whole % 86_400 / 3600),
    }
}

/// As [`format_duration`], rounded to whole units: the number of an estimate, not of a measurement.
pub(crate) fn format_rough_duration(seconds: f64) -> String {
    let rounded_to = |unit: f64| (seconds / unit).round() * unit;
    match seconds {
        ..100.0 => format!("{:.0} s", seconds.ceil()),
        ..6000.0 => format!("{:.0} min", rounded_to(60.0) / 60.0),
        _ => format_duration(rounded_to(600.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_two_units_at_most() {
        let formatted = [0.0, 9.94, 34.2, 59.6, 200.0, 7500.0, 273_700.0].map(format_duration);
        assert_eq!(
            formatted,
            [
                "0.0 s",
                "9.9 s",
                "34 s",
                "1 min 0 s",
                "3 min 20 s",
                "2 h 5 min",
                "3 d 4 h"
            ]
        );
        let formatted =
            [0.2, 59.6, 100.0, 200.0, 5900.0, 7500.0, 273_700.0].map(format_rough_duration);
        assert_eq!(
            formatted,
            [
                "1 s",
                "60 s",
                "2 min",
                "3 min",
                "98 min",
                "2 h 10 min",
                "3 d 4 h"
            ]
        );
    }
}
