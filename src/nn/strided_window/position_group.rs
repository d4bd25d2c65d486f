//! Positions that sum over the same taps are multiplied together.

use std::collections::BTreeMap;

use super::taps::AxisTaps;

/// Positions of one sample with the same taps.
#[derive(Clone, Debug)]
pub(super) struct PositionGroup {
    /// (y, x) of the phase.
    pub phase: (usize, usize),
    /// (y, x) of the first tap.
    pub first_tap: (usize, usize),
    /// Number of taps along (y, x).
    pub taps: (usize, usize),
    /// Where each position's values begin within a sample, and where its first source does.
    pub positions: Vec<(usize, usize)>,
}

type Key = (usize, usize, usize);

/// All positions of a map of (side, channels), in groups, with sources in a map of (side,
/// channels).
pub(super) fn position_groups(
    axis: &[AxisTaps],
    destination: (usize, usize),
    source: (usize, usize),
) -> Vec<PositionGroup> {
    let mut classes: BTreeMap<Key, Vec<(usize, usize)>> = BTreeMap::new();
    for (index, taps) in axis.iter().enumerate() {
        let key = (taps.phase, taps.first_tap, taps.taps);
        classes.entry(key).or_default().push((index, taps.source));
    }
    let place = |(side, channels): (usize, usize), y: usize, x: usize| (y * side + x) * channels;
    let group = |(key_y, rows): (&Key, &Vec<(usize, usize)>),
                 (key_x, columns): (&Key, &Vec<(usize, usize)>)| {
        let at = |&(y, source_y): &(usize, usize)| {
            let at = move |&(x, source_x): &(usize, usize)| {
                (place(destination, y, x), place(source, source_y, source_x))
            };
            columns.iter().map(at)
        };
        PositionGroup {
            phase: (key_y.0, key_x.0),
            first_tap: (key_y.1, key_x.1),
            taps: (key_y.2, key_x.2),
            positions: rows.iter().flat_map(at).collect(),
        }
    };
    classes
        .iter()
        .flat_map(|rows| classes.iter().map(move |columns| group(rows, columns)))
        .collect()
}
