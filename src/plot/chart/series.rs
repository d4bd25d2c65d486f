//! How the values of a compared axis are told apart: by colour and marker, or, where they are many,
//! by a facet each. Numbers have ordered colours, names have colours that differ most.

use super::marker::Marker;
use super::swatch::Swatch;
use crate::config::Axis;
use crate::plot::canvas::palette;
use crate::statistics::{Band, SurvivalCurve, axis_number};
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

/// How the series of a compared axis look: by their place on the axis, so that a value looks the same
/// in every figure of a study.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SeriesColors {
    /// Names, in no order.
    Named,
    /// So many numbers, the lowest first.
    Ordered(usize),
}

impl SeriesColors {
    /// Those of an axis; of none where nothing is compared.
    pub fn of(axis: Option<&Axis>) -> Self {
        let ordered = axis.filter(|axis| {
            let mut values = axis.values.iter();
            axis.values.len() > 1 && values.all(|value| axis_number(value).is_some())
        });
        ordered.map_or(Self::Named, |axis| Self::Ordered(axis.values.len()))
    }

    /// The marker and the colour of the series at this place.
    pub fn style(self, index: usize) -> (Marker, RGBColor) {
        let color = match self {
            Self::Named => palette::CURVES[index % MAX_SERIES],
            Self::Ordered(count) => {
                let (last, steps) = (palette::ORDERED.len() - 1, count.max(2) - 1);
                palette::ORDERED[((index * last + steps / 2) / steps).min(last)]
            }
        };
        (Marker::CURVES[index % MAX_SERIES], color)
    }
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
pub(crate) fn facets<'a, S: Series>(
    settings: &[(&str, &'a [S])],
    colors: SeriesColors,
) -> Vec<Facet<'a, S>> {
    let all = settings.iter().flat_map(|(_, series)| *series);
    if !are_many(all.map(Series::index)) {
        let facet = |(setting, series): &(&str, &'a [S])| Facet {
            title: (*setting).to_string(),
            series: series
                .iter()
                .map(|one| (one, colors.style(one.index()).1))
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
    colors: SeriesColors,
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
        let (marker, color) = colors.style(index);
        (Swatch::MarkedLine(marker, color), label.to_owned())
    };
    seen.into_iter().map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{AxisKind, AxisValue};

    fn axis(values: Vec<AxisValue>) -> Axis {
        Axis {
            name: "lr_d".to_owned(),
            kind: AxisKind::Path,
            values,
        }
    }

    #[test]
    fn numbers_are_ordered_from_end_to_end_and_names_are_not() {
        for count in 2..=MAX_SERIES {
            let numbers = axis((0..count).map(|at| AxisValue::Number(at as f64)).collect());
            let colors = SeriesColors::of(Some(&numbers));
            let places = (0..count).map(|index| {
                let color = colors.style(index).1;
                let mut ramp = palette::ORDERED.iter();
                ramp.position(|other| *other == color).unwrap()
            });
            let places: Vec<usize> = places.collect();
            assert!(places.is_sorted_by(|one, next| one < next), "{places:?}");
            assert_eq!((places[0], places[count - 1]), (0, MAX_SERIES - 1));
        }
        let names = axis(vec![AxisValue::Text("a".into()), AxisValue::Number(1.0)]);
        assert_eq!(SeriesColors::of(Some(&names)), SeriesColors::Named);
        assert_eq!(SeriesColors::of(None), SeriesColors::Named);
    }
}
