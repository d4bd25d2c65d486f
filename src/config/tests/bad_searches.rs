//! Searches that their study's runs do not allow.

use super::parse;

#[test]
fn a_search_that_its_runs_do_not_allow_is_refused() {
    let refused = |run: &str, sweep: &str, racing: &str, words: &str| {
        let text = format!(
            "study: s\nrun: {{steps: 1000, evaluate: {{every: 100}}{run}}}\nsweep: {{grid: {{{sweep}}}, seeds: 5}}\nsearch: {{racing: {{{racing}}}}}\n"
        );
        let shown = parse("s.yaml", &text, &[]).unwrap_err().to_string();
        assert!(shown.contains(words), "{shown}");
    };
    let (rates, racing) = ("lr_d: [1e-3, 1e-2]", "rungs: [200], metric: modes");
    refused(
        ", heal: {on: [divergence]}",
        rates,
        racing,
        "`heal` lets them go back",
    );
    refused(
        "",
        "lr_d: [1e-3, 1e-2]}, budget: {runs: 3",
        racing,
        "let `budget` end with a seed of all settings",
    );
    refused(
        "",
        "steps: [1000, 2000]",
        racing,
        "compares runs of equal length",
    );
    refused(
        "",
        rates,
        "rungs: [250], metric: modes",
        "nothing is evaluated at step 250",
    );
    refused(
        "",
        rates,
        "rungs: [2000], metric: modes",
        "the runs have 1000 steps",
    );
}

#[test]
fn too_few_seeds_for_the_confidence_that_is_asked_for_are_noted() {
    let notes = |confidence: &str, seeds: usize| {
        let text = format!(
            "study: s\nrun: {{steps: 1000, evaluate: {{every: 100}}}}\nsweep: {{grid: {{lr_d: [1e-3, 1e-2]}}, seeds: {seeds}}}\n\
             search: {{racing: {{rungs: [200], metric: modes, confidence: {confidence}}}}}\n"
        );
        parse("s.yaml", &text, &[]).unwrap().notes.join("\n")
    };
    // The least p-value of Wilcoxon's test, one-sided: 1/16 of 4 seeds, 1/32 of 5, 1/128 of 7.
    assert!(notes("0.95", 4).contains("4 seeds decide nothing at a confidence of 0.95: 5 do"));
    assert_eq!(notes("0.95", 5), "");
    assert_eq!(notes("0.9", 4), "");
    assert!(notes("0.99", 6).contains("at a confidence of 0.99: 7 do"));
    assert_eq!(notes("0.99", 7), "");
}
