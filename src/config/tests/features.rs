//! In which features runs are compared, and what runs of before mean.

use super::super::{Run, SampleFeatures};
use super::planned;

#[test]
fn only_what_may_be_photographs_says_in_which_features_it_is_compared() {
    let folder = "data: {folder: {path: x, side: 32, channels: 3}}";
    let grey = "data: {folder: {path: x, side: 28, channels: 1}}";
    let run = |text: &str| planned(text, "").runs[0].run.clone();
    assert_eq!(run("").evaluate.features, SampleFeatures::Auto);
    let said = |run: &Run| run.to_yaml().contains("features:");
    for text in ["", "data: digits", grey, "evaluate: {features: auto}"] {
        let run = run(text);
        assert!(!said(&run), "its id is that of before: {text}");
        assert!(!run.compares_in_imagenet(false), "{text}");
        assert_eq!(Run::from_yaml(&run.to_yaml()).unwrap(), run);
    }
    let auto = run(folder);
    assert!(said(&auto) && auto.compares_in_imagenet(false) && !auto.compares_in_imagenet(true));
    assert_eq!(Run::from_yaml(&auto.to_yaml()).unwrap(), auto);
    // One that was stored before compared pixels, unless a classifier told its classes.
    let before = auto.to_yaml().replace("  features: auto\n", "");
    let before = Run::from_yaml(&before).unwrap();
    assert_eq!(before.evaluate.features, SampleFeatures::Classes);
    assert!(!said(&before) && !before.compares_in_imagenet(false));
    let classes = run(&format!("{folder}, evaluate: {{features: classes}}"));
    assert_eq!(classes, before);
    let axes = "sweep: {grid: {evaluate.features: [auto, pixels, imagenet]}}";
    let study = planned(folder, axes);
    let features = study
        .runs
        .iter()
        .map(|planned| planned.run.evaluate.features);
    assert_eq!(
        features.collect::<Vec<_>>(),
        [
            SampleFeatures::Auto,
            SampleFeatures::Pixels,
            SampleFeatures::ImageNet
        ]
    );
    let notes = study.notes.join("\n");
    let said = "in 1 of 3 cells samples are compared in ImageNet features";
    assert_eq!(notes.matches(said).count(), 2, "{notes}");
}

#[test]
fn features_that_a_cell_does_not_write_out_are_shown_by_their_name() {
    let study = planned("", "sweep: {grid: {evaluate.features: [auto, pixels]}}");
    let shown: Vec<String> = study.axes[0]
        .values
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(shown, ["auto", "pixels"]);
    let ids: Vec<&str> = study.runs.iter().map(|run| run.id.as_str()).collect();
    assert!(ids.iter().all(|id| !id.contains("none")), "{ids:?}");
}
