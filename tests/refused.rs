//! Runs that cannot be resumed, because they are incompatible or damaged: they are named and kept,
//! and never give a silent wrong result.

use seesaw::record::{RunFile, StoredStatus, read_checkpoint, write_checkpoint};

use crate::program::{bytes, code, runs, seesaw, stderr, stdout, sweep, toy};
use crate::resume::{ONE, stopped};

#[test]
fn other_numerics_are_refused_and_a_restart_sets_aside() {
    let (folder, run) = stopped();
    let mut checkpoint = read_checkpoint(&run.checkpoint()).unwrap().unwrap();
    let step = checkpoint.header.step;
    checkpoint.header.build.cpu_features = vec!["neon".to_string()];
    checkpoint.header.build.rustc = "rustc 1.0.0".to_string();
    write_checkpoint(
        &run.checkpoint(),
        &checkpoint.header,
        &checkpoint.state.tensors,
    )
    .unwrap();
    let kept = bytes(run.checkpoint());
    let refused = seesaw(folder.path(), &ONE);
    let message = stderr(&refused);
    assert_eq!(code(&refused), 13, "{message}");
    for part in [
        "REFUSED",
        &format!("checkpoint at step {step}"),
        "compiler: rustc 1.0.0 then",
        "CPU features: neon then",
        "--restart",
    ] {
        assert!(message.contains(part), "{part}: {message}");
    }
    assert!(
        bytes(run.checkpoint()) == kept,
        "what is refused is not touched"
    );
    let again = seesaw(folder.path(), &[&ONE[..], &["--restart"]].concat());
    assert_eq!(code(&again), 0, "{}", stderr(&again));
    assert!(stderr(&again).contains("kept as"), "{}", stderr(&again));
    let aside = folder.path().join("results/toy/damaged");
    let aside = std::fs::read_dir(aside)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    assert!(bytes(aside.join("checkpoint.safetensors")) == kept);
    let file = RunFile::read(&run).unwrap().unwrap();
    assert_eq!(
        (file.status, file.attempts.len(), file.attempts[0].from_step),
        (StoredStatus::Complete, 1, 0)
    );
}

#[test]
fn another_spec_format_or_data_is_refused() {
    let (folder, run) = stopped();
    let whole = bytes(run.checkpoint());
    type Change = fn(&mut seesaw::record::CheckpointHeader);
    let changes: [(Change, &str); 3] = [
        (
            |about| about.spec_hash = "0123456789".to_string(),
            "another spec (01234567",
        ),
        (|about| about.format_version = 1, "format version 1"),
        (
            |about| about.data_sha256 = Some("0".to_string()),
            "the images there are not those it was trained on",
        ),
    ];
    for (change, expected) in changes {
        std::fs::write(run.checkpoint(), &whole).unwrap();
        let mut checkpoint = read_checkpoint(&run.checkpoint()).unwrap().unwrap();
        change(&mut checkpoint.header);
        write_checkpoint(
            &run.checkpoint(),
            &checkpoint.header,
            &checkpoint.state.tensors,
        )
        .unwrap();
        let refused = seesaw(folder.path(), &ONE);
        assert_eq!(code(&refused), 13, "{}", stderr(&refused));
        assert!(stderr(&refused).contains(expected), "{}", stderr(&refused));
    }
    std::fs::write(run.checkpoint(), &whole).unwrap();
    let mut file = RunFile::read(&run).unwrap().unwrap();
    file.spec_hash = "0".repeat(64);
    file.write(&run).unwrap();
    let refused = seesaw(folder.path(), &ONE);
    assert_eq!(code(&refused), 13, "{}", stderr(&refused));
    assert!(
        stderr(&refused).contains("whose spec differs from the one planned for this directory"),
        "{}",
        stderr(&refused)
    );
}

