//! What an export holds, and what it leaves alone.

use super::*;
use crate::config;
use crate::metrics::{Metric, MetricValues};

const STUDY: &str = "
study: two
question: Does the file hold what it should?
run: {data: ring, steps: 3}
sweep: {grid: {lr_d: [1e-3, 1e-2], loss: [hinge, non_saturating]}, seeds: 2}
";

fn history() -> History {
    let step = |step| StepRow {
        step,
        d_loss: Some(0.5),
        g_loss: Some(f64::NAN),
        ..StepRow::default()
    };
    let mut measured = MetricValues::default();
    measured.set(Metric::Modes, 7.0);
    let eval = |step| EvalRow { step, measured };
    History {
        steps: (1..=3).map(step).collect(),
        evals: [0, 2].map(eval).to_vec(),
    }
}

fn study() -> Study {
    config::parse("study.yaml", STUDY, &[]).unwrap()
}

/// Exports the run at `index` and returns its file's bytes.
fn export(out: &Path, study: &Study, index: usize, times: RunTimes) -> Vec<u8> {
    let planned = &study.runs[index];
    let (history, cell) = (history(), &planned.cell);
    let exported = RunExport {
        id: &planned.id,
        run: &planned.run,
        cell,
        times,
        history: &history,
        pictures: &[],
        verdict: Some("**healthy**"),
    };
    export_run(out, &study.axes, &exported).unwrap();
    let files: Vec<_> = event_files(&out.join(&planned.id)).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    std::fs::read(&files[0]).unwrap()
}

/// The events of a file, after their checksums were skipped.
fn events(mut bytes: &[u8]) -> Vec<&[u8]> {
    let mut events = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk::<8>() {
        let length = u64::from_le_bytes(*length) as usize;
        events.push(&rest[4..4 + length]);
        bytes = &rest[4 + length + 4..];
    }
    events
}

fn holds(event: &[u8], text: &str) -> bool {
    event
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}

const TIMES: RunTimes = RunTimes {
    started: 1000.0,
    seconds: 6.0,
    steps: 3,
};

#[test]
fn a_run_is_told_in_the_order_of_its_steps() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = export(folder.path(), &study(), 0, TIMES);
    let events = events(&bytes);
    let holding = [
        "brain.Event:2",
        "_hparams_/session_start_info",
        "evals/modes",
        "steps/d_loss",
        "steps/d_loss",
    ];
    let holding =
        holding
            .iter()
            .chain(&["evals/modes", "steps/d_loss", "_hparams_/session_end_info"]);
    assert_eq!(events.len(), 8);
    events
        .iter()
        .zip(holding)
        .for_each(|(event, text)| assert!(holds(event, text), "{text}"));
    let times: Vec<f64> = events
        .iter()
        .map(|event| f64::from_le_bytes(event[1..9].try_into().unwrap()))
        .collect();
    assert_eq!(
        times,
        [
            1000.0, 1000.0, 1000.0, 1002.0, 1004.0, 1004.0, 1006.0, 1006.0
        ]
    );
    assert!(
        !holds(&bytes, "steps/penalty") && !holds(&bytes, "evals/coverage"),
        "what is not measured has no curve"
    );
    let units = events
        .iter()
        .filter(|event| holds(event, "mean of the real and the fake term"));
    assert_eq!(units.count(), 1, "the unit is said once");
    assert!(holds(events[7], "**healthy**"));
}

#[test]
fn seeds_share_a_group_and_cells_do_not() {
    let folder = tempfile::tempdir().unwrap();
    let study = study();
    let group = |index: usize| {
        let bytes = export(folder.path(), &study, index, TIMES);
        let start = String::from_utf8_lossy(events(&bytes)[1]).into_owned();
        let name = &start[start.find("lr_d=").unwrap()..];
        // After the values and a comma come eight digits of the hash.
        name[..name.rfind(", ").unwrap() + 10].to_string()
    };
    let groups: Vec<String> = (0..study.runs.len()).map(group).collect();
    assert_eq!(groups.len(), 8);
    let alone: std::collections::BTreeSet<&String> = groups.iter().collect();
    assert_eq!(alone.len(), 4, "{groups:?}");
    assert!(
        groups[0].starts_with("lr_d=1e-3, loss=hinge, "),
        "{}",
        groups[0]
    );
}

#[test]
fn an_export_replaces_its_own_files_and_no_others() {
    let folder = tempfile::tempdir().unwrap();
    let (study, out) = (study(), folder.path());
    let first = export(out, &study, 0, TIMES);
    assert!(
        export(out, &study, 0, TIMES) == first,
        "the same bytes again"
    );
    let foreign = out
        .join(&study.runs[0].id)
        .join("events.out.tfevents.1.another");
    std::fs::write(&foreign, "not ours").unwrap();
    assert!(
        export(
            out,
            &study,
            0,
            RunTimes {
                started: 2000.0,
                ..TIMES
            }
        ) != first
    );
    assert!(foreign.is_file());
    export_study(out, &study, &[Metric::Modes], 1000.0).unwrap();
    export_study(out, &study, &[Metric::Modes], 900.0).unwrap();
    let files: Vec<_> = event_files(out).collect();
    assert_eq!(files, [out.join("events.out.tfevents.0000000900.seesaw")]);
    let bytes = std::fs::read(&files[0]).unwrap();
    for text in [
        "_hparams_/experiment",
        "lr_d",
        "non_saturating",
        "evals/modes",
        "steps/d_loss",
        "two",
    ] {
        assert!(holds(&bytes, text), "{text}");
    }
    assert_eq!(exported_runs(out), [study.runs[0].id.clone()]);
}
