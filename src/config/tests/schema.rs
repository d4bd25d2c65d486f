//! The JSON Schema takes whatever the reader takes, and little else.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::spec::Spec;
use super::super::{parse_any, study_schema};
use super::any_run::any_run;
use super::schema_check::is_valid;
use std::sync::LazyLock;

static SCHEMA: LazyLock<Value> = LazyLock::new(study_schema);

fn takes(study: &Value) -> bool {
    is_valid(&SCHEMA, &SCHEMA, study)
}

fn from_yaml(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn is_read(study: &Value) -> bool {
    let text = serde_yaml::to_string(study).unwrap();
    parse_any("s.yaml", &text, &[]).is_ok()
}

#[test]
fn every_shipped_study_is_valid() {
    let mut seen = 0;
    for entry in std::fs::read_dir("experiments").unwrap() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_some_and(|extension| extension == "yaml")
        {
            let study = from_yaml(&std::fs::read_to_string(&path).unwrap());
            assert!(takes(&study), "{}", path.display());
            seen += 1;
        }
    }
    assert!(seen >= 20, "{seen}");
}

#[test]
fn sweeps_of_every_kind_are_valid_and_broken_ones_are_not() {
    let study = |sweep: &str| from_yaml(&format!("study: s\nsweep: {sweep}\n"));
    for sweep in [
        "{grid: {lr_d: [1e-3, 1], data.ring.std: {from: 0.1, to: 1, points: 3}, arm: {a: {}, b: {lr_g: 1}}}, seeds: 3}",
        "{zip: {lr_g: [1, 2], lr_d: [1, 2]}, seeds: [1, 5], budget: {runs: 3, steps: 1e6}}",
        "[{list: [{lr_d: 1, data.ring.std: 0.5}]}, {csv: trials.csv}]",
        "{random: {count: 20, sampler: sobol, lr_d: {log_uniform: [1e-4, 1e-2]}, batch: {choice: [64]}, arm: {a: {}}}}",
        "{grid: {loss: [hinge, wasserstein], lr_d: {when: {loss: hinge}, from: 1, to: 2, step: 0.5}}}",
        "{grid: {loss: [hinge], lr_d: {when: {loss: hinge}, values: [1, 2]}}}",
    ] {
        let study = study(sweep);
        assert!(takes(&study), "{sweep}");
        assert!(is_read(&study) || sweep.contains("csv"), "{sweep}");
    }
    for sweep in [
        "{gird: {}}",
        "{grid: {lr_d: 1}}",
        "{grid: {lr_d: [20]}}",
        "{grid: {loss: [hing]}}",
        "{grid: {lr_dd: [1e-3]}}",
        "{zip: {lr_dd: [1e-3]}}",
        "{list: [{lr_dd: 1e-3}]}",
        "{random: {count: 3, lr_dd: {uniform: [1e-4, 1e-3]}}}",
        "{grid: {}}",
        "{random: {lr_d: [1]}}",
        "{random: {count: 3, lr_d: {uniform: [1]}}}",
        "{random: {count: 3, lr_d: {log_unifrom: [1, 2]}}}",
        "{list: {}}",
        "{seeds: 0}",
        "{budget: {run: 1}}",
        "[]",
    ] {
        let study = study(sweep);
        assert!(!takes(&study), "{sweep}");
        assert!(!is_read(&study), "{sweep}");
    }
}

/// Something that no key takes, or few do.
fn any_wrong() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![
        json!("no such name"),
        json!(-1),
        json!(1e12),
        json!(0.5),
        json!([]),
        json!({}),
        json!({ "x": 1 }),
        json!([1, 2, 3]),
        json!(true),
        json!(""),
    ])
}

/// Replaces the value at the place `at` among all places of a value, or adds a key there.
fn broken(value: &mut Value, at: &mut usize, with: &Value) -> bool {
    if *at == 0 {
        match value {
            Value::Object(keys) if with.is_string() => {
                keys.insert("lr_dd".to_string(), with.clone());
            }
            value => *value = with.clone(),
        }
        return true;
    }
    *at -= 1;
    match value {
        Value::Object(keys) => keys.values_mut().any(|child| broken(child, at, with)),
        Value::Array(items) => items.iter_mut().any(|child| broken(child, at, with)),
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn any_valid_study_is_taken_and_what_is_refused_is_refused_by_the_reader(
        run in any_run(), at in 1..60_usize, with in any_wrong(),
    ) {
            let run: Value = serde_yaml::from_str(&serde_yaml::to_string(&run.value()).unwrap()).unwrap();
        let study = json!({ "study": "s", "question": "q", "run": run });
        prop_assert!(takes(&study), "{}", study);
        let mut changed = study.clone();
        let mut place = at;
        if broken(&mut changed["run"], &mut place, &with) && !takes(&changed) {
            prop_assert!(!is_read(&changed), "the reader takes what the schema refuses: {}", changed);
        }
    }
}

#[test]
fn most_of_what_the_reader_refuses_of_single_keys_the_schema_refuses() {
    let (mut refused, mut by_schema) = (0, 0);
    let run: Value =
        serde_yaml::from_str(&crate::schema::defaults::<super::super::Run>().to_yaml()).unwrap();
    for at in 1..60 {
        for with in [
            json!("no such name"),
            json!(-1),
            json!([]),
            json!({ "x": 1 }),
            json!(true),
        ] {
            let mut changed = json!({ "study": "s", "run": run });
            if broken(&mut changed["run"], &mut { at }, &with) && !is_read(&changed) {
                refused += 1;
                by_schema += usize::from(!takes(&changed));
            }
        }
    }
    assert!(
        refused > 100 && by_schema * 100 >= refused * 95,
        "{by_schema} of {refused}"
    );
}
