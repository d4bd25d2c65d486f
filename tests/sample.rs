//! Samples of generators that were trained, drawn by the program.

use std::path::{Path, PathBuf};
use std::process::Output;

use seesaw::config;
use seesaw::launch::{Job, RunUpdate, run_one};
use seesaw::record::{RunPaths, read_checkpoint, sha256, write_checkpoint};
use seesaw::train::TrainingControl;

use crate::program::{bytes, code, seesaw, stderr, stdout};

/// Trains a run until a step and leaves its directory in `folder`, with both states.
pub fn train(folder: &Path, run: &str, until: u64) -> PathBuf {
    let text = format!("study: t\nquestion: q\nrun: {{{run}}}\n");
    let study = config::parse("test", &text, &[]).unwrap();
    let planned = &study.runs[0];
    let paths = RunPaths::at(&folder.join("results/t/runs").join(&planned.id));
    let job = Job {
        study: "t",
        planned,
        data: seesaw::data::open(&planned.run.data).unwrap(),
        classifier: None,
        paths: paths.clone(),
        plots: false,
        restart: false,
    };
    run_one(&job, &mut |sign| match sign {
        RunUpdate::Step(step) if step == until => TrainingControl::Interrupt,
        _ => TrainingControl::Continue,
    });
    std::fs::write(folder.join("results/t/study.yaml"), text).unwrap();
    paths.root().to_path_buf()
}

const RING: &str = "batch: 8, steps: 6, average: ema, checkpoint: {steps: 2, keep: all}, \
                    evaluate: {every: 3, samples: 40}";
const SHAPES: &str = "data: {shapes: {side: 8}}, model: dcgan-8-rgb, batch: 4, steps: 2, \
                      checkpoint: {keep: all}, evaluate: {every: 2, samples: 20}";

fn sample(folder: &Path, arguments: &[&str]) -> Output {
    seesaw(folder, &[&["sample"], arguments].concat())
}

fn sampled(folder: &Path, arguments: &[&str]) -> Output {
    let output = sample(folder, arguments);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    output
}

/// The bytes of the first tensor of a file, which are those of the samples.
fn samples(path: PathBuf) -> Vec<u8> {
    let file = bytes(path);
    let length = u64::from_le_bytes(*file.first_chunk().unwrap()) as usize;
    let header: serde_json::Value = serde_json::from_slice(&file[8..8 + length]).unwrap();
    let end = header["samples"]["data_offsets"][1].as_u64().unwrap() as usize;
    file[8 + length..][..end].to_vec()
}

#[test]
fn more_samples_begin_with_those_of_fewer_whatever_the_batch() {
    let folder = tempfile::tempdir().unwrap();
    let run = train(folder.path(), RING, 6);
    let run = run.to_str().unwrap();
    let draw = |out: &str, more: &[&str]| {
        sampled(folder.path(), &[&[run, "-o", out], more].concat());
        samples(folder.path().join(out))
    };
    let few = draw("few.safetensors", &["--count", "7", "--batch", "3"]);
    assert_eq!(few.len(), 7 * 2 * 4);
    let many = draw("many.safetensors", &["--count", "500", "--threads", "2"]);
    assert_eq!(many[..few.len()], few);
    assert_ne!(
        draw("other.safetensors", &["--count", "7", "--seed", "1"]),
        few
    );
    assert_ne!(
        draw("last.safetensors", &["--count", "7", "--from", "last"]),
        few
    );
    let average = draw("a.safetensors", &["--count", "7", "--from", "average"]);
    assert_eq!(average, few, "as the run's own samples");
    let path = draw("p.safetensors", &["--interpolate", "0..1", "--count", "5"]);
    assert_eq!(
        path[..8],
        few[..8],
        "it begins with the first sample of its seed"
    );
}

#[test]
fn images_become_pictures_sheets_and_animations() {
    let folder = tempfile::tempdir().unwrap();
    train(folder.path(), SHAPES, 2);
    // The only run of a study is meant by the study's name.
    let output = sampled(folder.path(), &["t", "--count", "3", "-o", "pictures"]);
    assert_eq!(stdout(&output).trim(), "pictures");
    assert!(stderr(&output).contains("G after step 2, the run's last step"));
    let picture = bytes(folder.path().join("pictures/000002.png"));
    assert_eq!(picture[16..24], [0, 0, 0, 8, 0, 0, 0, 8], "8 x 8 pixels");
    let again = sample(folder.path(), &["t", "-o", "pictures"]);
    assert_eq!(code(&again), 2);
    assert!(
        stderr(&again).contains("is not empty"),
        "{}",
        stderr(&again)
    );

    let walk = [
        "t",
        "--interpolate",
        "3..8",
        "--count",
        "4",
        "-o",
        "walk.png",
    ];
    let output = sampled(folder.path(), &walk);
    assert_eq!(stdout(&output), "walk.png\nwalk_sheet.png\n");
    let walk = bytes(folder.path().join("walk.png"));
    assert!(
        walk.windows(4).any(|part| part == b"acTL"),
        "it is animated"
    );
    let nearest = ["t", "--count", "2", "--nearest", "-o", "nearest.png"];
    let output = sampled(folder.path(), &nearest);
    assert!(
        stderr(&output).contains("real images"),
        "{}",
        stderr(&output)
    );
    let sheet = bytes(folder.path().join("nearest.png"));
    let width = u32::from_be_bytes(*sheet[16..].first_chunk().unwrap());
    assert_eq!(width, 4 * 96 + 3 * 2, "each sample and its neighbour");
}

