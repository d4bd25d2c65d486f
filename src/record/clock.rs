//! The time of day, whatever the system's clock says.

use std::time::SystemTime;

use jiff::Timestamp;

/// The time now; the first or last one that can be written where the clock is beyond it.
pub fn now() -> Timestamp {
    of(SystemTime::now())
}

fn of(time: SystemTime) -> Timestamp {
    Timestamp::try_from(time).unwrap_or(if time < SystemTime::UNIX_EPOCH {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_clock_beyond_the_calendar_is_no_panic() {
        let years = |years: u64| Duration::from_secs(years * 366 * 86_400);
        let epoch = SystemTime::UNIX_EPOCH;
        assert_eq!(of(epoch), Timestamp::UNIX_EPOCH);
        assert_eq!(of(epoch + years(9_000)), Timestamp::MAX);
        assert_eq!(of(epoch - years(20_000)), Timestamp::MIN);
        assert!(of(epoch + years(9_000)).to_string().starts_with("9999-"));
    }
}
