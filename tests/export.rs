//! What `export` writes, read by the program that it is written for.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use crate::program::{
    TOY, bytes, code, command, python, runs, seesaw, signal, skip, stderr, stdout, sweep, toy,
};
use crate::sample::train;

/// Every file of an export by its place.
pub fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        match entry.path() {
            inside if inside.is_dir() => found.extend(files(&inside)),
            file => drop(found.insert(file.clone(), bytes(file))),
        }
    }
    found
}

/// The lengths of TensorBoard's event files in the order of their paths. A process that was killed may
/// have left the beginning of another file, whose name TensorBoard passes over.
fn event_lengths(folder: &Path) -> Vec<usize> {
    let is_event_file = |path: &PathBuf| path.to_string_lossy().contains("tfevents");
    let files = files(folder).into_iter();
    let event_files = files.filter(|(path, _)| is_event_file(path));
    event_files.map(|(_, bytes)| bytes.len()).collect()
}

fn export(folder: &Path, arguments: &[&str]) -> Output {
    seesaw(
        folder,
        &[&["export", "--to", "tensorboard"], arguments].concat(),
    )
}

#[test]
fn a_study_is_exported_run_by_run_and_again_with_the_same_bytes() {
    let folder = toy();
    sweep(folder.path(), &[]);
    let output = export(folder.path(), &["toy"]);
    assert_eq!(
        (code(&output), stdout(&output).trim()),
        (0, "results/toy/tensorboard"),
        "{}",
        stderr(&output)
    );
    assert!(
        stderr(&output).contains("tensorboard --logdir results/toy/tensorboard"),
        "{}",
        stderr(&output)
    );
    let out = folder.path().join("results/toy/tensorboard");
    let first = files(&out);
    assert_eq!(
        first.len(),
        9,
        "a file a run, and one of the study: {:?}",
        first.keys()
    );
    for run in runs(&folder.path().join("results")) {
        assert!(out.join(run.file_name().unwrap()).is_dir());
    }
    let again = export(folder.path(), &["results/toy"]);
    assert_eq!(code(&again), 0, "{}", stderr(&again));
    assert!(files(&out) == first, "the same runs make the same bytes");

    let run = runs(&folder.path().join("results"))[3].clone();
    let name = run.file_name().unwrap().to_str().unwrap();
    let alone = export(&run, &["."]);
    assert_eq!(
        (code(&alone), stdout(&alone).trim()),
        (0, "./tensorboard"),
        "{}",
        stderr(&alone)
    );
    let of_run = |files: BTreeMap<PathBuf, Vec<u8>>| {
        files
            .into_iter()
            .find(|(path, _)| path.parent().unwrap().ends_with(name))
            .unwrap()
            .1
    };
    assert!(
        of_run(files(&run.join("tensorboard"))) == of_run(first),
        "a run alone is exported as in its study"
    );
    let shared = export(
        folder.path(),
        &[
            &run.display().to_string(),
            "--out",
            "results/toy/tensorboard",
        ],
    );
    assert!(
        stderr(&shared).contains("also holds 7 runs of earlier exports"),
        "{}",
        stderr(&shared)
    );
}

#[test]
fn a_run_trained_again_leaves_no_older_file() {
    let folder = toy();
    sweep(folder.path(), &[]);
    assert_eq!(code(&export(folder.path(), &["toy", "--out", "out"])), 0);
    let run = runs(&folder.path().join("results"))[0].clone();
    let place = folder.path().join("out").join(run.file_name().unwrap());
    let [file] = files(&place)
        .into_keys()
        .collect::<Vec<_>>()
        .try_into()
        .unwrap();
    let older = file.with_file_name("events.out.tfevents.0000000001.seesaw");
    std::fs::rename(&file, &older).unwrap();
    std::fs::write(place.join("notes.txt"), "of the user").unwrap();
    assert_eq!(code(&export(folder.path(), &["toy", "--out", "out"])), 0);
    let left: Vec<PathBuf> = files(&place).into_keys().collect();
    assert_eq!(left, [file, place.join("notes.txt")]);
}

