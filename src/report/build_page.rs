//! What the page says, from the runs on disk and their statistics.

use super::evidence_words::deciding_number;
use super::html::{Page, PageFigure, PageRun, PageRunFigure, PhaseGrid, Ranking, glossary};
use super::key_metrics::{deciding_metric, key_metrics};
use super::provenance::provenance_pairs;
use super::race_words::{dropped_at, dropped_words, healing_sentence, race_sentence};
use super::run_curves::quantities;
use super::run_on_disk::RunOnDisk;
use super::table_summary::TableSummary;
use super::text::{format_count, format_duration, shell_quote};
use crate::config::{Axis, AxisValue, Study};
use crate::diagnose::{Diagnosis, Verdict, VerdictForm};
use crate::metrics::Metric;
use crate::plot::{Drawing, RUN_FIGURES};
use crate::record::{Healing, RunPaths, StudyPaths};
use crate::search::Decisions;
use crate::statistics::{
    JudgedRun, answer, format_number, is_scattered, phase_cells, rank_settings, varied_axes,
};
use std::collections::HashSet;

/// What is known of a study's runs.
pub(super) struct StudyRuns<'a> {
    /// All planned runs.
    pub runs: &'a [RunOnDisk<'a>],
    /// Their names, in the same order.
    pub names: &'a [String],
    /// What is kept of their tables, in the same order.
    pub summaries: Vec<TableSummary>,
    /// The finished ones as statistics see them.
    pub judged: &'a [JudgedRun],
    /// What the search of the study has decided, if it has one.
    pub race: Option<Decisions>,
}

/// The whole page, except the figures of single runs. `plane` are the axes of the phase diagram.
pub(super) fn build_page(
    study: &Study,
    paths: &StudyPaths,
    study_runs: StudyRuns,
    plane: Vec<usize>,
    drawings: Vec<(Drawing, &str)>,
) -> Page {
    let StudyRuns {
        runs,
        names,
        summaries,
        judged,
        race,
    } = study_runs;
    let metrics = key_metrics(study);
    let study_yaml = shell_quote(&paths.study_yaml().display().to_string());
    Page {
        study: study.name.clone(),
        question: study.question.clone(),
        answer: answer_text(study, runs, judged),
        facts: facts(study, runs),
        phase: phase_grid(study, judged, plane),
        quantities: quantities(metrics),
        figures: drawings
            .into_iter()
            .map(|(drawing, words)| PageFigure {
                svg: drawing.svg,
                alternative: words.to_string(),
            })
            .collect(),
        ranking: ranking(study, judged),
        race,
        axes: spelled_axes(study),
        metrics: metrics
            .iter()
            .map(|metric| metric.description().name.to_string())
            .collect(),
        run_figures: RUN_FIGURES
            .iter()
            .map(|figure| (figure.name.to_string(), figure.alternative.to_string()))
            .collect(),
        runs: runs
            .iter()
            .zip(names)
            .zip(summaries)
            .map(|((run, name), summary)| page_run(study, run, name, summary, paths, metrics))
            .collect(),
        reproduce: vec![format!("seesaw sweep {study_yaml} --results reproduced")],
        provenance: provenance_pairs(study, runs),
        glossary: glossary(metrics),
    }
}

fn answer_text(study: &Study, runs: &[RunOnDisk], judged: &[JudgedRun]) -> String {
    if judged.is_empty() {
        let dropped = race_sentence(runs, 0).map(|sentence| format!(" {sentence}"));
        return nothing_finished(runs.len()) + &dropped.unwrap_or_default();
    }
    let answer = answer(
        judged,
        &study.axes,
        key_metrics(study)[0],
        deciding_metric(study),
    );
    let dropped: usize = dropped_at(runs).values().sum();
    let unfinished = match runs.len() - judged.len() - dropped {
        0 => None,
        some => {
            let planned = format_count(runs.len(), "planned run");
            let verb = if some == 1 { "is" } else { "are" };
            Some(format!("{some} of {planned} {verb} not finished."))
        }
    };
    let before = race_sentence(runs, judged.len());
    let sentences = before.into_iter().chain([answer]);
    let sentences = sentences.chain(healing_sentence(runs)).chain(unfinished);
    sentences.collect::<Vec<String>>().join(" ")
}

