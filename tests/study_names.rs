//! Verbs take a study by its name below `--results`, and say what exists where a name is wrong.

use crate::program::{code, seesaw, stderr, stdout, toy};

#[test]
fn verbs_take_the_name_of_a_study_and_name_what_exists() {
    let folder = toy();
    let run = |arguments: &[&str]| seesaw(folder.path(), arguments);
    let swept = run(&[
        "sweep",
        "toy.yaml",
        "--results",
        "kept",
        "--set",
        "sweep.seeds=1",
        "--jobs",
        "1",
        "--no-plots",
    ]);
    assert_eq!(code(&swept), 0, "{}", stderr(&swept));
    let verified = run(&["verify", "toy", "--results", "kept", "--steps", "3"]);
    assert_eq!(code(&verified), 0, "{}", stderr(&verified));
    assert_eq!(stdout(&verified).lines().count(), 4);
    let diagnosed = run(&["diagnose", "toy", "--results", "kept"]);
    assert_eq!(code(&diagnosed), 0, "{}", stderr(&diagnosed));
    for verb in ["verify", "diagnose", "list"] {
        let mistyped = run(&[verb, "toyy", "--results", "kept"]);
        assert_eq!(code(&mistyped), 2, "{verb}");
        let said = stderr(&mistyped);
        assert!(said.contains("did you mean `toy`?"), "{verb}: {said}");
    }
}

#[test]
fn an_axis_that_is_not_there_is_refused_before_anything_is_drawn() {
    let folder = toy();
    let one = ["sweep", "toy.yaml", "--set", "sweep.seeds=1", "--no-plots"];
    assert_eq!(code(&seesaw(folder.path(), &one)), 0);
    let plot = seesaw(folder.path(), &["plot", "toy", "--axes", "lr_dd"]);
    assert_eq!(code(&plot), 2);
    assert!(
        stderr(&plot).contains("toy has no axis `lr_dd`; it has lr_d, strategy")
            && stderr(&plot).contains("did you mean `lr_d`?"),
        "{}",
        stderr(&plot)
    );
    assert_eq!(stdout(&plot), "", "nothing is drawn");
    let report = seesaw(folder.path(), &["report", "toy", "--by", "seed"]);
    assert_eq!(code(&report), 2);
    assert!(
        stderr(&report).contains("it has lr_d, strategy")
            && stderr(&report).contains("seeds repeat every setting"),
        "{}",
        stderr(&report)
    );
}
