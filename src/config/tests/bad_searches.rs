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
