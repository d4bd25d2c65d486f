use super::*;
use crate::config;
use crate::metrics::{Metric, MetricValues};
use crate::record::History;
use crate::record::protobuf::Message;
use crate::record::tensorboard::{RunExport, RunTimes, export_run};
use crate::record::tfrecord::write_frame;

/// A file of events: step, then tag and how its number is laid out.
fn file(events: &[(u64, Vec<Message>)]) -> Vec<u8> {
    let mut bytes = framed(&Message::new().double(1, 1.5).bytes(3, "brain.Event:2"));
    for (step, values) in events {
        let summary = values
            .iter()
            .fold(Message::new(), |summary, value| summary.message(1, value));
        bytes.extend(framed(
            &Message::new()
                .double(1, 2.5)
                .whole(2, *step)
                .message(5, &summary),
        ));
    }
    bytes
}

fn framed(event: &Message) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_frame(&mut bytes, event.as_bytes());
    bytes
}

fn simple(tag: &str, value: f32) -> Message {
    Message::new().bytes(1, tag).float(2, value)
}

/// A value of `tensor.proto`: its type, its shape's sizes, and the field that holds it.
fn tensor(tag: &str, kind: u64, sizes: &[u64], with: impl Fn(Message) -> Message) -> Message {
    let shape = sizes.iter().fold(Message::new(), |shape, size| {
        shape.message(2, &Message::new().whole(1, *size))
    });
    Message::new()
        .bytes(1, tag)
        .message(8, &with(Message::new().whole(1, kind).message(2, &shape)))
}

/// A log of some steps.
pub fn example(steps: u64) -> Vec<u8> {
    example_of(1..=steps)
}

/// A log of these steps.
pub fn example_of(steps: std::ops::RangeInclusive<u64>) -> Vec<u8> {
    let row = |step| {
        (
            step,
            vec![simple("Loss/D", step as f32), simple("Loss/G", 0.5)],
        )
    };
    file(&steps.map(row).collect::<Vec<_>>())
}

const NAME: &str = "events.out.tfevents.1700000000.host.1.0";

#[test]
fn numbers_are_read_however_they_are_laid_out() {
    let (float, double) = (0.75_f32, 0.75_f64);
    let layouts: [&dyn Fn(&str) -> Message; 8] = [
        &|tag| simple(tag, float),
        &|tag| tensor(tag, 1, &[], |tensor| tensor.bytes(4, float.to_le_bytes())),
        &|tag| tensor(tag, 1, &[], |tensor| tensor.bytes(5, float.to_le_bytes())),
        &|tag| tensor(tag, 1, &[1], |tensor| tensor.float(5, float)),
        &|tag| tensor(tag, 2, &[], |tensor| tensor.bytes(4, double.to_le_bytes())),
        &|tag| {
            tensor(tag, 2, &[1, 1], |tensor| {
                tensor.bytes(6, double.to_le_bytes())
            })
        },
        &|tag| tensor(tag, 2, &[], |tensor| tensor.double(6, double)),
        &|tag| simple(tag, float).message(9, &Message::new().bytes(3, "a description")),
    ];
    let events: Vec<_> = layouts
        .iter()
        .zip(1..)
        .map(|(of, step)| (step, vec![of("Loss/D"), of("coverage")]))
        .collect();
    let log = read_as(NAME, &file(&events), &map(&[])).unwrap();
    assert_eq!(column(&log, |row| row.d_loss), [0.75; 8]);
    assert_eq!((log.evals.len(), log.steps[7].step), (8, 8));
    assert_eq!(
        (theirs(&log, "step"), theirs(&log, "d_loss")),
        (Some("the event's step"), Some("Loss/D"))
    );
}

#[test]
fn what_is_no_number_is_no_column() {
    let others = vec![
        simple("d_loss", f32::NAN),
        tensor("weights", 1, &[2], |tensor| tensor.bytes(4, [0; 8])),
        tensor("histogram", 2, &[3, 3], |tensor| tensor.bytes(4, [0; 72])),
        tensor("empty", 1, &[0], |tensor| tensor),
        tensor("splat", 1, &[30], |tensor| tensor.float(5, 1.0)),
        tensor("text", 7, &[], |tensor| tensor.bytes(8, "**healthy**")),
        Message::new()
            .bytes(1, "image")
            .message(4, &Message::new().whole(1, 8)),
    ];
    let events: Vec<_> = (1..=8).map(|step| (step, others.clone())).collect();
    let log = read_as(NAME, &file(&events), &map(&[])).unwrap();
    assert!(log.ignored.is_empty(), "{:?}", log.ignored);
    assert!(log.steps[0].d_loss.unwrap().is_nan());
    let none = read_as(NAME, &file(&[(1, others[1..].to_vec())]), &map(&[])).unwrap_err();
    assert!(none.contains("columns here: none with numbers"), "{none}");
}

