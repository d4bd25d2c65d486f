//! `sweep --launch slurm`: what it prints and refuses here; studies on a real cluster are in the files below.

mod cluster;
mod disturbed;
mod long;
mod many;
mod node_crash;
mod race;
mod study;

use std::path::Path;

use crate::program::{TOY, code, seesaw, stderr, stdout, toy};
use study::arguments;

#[test]
fn the_script_is_printed_and_nothing_is_submitted() {
    let folder = toy();
    let study = format!("{TOY}slurm: {{partition: cpu, limit: 3}}\n");
    std::fs::write(folder.path().join("toy.yaml"), study).unwrap();
    let flags = [
        "--launch",
        "slurm",
        "--dry-run",
        "--partition",
        "gpu",
        "--runs-per-task",
        "2",
    ];
    let printed = seesaw(folder.path(), &arguments("results", "steps=40", &flags));
    assert_eq!(code(&printed), 0, "{}", stderr(&printed));
    let script = stdout(&printed);
    for line in ["#SBATCH --array=0-3%3\n", "#SBATCH --partition=\"gpu\"\n"] {
        assert!(script.contains(line), "{script}");
    }
    assert!(!folder.path().join("results").exists());
    let refused = |more: &[&str]| {
        let output = seesaw(folder.path(), &arguments("results", "steps=40", more));
        assert_eq!(code(&output), 2, "{}", stderr(&output));
        stderr(&output)
    };
    assert!(refused(&["--partition", "gpu"]).contains("add `--launch slurm`"));
    assert!(refused(&["--launch", "slurm", "--restart"]).contains("--restart"));
}

#[test]
fn without_slurm_it_is_said_what_is_missing() {
    let folder = toy();
    let mut command = crate::program::command(
        folder.path(),
        &arguments("results", "steps=40", &["--launch", "slurm"]),
    );
    let output = command.env("PATH", "/nowhere").output().unwrap();
    assert_eq!(code(&output), 1);
    assert!(
        stderr(&output).contains("login node"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn options_come_from_flags_then_the_study_then_the_users_own_file() {
    let folder = toy();
    let study = format!("{TOY}slurm: {{partition: cpu, account: theirs}}\n");
    std::fs::write(folder.path().join("toy.yaml"), study).unwrap();
    let own = folder.path().join("home/seesaw");
    std::fs::create_dir_all(&own).unwrap();
    let file = own.join("slurm.yaml");
    let sweep = |text: &str| {
        std::fs::write(&file, text).unwrap();
        let flags = ["--launch", "slurm", "--dry-run", "--partition", "gpu"];
        let arguments = arguments("results", "steps=40", &flags);
        let mut command = crate::program::command(folder.path(), &arguments);
        let home = folder.path().join("home");
        command.env("XDG_CONFIG_HOME", home).output().unwrap()
    };
    let printed = sweep("# mine\naccount: mine\nqos: long\npartition: mine\n");
    assert_eq!(code(&printed), 0, "{}", stderr(&printed));
    let script = stdout(&printed);
    for line in [
        "--qos=\"long\"",
        "--account=\"theirs\"",
        "--partition=\"gpu\"",
    ] {
        assert!(script.contains(line), "{script}");
    }
    assert!(
        stderr(&printed).contains("options of jobs also from"),
        "{}",
        stderr(&printed)
    );
    let refused = sweep("account: mine\nqqos: long\n");
    assert_eq!(code(&refused), 3, "{}", stderr(&refused));
    let said = stderr(&refused);
    assert!(said.contains("slurm.yaml:2:1: "), "{said}");
    assert!(said.contains("did you mean `qos`"), "{said}");
    let here = seesaw(folder.path(), &["plan", "toy.yaml"]);
    assert_eq!(code(&here), 0, "the file is read only for a cluster");
}

/// Slurm's programs as they answer where limits refuse the second job and the controller is away.
#[cfg(unix)]
fn unwilling_slurm(folder: &Path) -> String {
    use std::os::unix::fs::PermissionsExt;
    let programs = folder.join("slurm-programs");
    std::fs::create_dir(&programs).unwrap();
    for (name, script) in [
        ("scontrol", "echo 'MaxArraySize = 100'"),
        (
            "sbatch",
            "case $* in *--dependency*) echo 'sbatch: error: QOSMaxSubmitJobPerUserLimit' >&2; exit 1;; esac; echo 41",
        ),
        ("scancel", "echo \"$@\" > cancelled"),
        (
            "squeue",
            "echo 'slurm_load_jobs error: Unable to contact slurm controller' >&2; exit 1",
        ),
    ] {
        let path = programs.join(name);
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    format!("{}:/usr/bin:/bin", programs.display())
}

#[cfg(unix)]
#[test]
fn what_slurm_answers_is_shown_and_no_array_is_left_behind() {
    let folder = toy();
    let path = unwilling_slurm(folder.path());
    let seesaw = |arguments: &[&str]| {
        let mut command = crate::program::command(folder.path(), arguments);
        command.env("PATH", &path).output().unwrap()
    };
    let refused = seesaw(&arguments("results", "steps=40", &["--launch", "slurm"]));
    assert_eq!(code(&refused), 1);
    let said = stderr(&refused);
    assert!(said.contains("QOSMaxSubmitJobPerUserLimit"), "{said}");
    assert!(
        said.contains("job 41, submitted just before, is cancelled"),
        "{said}"
    );
    let cancelled = std::fs::read_to_string(folder.path().join("cancelled")).unwrap();
    assert_eq!(cancelled, "41\n");
    let listed = seesaw(&["list", "toy"]);
    assert_eq!(code(&listed), 0, "{}", stderr(&listed));
    let said = stderr(&listed);
    assert!(said.contains("the queue is not known"), "{said}");
    assert!(
        said.contains("Unable to contact slurm controller"),
        "{said}"
    );
    let again = seesaw(&arguments("results", "steps=40", &["--launch", "slurm"]));
    assert_eq!(code(&again), 1, "whether jobs wait cannot be known");
}
