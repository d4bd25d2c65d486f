//! Runs with any values that their keys take, whether or not the keys go together.

use proptest::prelude::*;
use serde_yaml::Value;

use super::super::Run;
use super::super::spec::Spec;
use crate::schema::{Declared, Node, defaults};

/// Any run, as far as it is stored. Its keys need not go together, but in many runs most of them are
/// the defaults.
pub fn any_run() -> impl Strategy<Value = Run> {
    let chances = prop_oneof![Just(0.1), Just(0.4), Just(1.0)];
    let lots = proptest::collection::vec(0.0..1.0_f64, Run::ENTRY.parameters.len());
    (Run::any(), chances, lots).prop_map(|(any, chance, lots)| {
        let any = any.value();
        let mut mixed = defaults::<Run>().value();
        let mapping = mixed.as_mapping_mut().expect("a run is a mapping");
        for (key, lot) in Run::ENTRY.keys().zip(lots) {
            if lot < chance && any.get(key).is_some() {
                mapping.insert(key.into(), any[key].clone());
            }
        }
        // The plain model of the data fits them wherever one does.
        mapping.remove(Value::from("model"));
        Run::read_written(Node::new(Vec::new(), &mixed))
            .expect("every value is one that its key takes")
    })
}
