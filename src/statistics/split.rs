//! Runs split by one axis, within the settings of the others.

use super::study::{JudgedRun, label};
use crate::config::{Axis, AxisKind, AxisValue};
use crate::diagnose::Verdict;

/// The runs that share a value of one axis.
pub struct Part<'a> {
    /// Index of the value on the axis.
    pub index: usize,
    pub label: String,
    pub runs: Vec<&'a JudgedRun>,
}

/// Runs by their value on the axis `by`, in its order; without an axis all together. Values without
/// runs are left out.
pub fn parts<'a>(runs: &[&'a JudgedRun], axes: &[Axis], by: Option<usize>) -> Vec<Part<'a>> {
    let Some(by) = by else {
        return vec![Part {
            index: 0,
            label: "all runs".to_string(),
            runs: runs.to_vec(),
        }];
    };
    let part = |(index, value): (usize, &AxisValue)| {
        let here = runs
            .iter()
            .copied()
            .filter(|run| run.cell[by] == *value)
            .collect();
        Part {
            index,
            label: value.to_string(),
            runs: here,
        }
    };
    axes[by]
        .values
        .iter()
        .enumerate()
        .map(part)
        .filter(|part| !part.runs.is_empty())
        .collect()
}

/// Runs that share their values on all axes but `by`, in the order of the study, each with its
/// label.
pub fn settings<'a>(
    runs: &'a [JudgedRun],
    axes: &[Axis],
    by: Option<usize>,
) -> Vec<(String, Vec<&'a JudgedRun>)> {
    let others: Vec<usize> = (0..axes.len()).filter(|axis| Some(*axis) != by).collect();
    let key = |run: &JudgedRun| -> Vec<AxisValue> {
        others.iter().map(|axis| run.cell[*axis].clone()).collect()
    };
    let named: Vec<Axis> = others.iter().map(|axis| axes[*axis].clone()).collect();
    let varies: Vec<bool> = named.iter().map(|axis| axis.values.len() > 1).collect();
    let words = |key: &[AxisValue]| {
        let shown = |index: &usize| varies[*index];
        let (axes, values): (Vec<Axis>, Vec<AxisValue>) = (0..named.len())
            .filter(shown)
            .map(|index| (named[index].clone(), key[index].clone()))
            .unzip();
        if axes.is_empty() {
            String::new()
        } else {
            label(&axes, &values)
        }
    };
    let mut settings: Vec<(Vec<AxisValue>, Vec<&JudgedRun>)> = Vec::new();
    for run in runs {
        let key = key(run);
        match settings.iter_mut().find(|(other, _)| *other == key) {
            Some((_, here)) => here.push(run),
            None => settings.push((key, vec![run])),
        }
    }
    let place = |key: &[AxisValue]| -> Vec<Option<usize>> {
        named
            .iter()
            .zip(key)
            .map(|(axis, value)| axis.values.iter().position(|other| other == value))
            .collect()
    };
    settings.sort_by_key(|(key, _)| place(key));
    settings
        .into_iter()
        .map(|(key, runs)| (words(&key), runs))
        .collect()
}

/// The axes that a study's figures are about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// Columns, rows and panels of the phase diagram, as many as there are.
    pub plane: Vec<usize>,
    /// The axis whose values are compared.
    pub by: Option<usize>,
}

impl Chosen {
    /// What a study's figures are about where nobody asks for something else: numbers span the
    /// plane, learning rates first, and arms make panels; arms are compared.
    pub fn new(runs: &[JudgedRun], axes: &[Axis]) -> Self {
        let numeric = |axis: &Axis| {
            axis.values
                .iter()
                .all(|value| matches!(value, AxisValue::Number(_)))
        };
        let rank = |axis: &Axis| match axis.name.as_str() {
            "lr_g" => 0,
            "lr_d" => 1,
            _ if axis.kind == AxisKind::Arms || !numeric(axis) => 3,
            _ => 2,
        };
        let mut plane: Vec<usize> = (0..axes.len())
            .filter(|index| axes[*index].values.len() > 1)
            .collect();
        plane.sort_by_key(|index| rank(&axes[*index]));
        plane.truncate(3);
        Self {
            plane,
            by: compared_axis(runs, axes),
        }
    }
}

/// The axis whose values a study compares: its first group of arms, else the one that moves the
/// share of healthy runs most. `None` where nothing varies.
pub fn compared_axis(runs: &[JudgedRun], axes: &[Axis]) -> Option<usize> {
    let varies = |axis: &usize| axes[*axis].values.len() > 1;
    let arms = (0..axes.len())
        .filter(varies)
        .find(|axis| axes[*axis].kind == AxisKind::Arms);
    arms.or_else(|| strongest_axis(runs, axes))
}

/// The axis that moves the share of healthy runs most, the first of equals; `None` where nothing
/// varies.
pub(super) fn strongest_axis(runs: &[JudgedRun], axes: &[Axis]) -> Option<usize> {
    let varied = (0..axes.len()).filter(|axis| axes[*axis].values.len() > 1);
    varied.max_by(|one, other| {
        spread(runs, axes, *one)
            .total_cmp(&spread(runs, axes, *other))
            .then(other.cmp(one))
    })
}

/// Difference between the largest and the smallest share of healthy runs over the values of an
/// axis.
pub(super) fn spread(runs: &[JudgedRun], axes: &[Axis], axis: usize) -> f64 {
    let runs: Vec<&JudgedRun> = runs.iter().collect();
    let shares = parts(&runs, axes, Some(axis)).into_iter().map(|part| {
        part.runs
            .iter()
            .filter(|run| run.verdict == Verdict::Healthy)
            .count() as f64
            / part.runs.len() as f64
    });
    let (low, high) = shares.fold((1.0_f64, 0.0_f64), |(low, high), share| {
        (low.min(share), high.max(share))
    });
    (high - low).max(0.0)
}