/// The answer of a study with this many planned runs, before any of them has finished.
fn nothing_finished(runs: usize) -> String {
    match runs {
        1 => "The only planned run is not finished yet.".to_string(),
        many => format!(
            "None of {} is finished yet.",
            format_count(many, "planned run")
        ),
    }
}

fn facts(study: &Study, runs: &[RunOnDisk]) -> Vec<String> {
    let cells = study.runs.iter().map(|planned| planned.setting_words());
    let settings = cells.collect::<HashSet<String>>().len();
    let steps = || study.runs.iter().map(|planned| planned.run.steps);
    let (fewest, most) = (steps().min().unwrap_or(0), steps().max().unwrap_or(0));
    let dropped = dropped_at(runs);
    let steps = match fewest == most {
        true if !dropped.is_empty() => format!("{} at most", format_count(most, "step")),
        true if runs.len() == 1 => format_count(most, "step"),
        true => format!("{} each", format_count(most, "step")),
        false => format!(
            "{} to {} each",
            format_number(fewest as f64),
            format_count(most, "step")
        ),
    };
    let seconds: f64 = runs
        .iter()
        .filter_map(|run| run.file.as_ref()?.seconds)
        .sum();
    let mut facts = vec![format_count(runs.len(), "run")];
    if settings > 1 || study.seeds.len() > 1 {
        let each = match settings * study.seeds.len() == runs.len() {
            true => " each",
            false => " in all",
        };
        facts.push(format!(
            "{} with {}{each}",
            format_count(settings, "setting"),
            format_count(study.seeds.len(), "seed")
        ));
    }
    facts.push(steps);
    if !dropped.is_empty() {
        let count = format_count(dropped.values().sum(), "run");
        facts.push(format!("{count} dropped, {}", dropped_words(&dropped)));
    }
    if seconds > 0.0 {
        facts.push(format!("{} of training", format_duration(seconds)));
    }
    facts
}

fn phase_grid(study: &Study, judged: &[JudgedRun], plane: Vec<usize>) -> PhaseGrid {
    let pooled = varied_axes(&study.axes).filter(|axis| !plane.contains(axis));
    let scattered =
        varied_axes(&study.axes).filter(|axis| is_scattered(judged, &study.axes, *axis));
    PhaseGrid {
        scattered: scattered
            .map(|axis| study.axes[axis].name.clone())
            .collect(),
        pooled: pooled.map(|axis| study.axes[axis].name.clone()).collect(),
        cells: phase_cells(judged, &study.axes, &plane),
        plane,
    }
}

fn ranking(study: &Study, judged: &[JudgedRun]) -> Ranking {
    let metric = deciding_metric(study);
    let mut settings = rank_settings(judged, &study.axes, metric);
    for ranked in &mut settings {
        let spelled = study.spelled_cell(&ranked.setting).into_iter();
        ranked.setting = spelled.map(AxisValue::Text).collect();
    }
    Ranking {
        metric: metric.description().name.to_string(),
        settings,
    }
}

/// The axes with their values as the study spells them.
fn spelled_axes(study: &Study) -> Vec<Axis> {
    let mut axes = study.axes.clone();
    for (index, axis) in axes.iter_mut().enumerate() {
        for value in &mut axis.values {
            *value = AxisValue::Text(study.spelled(index, value));
        }
    }
    axes
}

