//! `heal`: after which failure verdicts a run goes back and tries the remedy of its verdict.

use super::stop::{Failure, Failures};
use crate::schema::{Declared, parameters, whole};

parameters! {
    /// Goes back to the best healthy state once a failure verdict has lasted, or to the start where no state was healthy,
    /// and goes on with the remedy of the verdict.
    #[derive(Eq)]
    pub struct Heal: "block" / "heal" {
        /// the failure verdicts that are healed, each also when the run ends with it; their order has no effect
        on: Vec<Failure> = "[]" in Failures,
        /// how often the run goes back, at most; it then trains `attempts + 1` times its steps, at most
        attempts: usize = "2" in whole(1, 10),
        /// evaluations in a row, since the run went back, at which the rules must find the same failure
        patience: usize = "10" in whole(1, 10_000),
    }
}

impl Heal {
    /// Whether it is what a study says that does not mention it.
    pub fn is_default(&self) -> bool {
        self == Heal::defaults()
    }

    /// Whether a failure is healed.
    pub fn heals(&self, failure: Failure) -> bool {
        self.on.contains(&failure)
    }
}

#[cfg(test)]
mod tests {
    use crate::config::parse;

    fn refused(run: &str) -> String {
        let text = format!("study: s\nquestion: q\nrun: {{{run}}}\n");
        parse("s.yaml", &text, &[]).unwrap_err().to_string()
    }

    #[test]
    fn what_cannot_be_healed_is_refused_with_the_reason() {
        for (run, said) in [
            ("heal: {on: [collapse]}", "collapse"),
            (
                "heal: {on: divergence}",
                "a list of failures such as [divergence]",
            ),
            ("heal: {on: [divergence], attempts: 0}", "attempts"),
            ("heal: {on: [divergence], patience: 0}", "patience"),
            ("heal: {failures: [divergence]}", "failures"),
            (
                "data: dirac, heal: {on: [divergence]}",
                "`heal` has nothing to try on `dirac`",
            ),
            (
                "data: digits, model: vae-8, heal: {on: [divergence]}",
                "does not play",
            ),
        ] {
            let error = refused(run);
            assert!(error.contains(said), "{run}: {error}");
        }
    }

    #[test]
    fn a_run_that_says_nothing_of_it_keeps_its_name() {
        let text = |run: &str| format!("study: s\nquestion: q\nrun: {{{run}}}\n");
        let id = |run: &str| parse("s.yaml", &text(run), &[]).unwrap().runs[0].id.clone();
        assert_eq!(id("data: ring"), id("data: ring, heal: {}"));
        assert_ne!(id("data: ring"), id("data: ring, heal: {on: [divergence]}"));
        let order = id("heal: {on: [divergence, frozen]}");
        assert_eq!(order, id("heal: {on: [frozen, divergence]}"));
    }
}
