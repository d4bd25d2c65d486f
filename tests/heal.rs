//! A run that has failed goes back and tries the remedy of its verdict, as one run, with the same bytes however it
//! is interrupted.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use polars::prelude::{DataFrame, ParquetReader, SerReader};
use seesaw::config::{self, Failure};
use seesaw::diagnose::healthy_score;
use seesaw::record::{
    Digests, Healing, RunFile, RunPaths, read_checkpoint, read_complete_run, read_tables, sha256,
};
use seesaw::report::read_diagnosis;
use seesaw::rng::{Seed, Stream};
use seesaw::train::EvalRow;

use crate::program::{bytes, code, command, runs, seesaw, stderr, stdout};
use crate::resume::assert_same;

/// A run that explodes at once, and trains with its remedy.
const EXPLODES: &str = "\
study: toy
question: Does it go back?
run:
  data: {ring: {modes: 2}}
  lr_g: 1
  lr_d: 1
  batch: 16
  steps: 24
  checkpoint: {keep: all, steps: 5}
  evaluate: {every: 2, samples: 60, snapshots: 2}
  heal: {on: [divergence, mode_collapse, discriminator_dominance], patience: 3}
";

/// A run whose learning rates rise until it explodes, from healthy states on the way.
const EXPLODES_LATE: &str = "\
study: toy
question: Does it go back to a state on its way?
run:
  data: {ring: {modes: 2, std: 0.4}}
  lr_g: 0.25
  lr_d: 0.25
  schedule_g: {constant: {warm_up: 239}}
  schedule_d: {constant: {warm_up: 239}}
  batch: 32
  steps: 240
  checkpoint: {keep: all, steps: 15}
  evaluate: {every: 20, samples: 400, snapshots: 2}
  heal: {on: [divergence, mode_collapse, discriminator_dominance], patience: 3}
";

/// A study without `heal`.
fn without_heal(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.contains("heal:"));
    lines.map(|line| format!("{line}\n")).collect()
}

fn folder_with(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("toy.yaml"), text).unwrap();
    folder
}

fn swept(text: &str, more: &[&str]) -> tempfile::TempDir {
    let folder = folder_with(text);
    let output = seesaw(folder.path(), &[&["sweep", "toy.yaml"], more].concat());
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    folder
}

fn only_run(folder: &Path) -> RunPaths {
    let runs = runs(&folder.join("results"));
    assert_eq!(runs.len(), 1);
    RunPaths::at(&runs[0])
}

/// The files of what was given up, by their names in the digests.
fn abandoned(run: &RunPaths) -> Vec<PathBuf> {
    let file = RunFile::read(run).unwrap().unwrap();
    let names = file.digest.keys();
    let names = names.filter(|name| name.starts_with("abandoned/"));
    names.map(|name| run.root().join(name)).collect()
}

/// A table of steps as it is on disk.
fn table(path: PathBuf) -> DataFrame {
    let reader = ParquetReader::new(Cursor::new(bytes(path)));
    reader.finish().unwrap()
}

/// The rows that were given up when the run went back for the n-th time. What is left of the steps need not begin at the
/// first one.
fn given_up(run: &RunPaths, number: usize) -> (DataFrame, Vec<EvalRow>) {
    let given_up = RunPaths::at(&run.abandoned(number));
    let name = given_up.evals();
    let name = name.file_name().unwrap().to_string_lossy().into_owned();
    let digests = Digests::from([(name, sha256(&bytes(given_up.evals())))]);
    let evals = read_tables(&given_up, &digests).evals;
    (table(given_up.steps()), evals.unwrap())
}

fn assert_same_abandoned(one: &Path, other: &Path) {
    let (one, other) = (only_run(one), only_run(other));
    let (files, others) = (abandoned(&one), abandoned(&other));
    assert_eq!(files.len(), others.len());
    for (file, other) in files.into_iter().zip(others) {
        assert!(bytes(file.clone()) == bytes(other), "{}", file.display());
    }
}

