//! Sets that a training has left which was started again in the same place: it writes the sets of its steps
//! anew, and those of later steps are still of the attempt before.

use std::time::{Duration, SystemTime};

/// Time between two sets of a training, at least: what lies closer together was copied.
const APART: Duration = Duration::from_secs(1);

/// From which place on sets are of an earlier attempt, given when each was written, in the order of steps:
/// they follow the newest set, and are older. None unless both parts were written in the order of their
/// steps: files that were copied, or come from elsewhere, say nothing by their times.
pub(super) fn earlier_attempt(written: &[SystemTime]) -> Option<usize> {
    let newest = (0..written.len()).max_by_key(|at| written[*at])?;
    let (newer, older) = written.split_at(newest + 1);
    let is_in_order = |times: &[SystemTime]| {
        times.windows(2).all(|pair| {
            pair[1]
                .duration_since(pair[0])
                .is_ok_and(|gap| gap >= APART)
        })
    };
    let last = older.last()?;
    let is_older = written[newest]
        .duration_since(*last)
        .is_ok_and(|gap| gap >= APART);
    (is_older && is_in_order(newer) && is_in_order(older)).then_some(newest + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(seconds: &[f64]) -> Option<usize> {
        let time = |seconds: &f64| SystemTime::UNIX_EPOCH + Duration::from_secs_f64(*seconds);
        earlier_attempt(&seconds.iter().map(time).collect::<Vec<_>>())
    }

    #[test]
    fn older_sets_of_later_steps_are_of_an_earlier_attempt() {
        assert_eq!(found(&[10.0, 20.0, 60.0, 70.0, 40.0, 50.0]), Some(4));
        assert_eq!(found(&[60.0, 20.0, 30.0]), Some(1));
        assert_eq!(found(&[10.0, 20.0, 30.0]), None);
        assert_eq!(found(&[]), None);
        assert_eq!(found(&[10.0]), None);
    }

    #[test]
    fn files_in_no_order_and_copied_ones_say_nothing() {
        assert_eq!(found(&[30.0, 20.0, 10.0]), None, "backwards");
        assert_eq!(found(&[10.0, 40.0, 30.0, 35.0, 20.0]), None, "any order");
        assert_eq!(found(&[1.0, 1.3, 1.1, 1.2]), None, "copied at once");
        assert_eq!(found(&[5.0, 5.0, 5.0]), None);
    }
}
