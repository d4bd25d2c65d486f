//! Classifiers of labelled data as a user meets them: trained once, kept, trained again where what
//! was kept is damaged.

use std::path::{Path, PathBuf};

use crate::program::{bytes, code, command, seesaw, stderr, stdout};

const STUDY: &str = "\
study: a
question: q
run: {data: DATA, steps: 4, batch: 8, evaluate: {every: 4, samples: 20, snapshots: 1}}
";

fn study(folder: &Path, name: &str, data: &str) {
    let text = STUDY
        .replace("DATA", data)
        .replace("study: a", &format!("study: {name}"));
    std::fs::write(folder.join(format!("{name}.yaml")), text).unwrap();
}

/// Sweeps a study and returns its messages.
fn sweep(folder: &Path, file: &str) -> String {
    let output = seesaw(folder, &["sweep", file]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    stderr(&output)
}

fn stored_classifiers(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder.join("results/classifiers")).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

fn run_json(folder: &Path, study: &str) -> String {
    let run = std::fs::read_dir(folder.join(format!("results/{study}/runs")))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    String::from_utf8(bytes(run.join("run.json"))).unwrap()
}

#[test]
fn it_is_trained_once_for_all_studies_and_trained_again_where_it_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    study(folder, "a", "digits");
    study(folder, "b", "stacked");
    let message = sweep(folder, "a.yaml");
    assert!(
        message.contains("digits: classifier trained in ")
            && message.contains(" % of 180 held-out"),
        "{message}"
    );
    let [file] = &stored_classifiers(folder)[..] else {
        panic!("one file of weights: {:?}", stored_classifiers(folder))
    };
    let weights = bytes(file.clone());
    let sha256 = seesaw::record::sha256(&weights);
    assert!(run_json(folder, "a").contains(&sha256), "its provenance");

    let message = sweep(folder, "b.yaml");
    assert!(
        message.contains("stacked: classifier from the cache, ") && message.contains(" % of 180"),
        "{message}"
    );
    assert!(run_json(folder, "b").contains(&sha256));
    assert!(
        !sweep(folder, "b.yaml").contains("classifier"),
        "nothing is left to train"
    );

    let mut damaged = weights.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 4;
    std::fs::write(file, damaged).unwrap();
    std::fs::remove_dir_all(folder.join("results/a")).unwrap();
    let message = sweep(folder, "a.yaml");
    assert!(
        message.contains(" is damaged: ") && message.contains("the classifier is trained again"),
        "{message}"
    );
    assert!(bytes(file.clone()) == weights, "the same bytes");

    let verified = seesaw(folder, &["verify", "results/a", "results/b"]);
    assert_eq!(code(&verified), 0, "{}", stderr(&verified));
    assert_eq!(
        stdout(&verified).matches(": identical").count(),
        2,
        "{}",
        stdout(&verified)
    );
    assert!(
        stderr(&verified).contains("digits: classifier from the cache"),
        "{}",
        stderr(&verified)
    );
    let listed = seesaw(folder, &["list"]);
    assert!(
        code(&listed) == 0 && !stdout(&listed).contains("classifiers"),
        "{}",
        stdout(&listed)
    );
}

#[test]
fn two_processes_at_once_do_not_harm_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    study(folder, "a", "digits");
    study(folder, "b", "digits");
    let start = |name: &str| {
        command(folder, &["sweep", name])
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap()
    };
    for process in [start("a.yaml"), start("b.yaml")] {
        let output = process.wait_with_output().unwrap();
        assert_eq!(code(&output), 0, "{}", stderr(&output));
    }
    assert_eq!(stored_classifiers(folder).len(), 1);
    let sha256 = seesaw::record::sha256(&bytes(stored_classifiers(folder).remove(0)));
    assert!(
        ["a", "b"]
            .iter()
            .all(|study| run_json(folder, study).contains(&sha256))
    );
}

fn idx(dimensions: &[u32], values: Vec<u8>) -> Vec<u8> {
    let sizes = dimensions.iter().flat_map(|size| size.to_be_bytes());
    [0, 0, 8, dimensions.len() as u8]
        .into_iter()
        .chain(sizes)
        .chain(values)
        .collect()
}

#[test]
fn classes_that_cannot_be_told_apart_are_not_counted() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    // Noise with labels that have nothing to do with it.
    let noise = |count: u32| {
        (0..count * 64)
            .map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8)
            .collect()
    };
    let labels = |count: u32| {
        (0..count)
            .map(|at| (at.wrapping_mul(2_246_822_519) >> 29) as u8)
            .collect()
    };
    for (name, count) in [("few", 40), ("many", 400)] {
        std::fs::write(
            folder.join(format!("{name}.images")),
            idx(&[count, 8, 8], noise(count)),
        )
        .unwrap();
        std::fs::write(
            folder.join(format!("{name}.labels")),
            idx(&[count], labels(count)),
        )
        .unwrap();
        study(
            folder,
            name,
            &format!("{{idx: {{images: {name}.images, labels: {name}.labels, side: 8}}}}"),
        );
    }
    let message = sweep(folder, "few.yaml");
    assert!(
        message.contains("idx: 40 labelled images are too few for a classifier (200 are needed)"),
        "{message}"
    );
    assert!(!folder.join("results/classifiers").exists());
    let message = sweep(folder, "many.yaml");
    assert!(
        message.contains("idx: classifier trained in ") && message.contains("; below 80 %"),
        "{message}"
    );
    assert!(!run_json(folder, "many").contains("\"classifier\""));
    assert_eq!(
        stored_classifiers(folder).len(),
        1,
        "that it is of no use need not be found out again"
    );
}
