//! Few threads, few open files, short files, closed pipes, full devices: fewer workers or a clear
//! error, never a panic or a signal.

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use signal_hook::consts::SIGABRT;

use crate::program::{code, seesaw, skip, stderr, stdout, sweep, toy};

/// Files that whoever runs the tests has left open would count among the few.
const CLOSE: &str = "for file in {3..9}; do eval \"exec $file>&-\"; done";

/// Runs the program in a folder through a shell that sets limits before.
fn limited(folder: &Path, limits: &str, arguments: &str) -> Output {
    let program = env!("CARGO_BIN_EXE_seesaw");
    Command::new("bash")
        .args([
            "-c",
            &format!("{CLOSE}; {limits}; exec {program} {arguments}"),
        ])
        .current_dir(folder)
        .env("NO_COLOR", "1")
        // Printing a backtrace takes memory, and where that is refused std waits for itself.
        .env("RUST_BACKTRACE", "0")
        .output()
        .unwrap()
}

/// An exit code of the table, and no panic.
fn assert_clear(what: &str, output: &Output) {
    let said = format!("{}{}", stdout(output), stderr(output));
    assert_eq!(output.status.signal(), None, "{what}: {said}");
    assert!(!said.contains("panicked"), "{what}: {said}");
    let known = [0, 1, 2, 10];
    assert!(known.contains(&code(output)), "{what}: {said}");
    assert!(
        code(output) == 0 || WORDS.iter().any(|words| said.contains(words)),
        "{what}: {said}"
    );
}

/// What is said of a fault. The last is what std prints where memory is refused.
const WORDS: [&str; 3] = ["error", "FAILED", "memory allocation of"];

const VERBS: [&str; 6] = [
    "sweep toy.yaml --no-plots",
    "list toy",
    "report toy",
    "diagnose toy",
    "plot toy",
    "watch toy --once",
];