#[test]
fn the_archive_is_read_as_samples() {
    let folder = tempfile::tempdir().unwrap();
    train(folder.path(), SHAPES, 2);
    sampled(folder.path(), &["t", "--count", "60", "-o", "fakes.npz"]);
    let arguments = ["diagnose", "--fakes", "fakes.npz", "--modes", "shapes:8"];
    let output = seesaw(folder.path(), &arguments);
    assert!(
        stdout(&output).contains("60"),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
}

#[test]
fn an_unfinished_run_gives_samples_of_its_last_checkpoint() {
    let folder = tempfile::tempdir().unwrap();
    let run = train(folder.path(), RING, 4);
    let run = run.to_str().unwrap();
    let output = sampled(folder.path(), &[run, "-o", "some.npz"]);
    let said = stderr(&output);
    assert!(
        said.contains("after step 4, its last checkpoint so far"),
        "{said}"
    );
    assert!(said.contains("not finished: it has 6 steps"), "{said}");
}

#[test]
fn what_was_not_kept_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let nothing = RING.replace("keep: all", "keep: nothing");
    let run = train(folder.path(), &nothing, 6);
    let refused = |arguments: &[&str], reason: &str| {
        let output = sample(folder.path(), arguments);
        assert_eq!(code(&output), 2, "{arguments:?}");
        let said = stderr(&output);
        assert!(said.contains(reason), "{reason} is not in {said}");
    };
    let run = run.to_str().unwrap();
    refused(&[run, "-o", "a.npz"], "has kept no state of its training");
    let other = tempfile::tempdir().unwrap();
    let run = train(other.path(), &RING.replace("average: ema, ", ""), 6);
    let run = run.to_str().unwrap();
    refused(&[run, "--from", "best", "-o", "a.npz"], "has no best state");
    refused(
        &[run, "--from", "average", "-o", "a.npz"],
        "keeps no average of G",
    );
    refused(&[run, "--truncation", "0.5", "-o", "a.npz"], "stylegan2-32");
    refused(&[run, "-o", "pictures"], "samples of this run are points");
    refused(
        &[run, "--nearest", "-o", "a.png"],
        "samples of this run are points",
    );
    refused(&[run, "--nearest", "-o", "a.npz"], "is for a sheet");
    refused(&[run, "--count", "5000", "-o", "a.png"], "at most 4096");
    refused(&[run, "-o", "a.gif"], "may end in .png, .npz");
    refused(&[run, "--to", "npz", "-o", "a.png"], "should end in .npz");
    refused(&["nowhere", "-o", "a.npz"], "no run `nowhere`");
    let left = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 1, "nothing was written");
}

#[test]
fn a_checkpoint_that_is_damaged_or_of_something_else_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let run = train(folder.path(), RING, 6);
    let paths = RunPaths::at(&run);
    let checkpoint = paths.checkpoint();
    let whole = bytes(checkpoint.clone());
    let read = read_checkpoint(&checkpoint).unwrap().unwrap();
    let refused = |exit: i32, reason: &str| {
        let output = sample(folder.path(), &[run.to_str().unwrap(), "-o", "a.npz"]);
        let said = stderr(&output);
        assert!(said.contains(reason), "{reason} is not in {said}");
        assert_eq!(code(&output), exit, "{said}");
        assert!(said.contains("checkpoint.safetensors"), "{said}");
    };
    let mut flipped = whole.clone();
    *flipped.last_mut().unwrap() ^= 1;
    std::fs::write(&checkpoint, flipped).unwrap();
    refused(1, "is damaged");
    std::fs::write(&checkpoint, &whole[..whole.len() / 2]).unwrap();
    refused(1, "is damaged");
    std::fs::remove_file(&checkpoint).unwrap();
    refused(1, "is missing");
    let mut header = read.header.clone();
    header.spec_hash = sha256(b"another");
    write_checkpoint(&checkpoint, &header, &read.state.tensors).unwrap();
    refused(13, "another spec");
    let mut header = read.header.clone();
    header.format_version = 1;
    write_checkpoint(&checkpoint, &header, &read.state.tensors).unwrap();
    refused(13, "has format version 1");
    // Whole by its own checksum, and not what a generator of this model has.
    let mut tensors = read.state.tensors.clone();
    tensors.retain(|tensor| tensor.name != "generator.1.weight");
    write_checkpoint(&checkpoint, &read.header, &tensors).unwrap();
    refused(1, "`generator.1.weight` is missing");
}
