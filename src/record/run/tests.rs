//! Readers of files that may be damaged: they refuse them, and never panic.

use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::metrics::Metric;
use crate::record::{FORMAT_VERSION, RecordError, read_text};
use crate::state_dict::{Numbers, StateTensor};
use crate::train::{EvalRow, LatentSpace, StepRow};

fn header() -> CheckpointHeader {
    CheckpointHeader {
        format_version: FORMAT_VERSION,
        spec_hash: "abc".to_string(),
        step: 7,
        build: BuildFingerprint::here(),
        data_sha256: None,
        files: Digests::from([(
            "parts/0000000007.steps.parquet".to_string(),
            "00".to_string(),
        )]),
        healings: Vec::new(),
    }
}

fn tensors() -> Vec<StateTensor> {
    let tensor = |name: &str, shape: Vec<usize>, numbers| StateTensor {
        name: name.to_string(),
        shape,
        numbers,
    };
    vec![
        tensor(
            "b.weight",
            vec![2, 2],
            Numbers::F32(vec![1.0, f32::NAN, -0.0, f32::MIN_POSITIVE]),
        ),
        tensor("a.rate", vec![1], Numbers::F64(vec![0.1])),
        tensor("a.none", vec![0], Numbers::F64(Vec::new())),
        tensor("steps", vec![1], Numbers::U64(vec![u64::MAX])),
    ]
}

fn read(bytes: &[u8]) -> Result<Option<Checkpoint>, RecordError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("checkpoint.safetensors");
    std::fs::write(&path, bytes).unwrap();
    read_checkpoint(&path)
}

#[test]
fn a_checkpoint_comes_back_to_the_last_bit() {
    let bytes = checkpoint_bytes(&header(), &tensors());
    assert!(
        bytes == checkpoint_bytes(&header(), &tensors()),
        "equal states make equal files"
    );
    let checkpoint = read(&bytes).unwrap().unwrap();
    assert_eq!((&checkpoint.header, checkpoint.state.step), (&header(), 7));
    let mut expected = tensors();
    expected.sort_by(|one, other| one.name.cmp(&other.name));
    let mut found = checkpoint.state.tensors;
    found.sort_by(|one, other| one.name.cmp(&other.name));
    // Text, because a NaN is no other NaN.
    assert_eq!(format!("{found:?}"), format!("{expected:?}"));
    assert!(
        read_checkpoint(Path::new("/nowhere/checkpoint.safetensors"))
            .unwrap()
            .is_none()
    );
}

#[test]
fn another_format_version_is_told_from_damage() {
    let old = checkpoint_bytes(
        &CheckpointHeader {
            format_version: 1,
            ..header()
        },
        &tensors(),
    );
    assert!(matches!(
        read(&old),
        Err(RecordError::Format { found: 1, .. })
    ));
}

/// A run directory with whole tables of three steps, and their digests.
fn recorded() -> (tempfile::TempDir, RunPaths, Digests) {
    let folder = tempfile::tempdir().unwrap();
    let paths = RunPaths::at(folder.path());
    let step = |step| StepRow {
        step,
        d_loss: Some(0.1 * step as f64),
        g_loss: Some(f64::NAN),
        ..StepRow::default()
    };
    let steps: Vec<StepRow> = (1..=3).map(step).collect();
    let evals = [EvalRow {
        step: 0,
        measured: Default::default(),
    }];
    let samples = [Snapshot {
        step: 3,
        rows: vec![1.0, f32::NEG_INFINITY],
        latent_space: LatentSpace {
            interpolation: vec![0.5; 4],
            style_mixing: vec![0.25, 0.75],
            class_grid: vec![1.0, -1.0],
            reconstructions: vec![0.5, 0.125],
            latent_grid: vec![-0.5; 6],
        },
    }];
    let digests = write_tables(
        &paths,
        &HistorySlice {
            steps: &steps,
            evals: &evals,
            samples: &samples,
            sample_len: 2,
        },
        None,
    )
    .unwrap();
    (folder, paths, digests)
}

#[test]
fn parts_and_whole_tables_hold_the_same_rows() {
    let (_folder, paths, digests) = recorded();
    let whole = read_saved_run(&paths, &digests).unwrap();
    let mut parts = Digests::new();
    for (at, row) in whole.history.steps.iter().enumerate() {
        let evals = if at == 0 {
            &whole.history.evals[..]
        } else {
            &[]
        };
        let samples = if at == 2 { &whole.samples[..] } else { &[] };
        let rows = HistorySlice {
            steps: std::slice::from_ref(row),
            evals,
            samples,
            sample_len: 2,
        };
        parts.extend(
            write_parts(
                &paths,
                PartName {
                    healings: 0,
                    step: row.step,
                },
                &rows,
            )
            .unwrap(),
        );
    }
    assert_eq!(parts.len(), 5, "nothing is written for what has not come");
    let read = read_saved_run(&paths, &parts).unwrap();
    assert_eq!(format!("{read:?}"), format!("{whole:?}"));
    parts.pop_first();
    parts.retain(|name, _| !name.contains("0000000002"));
    let error = read_saved_run(&paths, &parts).unwrap_err().to_string();
    assert!(
        error.contains("not consecutive: 3 where 2 belongs"),
        "{error}"
    );
    remove_leftovers(&paths, &parts).unwrap();
    assert_eq!(
        std::fs::read_dir(paths.parts()).unwrap().count(),
        parts.len()
    );
}