/// The run is followed at its checkpoint, its process killed after it, and followed again.
#[test]
fn a_run_that_is_followed_has_every_step_once() {
    let folder = tempfile::tempdir().unwrap();
    let run = "batch: 8, steps: 9, checkpoint: {steps: 3}, evaluate: {every: 3, samples: 40, snapshots: 3}";
    train(folder.path(), run, 4);
    let follow = || {
        command(
            folder.path(),
            &["export", "t", "--to", "tensorboard", "--follow"],
        )
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
    };
    let out = folder.path().join("results/t/tensorboard");
    std::fs::create_dir_all(&out).unwrap();
    let events = || {
        let files = files(&out);
        files.into_values().map(|bytes| bytes.len()).max()
    };
    let mut following = follow();
    let begun = Instant::now();
    while events().unwrap_or(0) == 0 && begun.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(50));
    }
    signal(&following, "-INT");
    assert_eq!(following.wait().unwrap().code(), Some(130));
    let unfinished = events();
    train(folder.path(), run, 99);
    assert_eq!(
        follow().wait().unwrap().code(),
        Some(0),
        "it ends with the run"
    );
    assert!(events() > unfinished);
    let followed = event_lengths(&out);
    let output = export(folder.path(), &["t", "--out", "whole"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(
        followed,
        event_lengths(&folder.path().join("whole")),
        "the same events, at other times"
    );
}

/// The sweep writes the log itself; it is interrupted, goes on, and has every step once.
#[test]
fn a_sweep_writes_the_log_that_its_study_asks_for() {
    let folder = toy();
    let text = TOY.replace("sweep:", "log: tensorboard\nsweep:");
    let text = text
        .replace("steps: 60", "steps: 600")
        .replace("keep: all", "keep: all, steps: 100");
    std::fs::write(folder.path().join("toy.yaml"), text).unwrap();
    let mut sweeping = command(folder.path(), &["sweep", "toy.yaml", "--no-plots"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let out = folder.path().join("results/toy/tensorboard");
    let begun = Instant::now();
    while !out.exists() && begun.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(20));
    }
    sweeping.kill().unwrap();
    sweeping.wait().unwrap();
    let output = sweep(folder.path(), &["--no-plots"]);
    assert!(
        stderr(&output).contains("to watch: tensorboard --logdir results/toy/tensorboard"),
        "{}",
        stderr(&output)
    );
    let whole = export(folder.path(), &["toy", "--out", "whole"]);
    assert_eq!(code(&whole), 0, "{}", stderr(&whole));
    assert_eq!(
        event_lengths(&out),
        event_lengths(&folder.path().join("whole")),
        "the same events, at other times"
    );
}

#[test]
fn what_cannot_be_exported_is_named() {
    let folder = toy();
    let nothing = export(folder.path(), &["nowhere"]);
    assert_eq!(code(&nothing), 2);
    assert!(
        stderr(&nothing).contains("no study at nowhere or results/nowhere"),
        "{}",
        stderr(&nothing)
    );
    let neither = export(folder.path(), &["."]);
    assert_eq!(code(&neither), 2);
    assert!(
        stderr(&neither).contains("neither a run (run.yaml) nor a study (study.yaml)"),
        "{}",
        stderr(&neither)
    );

    sweep(folder.path(), &[]);
    let all = runs(&folder.path().join("results"));
    let whole = bytes(all[2].join("steps.parquet"));
    std::fs::write(all[2].join("steps.parquet"), &whole[..whole.len() / 2]).unwrap();
    let output = export(folder.path(), &["toy"]);
    assert_eq!(code(&output), 1, "{}", stderr(&output));
    assert!(
        stderr(&output).contains("steps.parquet is damaged"),
        "{}",
        stderr(&output)
    );
    assert!(
        stderr(&output).contains("exported 7 runs; to view"),
        "{}",
        stderr(&output)
    );
    assert_eq!(
        files(&folder.path().join("results/toy/tensorboard")).len(),
        8
    );
    let damaged = export(folder.path(), &[&all[2].display().to_string()]);
    assert_eq!(code(&damaged), 1, "{}", stderr(&damaged));

    all.iter()
        .for_each(|run| std::fs::remove_dir_all(run).unwrap());
    let unfinished = export(folder.path(), &["toy"]);
    assert_eq!(code(&unfinished), 2);
    assert!(
        stderr(&unfinished).contains("results/toy has no finished run"),
        "{}",
        stderr(&unfinished)
    );
}

/// Every curve as TensorBoard reads it is the column that pyarrow reads, in 32 bits (what is finite
/// stays so): no point is missing, and none is there for a null.
const CURVES: &str = "
import glob, os, numpy, pyarrow.parquet
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
points = strange = 0
runs = glob.glob('results/*/runs/*')
for run in runs:
    study, name = run.split(os.sep)[1], os.path.basename(run)
    read = EventAccumulator(f'results/{study}/tensorboard/{name}', size_guidance={'scalars': 0, 'tensors': 0})
    read.Reload()
    expected = {}
    for table in ['steps', 'evals']:
        columns = pyarrow.parquet.read_table(f'{run}/{table}.parquet').to_pydict()
        for column in columns.keys() - {'step'}:
            measured = [pair for pair in zip(columns['step'], columns[column]) if pair[1] is not None]
            if measured:
                expected[f'{table}/{column}'] = measured
    assert set(read.Tags()['scalars']) == set(expected), (read.Tags()['scalars'], sorted(expected))
    for tag, measured in expected.items():
        found = read.Scalars(tag)
        assert [event.step for event in found] == [step for step, _ in measured], tag
        values = numpy.array([value for _, value in measured], numpy.float64)
        largest = numpy.finfo(numpy.float32).max
        values = numpy.where(numpy.isfinite(values), values.clip(-largest, largest), values).astype(numpy.float32)
        assert numpy.array_equal(numpy.array([event.value for event in found], numpy.float32), values, equal_nan=True), tag
        times = [event.wall_time for event in found]
        assert times == sorted(times) and times[0] > 1.7e9, times[:3]
        points += len(found)
        strange += int((~numpy.isfinite(values)).sum())
    pictures = read.Images('samples') if read.Tags()['images'] else []
    assert study != 'toy' or len(pictures) == 2, (study, [it.step for it in pictures])
    assert all(it.width > 100 and it.encoded_image_string.startswith(b'\\x89PNG') for it in pictures)
    assert read.SummaryMetadata('steps/lr_d').summary_description == 'learning rate'
    [verdict] = read.Tensors('verdict')
    assert verdict.step == max(step for step, _ in expected['steps/lr_d'])
    assert b'**' in verdict.tensor_proto.string_val[0]
assert len(runs) == 9 and strange > 0, (len(runs), strange)
";

/// The HParams plugin's own backend puts the seeds of a cell into one group and averages them.
const HPARAMS: &str = "
import math
from tensorboard import context
from tensorboard.backend.event_processing import data_provider, plugin_event_multiplexer
from tensorboard.plugins import base_plugin
from tensorboard.plugins.hparams import api_pb2, backend_context, get_experiment, list_session_groups
multiplexer = plugin_event_multiplexer.EventMultiplexer()
multiplexer.AddRunsFromDirectory('results/toy/tensorboard')
multiplexer.Reload()
provider = data_provider.MultiplexerDataProvider(multiplexer, 'results/toy/tensorboard')
backend = backend_context.Context(base_plugin.TBContext(data_provider=provider))
ask = lambda module, request: module.Handler(context.RequestContext(), backend, '', request).run()
experiment = ask(get_experiment, api_pb2.GetExperimentRequest())
assert (experiment.name, experiment.description) == ('toy', 'Does the harness work from end to end?')
hparams = {info.name: info for info in experiment.hparam_infos}
assert set(hparams) == {'lr_d', 'strategy'} and all(info.differs for info in hparams.values())
assert hparams['lr_d'].type == api_pb2.DATA_TYPE_FLOAT64 and list(hparams['lr_d'].domain_discrete) == [1e-3, 1e-2]
assert list(hparams['strategy'].domain_discrete) == ['alternate', 'more_d']
tags = {info.name.tag for info in experiment.metric_infos}
assert {'evals/modes', 'evals/high_quality', 'steps/d_loss'} <= tags, tags
request = api_pb2.ListSessionGroupsRequest(
    slice_size=100, aggregation_type=api_pb2.AGGREGATION_AVG, allowed_statuses=[api_pb2.STATUS_SUCCESS])
groups = ask(list_session_groups, request).session_groups
assert len(groups) == 4 and all(len(group.sessions) == 2 for group in groups), groups
cells = {(group.hparams['lr_d'].number_value, group.hparams['strategy'].string_value) for group in groups}
assert cells == {(lr_d, arm) for lr_d in [1e-3, 1e-2] for arm in ['alternate', 'more_d']}, cells
for group in groups:
    assert {session.name.split('seed=')[1][0] for session in group.sessions} == {'0', '1'}
    assert all(session.end_time_secs > session.start_time_secs > 1.7e9 for session in group.sessions)
    for metric in group.metric_values:
        of = [value.value for session in group.sessions for value in session.metric_values
              if value.name.tag == metric.name.tag]
        assert len(of) == 2 and metric.training_step == 60, metric
        mean = sum(of) / 2
        assert abs(metric.value - mean) < 1e-9 or (math.isnan(metric.value) and math.isnan(mean)), metric
    assert {metric.name.tag for metric in group.metric_values} == tags
";

#[test]
fn tensorboard_reads_every_curve_and_groups_the_seeds() {
    let folder = toy();
    sweep(folder.path(), &[]);
    // One that explodes, for what is not finite.
    let exploding = TOY.replace("study: toy", "study: exploding");
    std::fs::write(folder.path().join("exploding.yaml"), exploding).unwrap();
    let set = [
        "--set",
        "lr_g=10",
        "--set",
        "lr_d=10",
        "--set",
        "sweep={seeds: 1}",
        "--set",
        "steps=300",
    ];
    let output = seesaw(
        folder.path(),
        &[&["sweep", "exploding.yaml"], &set[..]].concat(),
    );
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    for study in ["toy", "exploding"] {
        let output = export(folder.path(), &[study]);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
    }
    if !python(folder.path(), "tensorboard", HPARAMS) {
        return skip("python3 with tensorboard");
    }
    if !python(folder.path(), "tensorboard, pyarrow.parquet", CURVES) {
        skip("python3 with tensorboard and pyarrow");
    }
}
