//! Which numbers a key takes: each range once, with the words made from it.

use super::allowed::Allowed;
use super::node::Node;
use super::problem::Problem;

/// A set of numbers between two ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct NumberRange {
    low: End,
    high: End,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    Included(f64),
    Excluded(f64),
}

/// Sizes and thresholds. The upper end keeps them well inside 32-bit floats.
pub(crate) static POSITIVE: NumberRange = NumberRange::above(0.0).up_to(1e6);
/// A decay rate of a running mean; at 1 the mean never moves.
pub(crate) static BELOW_ONE: NumberRange = NumberRange::from(0.0).below(1.0);
/// A strength that may be switched off.
pub(crate) static NOT_NEGATIVE: NumberRange = NumberRange::from(0.0).up_to(1e6);
/// A factor that makes something smaller.
pub(crate) static SHRINKING: NumberRange = NumberRange::above(0.0).below(1.0);
/// A factor that makes something larger, or leaves it.
pub(crate) static GROWING: NumberRange = NumberRange::from(1.0).up_to(1e6);
/// A share of a whole, of which there must be some.
pub(crate) static SHARE: NumberRange = NumberRange::above(0.0).up_to(1.0);
/// A share that may be nothing or everything.
pub(crate) static UNIT_INTERVAL: NumberRange = NumberRange::from(0.0).up_to(1.0);

impl NumberRange {
    /// Numbers above `low`, up to 1 until another end is named.
    pub const fn above(low: f64) -> NumberRange {
        NumberRange {
            low: End::Excluded(low),
            high: End::Included(1.0),
        }
    }

    /// Numbers from `low`, up to 1 until another end is named.
    pub const fn from(low: f64) -> NumberRange {
        NumberRange {
            low: End::Included(low),
            high: End::Included(1.0),
        }
    }

    /// The same with `high` as its last number.
    pub const fn up_to(self, high: f64) -> NumberRange {
        NumberRange {
            high: End::Included(high),
            ..self
        }
    }

    /// The same with every number below `high`.
    pub const fn below(self, high: f64) -> NumberRange {
        NumberRange {
            high: End::Excluded(high),
            ..self
        }
    }

    fn contains(&self, number: f64) -> bool {
        let above = match self.low {
            End::Included(low) => number >= low,
            // Training computes in 32-bit floats, among which smaller numbers are nothing.
            End::Excluded(0.0) => number >= f64::from(f32::MIN_POSITIVE),
            End::Excluded(low) => number > low,
        };
        above
            && match self.high {
                End::Included(high) => number <= high,
                End::Excluded(high) => number < high,
            }
    }
}

impl Allowed for NumberRange {
    type Value = f64;

    fn read(&self, node: &Node<'_>) -> Result<f64, Problem> {
        match node.value.as_f64() {
            // Adding zero turns -0.0 into 0.0, so that both are the same run.
            Some(number) if self.contains(number) => Ok(number + 0.0),
            _ => Err(node.wrong(&self.words())),
        }
    }

    fn words(&self) -> String {
        use End::{Excluded, Included};
        match (self.low, self.high) {
            (Excluded(low), Included(high)) => {
                format!("a number above {} and at most {}", short(low), short(high))
            }
            (Excluded(low), Excluded(high)) => {
                format!("a number above {} and below {}", short(low), short(high))
            }
            (Included(low), Included(high)) => {
                format!("a number from {} to {}", short(low), short(high))
            }
            (Included(low), Excluded(high)) => {
                format!(
                    "a number from {} up to, but not including, {}",
                    short(low),
                    short(high)
                )
            }
        }
    }

    fn json_schema(&self) -> serde_json::Value {
        let (low, low_value) = match self.low {
            End::Included(low) => ("minimum", low),
            End::Excluded(low) => ("exclusiveMinimum", low),
        };
        let (high, high_value) = match self.high {
            End::Included(high) => ("maximum", high),
            End::Excluded(high) => ("exclusiveMaximum", high),
        };
        serde_json::json!({ "type": "number", low: low_value, high: high_value })
    }

    #[cfg(test)]
    fn any(&self) -> proptest::strategy::BoxedStrategy<f64> {
        use proptest::prelude::*;
        let range = *self;
        let (End::Included(low) | End::Excluded(low)) = self.low;
        let (End::Included(high) | End::Excluded(high)) = self.high;
        let small = (high - low).min(1e-3);
        prop_oneof![
            Just(low),
            Just(high),
            low..high,
            (1e-30..1.0_f64).prop_map(move |share| low + share * small),
        ]
        .prop_filter("in the range", move |number| range.contains(*number))
        .boxed()
    }
}

/// 1000000 as `1e6`.
fn short(number: f64) -> String {
    match number >= 1e5 {
        true => format!("{number:e}"),
        false => number.to_string(),
    }
}

/// Whole numbers from one end to the other, both included; 1e3 and 4000.0 are whole too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WholeRange {
    low: u64,
    high: u64,
}

