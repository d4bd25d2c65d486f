//! How the values of a compared axis are told apart: by colour and marker, or, where they are many,
//! by panel.

use super::header::Swatch;
use super::marker::Marker;
use super::palette;
use plotters::style::RGBColor;
use std::collections::BTreeSet;

/// As many series can be told apart in one panel.
pub const MOST_SERIES: usize = palette::CURVES.len();

/// The look of a series: by its place on the axis, so that an arm looks the same in every figure of
/// a study.
pub fn style(index: usize) -> (Marker, RGBColor) {
    (
        Marker::CURVES[index % MOST_SERIES],
        palette::CURVES[index % MOST_SERIES],
    )
}

/// Series in panels: all in each setting's panel, or, where they are many, one a panel over the
/// first of its setting in grey.
pub struct Panel<'a, S> {
    pub title: String,
    /// Drawn in grey below the others.
    pub behind: Option<&'a S>,
    pub series: Vec<&'a S>,
}

/// Whether series at these places are too many for one panel.
pub fn are_many(places: impl Iterator<Item = usize>) -> bool {
    places.collect::<BTreeSet<_>>().len() > MOST_SERIES
}

/// Spreads the series of settings over panels, each its own where they are `many`. `label` names a
/// series.
pub fn panels<'a, S>(
    settings: &'a [(String, Vec<S>)],
    many: bool,
    label: impl Fn(&S) -> String,
) -> Vec<Panel<'a, S>> {
    if !many {
        let panel = |(title, series): &'a (String, Vec<S>)| Panel {
            title: title.clone(),
            behind: None,
            series: series.iter().collect(),
        };
        return settings.iter().map(panel).collect();
    }
    let alone = |(setting, series): &'a (String, Vec<S>)| {
        let title = |one: &S| match setting.is_empty() {
            true => label(one),
            false => format!("{}, {setting}", label(one)),
        };
        let panel = |at: usize| {
            let behind = (at > 0).then(|| &series[0]);
            Panel {
                title: title(&series[at]),
                behind,
                series: vec![&series[at]],
            }
        };
        (0..series.len()).map(panel).collect::<Vec<_>>()
    };
    settings.iter().flat_map(alone).collect()
}

/// Legend of series by their place and label, each once; of many, what stands in the panels.
pub fn legend<'a>(series: impl Iterator<Item = (usize, &'a str)>) -> Vec<(Swatch, String)> {
    let mut seen: Vec<(usize, &str)> = series.collect();
    seen.sort_by_key(|(index, _)| *index);
    seen.dedup();
    if are_many(seen.iter().map(|(index, _)| *index)) {
        let first = seen.first().map_or("", |(_, label)| label);
        return vec![(
            Swatch::Line(palette::GREY),
            format!("{first}, for comparison"),
        )];
    }
    let entry = |(index, label): (usize, &str)| {
        let (marker, color) = style(index);
        (Swatch::MarkedLine(marker, color), label.to_owned())
    };
    seen.into_iter().map(entry).collect()
}