#[test]
fn few_open_files_and_short_files_are_errors_with_words() {
    let folder = toy();
    sweep(folder.path(), &["--no-plots"]);
    // With fewer the program itself cannot be loaded.
    for files in [4, 5, 6, 7, 8, 10, 12, 16, 24] {
        for verb in VERBS {
            let output = limited(folder.path(), &format!("ulimit -n {files}"), verb);
            assert_clear(&format!("{files} open files: {verb}"), &output);
        }
    }
    // Without the limit everything is as it was: nothing was taken for damage.
    let output = seesaw(folder.path(), &["sweep", "toy.yaml", "--no-plots"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(
        stderr(&output).contains("0 to train"),
        "{}",
        stderr(&output)
    );
    for blocks in [0, 1, 8, 64] {
        for verb in VERBS {
            let fresh = toy();
            let output = limited(fresh.path(), &format!("ulimit -f {blocks}"), verb);
            assert_clear(&format!("files of {blocks} blocks: {verb}"), &output);
        }
    }
}

#[test]
fn small_address_spaces_are_errors_with_words() {
    let folder = toy();
    sweep(folder.path(), &["--no-plots"]);
    for kilobytes in [100_000, 150_000, 200_000, 300_000, 500_000, 1_000_000] {
        for verb in VERBS {
            let output = limited(folder.path(), &format!("ulimit -v {kilobytes}"), verb);
            assert_clear(&format!("{kilobytes} kB: {verb}"), &output);
        }
    }
    // From what cannot even be loaded to what just suffices, in small steps: somewhere between, an
    // allocation of a few bytes is refused, of which std makes an abort.
    let mut refused = 0;
    let (mut is_running, mut starting) = (false, 0);
    for kilobytes in (40_000..100_000).step_by(3_000) {
        let output = limited(folder.path(), &format!("ulimit -v {kilobytes}"), VERBS[0]);
        let is_silent = stdout(&output).is_empty() && stderr(&output).is_empty();
        let is_loading = is_silent || stderr(&output).contains("error while loading");
        // A window of about 100 kB in which it is loaded, but the first allocations of all are
        // refused: those of std before main, and that of the handler of SIGABRT.
        let is_starting = !is_running && output.status.signal() == Some(SIGABRT);
        starting += u32::from(is_starting);
        if !is_loading && !is_starting {
            is_running = true;
            assert_clear(&format!("{kilobytes} kB"), &output);
            refused += usize::from(stderr(&output).contains(WORDS[2]));
        }
    }
    assert!(refused > 0, "memory was never refused");
    assert!(starting <= 1, "the window is narrower than a step");
}

/// The number of processes is not limited for root, so the program runs as someone else.
#[test]
fn refused_threads_mean_fewer_workers_or_words() {
    let folder = toy();
    let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    if !is_root || Command::new("setpriv").arg("--version").output().is_err() {
        return skip("root with setpriv");
    }
    let program = folder.path().join("seesaw");
    std::fs::copy(env!("CARGO_BIN_EXE_seesaw"), &program).unwrap();
    let open = Command::new("chmod")
        .args(["-R", "777"])
        .arg(folder.path())
        .status();
    assert!(open.unwrap().success());
    for threads in [1, 2, 3, 4, 6] {
        for verb in VERBS {
            let command = format!(
                "ulimit -u {threads}; exec setpriv --reuid 64321 --clear-groups {} {verb}",
                program.display()
            );
            let output = Command::new("bash")
                .args(["-c", &command])
                .current_dir(folder.path())
                .env("NO_COLOR", "1")
                .output()
                .unwrap();
            // A shell that may not start the program says so itself.
            if output.status.code() != Some(126) {
                assert_clear(&format!("{threads} threads: {verb}"), &output);
            }
        }
    }
}

#[test]
fn closed_pipes_and_full_devices_are_no_panic() {
    let folder = toy();
    sweep(folder.path(), &["--no-plots"]);
    let shells =
        ["bash", "zsh", "fish", "elvish", "powershell"].map(|shell| format!("completions {shell}"));
    let others = [
        "list toy",
        "catalog",
        "catalog hinge",
        "--help",
        "sweep --help",
        "diagnose toy",
        "watch toy --once",
    ];
    let verbs: Vec<&str> = shells.iter().map(String::as_str).chain(others).collect();
    for verb in verbs {
        let full = limited(folder.path(), "exec > /dev/full", verb);
        assert_eq!(full.status.signal(), None, "{verb}");
        assert!(
            !stderr(&full).contains("panicked"),
            "{verb}: {}",
            stderr(&full)
        );
        // clap prints help itself, and says nothing where it cannot.
        if !verb.contains("--help") {
            assert_eq!(code(&full), 1, "{verb}: {}", stderr(&full));
        }
        let closed = Command::new("bash")
            .args([
                "-c",
                &format!(
                    "{} {verb} | true; exit ${{PIPESTATUS[0]}}",
                    env!("CARGO_BIN_EXE_seesaw")
                ),
            ])
            .current_dir(folder.path())
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        assert_eq!(code(&closed), 0, "{verb}: {}", stderr(&closed));
        let no_stderr = limited(folder.path(), "exec 2> /dev/full", verb);
        assert_eq!(code(&no_stderr), 0, "{verb}");
    }
}

/// Devices, pipes and files of gigabytes, wherever a file is named: an error within seconds.
#[test]
fn what_is_no_plain_file_or_too_long_is_refused_at_once() {
    let folder = toy();
    let path = |name: &str| folder.path().join(name);
    let made = Command::new("mkfifo").arg(path("pipe")).status();
    assert!(made.unwrap().success());
    for name in [
        "long.yaml",
        "long.csv",
        "long.idx",
        "long.bin",
        "events.out.tfevents.1",
    ] {
        let file = std::fs::File::create(path(name)).unwrap();
        file.set_len(10 << 30).unwrap();
    }
    std::fs::create_dir(path("images")).unwrap();
    std::fs::hard_link(path("long.bin"), path("images/a.png")).unwrap();
    let studies = std::cell::Cell::new(0);
    let study = |data: &str| {
        studies.set(studies.get() + 1);
        let text = format!("study: t\nquestion: q\nrun: {{steps: 2, data: {data}}}\n");
        let file = path(&format!("{}.yaml", studies.get()));
        std::fs::write(&file, text).unwrap();
        format!("sweep {}", file.display())
    };
    let cases = [
        ("check /dev/zero".to_string(), 1, "a device"),
        ("check pipe".to_string(), 1, "a pipe"),
        ("check long.yaml".to_string(), 1, "4 MiB"),
        ("diagnose /dev/zero --loss hinge".to_string(), 1, "a device"),
        (
            "diagnose pipe --loss hinge".to_string(),
            1,
            "no program writes",
        ),
        ("diagnose long.csv --loss hinge".to_string(), 1, "1 GiB"),
        (
            "diagnose events.out.tfevents.1 --loss hinge".to_string(),
            1,
            "1 GiB",
        ),
        (
            study("{idx: {images: /dev/zero, side: 8}}"),
            1,
            "no plain file",
        ),
        (study("{idx: {images: pipe, side: 8}}"), 1, "no plain file"),
        (study("{idx: {images: long.idx, side: 8}}"), 1, "4 GiB"),
        (study("{cifar10: {path: /dev/zero}}"), 1, "a device"),
        (study("{cifar10: {path: pipe}}"), 1, "a pipe"),
        (study("{cifar10: {path: long.bin}}"), 1, "4 GiB"),
        (
            study("{folder: {path: images, side: 16}}"),
            1,
            "images/a.png",
        ),
    ];
    for (arguments, expected, says) in cases {
        let begun = std::time::Instant::now();
        let output = limited(folder.path(), "ulimit -v 4000000", &arguments);
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(expected), "{arguments}: {said}");
        assert!(said.contains(says), "{arguments}: {said}");
        assert!(begun.elapsed().as_secs() < 15, "{arguments}");
    }
}
