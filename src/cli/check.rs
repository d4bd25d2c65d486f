//! `seesaw check`: every file is read, and the first mistake of each is shown.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::exit::{CliError, Exit};
use super::terminal::output::{print_line, print_notes};
use crate::config::{self, AnyStudy, Data, Override, Study, Transfer};
use crate::files;
use crate::statistics::plural;

/// Read study files and say whether they are valid
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Study files in YAML
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Change a value: a path into `run` (lr_d=1e-3), or from the root (sweep.seeds=1)
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<Override>,
}

/// Reads each file and prints whether it is valid. The exit code is that of the worst mistake.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    let mut exit = Exit::Ok;
    for file in &arguments.files {
        match config::load_any(file, &arguments.set) {
            Ok(AnyStudy::Transfers(study)) => {
                let runs = plural(study.runs.len(), "style transfer");
                print_line(format_args!("{}: ok, {runs}", file.display()))?;
                print_notes(&study.notes);
                print_notes(missing(pictures(&study)));
            }
            Ok(AnyStudy::Games(study)) => {
                let runs = plural(study.runs.len(), "run");
                print_line(format_args!("{}: ok, {runs}", file.display()))?;
                print_notes(&study.notes);
                print_notes(missing_data(&study));
            }
            Err(error) => exit = exit.worse(CliError::Config(error).report()),
        }
    }
    Ok(exit)
}

/// The places of data that a sweep would not find now, or where something else is. A study may be
/// written before its data are there, so this is no mistake.
fn missing_data(study: &Study) -> Vec<String> {
    let data = || study.runs.iter().map(|planned| &planned.run.data);
    let of_kind = |folders: bool| {
        let of_kind = data()
            .filter(move |data| folders == matches!(data, Data::Folder(_) | Data::Cifar10(_)));
        of_kind.filter_map(Data::path).collect::<BTreeSet<_>>()
    };
    let mut notes = missing(data().filter_map(Data::path).collect());
    notes.extend(others(of_kind(true), Path::is_file, "a folder"));
    notes.extend(others(of_kind(false), Path::is_dir, "a file"));
    notes
}

/// Places where there is something else than what a sweep needs.
fn others(
    places: BTreeSet<&Path>,
    is_other: fn(&Path) -> bool,
    needed: &str,
) -> impl Iterator<Item = String> {
    let others = places.into_iter().filter(move |place| is_other(place));
    others.map(move |place| format!("{} is not {needed}; a sweep needs one", place.display()))
}

/// The files that the runs of a study of style transfers need.
fn pictures(study: &Study<Transfer>) -> BTreeSet<&Path> {
    let runs = study.runs.iter();
    runs.flat_map(|planned| planned.run.files()).collect()
}

fn missing(places: BTreeSet<&Path>) -> Vec<String> {
    places
        .into_iter()
        .filter(|place| matches!(files::exists(place), Ok(false)))
        .map(|place| format!("{} does not exist yet; a sweep needs it", place.display()))
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::config::{Study, parse};
    use crate::diagnose::{RunHistory, Verdict, diagnose};
    use crate::metrics::{Metric, MetricValues};
    use crate::train::EvalRow;

    fn planned(evaluations: usize, samples: usize) -> Study {
        let (steps, evaluate) = (
            10 * evaluations,
            format!("{{every: 10, samples: {samples}}}"),
        );
        let text =
            format!("study: s\nquestion: q\nrun: {{steps: {steps}, evaluate: {evaluate}}}\n");
        parse("s.yaml", &text, &[]).unwrap()
    }

    /// Whether a run that holds one mode of eight is called collapsed.
    fn is_judged(study: &Study, evaluations: usize) -> bool {
        let row = |at: usize| {
            let mut measured = MetricValues::default();
            for (metric, value) in [
                (Metric::Modes, 1.0),
                (Metric::ModesTotal, 8.0),
                (Metric::HighQuality, 0.9),
                (Metric::ReverseKl, 2.0),
                (Metric::RarestMode, 0.0),
            ] {
                measured.set(metric, value);
            }
            let step = 10 * at as u64;
            EvalRow { step, measured }
        };
        let evals: Vec<EvalRow> = (1..=evaluations).map(row).collect();
        let history = RunHistory::new(&study.runs[0].run, &[], &evals);
        diagnose(&history).verdict != Verdict::Undecided
    }

    #[test]
    fn places_of_another_kind_are_noted() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        let (file, folder) = (file.display(), folder.path().display());
        let notes = |data: String| {
            let text = format!("study: s\nquestion: q\nrun: {{data: {data}}}\n");
            super::missing_data(&parse("s.yaml", &text, &[]).unwrap())
        };
        assert_eq!(
            notes(format!("{{folder: {{path: '{file}', side: 8}}}}")),
            [format!("{file} is not a folder; a sweep needs one")]
        );
        assert_eq!(
            notes(format!("{{idx: {{images: '{folder}'}}}}")),
            [format!("{folder} is not a file; a sweep needs one")]
        );
        let right = format!("{{folder: {{path: '{folder}', side: 8}}}}");
        assert!(notes(right).is_empty());
    }

    #[test]
    fn what_is_announced_as_too_little_is_what_the_rules_leave_undecided() {
        for evaluations in 1..8 {
            let study = planned(evaluations, 2500);
            let is_judged = is_judged(&study, evaluations);
            assert_eq!(study.notes.is_empty(), is_judged, "{evaluations}");
        }
        for samples in [10, 79, 80, 81] {
            let study = planned(6, samples);
            assert_eq!(study.notes.is_empty(), is_judged(&study, 6), "{samples}");
        }
    }
}