#[test]
fn a_folder_is_one_log_and_what_was_written_last_counts() {
    let folder = tempfile::tempdir().unwrap();
    let part = |steps: std::ops::RangeInclusive<u64>, value: f32| {
        file(
            &steps
                .map(|step| (step, vec![simple("d_loss", value)]))
                .collect::<Vec<_>>(),
        )
    };
    std::fs::write(
        folder.path().join("events.out.tfevents.2.host"),
        part(6..=10, 2.0),
    )
    .unwrap();
    std::fs::write(
        folder.path().join("events.out.tfevents.1.host"),
        part(1..=7, 1.0),
    )
    .unwrap();
    std::fs::write(folder.path().join("notes.txt"), "no events").unwrap();
    assert!(is_external_log(folder.path()));
    let log = read_external_log(folder.path(), &map(&[]))
        .unwrap()
        .remove(0);
    assert_eq!(
        column(&log, |row| row.d_loss),
        [1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 2.0, 2.0]
    );
    assert_eq!(
        log.notes,
        [
            "2 values were written again, or are of an attempt that was started again; the last ones count"
        ]
    );
    let outer = tempfile::tempdir().unwrap();
    assert!(!is_external_log(outer.path()) && logs_below(outer.path()).is_empty());
}

#[test]
fn damage_is_found_and_a_file_at_writing_is_read() {
    let bytes = example(10);
    let cut = read_as(NAME, &bytes[..bytes.len() - 5], &map(&[])).unwrap();
    assert_eq!((cut.steps.len(), cut.notes.len()), (9, 1));
    assert!(
        cut.notes[0].contains("ends within an event"),
        "{:?}",
        cut.notes
    );
    let mut changed = bytes.clone();
    changed[200] ^= 1;
    let message = read_as(NAME, &changed, &map(&[])).unwrap_err();
    assert!(
        message.contains("is damaged: the checksum of the event at byte"),
        "{message}"
    );
    let malformed = [example(10), framed(&Message::new().bytes(5, [0x0b]))].concat();
    assert!(
        read_as(NAME, &malformed, &map(&[]))
            .unwrap_err()
            .contains("malformed")
    );
}

#[test]
fn what_seesaw_exports_is_read_back() {
    let row = |step| StepRow {
        step,
        d_loss: Some(0.5 + step as f64),
        g_loss: Some(f64::NEG_INFINITY),
        d_acc: Some(0.75),
        d_stepped: 2,
        g_stepped: 1,
        lr_d: 0.5,
        lr_g: 0.25,
        ..StepRow::default()
    };
    let mut measured = MetricValues::default();
    measured.set(Metric::Modes, 7.0);
    let evals = [0, 10].map(|step| EvalRow { step, measured }).to_vec();
    let history = History {
        steps: (1..=10).map(row).collect(),
        evals,
    };
    let study = config::parse(
        "study.yaml",
        "study: one\nquestion: q\nrun: {steps: 10}\n",
        &[],
    )
    .unwrap();
    let times = RunTimes {
        started: 1000.0,
        seconds: 6.0,
        steps: 10,
    };
    let run = &study.runs[0].run;
    let exported = RunExport {
        id: "run",
        run,
        cell: &[],
        times,
        history: &history,
        pictures: &[],
        verdict: Some("**healthy**"),
    };
    let folder = tempfile::tempdir().unwrap();
    export_run(folder.path(), &study.axes, &exported).unwrap();
    assert_eq!(logs_below(folder.path()), [folder.path().join("run")]);
    let log = read_external_log(&folder.path().join("run"), &map(&[]))
        .unwrap()
        .remove(0);
    assert_eq!((log.steps, log.evals), (history.steps, history.evals));
    assert!(log.ignored.is_empty(), "{:?}", log.ignored);
}