/// Whole numbers from `low` to `high`.
pub(crate) const fn whole(low: u64, high: u64) -> WholeRange {
    WholeRange { low, high }
}

impl WholeRange {
    /// Reads one of them.
    pub fn read_u64(&self, node: &Node<'_>) -> Result<u64, Problem> {
        const EXACT_IN_F64: f64 = 9_007_199_254_740_992.0;
        let exact = |x: &f64| x.fract() == 0.0 && (0.0..=EXACT_IN_F64).contains(x);
        let float = || node.value.as_f64().filter(exact).map(|x| x as u64);
        match node.value.as_u64().or_else(float) {
            Some(number) if (self.low..=self.high).contains(&number) => Ok(number),
            _ => Err(node.wrong(&self.words())),
        }
    }
}

/// A range whose values are wider than a size, such as seeds.
pub(crate) struct WholeU64(pub WholeRange);

impl Allowed for WholeU64 {
    type Value = u64;

    fn read(&self, node: &Node<'_>) -> Result<u64, Problem> {
        self.0.read_u64(node)
    }

    fn words(&self) -> String {
        self.0.words()
    }

    fn json_schema(&self) -> serde_json::Value {
        self.0.json_schema()
    }

    #[cfg(test)]
    fn any(&self) -> proptest::strategy::BoxedStrategy<u64> {
        use proptest::prelude::*;
        (self.0.low..=self.0.high).boxed()
    }
}

impl Allowed for WholeRange {
    type Value = usize;

    fn read(&self, node: &Node<'_>) -> Result<usize, Problem> {
        self.read_u64(node).map(|number| number as usize)
    }

    fn words(&self) -> String {
        format!("a whole number from {} to {}", self.low, self.high)
    }

    fn json_schema(&self) -> serde_json::Value {
        serde_json::json!({ "type": "integer", "minimum": self.low, "maximum": self.high })
    }

    #[cfg(test)]
    fn any(&self) -> proptest::strategy::BoxedStrategy<usize> {
        use proptest::prelude::*;
        let (low, high) = (self.low as usize, self.high as usize);
        prop_oneof![Just(low), Just(high), low..=high].boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_number(text: &str) -> Result<f64, Problem> {
        let value = serde_yaml::from_str(text).unwrap();
        let range = NumberRange::above(0.0).up_to(10.0);
        range.read(&Node::new(vec!["lr_d".into()], &value))
    }

    fn with_whole(text: &str) -> Result<usize, Problem> {
        let value = serde_yaml::from_str(text).unwrap();
        whole(1, 10_000).read(&Node::new(vec!["steps".into()], &value))
    }

    #[test]
    fn numbers_may_be_written_in_every_usual_way() {
        for (text, number) in [("1e-3", 1e-3), ("1E-3", 1e-3), (".5", 0.5), ("4", 4.0)] {
            assert_eq!(with_number(text).unwrap(), number, "{text}");
        }
        for text in [".nan", ".inf", "-.inf", "-1", "0", "11", "'1e-3'", "[1]"] {
            let message = with_number(text).unwrap_err().message;
            assert!(
                message.contains("a number above 0 and at most 10"),
                "{message}"
            );
        }
    }

    #[test]
    fn whole_numbers_may_be_written_as_floats_if_exact() {
        for (text, number) in [
            ("4000", 4000),
            ("4000.0", 4000),
            ("1e3", 1000),
            ("1E+3", 1000),
        ] {
            assert_eq!(with_whole(text).unwrap(), number, "{text}");
        }
        for text in ["0.5", "0", "-3", "10001", "1e30", "many", "true"] {
            let message = with_whole(text).unwrap_err().message;
            assert!(
                message.contains("a whole number from 1 to 10000"),
                "{message}"
            );
        }
    }

    #[test]
    fn the_words_say_which_ends_belong_to_a_range() {
        let table = [
            (
                POSITIVE,
                "a number above 0 and at most 1e6",
                [1e6, 1e-30],
                [0.0, 1e-39],
            ),
            (
                BELOW_ONE,
                "a number from 0 up to, but not including, 1",
                [0.0, 0.999],
                [1.0, -0.1],
            ),
            (
                GROWING,
                "a number from 1 to 1e6",
                [1.0, 1e6],
                [0.999, 1.1e6],
            ),
            (
                SHRINKING,
                "a number above 0 and below 1",
                [0.5, 0.999],
                [0.0, 1.0],
            ),
            (
                NumberRange::above(-1.0).below(1.0),
                "a number above -1 and below 1",
                [0.0, -0.9],
                [-1.0, 1.0],
            ),
        ];
        for (range, words, inside, outside) in table {
            assert_eq!(range.words(), words);
            assert!(
                inside.iter().all(|number| range.contains(*number)),
                "{words}"
            );
            assert!(
                !outside.iter().any(|number| range.contains(*number)),
                "{words}"
            );
        }
    }
}