#[test]
fn a_failed_run_goes_back_and_is_one_run_with_its_history() {
    let folder = swept(EXPLODES, &["--jobs", "1"]);
    let run = only_run(folder.path());
    let file = RunFile::read(&run).unwrap().unwrap();
    let first = &file.healings[0];
    assert_eq!((first.failure, first.back_to), (Failure::Divergence, 0));
    assert!(first.patch.contains("lr_g: 1e-3"), "{first:?}");
    assert_eq!(read_diagnosis(&run).unwrap().healings, file.healings);

    // The tables have one row per step of the run; what was given up is beside them.
    let history = read_complete_run(&run).unwrap().history;
    assert_eq!((history.steps.len(), file.steps), (24, 24));
    let (steps, evals) = given_up(&run, 1);
    assert!(steps.height() < 24 && steps.height() as u64 == first.step);
    assert_eq!(evals.last().unwrap().step, first.step);

    // Wherever a person looks, the history is told.
    let says = |arguments: &[&str]| stdout(&seesaw(folder.path(), arguments));
    assert!(says(&["list", "toy", "--format", "csv"]).contains("divergence at step"));
    let found = says(&["list", "--where", "healings > 0", "--format", "csv"]);
    assert!(found.contains("toy,seed=0"), "{found}");
    let losses = String::from_utf8(bytes(run.plot("losses").with_extension("svg"))).unwrap();
    assert!(
        losses.contains("went back to 0 from step"),
        "the figure says so"
    );
    let page = String::from_utf8(bytes(folder.path().join("results/toy/report.html"))).unwrap();
    assert!(page.contains("back to the start with lr_g: 1e-3"));
    assert!(page.contains("Runs that went back"));
    assert!(
        page.contains("1 of 1 run went back after a failure verdict and tried its remedy"),
        "the answer says so"
    );

    // It can be trained again bit by bit, on more threads as well, and be judged again.
    let place = run.root().to_str().unwrap();
    let verified = seesaw(folder.path(), &["verify", place]);
    assert_eq!(code(&verified), 0, "{}", stdout(&verified));
    let part = seesaw(folder.path(), &["verify", place, "--steps", "3"]);
    assert_eq!(code(&part), 0, "{}", stdout(&part));
    let threads = swept(
        EXPLODES,
        &["--jobs", "2", "--set", "threads=2", "--no-plots"],
    );
    assert_same(
        &folder.path().join("results"),
        &threads.path().join("results"),
    );
    assert_same_abandoned(folder.path(), threads.path());
    let judged = seesaw(folder.path(), &["diagnose", place]);
    assert!(
        !stderr(&judged).contains("judged otherwise"),
        "{}",
        stderr(&judged)
    );

    // A lost verdict is made again with its history; what was given up is missed where it is missing.
    let verdict = bytes(run.verdict());
    std::fs::remove_file(run.verdict()).unwrap();
    assert_eq!(code(&seesaw(folder.path(), &["sweep", "toy.yaml"])), 0);
    assert!(bytes(run.verdict()) == verdict);
    let sampled = ["sample", place, "--count", "4", "-o", "samples.npz"];
    assert_eq!(code(&seesaw(folder.path(), &sampled)), 0);
    std::fs::remove_file(run.abandoned(1).join("evals.parquet")).unwrap();
    assert_eq!(code(&seesaw(folder.path(), &["verify", place])), 1);
}