/// A `run.json` that was not written yet.
fn run_file(status: StoredStatus) -> RunFile {
    RunFile {
        format_version: FORMAT_VERSION,
        study: "s \"checksum\": \"\"".to_string(),
        run: "r".to_string(),
        seed: 1,
        spec_hash: "h".to_string(),
        status,
        exit_reason: Some("stopped after step 3".to_string()),
        steps: 3,
        started: "then".to_string(),
        ended: None,
        seconds: Some(0.1 + 0.2),
        steps_per_second: Some(1.0 / 3.0),
        attempts: vec![Attempt::begin(0)],
        healings: Vec::new(),
        digest: Digests::new(),
        provenance: Provenance::here(1, None),
        checksum: String::new(),
    }
}

#[test]
fn run_json_tells_when_its_text_was_changed() {
    let folder = tempfile::tempdir().unwrap();
    let paths = RunPaths::at(folder.path());
    let mut file = run_file(StoredStatus::Stopped);
    file.write(&paths).unwrap();
    assert_eq!(RunFile::read(&paths).unwrap().unwrap(), file);
    let text = read_text(&paths.run_json()).unwrap().unwrap();
    for (from, to) in [
        ("\"seed\": 1", "\"seed\": 2"),
        ("0.30000000000000004", "0.30000000000000003"),
        ("stopped", "running"),
    ] {
        assert!(text.contains(from), "{from}");
        std::fs::write(paths.run_json(), text.replacen(from, to, 1)).unwrap();
        let error = RunFile::read(&paths).unwrap_err().to_string();
        assert!(error.contains("checksum"), "{error}");
    }
}

#[test]
fn an_unfinished_run_is_in_the_state_that_its_file_and_its_lock_show() {
    let folder = tempfile::tempdir().unwrap();
    let paths = RunPaths::at(folder.path());
    let status = || inspect(&paths, Some("h"), Depth::AllFiles).status;
    assert_eq!(status(), RunStatus::Queued);
    run_file(StoredStatus::Stopped).write(&paths).unwrap();
    assert_eq!(status(), RunStatus::Stopped);
    run_file(StoredStatus::Running).write(&paths).unwrap();
    assert_eq!(status(), RunStatus::Interrupted, "nobody holds its lock");
    let lock = RunLock::try_acquire(&paths).unwrap();
    assert_eq!(status(), RunStatus::Running);
    drop(lock);
    run_file(StoredStatus::Failed).write(&paths).unwrap();
    let failed = inspect(&paths, Some("h"), Depth::RunFile);
    assert_eq!(failed.status, RunStatus::Failed);
    assert_eq!(failed.explanation(&paths).unwrap(), "stopped after step 3");
    let other = inspect(&paths, Some("another spec"), Depth::RunFile);
    assert_eq!(other.status, RunStatus::Incompatible);
    assert!(other.file.is_none() && other.usable().is_err());
    std::fs::write(paths.run_json(), "{}").unwrap();
    assert_eq!(
        status(),
        RunStatus::Incompatible,
        "of no format version that is known"
    );
    std::fs::write(paths.run_json(), "not JSON").unwrap();
    assert_eq!(status(), RunStatus::Damaged);
}

