//! The shell examples of the page: a training is stopped when it fails.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::docs::markdown::Page;
use crate::program::stderr;

/// A trainer that fails after a second and would go on for minutes.
const TRAINER: &str = "#!/bin/sh
step=1
while [ $step -le 60 ]; do echo \"step: $step loss_D: 0.6$((step % 7)) loss_G: 0.9$((step % 5))\"; step=$((step + 1)); done
sleep 1
while [ $step -le 2000 ]; do echo \"step: $step loss_D: nan loss_G: nan\"; step=$((step + 1)); sleep 0.3; done
echo finished > finished
";

#[cfg(unix)]
#[test]
fn the_scripts_of_the_page_stop_a_training_that_fails() {
    let page = Page::read("docs/attach.md");
    let blocks = page.blocks();
    let scripts = blocks
        .iter()
        .filter(|block| block.info == "sh" && block.text.contains("python -u train.py"))
        .filter(|block| !block.text.contains("#SBATCH"));
    let mut seen = 0;
    for script in scripts {
        let folder = tempfile::tempdir().unwrap();
        let trainer = folder.path().join("train.py");
        std::fs::write(&trainer, TRAINER).unwrap();
        let program = std::path::Path::new(env!("CARGO_BIN_EXE_seesaw"));
        let path = format!(
            "{}:{}",
            program.parent().unwrap().display(),
            std::env::var("PATH").unwrap()
        );
        let text = script.text.replace("python -u train.py", "sh train.py");
        let begun = Instant::now();
        let output = Command::new("sh")
            .args(["-c", &text])
            .current_dir(folder.path())
            .env("PATH", path)
            .output()
            .unwrap();
        let log = std::fs::read_to_string(folder.path().join("train.log")).unwrap();
        assert!(begun.elapsed() < Duration::from_secs(120), "{text}");
        assert!(log.contains("nan"), "{text}{log}");
        assert!(
            !folder.path().join("finished").exists(),
            "{text}{}",
            stderr(&output)
        );
        let rows = log.lines().count();
        std::thread::sleep(Duration::from_secs(1));
        let later = std::fs::read_to_string(folder.path().join("train.log")).unwrap();
        assert_eq!(later.lines().count(), rows, "the trainer is gone: {text}");
        seen += 1;
    }
    assert!(seen >= 2, "the test has run the scripts: {seen}");
}