#[test]
fn a_run_goes_back_to_the_best_healthy_state_on_its_way() {
    let folder = swept(EXPLODES_LATE, &["--no-plots"]);
    let run = only_run(folder.path());
    let file = RunFile::read(&run).unwrap().unwrap();
    assert_eq!(file.healings.len(), 1);
    let Healing { back_to, step, .. } = file.healings[0];
    assert!(0 < back_to && back_to < step, "{:?}", file.healings);

    // It is the first state with the highest score of all evaluations of the attempt that was given up.
    let evals = read_complete_run(&run).unwrap().history.evals;
    let (until, rest) = evals.split_at(back_to as usize / 20 + 1);
    assert_eq!(
        (until.last().unwrap().step, rest[0].step),
        (back_to, back_to + 20)
    );
    let (lost_steps, lost_evals) = given_up(&run, 1);
    let spec = config::Run::from_yaml(&String::from_utf8(bytes(run.run_yaml())).unwrap()).unwrap();
    let attempt = until.iter().chain(&lost_evals);
    let scores = attempt.filter_map(|row| Some((row.step, healthy_score(&spec, row)?)));
    let best = scores.reduce(|best, next| if next.1 > best.1 { next } else { best });
    assert_eq!(best.unwrap().0, back_to);

    // Without `heal` it is the same run up to there, and then what was given up.
    let alone = swept(&without_heal(EXPLODES_LATE), &["--no-plots"]);
    let (alone, healed) = (table(only_run(alone.path()).steps()), table(run.steps()));
    let (kept, lost) = (back_to as usize, (step - back_to) as usize);
    assert_eq!(healed.height(), 240);
    assert!(healed.slice(0, kept).equals_missing(&alone.slice(0, kept)));
    assert!(lost_steps.equals_missing(&alone.slice(back_to as i64, lost)));
    assert!(
        !healed
            .slice(back_to as i64, lost)
            .equals_missing(&lost_steps),
        "the remedy changes the steps from there on"
    );
    let page = String::from_utf8(bytes(folder.path().join("results/toy/report.html"))).unwrap();
    assert!(page.contains(&format!(
        "at step {step}: back to step {back_to} with lr_g: 1e-3"
    )));
    let verified = seesaw(folder.path(), &["verify", run.root().to_str().unwrap()]);
    assert_eq!(code(&verified), 0, "{}", stdout(&verified));
}

#[test]
fn a_longer_run_does_not_go_on_from_one_that_was_healed() {
    let folder = swept(EXPLODES, &["--no-plots"]);
    let extended = seesaw(
        folder.path(),
        &["extend", "toy", "--steps", "48", "--no-plots"],
    );
    assert_eq!(code(&extended), 2);
    let said = stderr(&extended);
    assert!(
        said.contains("was healed (`heal`): divergence at step"),
        "{said}"
    );
}

#[test]
fn a_run_that_does_not_fail_is_the_one_without_heal() {
    let plain = EXPLODES
        .replace("lr_g: 1\n", "lr_g: 1e-3\n")
        .replace("lr_d: 1\n", "lr_d: 1e-3\n");
    // Patience for more evaluations than there are, and a failure that the end of so short a run cannot show.
    let healed = plain.replace(
        "[divergence, mode_collapse, discriminator_dominance], patience: 3",
        "[divergence]",
    );
    let plain = without_heal(&plain);
    let (one, other) = (
        swept(&plain, &["--no-plots"]),
        swept(&healed, &["--no-plots"]),
    );
    let (one, other) = (only_run(one.path()), only_run(other.path()));
    for path in [
        RunPaths::steps,
        RunPaths::evals,
        RunPaths::samples_values,
        RunPaths::verdict,
    ] {
        assert!(
            bytes(path(&one)) == bytes(path(&other)),
            "{}",
            path(&one).display()
        );
    }
    let state = |run: &RunPaths| {
        let mut state = read_checkpoint(&run.checkpoint()).unwrap().unwrap().state;
        state
            .tensors
            .sort_by(|one, other| one.name.cmp(&other.name));
        state
    };
    assert!(state(&one) == state(&other));
    assert!(!other.root().join("abandoned").exists());
    let name = |run: &RunPaths| run.root().file_name().unwrap().to_owned();
    assert_ne!(name(&one), name(&other), "it is another run by name");
}

