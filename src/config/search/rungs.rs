//! Values of `search` that no other block has: rungs, and shares written as fractions.

use crate::schema::{Allowed, Node, Problem, WholeRange, describe, whole};

/// Steps of a run.
pub(super) const STEPS: WholeRange = whole(1, 10_000_000);

/// Steps in rising order.
pub(super) struct Rungs;

impl Allowed for Rungs {
    type Value = Vec<usize>;

    fn read(&self, node: &Node<'_>) -> Result<Vec<usize>, Problem> {
        let items = node.items().filter(|items| !items.is_empty());
        let items = items.ok_or_else(|| node.wrong(&self.words()))?;
        let mut rungs: Vec<usize> = Vec::new();
        for item in &items {
            let rung = STEPS.read(item)?;
            if rungs.last().is_some_and(|last| *last >= rung) {
                let message = format!("{} must rise from rung to rung", node.shown());
                return Err(item.problem(message));
            }
            rungs.push(rung);
        }
        Ok(rungs)
    }

    fn words(&self) -> String {
        "a list of steps that rise, such as [60, 180, 540]".to_string()
    }

    fn json_schema(&self) -> serde_json::Value {
        let step = STEPS.json_schema();
        serde_json::json!({ "type": "array", "minItems": 1, "items": step, "uniqueItems": true })
    }

    #[cfg(test)]
    fn any(&self) -> proptest::strategy::BoxedStrategy<Vec<usize>> {
        use proptest::strategy::Strategy;
        proptest::collection::btree_set(1_usize..=1000, 1..4)
            .prop_map(|rungs| rungs.into_iter().collect())
            .boxed()
    }
}

/// A share between 0 and 1, both left out, as a number or as a fraction such as `1/3`.
pub(super) struct Fraction;

impl Fraction {
    fn parse(text: &str) -> Option<f64> {
        let (over, under) = text.split_once('/')?;
        let (over, under): (u32, u32) = (over.trim().parse().ok()?, under.trim().parse().ok()?);
        (under > 0).then(|| f64::from(over) / f64::from(under))
    }
}

impl Allowed for Fraction {
    type Value = f64;

    fn read(&self, node: &Node<'_>) -> Result<f64, Problem> {
        let share = match node.value.as_str() {
            Some(text) => Self::parse(text),
            None => node.value.as_f64(),
        };
        let share = share.filter(|share| *share > 0.0 && *share < 1.0);
        share.ok_or_else(|| {
            let found = describe(&node.value);
            node.problem(format!(
                "{} must be {}, found {found}",
                node.shown(),
                self.words()
            ))
        })
    }

    fn words(&self) -> String {
        "a share above 0 and below 1, such as 1/3 or 0.5".to_string()
    }

    fn json_schema(&self) -> serde_json::Value {
        serde_json::json!({ "anyOf": [
            { "type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1 },
            { "type": "string", "pattern": "^ *[0-9]+ */ *[0-9]+ *$" },
        ] })
    }

    #[cfg(test)]
    fn any(&self) -> proptest::strategy::BoxedStrategy<f64> {
        use proptest::strategy::Strategy;
        (0.01..0.99).boxed()
    }
}