#[test]
fn a_complete_run_is_checked_as_deeply_as_was_asked() {
    let (_folder, paths, digest) = recorded();
    let mut file = run_file(StoredStatus::Complete);
    file.digest = digest;
    file.spec_hash = sha256(b"the spec");
    std::fs::write(paths.run_yaml(), "the spec").unwrap();
    std::fs::write(paths.verdict(), "{}").unwrap();
    file.add_digest(&paths, &paths.verdict()).unwrap();
    file.write(&paths).unwrap();
    let depths = [Depth::RunFile, Depth::Originals, Depth::AllFiles];
    let seen = || depths.map(|depth| inspect(&paths, None, depth).status);
    let [whole, torn] = [RunStatus::Complete, RunStatus::Damaged];
    assert_eq!(seen(), [whole; 3]);
    std::fs::remove_file(paths.run_yaml()).unwrap();
    assert_eq!(seen(), [whole, whole, torn], "a spec can be written again");
    std::fs::write(paths.run_yaml(), "the spec").unwrap();
    let samples = std::fs::read(paths.samples_values()).unwrap();
    std::fs::write(paths.samples_values(), "other bytes").unwrap();
    assert_eq!(seen(), [whole, torn, torn]);
    std::fs::remove_file(paths.samples_values()).unwrap();
    assert_eq!(seen(), [whole, torn, torn], "a file is missing");
    std::fs::write(paths.samples_values(), samples).unwrap();
    std::fs::write(paths.verdict(), "other bytes").unwrap();
    assert_eq!(seen(), [whole, whole, torn], "a verdict can be made again");
    file.add_digest(&paths, &paths.verdict()).unwrap();
    file.write(&paths).unwrap();
    std::fs::write(paths.steps(), "other bytes").unwrap();
    assert_eq!(seen(), [whole, torn, torn]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_no_checkpoint(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        prop_assert!(read(&bytes).is_err());
    }

    #[test]
    fn a_changed_checkpoint_is_refused_or_is_the_same(at in any::<prop::sample::Index>(), flip in 1u8..) {
        let mut bytes = checkpoint_bytes(&header(), &tensors());
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        if let Ok(Some(found)) = read(&bytes) {
            prop_assert_eq!(found.header, header());
            prop_assert_eq!(found.state.tensors.len(), tensors().len());
        }
    }

    /// The header of a safetensors file begins with its length; whatever it announces, no more than
    /// the file is read.
    #[test]
    fn a_header_that_announces_too_much_is_refused(length in any::<u64>()) {
        let mut bytes = checkpoint_bytes(&header(), &tensors());
        let whole = u64::from_le_bytes(bytes[..8].try_into().unwrap());
        bytes[..8].copy_from_slice(&length.to_le_bytes());
        prop_assert_eq!(read(&bytes).is_ok(), length == whole);
    }

    #[test]
    fn a_changed_table_is_refused(which in 0usize..3, at in any::<prop::sample::Index>(), flip in 1u8.., cut in any::<bool>()) {
        let (_folder, paths, digests) = recorded();
        let path = [paths.steps(), paths.evals(), paths.samples_values()][which].clone();
        let mut bytes = std::fs::read(&path).unwrap();
        let at = at.index(bytes.len());
        if cut { bytes.truncate(at) } else { bytes[at] ^= flip }
        std::fs::write(&path, bytes).unwrap();
        let refused = matches!(read_saved_run(&paths, &digests), Err(RecordError::Damaged { .. }));
        prop_assert!(refused);
    }
}

#[test]
fn a_run_of_another_machine_is_its_own_while_its_heartbeat_changes() {
    let folder = tempfile::tempdir().unwrap();
    let paths = RunPaths::at(folder.path());
    let lease = std::time::Duration::from_millis(600);
    let is_elsewhere = || is_trained_elsewhere(&paths, lease).unwrap();
    let beat = |step: u64| {
        let heartbeat = Heartbeat {
            step,
            steps: 9,
            steps_per_second: None,
            written: crate::record::now(),
            d_loss: None,
            g_loss: None,
            d_acc: None,
            evaluated: None,
            d_losses: Vec::new(),
            g_losses: Vec::new(),
            metric: crate::metrics::Metric::Modes,
            metrics: Vec::new(),
        };
        heartbeat.write(&paths).unwrap();
    };
    assert!(!is_elsewhere(), "nothing is there");
    let mut file = run_file(StoredStatus::Running);
    file.attempts[0].host = "another".to_string();
    file.write(&paths).unwrap();
    assert!(!is_elsewhere(), "it has no heartbeat");
    beat(1);
    assert!(!is_elsewhere(), "its machine is lost");
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for step in 2..8 {
                std::thread::sleep(std::time::Duration::from_millis(100));
                beat(step);
            }
        });
        assert!(is_elsewhere());
    });
    file.status = StoredStatus::Stopped;
    file.write(&paths).unwrap();
    assert!(!is_elsewhere(), "it was stopped");
    let begun = std::time::Instant::now();
    run_file(StoredStatus::Running).write(&paths).unwrap();
    assert!(
        !is_elsewhere() && begun.elapsed() < lease,
        "on this machine the lock says it"
    );
}

/// A run of the quickstart that was recorded with version 4, which has fewer columns.
#[test]
fn runs_of_the_version_before_are_read() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/run_of_version_4");
    let paths = RunPaths::at(Path::new(folder));
    let file = RunFile::read(&paths).unwrap().unwrap();
    assert_eq!(
        file.format_version, 4,
        "record it as it is, or this tests nothing"
    );
    let SavedRun { history, .. } = read_complete_run(&paths).unwrap();
    let last = history.evals.last().unwrap().measured;
    assert!(last.get(Metric::Modes).is_some() && last.get(Metric::ClassAccuracy).is_none());
    let row = history.steps.last().unwrap();
    assert!(row.d_loss.is_some() && row.kl_loss.is_none() && row.d_class_loss.is_none());
}
