//! From the runs on disk to `runs.parquet`, the study's plots and `report.html`.

use super::drawings::{not_drawn, write_drawing};
use super::gather::{GatheredRun, gather};
use super::page::{Figure, Image, Page, Run, Term};
use super::render;
use crate::diagnose::{RULES, Verdict};
use crate::metrics::{Metric, TABLE};
use crate::plot::{Drawing, StudyTables};
use crate::record::{self, RecordError, StudyLock, StudyPaths};
use crate::spec::{self, Study};
use crate::statistics::{Chosen, JudgedRun, answer};

/// Metrics shown in tables: of data with known modes, and of images.
const KEY_METRICS: [&[Metric]; 2] = [
    &[Metric::Modes, Metric::HighQuality, Metric::ReverseKl],
    &[Metric::Coverage, Metric::Precision, Metric::Recall, Metric::Spread],
];

/// The metric that says most about a run's data.
pub fn key_metric(run: &spec::Run) -> Metric {
    KEY_METRICS[usize::from(!run.data.knows_modes())][0]
}

/// The metrics that say most about a study's data.
pub fn key_metrics(study: &Study) -> &'static [Metric] {
    let knows_modes = study.runs.iter().any(|planned| planned.run.data.knows_modes());
    if knows_modes { KEY_METRICS[0] } else { KEY_METRICS[1] }
}

/// The axes that a user has asked the figures to be about.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Columns, rows and panels of the phase diagram.
    pub plane: Option<Vec<usize>>,
    /// The axis whose values are compared.
    pub by: Option<usize>,
}

/// Writes the table, the plots and the page of a study from what is on disk, and returns its runs.
///
/// # Errors
/// If the disk refuses.
pub fn publish<'a>(study: &'a Study, paths: &StudyPaths, asked: &Asked) -> Result<Vec<GatheredRun<'a>>, RecordError> {
    // Who writes last has looked last: else a sweep that ends first could leave its partial page behind.
    let _lock = StudyLock::wait(paths)?;
    record::clear_asides(paths.root())?;
    record::clear_asides(&paths.plot(""))?;
    let runs = gather(study, paths);
    let rows: Vec<_> = runs.iter().map(GatheredRun::row).collect();
    record::write_runs(paths, &study.axes, &rows)?;
    let judged: Vec<JudgedRun> = runs.iter().filter_map(GatheredRun::judged).collect();
    let metrics = key_metrics(study);
    let usual = Chosen::new(&judged, &study.axes);
    let chosen = Chosen { plane: asked.plane.clone().unwrap_or(usual.plane), by: asked.by.or(usual.by) };
    let tables = StudyTables { study: &study.name, axes: &study.axes, runs: &judged, metrics, chosen };
    let drawings = tables.draw().map_err(|error| not_drawn(&paths.plot("phase"), error))?;
    for (drawing, _) in &drawings {
        write_drawing(&paths.plot(&drawing.name), drawing)?;
    }
    let page = page(study, paths, &runs, &judged, metrics, drawings)?;
    record::write(&paths.report(), render(&page).as_bytes())?;
    Ok(runs)
}

fn page(
    study: &Study,
    paths: &StudyPaths,
    runs: &[GatheredRun],
    judged: &[JudgedRun],
    metrics: &[Metric],
    drawings: Vec<(Drawing, &str)>,
) -> Result<Page, RecordError> {
    let unfinished = runs.len() - judged.len();
    let mut answer = answer(judged, &study.axes, metrics[0]);
    if unfinished > 0 {
        answer.push_str(&format!(" {unfinished} of {} planned runs are not finished.", runs.len()));
    }
    let finished = runs.iter().filter(|run| run.diagnosis.is_some());
    Ok(Page {
        study: study.name.clone(),
        question: study.question.clone(),
        answer,
        figures: drawings.into_iter().map(study_figure).collect(),
        axes: study.axes.iter().map(|axis| axis.name.clone()).collect(),
        metrics: metrics.iter().map(|metric| format!("final_{}", metric.description().name)).collect(),
        runs: finished.map(|run| page_run(run, paths, metrics)).collect::<Result<_, _>>()?,
        reproduce: vec![format!("seesaw sweep {} --results reproduced", paths.study_yaml().display())],
        provenance: provenance(study, runs),
        glossary: glossary(metrics),
    })
}