#[test]
fn a_run_under_another_name_is_not_taken_for_it() {
    let folder = toy();
    sweep(folder.path(), &["--set", "sweep={seeds: 2}"]);
    let all = runs(&folder.path().join("results"));
    for file in [
        "run.json",
        "run.yaml",
        "steps.parquet",
        "evals.parquet",
        "checkpoint.safetensors",
        "verdict.json",
    ] {
        std::fs::copy(all[0].join(file), all[1].join(file)).unwrap();
    }
    let list = seesaw(folder.path(), &["list", "toy", "--format", "csv"]);
    assert_eq!(code(&list), 13, "{}", stderr(&list));
    assert!(
        stdout(&list).contains(",incompatible,")
            && stderr(&list).contains("it holds the run seed=0"),
        "{}",
        stderr(&list)
    );
    let again = seesaw(
        folder.path(),
        &["sweep", "toy.yaml", "--set", "sweep={seeds: 2}"],
    );
    assert_eq!(code(&again), 13, "{}", stderr(&again));
}

#[test]
fn a_lost_file_of_a_complete_run_is_named_and_the_run_trained_again() {
    for lost in ["samples/samples.safetensors", "checkpoint.safetensors"] {
        let folder = toy();
        sweep(folder.path(), &["--set", "sweep={seeds: 1}"]);
        let run = runs(&folder.path().join("results"))[0].clone();
        let whole = bytes(run.join(lost));
        std::fs::remove_file(run.join(lost)).unwrap();
        let list = seesaw(folder.path(), &["list", "toy"]);
        assert!(
            code(&list) == 1 && stderr(&list).contains(&format!("{lost} is missing")),
            "{}",
            stderr(&list)
        );
        let verified = seesaw(folder.path(), &["verify", "results/toy"]);
        assert_eq!(code(&verified), 1, "{}", stderr(&verified));
        let again = sweep(folder.path(), &["--set", "sweep={seeds: 1}"]);
        assert!(
            stderr(&again).contains("kept as") && bytes(run.join(lost)) == whole,
            "{}",
            stderr(&again)
        );
    }
}

#[test]
fn a_lost_checkpoint_is_no_reason_to_throw_the_parts_away() {
    let (folder, run) = stopped();
    std::fs::remove_file(run.checkpoint()).unwrap();
    let again = seesaw(folder.path(), &ONE);
    assert_eq!(code(&again), 0, "{}", stderr(&again));
    assert!(
        stderr(&again).contains("checkpoint.safetensors is missing, although"),
        "{}",
        stderr(&again)
    );
    assert!(folder.path().join("results/toy/damaged").is_dir());
}

#[test]
fn a_damaged_run_json_does_not_cost_the_checkpoint() {
    let (folder, run) = stopped();
    let step = read_checkpoint(&run.checkpoint())
        .unwrap()
        .unwrap()
        .header
        .step;
    let text = String::from_utf8(bytes(run.run_json())).unwrap();
    std::fs::write(run.run_json(), text.replacen("\"toy\"", "\"toi\"", 1)).unwrap();
    let list = seesaw(folder.path(), &["list", "toy"]);
    assert!(
        code(&list) == 1 && stderr(&list).contains("run.json is damaged: its checksum"),
        "{}",
        stderr(&list)
    );
    let again = seesaw(folder.path(), &ONE);
    assert_eq!(code(&again), 0, "{}", stderr(&again));
    assert!(
        stderr(&again).contains("rewritten from the checkpoint"),
        "{}",
        stderr(&again)
    );
    assert!(
        stderr(&again).contains(&format!("resuming at step {step}")),
        "{}",
        stderr(&again)
    );
    assert!(run.root().join("run.json.damaged-1").is_file());
}

#[test]
fn a_damaged_part_is_named_and_the_run_set_aside() {
    let (folder, run) = stopped();
    let part = std::fs::read_dir(run.parts())
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let mut damaged = bytes(part.clone());
    let middle = damaged.len() / 2;
    damaged[middle] ^= 4;
    std::fs::write(&part, &damaged).unwrap();
    let again = seesaw(folder.path(), &ONE);
    assert_eq!(code(&again), 0, "{}", stderr(&again));
    let name = part.file_name().unwrap().to_string_lossy().into_owned();
    let message = stderr(&again);
    assert!(
        message.contains(&format!("{name} is damaged")) && message.contains("trained again"),
        "{message}"
    );
}
