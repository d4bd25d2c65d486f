//! Nothing panics, and a stored run is the run.

use super::super::spec::Spec;
use super::super::{Override, Run};
use super::any_run::any_run;
use super::parse;
use crate::schema::Node;
use proptest::prelude::*;

const VALID: &str = "study: ring-balance
question: Which strategy?
run:
  data: {ring: {modes: 8, std: 0.02}}
  optimizer: {adam: {betas: [0.5, 0.999]}}
  balance: alternate
  regularize: [r1, {lecam: {decay: .9}}]
  schedule_d: {linear: {end: 0}}
  evaluate: {every: 100}
  threads: 1,
sweep:
  grid:
    lr_d: [1e-4, 1e-3]
    data.ring.std:
    - .5
    strategy:
      alternate: {}
      ttur: {lr_d: 4e-4, optimizer.adam.betas: [0, 0.9]}
  seeds: 2
";

/// Pieces that turn one YAML into another, or into none.
const PIECES: [&str; 22] = [
    "", " ", "\n", "  ", ":", "- ", "{", "}", "[", "]", "~", "&a ", "*a", "!x ", "'", "\"", "#",
    "0", "-1", ".nan", "<<: ", "é",
];

/// Every refusal of a text that has lines names one of them.
fn parses_or_points(text: &str) {
    if let Err(error) = parse("s.yaml", text, &[]) {
        assert!(
            error.line().is_some() || text.is_empty(),
            "{text:?}\n{error}"
        );
    }
}

proptest! {
    #[test]
    fn a_stored_run_is_read_back_unchanged_or_its_keys_do_not_go_together(run in any_run()) {
        let value = run.value();
        prop_assert_eq!(&Run::read_written(Node::new(Vec::new(), &value)).unwrap(), &run);
        match run.check(&[]) {
            Ok(()) => prop_assert_eq!(&Run::from_yaml(&run.to_yaml()).unwrap(), &run),
            Err(problem) => {
                let error = Run::from_yaml(&run.to_yaml()).unwrap_err();
                prop_assert!(error.line().is_some() && error.message == problem.message, "{}", error);
            }
        }
    }

    #[test]
    fn arbitrary_text_is_refused_at_a_line(text in any::<String>()) {
        parses_or_points(&text);
    }

    #[test]
    fn yaml_like_text_is_refused_at_a_line(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..40)) {
        parses_or_points(&pieces.concat());
    }

    #[test]
    fn mutated_studies_are_planned_or_refused_at_a_line(
        at in 0..VALID.len(), cut in 0..12_usize, piece in prop::sample::select(&PIECES[..]),
    ) {
        let end = (at + cut).min(VALID.len());
        parses_or_points(&format!("{}{piece}{}", &VALID[..at], &VALID[end..]));
    }

    #[test]
    fn overrides_never_panic(path in "[a-z_.]{0,12}", value in any::<String>()) {
        let paths = ["data", "run", "sweep", "sweep.grid", "sweep.grid.arm.x", "data.ring", "regularize", "seed"];
        for path in paths.into_iter().chain([path.as_str()]) {
            if let Ok(change) = format!("{path}={value}").parse::<Override>() {
                let _ = parse("s.yaml", VALID, &[change]);
            }
        }
    }
}
