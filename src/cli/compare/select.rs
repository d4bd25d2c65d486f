//! What a user calls a side of a comparison: `STUDY`, `STUDY:axis=value,axis=value`, or the
//! directory of a run.

use std::path::Path;

use super::super::exit::CliError;
use super::super::lookup::places::exists;
use super::super::lookup::short_names::run_by_short_name;
use super::super::lookup::studies::{axis_index, is_study, open_study};
use crate::config::{Axis, AxisValue, Study};
use crate::record::StudyPaths;

/// What is selected of a study.
pub(super) struct Selected {
    pub(super) study: Study,
    pub(super) paths: StudyPaths,
    /// The id of the run, if it is a single one.
    pub(super) only: Option<String>,
    /// Places of axes, and the value that runs must have there.
    pub(super) values: Vec<(usize, AxisValue)>,
}

/// Opens the study of a side and reads which of its runs are meant.
///
/// # Errors
/// If there is no such study, run, axis or value.
pub(super) fn select(text: &str, results: &Path) -> Result<Selected, CliError> {
    if let Some(selected) = select_run(text, results)? {
        return Ok(selected);
    }
    let (path, values) = take_apart(text, results)?;
    let (study, paths) = open_study(Path::new(path), results)?;
    let values = read_values(&study, values)
        .map_err(|message| CliError::Usage(format!("{text}: {message}")))?;
    Ok(Selected {
        study,
        paths,
        only: None,
        values,
    })
}

/// The study and the id of a run, if the text is the directory of one.
fn select_run(text: &str, results: &Path) -> Result<Option<Selected>, CliError> {
    let written = Path::new(text);
    let is_named = text.contains(':') || is_study(written)? || is_study(&results.join(text))?;
    let path = match exists(&written.join("run.json"))? {
        true => written.to_path_buf(),
        false if is_named => return Ok(None),
        false => match run_by_short_name(text, results)? {
            Some(run) => run,
            None => return Ok(None),
        },
    };
    let path = path.canonicalize().unwrap_or(path.clone());
    let (Some(root), Some(id)) = (path.ancestors().nth(2), path.file_name()) else {
        return Err(CliError::Usage(format!("{text} is a run without a study")));
    };
    let (study, paths) = open_study(root, Path::new("."))?;
    Ok(Some(Selected {
        study,
        paths,
        only: Some(id.to_string_lossy().into_owned()),
        values: Vec::new(),
    }))
}

/// A study's name or path, and the values after the colon. Paths may hold colons, and so may
/// values: the longest part before a colon that is a study is the study. Where there is none, the
/// first colon before an `=` is taken, for the message.
fn take_apart<'a>(text: &'a str, results: &Path) -> Result<(&'a str, &'a str), CliError> {
    let is_known = |path: &str| -> Result<bool, CliError> {
        Ok(is_study(&results.join(path))? || is_study(Path::new(path))?)
    };
    if is_known(text)? {
        return Ok((text, ""));
    }
    for (at, _) in text.rmatch_indices(':') {
        if is_known(&text[..at])? {
            return Ok((&text[..at], &text[at + 1..]));
        }
    }
    let parts = text.split_once(':').filter(|(_, rest)| rest.contains('='));
    Ok(parts.unwrap_or((text, "")))
}

/// Reads `axis=value,axis=value`. Names and values may hold commas, `=` and colons, as those of
/// the study do: each is read as the longest one of the study that stands there.
fn read_values(study: &Study, text: &str) -> Result<Vec<(usize, AxisValue)>, String> {
    let mut values = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (axis, after) = read_axis(study, rest)?;
        let (value, after) = read_value(&study.axes[axis], after)?;
        values.push((axis, value.clone()));
        rest = after.trim_start();
    }
    Ok(values)
}

fn read_axis<'a>(study: &Study, text: &'a str) -> Result<(usize, &'a str), String> {
    let after = |axis: &Axis| {
        let rest = text.strip_prefix(axis.name.as_str())?.trim_start();
        rest.strip_prefix('=')
    };
    let known = study.axes.iter().enumerate();
    let known = known.filter_map(|(index, axis)| Some((index, axis, after(axis)?)));
    match known.max_by_key(|(_, axis, _)| axis.name.len()) {
        Some((index, _, rest)) => Ok((index, rest.trim_start())),
        None => {
            let name = text.split(['=', ',']).next().unwrap_or(text);
            Err(axis_index(study, name.trim()).err().unwrap_or_else(|| {
                format!(
                    "write `{0}=VALUE`, such as `{0}={1}`",
                    name.trim(),
                    example(study, name)
                )
            }))
        }
    }
}