fn study_figure((drawing, alternative): (Drawing, &str)) -> Figure {
    Figure { image: Image::Svg(drawing.svg), alternative: alternative.to_string() }
}

fn page_run(run: &GatheredRun, paths: &StudyPaths, metrics: &[Metric]) -> Result<Run, RecordError> {
    let diagnosis = run.diagnosis.as_ref().expect("only finished runs are on the page");
    let id = &run.planned.id;
    Ok(Run {
        id: id.clone(),
        axes: run.planned.cell.iter().map(ToString::to_string).collect(),
        seed: run.planned.seed,
        verdict: diagnosis.verdict,
        onset: diagnosis.onset,
        metrics: metrics.iter().map(|metric| metric.of(&run.last)).collect(),
        figures: run_figures(run)?,
        findings: diagnosis.findings.clone(),
        command: format!("seesaw sweep {} --only {id} --results reproduced", paths.study_yaml().display()),
    })
}

/// The figures that the run has left on disk.
fn run_figures(run: &GatheredRun) -> Result<Vec<Figure>, RecordError> {
    let names = [
        ("samples", "Samples from the fixed latents over time."),
        ("losses", "Losses of D and G over the steps, with the ideal D loss and the onset of the verdict."),
        ("discriminator", "D's mean output on real and on fake rows and its accuracy over the steps."),
        ("metrics", "Metrics of the samples over the steps."),
    ];
    let figure = |(name, alternative): (&str, &str)| {
        let svg = record::read_text(&run.paths.plot(name).with_extension("svg"))?;
        Ok(svg.map(|svg| Figure { image: Image::Svg(svg), alternative: alternative.to_string() }))
    };
    names.into_iter().filter_map(|name| figure(name).transpose()).collect()
}

fn provenance(study: &Study, runs: &[GatheredRun]) -> Vec<(String, String)> {
    let files: Vec<_> = runs.iter().filter_map(|run| run.file.as_ref()).collect();
    let seconds: f64 = files.iter().filter_map(|file| file.seconds).sum();
    let mut pairs = vec![
        ("runs".to_string(), format!("{} planned, {} seeds", study.runs.len(), study.seeds.len())),
        ("training time".to_string(), format!("{seconds:.0} s, summed over runs")),
    ];
    if let Some(file) = files.first() {
        let provenance = &file.provenance;
        pairs.push(("seesaw".to_string(), provenance.seesaw_version.clone()));
        let dirty = if provenance.git_dirty { ", with changes" } else { "" };
        pairs.push(("commit".to_string(), format!("{}{dirty}", provenance.git_commit)));
        pairs.push(("compiler".to_string(), provenance.numerics.rustc.clone()));
        pairs.push(("target".to_string(), provenance.numerics.target.clone()));
        pairs.push(("CPU features".to_string(), provenance.numerics.cpu_features.join(" ")));
    }
    pairs.extend(study.notes.iter().map(|note| ("note".to_string(), note.clone())));
    pairs
}

fn glossary(metrics: &[Metric]) -> Vec<Term> {
    let verdicts = Verdict::ALL.into_iter().map(|verdict| {
        let condition =
            RULES.iter().find(|rule| rule.verdict == verdict).map(|rule| format!(" Rule: {}.", rule.condition));
        let meaning = format!("{}{}", verdict.meaning(), condition.unwrap_or_default());
        Term { name: verdict.name().to_string(), meaning, verdict: Some(verdict) }
    });
    let final_values = Term {
        name: "final_".to_string(),
        meaning: "A value of the last evaluation. Verdicts look at the median of the last quarter of evaluations, \
                  which can differ."
            .to_string(),
        verdict: None,
    };
    let shown = TABLE.iter().filter(|row| metrics.contains(&row.metric));
    let metrics = shown.map(|row| Term {
        name: row.name.to_string(),
        meaning: format!("{} ({}). Source: {}.", row.meaning, row.unit, row.source),
        verdict: None,
    });
    verdicts.chain([final_values]).chain(metrics).collect()
}
