//! Files with wrong bytes: detected, or harmless; never another result.

use std::path::{Path, PathBuf};

use seesaw::config::{self, PlannedRun, Study};
use seesaw::launch::{Job, RunEnd, RunUpdate, repair, run_one};
use seesaw::record::{RunFile, RunPaths, read_complete_run};
use seesaw::report::read_diagnosis;
use seesaw::rng::{Draws, Seed, Stream};
use seesaw::train::TrainingControl;

use crate::program::bytes;
use crate::resume::SAME;

const CORRUPTIONS: u64 = 1000;

fn study() -> Study {
    let text = "study: t
question: q
run: {batch: 8, steps: 24, checkpoint: {steps: 8, keep: all}, evaluate: {every: 8, samples: 90, snapshots: 3}}
";
    config::parse("test", text, &[]).unwrap()
}

fn train(planned: &PlannedRun, paths: &RunPaths, until: u64) -> RunEnd {
    let data = seesaw::data::open(&planned.run.data).unwrap();
    let job = Job {
        study: "t",
        planned,
        data,
        classifier: None,
        paths: paths.clone(),
        plots: false,
        restart: false,
    };
    run_one(&job, &mut |sign| match sign {
        RunUpdate::Step(step) if step == until => TrainingControl::Interrupt,
        _ => TrainingControl::Continue,
    })
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let (folders, mut files): (Vec<PathBuf>, Vec<PathBuf>) =
        entries.partition(|path| path.is_dir());
    files.extend(folders.iter().flat_map(|folder| self::files(folder)));
    files.retain(|file| !file.ends_with(".lock"));
    files.sort();
    files
}

fn copy(from: &Path, to: &Path) {
    for file in files(from) {
        let place = to.join(file.strip_prefix(from).unwrap());
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        std::fs::copy(file, place).unwrap();
    }
}

/// Does something to one file, and says what.
fn corrupt(all: &[PathBuf], draws: &mut Draws) -> String {
    let file = &all[draws.below(all.len() as u32) as usize];
    let mut content = bytes(file.clone());
    let at = draws.below(content.len() as u32) as usize;
    let what = match draws.below(6) {
        0 | 1 => {
            content[at] ^= 1 << draws.below(8);
            "a bit flipped"
        }
        2 => {
            content.truncate(at);
            "truncated"
        }
        3 => {
            content[at..].iter_mut().take(64).for_each(|byte| *byte = 0);
            "zeros written"
        }
        4 => {
            content.extend([7; 32]);
            "longer"
        }
        _ => {
            content = bytes(all[draws.below(all.len() as u32) as usize].clone());
            "another file in its place"
        }
    };
    std::fs::write(file, content).unwrap();
    format!("{}: {what} at {at}", file.display())
}

#[test]
fn a_thousand_corruptions_are_detected_or_harmless() {
    let study = study();
    let planned = &study.runs[0];
    let place = tempfile::tempdir().unwrap();
    let at = |name: &str| RunPaths::at(&place.path().join(name).join("runs/run"));
    let (complete, stopped) = (at("complete"), at("stopped"));
    assert!(matches!(
        train(planned, &complete, 0),
        RunEnd::Complete { .. }
    ));
    assert!(matches!(
        train(planned, &stopped, 20),
        RunEnd::Stopped { step: 20 }
    ));
    // As text: a NaN is no other NaN.
    let recorded = format!("{:?}", read_complete_run(&complete).unwrap());
    let checkpoint = bytes(complete.checkpoint());
    let (mut recovered, mut harmless, mut refused) = (0, 0, 0);
    for number in 0..CORRUPTIONS {
        let mut draws = Seed(number).at(Stream::Replay, 0, 0);
        let run = at(&format!("damaged-{number}"));
        copy(
            if number % 2 == 0 {
                complete.root()
            } else {
                stopped.root()
            },
            run.root(),
        );
        let what = corrupt(&files(run.root()), &mut draws);
        match train(planned, &run, 0) {
            RunEnd::Complete { .. } => recovered += 1,
            // It is taken for complete: whatever is read is what was written, or is refused.
            RunEnd::Elsewhere => {
                harmless += 1;
                repair(&run, planned).unwrap();
                assert!(read_diagnosis(&run).is_ok(), "{what}");
                assert!(
                    read_complete_run(&run).map_or(true, |read| format!("{read:?}") == recorded),
                    "{what}"
                );
                let file = RunFile::read(&run).unwrap().expect("it is complete");
                let read = file.read_verified(&run, &run.checkpoint());
                assert!(read.map_or(true, |read| read == checkpoint), "{what}");
                for file in [run.steps(), run.evals(), run.verdict(), run.run_yaml()] {
                    assert!(
                        bytes(file.clone())
                            == bytes(complete.root().join(file.file_name().unwrap())),
                        "{what}"
                    );
                }
                continue;
            }
            RunEnd::Refused(_) => {
                refused += 1;
                continue;
            }
            end => panic!("{what}: {end:?}"),
        }
        for file in SAME {
            assert!(
                bytes(run.root().join(file)) == bytes(complete.root().join(file)),
                "{what}: {file}"
            );
        }
        std::fs::remove_dir_all(place.path().join(format!("damaged-{number}"))).unwrap();
    }
    eprintln!(
        "{CORRUPTIONS} corruptions: {recovered} recovered, {harmless} harmless or refused on reading, {refused} refused"
    );
    assert!(recovered > 500 && harmless > 50, "{recovered} {harmless}");
}
