//! Which states of training are kept of a complete run.

use crate::program::{bytes, code, runs, seesaw, stderr, sweep, toy};

/// What is kept of a complete run's states of training, and that the rest is the same.
#[test]
fn states_are_kept_as_the_study_says() {
    let kept = |keep: &str| {
        let folder = toy();
        let set = format!("checkpoint={{keep: {keep}}}");
        sweep(folder.path(), &["--no-plots", "--set", &set]);
        let again = sweep(folder.path(), &["--no-plots", "--set", &set]);
        assert!(stderr(&again).contains("0 to train"), "{}", stderr(&again));
        let verified = seesaw(folder.path(), &["verify", "toy"]);
        assert_eq!(code(&verified), 0, "{}", stderr(&verified));
        let files = |run: &std::path::PathBuf| {
            ["checkpoint", "best"].map(|name| run.join(format!("{name}.safetensors")).exists())
        };
        let runs = runs(&folder.path().join("results"));
        let steps = runs.iter().map(|run| bytes(run.join("steps.parquet")));
        let steps: Vec<_> = steps.collect();
        (runs.iter().map(files).collect::<Vec<_>>(), steps)
    };
    let (all, steps) = kept("all");
    assert!(all.iter().all(|[last, _]| *last));
    let (best, same) = kept("best");
    assert!(steps == same);
    let expected = all.iter().map(|[_, best]| [!best, *best]);
    assert_eq!(best, expected.collect::<Vec<_>>());
    let (nothing, same) = kept("nothing");
    assert!(steps == same);
    assert!(nothing.iter().all(|kept| *kept == [false, false]));
}
