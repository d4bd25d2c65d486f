//! Models whose sizes a study chooses.

use super::super::Run;
use super::{parse, planned};

#[test]
fn families_take_their_size_from_the_data_and_keep_it() {
    let of = |data: &str, model: &str| {
        let study = planned(&format!("data: {data}, model: {model}"), "");
        let run = study.runs[0].run.clone();
        let again = Run::from_yaml(&run.to_yaml()).unwrap();
        assert_eq!(again, run, "{}", run.to_yaml());
        (run.model.to_string(), run.to_yaml())
    };
    let (words, text) = of("{shapes: {side: 48}}", "{dcgan: {width: 16}}");
    assert_eq!(words, "dcgan 48x48 rgb, width 16, latent 100");
    assert!(
        text.contains(
            "model:\n  dcgan:\n    side: 48\n    channels: 3\n    width: 16\n    latent: 100\n"
        ),
        "{text}"
    );
    let written = "{dcgan: {side: 48, channels: 3, width: 16, latent: 100}}";
    assert_eq!(of("{shapes: {side: 48}}", written).1, text);
    assert_eq!(of("digits", "fc").0, "fc 8x8 grey, width 256, latent 100");
    let (words, text) = of("ring", "{mlp: {latent: 2}}");
    assert_eq!(words, "mlp, width 128, latent 2");
    assert!(
        text.contains("model:\n  mlp:\n    width: 128\n    latent: 2\n"),
        "{text}"
    );
    let (words, text) = of("ring", "{mlp: {width: 128}}");
    assert!(words == "mlp" && text.contains("model: mlp\n"), "{text}");
    assert_eq!(
        of("{shapes: {side: 48}}", "dcgan").0,
        planned_model("{shapes: {side: 48}}")
    );
}

/// The model that data of its size have by default.
fn planned_model(data: &str) -> String {
    planned(&format!("data: {data}"), "").runs[0]
        .run
        .model
        .to_string()
}

#[test]
fn a_family_of_another_size_than_the_data_is_refused() {
    let refused = |run: &str, words: &str| {
        let text = format!("study: s\nrun: {{{run}}}\n");
        let shown = parse("s.yaml", &text, &[]).unwrap_err().to_string();
        assert!(shown.contains(words), "{shown}");
    };
    refused(
        "data: {shapes: {side: 48}}, model: {dcgan: {side: 32}}",
        "has 48x48 RGB images; leave `side` and `channels` out",
    );
    refused(
        "data: {shapes: {side: 16}}, model: {dcgan: {side: 18}}",
        "must be one of 8, 10, 12,",
    );
    refused(
        "data: {shapes: {side: 16}}, model: {dcgan: {channels: 2}}",
        "`model.dcgan.channels` must be 1 (grey) or 3 (RGB)",
    );
    refused(
        "data: ring, model: dcgan",
        "model `dcgan` wants images, but data `ring` has 2-D points",
    );
    refused(
        "data: digits, model: {fc: {depth: 2}}",
        "unknown key `depth`",
    );
}

#[test]
fn sizes_that_no_machine_holds_are_refused() {
    let text =
        "study: s\nrun: {data: {folder: {path: x, side: 128}}, model: {dcgan: {width: 1024}}}\n";
    let shown = parse("s.yaml", text, &[]).unwrap_err().to_string();
    assert!(
        shown.contains("doubles to 16384 channels") && shown.contains("write at most 128"),
        "{shown}"
    );
    planned(
        "data: {folder: {path: x, side: 128}}, model: {dcgan: {width: 128}}",
        "",
    );
}