fn example(study: &Study, name: &str) -> String {
    let axis = study.axes.iter().find(|axis| axis.name == name.trim());
    let first = axis.and_then(|axis| axis.values.first());
    first.map_or(String::new(), ToString::to_string)
}

/// The value that stands at the beginning of a text, as the study writes it or as another spelling
/// of its number (`1e-3` is 0.001), and what comes after it and its comma.
fn read_value<'a, 'b>(axis: &'a Axis, text: &'b str) -> Result<(&'a AxisValue, &'b str), String> {
    let ends = text.match_indices(',').map(|(at, _)| at);
    let ends: Vec<usize> = ends.chain([text.len()]).collect();
    let found = ends.iter().rev().find_map(|end| {
        let written = text[..*end].trim();
        let value = axis.values.iter().find(|value| is_same(value, written))?;
        Some((value, text.get(end + 1..).unwrap_or_default()))
    });
    found.ok_or_else(|| {
        let values: Vec<String> = axis.values.iter().map(ToString::to_string).collect();
        format!(
            "{} has no value `{}`; it has {}",
            axis.name,
            text[..ends[0]].trim(),
            values.join(", ")
        )
    })
}

fn is_same(value: &AxisValue, written: &str) -> bool {
    let value = value.to_string();
    let numbers = value.parse::<f64>().ok().zip(written.parse::<f64>().ok());
    value.trim() == written || numbers.is_some_and(|(one, other)| one == other)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::config::AxisKind;

    fn study(axes: Vec<(String, Vec<AxisValue>)>) -> Study {
        let text = "study: s\nquestion: q\nrun: {data: ring}\n";
        let mut study = crate::config::parse("s.yaml", text, &[]).unwrap();
        let axis = |(name, values)| Axis {
            name,
            kind: AxisKind::Arms,
            values,
        };
        study.axes = axes.into_iter().map(axis).collect();
        study
    }

    fn text(value: &str) -> AxisValue {
        AxisValue::Text(value.to_string())
    }

    #[test]
    fn values_are_read_as_the_study_has_them() {
        let lr = vec![AxisValue::Number(1e-3), AxisValue::Number(2e-4)];
        let arms = vec![text("a"), text("a,lr=1e-3"), text("x=y:z")];
        let study = study(vec![("lr".into(), lr), ("arm".into(), arms)]);
        let read = |text: &str| read_values(&study, text);
        assert_eq!(read("lr=0.001"), Ok(vec![(0, AxisValue::Number(1e-3))]));
        assert_eq!(
            read("arm = x=y:z , lr = 2e-4"),
            Ok(vec![(1, text("x=y:z")), (0, AxisValue::Number(2e-4))])
        );
        assert_eq!(read("arm=a,lr=1e-3"), Ok(vec![(1, text("a,lr=1e-3"))]));
        assert_eq!(
            read("arm=a,lr=2e-4"),
            Ok(vec![(1, text("a")), (0, AxisValue::Number(2e-4))])
        );
        for (wrong, expected) in [
            ("lr=7", "lr has no value `7`; it has 1e-3, 2e-4"),
            ("lrr=7", "has no axis `lrr`"),
            ("lr", "write `lr=VALUE`, such as `lr=1e-3`"),
        ] {
            let error = read(wrong).unwrap_err();
            assert!(error.contains(expected), "{wrong}: {error}");
        }
    }

    proptest! {
        #[test]
        fn every_arm_can_be_named(names in proptest::collection::btree_set("[ -~é]{1,12}", 1..5)) {
            let names: Vec<String> = names.into_iter().map(|name| name.trim().to_string()).collect();
            prop_assume!(names.iter().all(|name| !name.is_empty()));
            let study = study(vec![("arm".into(), names.iter().map(|name| text(name)).collect())]);
            for name in &names {
                let same = |value: &AxisValue| is_same(value, name);
                let first = study.axes[0].values.iter().find(|value| same(value)).unwrap();
                prop_assert_eq!(read_values(&study, &format!("arm={name}")), Ok(vec![(0, first.clone())]));
            }
        }
    }
}
