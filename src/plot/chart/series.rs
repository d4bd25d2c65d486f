//! How the values of a compared axis are told apart: by colour and marker, or, where they are many,
//! by a facet each.

use super::marker::Marker;
use super::swatch::Swatch;
use crate::plot::canvas::palette;
use crate::statistics::{Band, SurvivalCurve};
use plotters::style::RGBColor;
use std::collections::BTreeSet;

/// How many series can be told apart in one frame.
pub(crate) const MAX_SERIES: usize = palette::CURVES.len();

/// The runs of one value of the compared axis.
pub(crate) trait Series {
    /// Index of the value on the axis.
    fn index(&self) -> usize;
    /// The value in words.
    fn label(&self) -> &str;
    /// How many runs.
    fn runs(&self) -> usize;
}

impl Series for Band {
    fn index(&self) -> usize {
        self.index
    }
    fn label(&self) -> &str {
        &self.label
    }
    fn runs(&self) -> usize {
        self.runs
    }
}

impl Series for SurvivalCurve {
    fn index(&self) -> usize {
        self.index
    }
    fn label(&self) -> &str {
        &self.label
    }
    fn runs(&self) -> usize {
        self.runs
    }
}

/// The marker and the colour of a series: by its place on the axis, so that an arm looks the same in
/// every figure of a study.
pub(crate) fn series_style(index: usize) -> (Marker, RGBColor) {
    (
        Marker::CURVES[index % MAX_SERIES],
        palette::CURVES[index % MAX_SERIES],
    )
}

/// One frame of a figure of many.
pub(crate) struct Facet<'a, S> {
    /// The setting; of many series also the one that it is about.
    pub title: String,
    /// From back to front, each with its colour.
    pub series: Vec<(&'a S, RGBColor)>,
    /// Whether it is about one of many series, over the first of its setting in grey.
    pub is_single: bool,
}

/// Spreads the series of settings over facets: one facet per setting, or one per series where they
/// are too many for one frame.
pub(crate) fn facets<'a, S: Series>(settings: &[(&str, &'a [S])]) -> Vec<Facet<'a, S>> {
    let all = settings.iter().flat_map(|(_, series)| *series);
    if !are_many(all.map(Series::index)) {
        let facet = |(setting, series): &(&str, &'a [S])| Facet {
            title: (*setting).to_string(),
            series: series
                .iter()
                .map(|one| (one, series_style(one.index()).1))
                .collect(),
            is_single: false,
        };
        return settings.iter().map(facet).collect();
    }
    let single = |setting: &str, series: &'a [S], at: usize| {
        let label = format!("{} (n = {})", series[at].label(), series[at].runs());
        let behind = (at > 0).then(|| (&series[0], palette::GREY));
        Facet {
            title: match setting.is_empty() {
                true => label,
                false => format!("{label}, {setting}"),
            },
            series: behind
                .into_iter()
                .chain([(&series[at], palette::INK)])
                .collect(),
            is_single: true,
        }
    };
    settings
        .iter()
        .flat_map(|(setting, series)| (0..series.len()).map(move |at| single(setting, series, at)))
        .collect()
}

/// Whether series at these places are too many for one frame.
fn are_many(places: impl Iterator<Item = usize>) -> bool {
    places.collect::<BTreeSet<_>>().len() > MAX_SERIES
}

/// Legend of series by their place and label, each once; of many, what stands in the facets.
pub(crate) fn series_legend<'a>(
    series: impl Iterator<Item = (usize, &'a str)>,
) -> Vec<(Swatch, String)> {
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
        let (marker, color) = series_style(index);
        (Swatch::MarkedLine(marker, color), label.to_owned())
    };
    seen.into_iter().map(entry).collect()
}