/// Kills the process at random moments until so many were met, and compares every end.
fn torture(text: &str, kills: usize) {
    let begun = Instant::now();
    let whole = swept(text, &["--no-plots"]);
    let longest = begun.elapsed();
    let (mut killed, mut sweep) = (0, 0);
    while killed < kills {
        sweep += 1;
        let folder = folder_with(text);
        let arguments = ["sweep", "toy.yaml", "--no-plots"];
        while killed < kills {
            let mut child = command(folder.path(), &arguments)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let mut draws = Seed(killed as u64).at(Stream::Replay, sweep, 0);
            let share = f64::from(draws.below(1000)) / 1000.0;
            let patience = longest.mul_f64(0.7 * share);
            let begun = Instant::now();
            while begun.elapsed() < patience && child.try_wait().unwrap().is_none() {
                std::thread::sleep(Duration::from_millis(1));
            }
            let is_over = child.try_wait().unwrap().is_some();
            // SIGKILL.
            child.kill().unwrap();
            child.wait().unwrap();
            if is_over {
                break;
            }
            killed += 1;
        }
        let last = seesaw(folder.path(), &arguments);
        assert_eq!(code(&last), 0, "{}", stderr(&last));
        assert_same(
            &whole.path().join("results"),
            &folder.path().join("results"),
        );
        assert_same_abandoned(whole.path(), folder.path());
    }
    eprintln!("killed {killed} times in {sweep} sweeps");
}

#[test]
fn a_run_that_is_killed_while_it_goes_back_ends_the_same() {
    torture(EXPLODES, 6);
}

#[test]
fn a_run_that_is_killed_around_going_back_to_a_state_on_its_way_ends_the_same() {
    torture(EXPLODES_LATE, 4);
}

/// `just torture`.
#[test]
#[ignore = "minutes: `just torture`"]
fn thirty_kills_of_a_run_that_goes_back() {
    torture(EXPLODES, 30);
    torture(EXPLODES_LATE, 30);
}

#[test]
fn a_remedy_is_tried_beside_the_run() {
    let folder = swept(&without_heal(EXPLODES), &["--no-plots"]);
    let run = only_run(folder.path());
    let id = run
        .root()
        .file_name()
        .unwrap()
        .to_string_lossy()
        .into_owned();
    let tried = || seesaw(folder.path(), &["try", &id, "--no-plots"]);
    let output = tried();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let said = stdout(&output);
    assert!(
        said.contains("before: divergence") && said.contains("\nafter: "),
        "{said}"
    );
    let keep = "to change all of toy: seesaw sweep ";
    assert!(
        said.contains(keep) && said.contains(" --set lr_g=1e-3 --set lr_d=1e-3 "),
        "{said}"
    );
    let study = format!("toy-try-{}", id.rsplit_once('-').unwrap().1);
    let listed = stdout(&seesaw(folder.path(), &["list", &study, "--format", "csv"]));
    assert!(
        listed.contains("as_it_was") && listed.contains("remedied"),
        "{listed}"
    );
    // The run itself was taken over, not trained again; the second time there is nothing to train.
    let taken = folder.path().join("results").join(&study).join("runs");
    let taken = std::fs::read_dir(taken)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let taken = taken.filter(|path| path.display().to_string().contains("as_it_was"));
    let taken = RunPaths::at(&taken.last().unwrap());
    assert!(bytes(taken.steps()) == bytes(run.steps()));
    assert!(
        stderr(&output).contains("2 runs, 1 to train"),
        "{}",
        stderr(&output)
    );
    assert!(stderr(&tried()).contains("2 runs, 0 to train"));
    assert_eq!(
        code(&seesaw(
            folder.path(),
            &["verify", taken.root().to_str().unwrap()]
        )),
        0
    );
    let unknown = seesaw(folder.path(), &["try", "nothing"]);
    assert_eq!(code(&unknown), 2);
}