fn page_run(
    study: &Study,
    run: &RunOnDisk,
    name: &str,
    summary: TableSummary,
    paths: &StudyPaths,
    metrics: &[Metric],
) -> PageRun {
    let diagnosis = run.diagnosis.as_ref();
    PageRun {
        noted: run.annotation.words(),
        id: run.planned.id.clone(),
        name: name.to_string(),
        axes: study.spelled_cell(&run.planned.cell),
        seed: run.planned.seed,
        status: run.status,
        problem: run.problem.clone(),
        verdict: diagnosis.map(|diagnosis| diagnosis.verdict),
        form: diagnosis.and_then(Diagnosis::form).map(VerdictForm::name),
        imbalanced: diagnosis.is_some_and(Diagnosis::is_imbalanced),
        confidence: diagnosis
            .and_then(|diagnosis| diagnosis.confidence)
            .map(|confidence| confidence.words()),
        onset: diagnosis.and_then(|diagnosis| diagnosis.onset),
        decided_by: diagnosis
            .filter(|diagnosis| diagnosis.verdict != Verdict::Healthy)
            .and_then(|diagnosis| deciding_number(diagnosis.findings.first()?)),
        metrics: metrics.iter().map(|metric| run.last.get(*metric)).collect(),
        findings: diagnosis
            .map(|diagnosis| diagnosis.findings.clone())
            .unwrap_or_default(),
        healings: healing_sentences(run),
        limits: diagnosis
            .map(|diagnosis| diagnosis.not_judged.clone())
            .unwrap_or_default(),
        curves: summary.curves,
        overview: summary.overview,
        thumbnail: summary.thumbnail,
        folder: folder(&run.paths, paths),
        figures: if diagnosis.is_some() {
            figures(&run.paths)
        } else {
            Vec::new()
        },
        files: files(&run.paths),
        commands: commands(run, paths),
    }
}

/// How a run went back and what it tried.
fn healing_sentences(run: &RunOnDisk) -> Vec<String> {
    let healings = run.file.iter().flat_map(|file| &file.healings);
    let sentence = |healing: &Healing| {
        let why = healing.not_kept.as_ref();
        let not_kept = why.map_or(String::new(), |why| format!(" ({why})"));
        format!("{}{not_kept}. {}.", healing.words(), healing.reason)
    };
    healings.map(sentence).collect()
}

/// The path of a run's directory, as seen from the page.
fn folder(run: &RunPaths, paths: &StudyPaths) -> String {
    let below = run
        .root()
        .strip_prefix(paths.root())
        .expect("a run lies below its study");
    below
        .iter()
        .map(|name| name.to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}

/// The figures that the run has left on disk.
fn figures(run: &RunPaths) -> Vec<PageRunFigure> {
    let on_disk = RUN_FIGURES
        .iter()
        .filter(|figure| run.plot(figure.name).with_extension("svg").is_file());
    on_disk
        .map(|figure| PageRunFigure {
            name: figure.name.to_string(),
            deflated: None,
        })
        .collect()
}

fn files(run: &RunPaths) -> Vec<String> {
    let all = [
        run.run_yaml(),
        run.run_json(),
        run.verdict(),
        run.steps(),
        run.evals(),
    ];
    let names = all
        .iter()
        .filter(|path| path.is_file())
        .filter_map(|path| path.file_name());
    names
        .map(|name| name.to_string_lossy().into_owned())
        .collect()
}

fn commands(run: &RunOnDisk, paths: &StudyPaths) -> Vec<(String, String)> {
    let study_yaml = shell_quote(&paths.study_yaml().display().to_string());
    let id = shell_quote(&run.planned.id);
    let again = format!("seesaw sweep {study_yaml} --only={id} --results reproduced");
    let mut commands = vec![("Train exactly this run".to_string(), again)];
    if run.diagnosis.is_some() {
        let verify = format!(
            "seesaw verify {}",
            shell_quote(&run.paths.root().display().to_string())
        );
        commands.push((
            "Train it in a temporary place and compare every bit".to_string(),
            verify,
        ));
    }
    commands
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_study_without_a_finished_run_says_so_once() {
        let text = "study: s\nquestion: q\nrun: {data: ring}\nsweep: {seeds: 6}\n";
        let study = crate::config::parse("s.yaml", text, &[]).unwrap();
        assert_eq!(
            answer_text(&study, &[], &[]),
            "None of 0 planned runs is finished yet."
        );
        assert_eq!(
            nothing_finished(6),
            "None of 6 planned runs is finished yet."
        );
        assert_eq!(
            nothing_finished(1),
            "The only planned run is not finished yet."
        );
        let facts = facts(&study, &[]);
        assert!(
            !facts.iter().any(|fact| fact.contains("training")),
            "{facts:?}"
        );
    }
}
