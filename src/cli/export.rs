//! `export`: finished runs in the format of another program.

use std::path::{Path, PathBuf};

use super::args::{ExportArguments, Reader};
use super::exit::{Exit, Failure};
use super::out;
use super::progress::counter_of_runs;
use super::runs::read_run;
use super::study::{open, say_problems};
use crate::config::{self, AxisValue, Run, Study};
use crate::diagnose::{Diagnosis, Finding};
use crate::record::tensorboard::{RunExport, RunTimes, export_run, export_study, exported_runs};
use crate::record::{RunFile, RunPaths, StoredStatus, StudyPaths, read_history_of};
use crate::report::{decided, gather, key_metrics, read_diagnosis};

/// What is to be exported.
struct Material {
    /// `None`: the one run is of no study that we know.
    study: Option<Study>,
    runs: Vec<Finished>,
    /// Below what was named.
    default_out: PathBuf,
    /// Whether some runs cannot be read.
    exit: Exit,
}

struct Finished {
    id: String,
    run: Run,
    cell: Vec<AxisValue>,
    paths: RunPaths,
    file: RunFile,
    verdict: String,
}

/// `seesaw export`.
pub fn export(arguments: &ExportArguments) -> Result<Exit, Failure> {
    let Reader::Tensorboard = arguments.to;
    let material = find(&arguments.path, &arguments.results)?;
    let folder = arguments.out.as_deref().unwrap_or(&material.default_out);
    let (axes, mut exit) = (
        material.study.as_ref().map_or(&[][..], |study| &study.axes),
        material.exit,
    );
    let (mut exported, mut created) = (Vec::new(), f64::INFINITY);
    let bar = counter_of_runs(material.runs.len() as u64, "export");
    for Finished {
        id,
        run,
        cell,
        paths,
        file,
        verdict,
    } in &material.runs
    {
        let read = || Ok((RunTimes::of(paths, file)?, read_history_of(paths, file)?));
        match read() {
            Ok((times, history)) => {
                export_run(
                    folder,
                    axes,
                    &RunExport {
                        id,
                        run,
                        cell,
                        times,
                        history: &history,
                        verdict,
                    },
                )?;
                created = created.min(times.started);
                exported.push(id);
            }
            // One that cannot be read does not hide the others.
            Err(error) => exit = bar.suspend(|| Failure::Record(error).report()),
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    if exported.is_empty() {
        return Ok(exit);
    }
    if let Some(study) = &material.study {
        export_study(folder, study, key_metrics(study), created)?;
    }
    out::result(folder.display())?;
    let others = exported_runs(folder)
        .iter()
        .filter(|run| !exported.contains(run))
        .count();
    if others > 0 {
        out::message(format_args!(
            "{} also holds {} of earlier exports",
            folder.display(),
            runs(others)
        ));
    }
    out::message(format_args!(
        "exported {}; to look: tensorboard --logdir {}",
        runs(exported.len()),
        folder.display()
    ));
    Ok(exit)
}

fn runs(count: usize) -> String {
    if count == 1 {
        "1 run".to_string()
    } else {
        format!("{count} runs")
    }
}

/// A run directory, or a study by its directory or name.
fn find(path: &Path, results: &Path) -> Result<Material, Failure> {
    if path.join("run.yaml").is_file() || path.join("run.json").is_file() {
        return one_run(RunPaths::at(path));
    }
    let is_study = |path: &Path| path.join("study.yaml").is_file();
    if path.is_dir() && !is_study(path) && !is_study(&results.join(path)) {
        let message = format!(
            "{} is neither a run (run.yaml) nor a study (study.yaml)",
            path.display()
        );
        return Err(Failure::Usage(message));
    }
    let (study, paths) = open(path, results)?;
    let gathered = gather(&study, &paths);
    let exit = say_problems(&gathered);
    let finished = gathered.into_iter().filter_map(|run| {
        let (file, diagnosis) = (run.file?, run.diagnosis?);
        let verdict = in_words(&diagnosis);
        let planned = run.planned;
        let (id, cell) = (planned.id.clone(), planned.cell.clone());
        Some(Finished {
            id,
            run: planned.run.clone(),
            cell,
            paths: run.paths,
            file,
            verdict,
        })
    });
    let runs: Vec<Finished> = finished.collect();
    if runs.is_empty() && exit == Exit::Ok {
        return Err(Failure::Usage(format!(
            "{} has no finished run",
            paths.root().display()
        )));
    }
    Ok(Material {
        study: Some(study),
        runs,
        default_out: paths.tensorboard(),
        exit,
    })
}

/// A run, with the axes of its study if it lies where the study has put it.
fn one_run(paths: RunPaths) -> Result<Material, Failure> {
    let place = paths.root().display();
    let file = match RunFile::read(&paths)? {
        Some(file) if file.status == StoredStatus::Complete => file,
        Some(file) => {
            return Err(Failure::Usage(format!(
                "{place} is not finished ({})",
                file.status.name()
            )));
        }
        None => {
            return Err(Failure::Usage(format!(
                "{place} has no run.json: it was never trained"
            )));
        }
    };
    let run = read_run(&paths)?;
    let verdict = in_words(&read_diagnosis(&paths)?);
    // A study that cannot be read, or that is another one by now, is no reason not to export the
    // run.
    let study =
        StudyPaths::of_run(&paths).and_then(|study| config::load(&study.study_yaml(), &[]).ok());
    let place_in = |study: &Study| {
        study
            .runs
            .iter()
            .find(|planned| planned.hash == file.spec_hash)
            .cloned()
    };
    let planned = study.as_ref().and_then(place_in);
    let study = study.filter(|_| planned.is_some());
    let cell = planned.map_or(Vec::new(), |planned| planned.cell);
    let default_out = paths.tensorboard();
    let finished = Finished {
        id: file.run.clone(),
        run,
        cell,
        paths,
        file,
        verdict,
    };
    Ok(Material {
        study,
        runs: vec![finished],
        default_out,
        exit: Exit::Ok,
    })
}

/// The verdict and what it rests on, as Markdown.
fn in_words(diagnosis: &Diagnosis) -> String {
    let limits: String = diagnosis
        .not_judged
        .iter()
        .map(|limit| format!("- not judged: {limit}\n"))
        .collect();
    let findings = diagnosis
        .findings
        .iter()
        .map(finding_in_words)
        .collect::<Vec<_>>()
        .join("\n");
    if limits.is_empty() {
        findings
    } else {
        format!("{findings}\n{limits}")
    }
}

fn finding_in_words(finding: &Finding) -> String {
    let Finding {
        severity,
        onset,
        evidence,
        remedy,
        ..
    } = finding;
    let from = onset.map_or(String::new(), |step| format!(" from step {step}"));
    let evidence: String = evidence
        .iter()
        .map(|number| format!("- {}\n", decided(number)))
        .collect();
    let remedy = match remedy.patch.as_str() {
        "" => format!("{}\n", remedy.reason),
        patch => format!(
            "A patch to try ({}):\n\n```\n{}\n```\n",
            remedy.reason,
            patch.trim_end()
        ),
    };
    format!(
        "**{}**, {}{from}\n\n{evidence}\n{remedy}",
        finding.name(),
        severity.name()
    )
}
