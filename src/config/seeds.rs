//! The seeds that repeat every cell of a sweep.

use crate::schema::{Node, Problem, WholeRange, whole};
use std::collections::HashSet;

const MOST_SEEDS: u64 = 10_000;

/// What seeds are, in words.
pub(super) const SEEDS_WORDS: &str = "a whole number, or a list of whole numbers";

/// Tables hold seeds as signed 64-bit numbers.
const LARGEST_SEED: u64 = i64::MAX as u64;

/// Every seed.
pub(super) const SEEDS: WholeRange = whole(0, LARGEST_SEED);

/// Reads a number of seeds, counted from `first`, or a list of distinct seeds.
pub(super) fn read(node: &Node<'_>, first: u64) -> Result<Vec<u64>, Problem> {
    match node.items() {
        Some(items) => read_list(node, &items),
        None => read_count(node, first),
    }
}

fn read_count(node: &Node<'_>, first: u64) -> Result<Vec<u64>, Problem> {
    if !node.value.is_number() {
        return Err(node.wrong(SEEDS_WORDS));
    }
    let count = whole(1, MOST_SEEDS).read_u64(node)?;
    match first.checked_add(count - 1) {
        Some(last) if last <= LARGEST_SEED => Ok((first..=last).collect()),
        _ => Err(node.problem(format!("counting {count} seeds from {first} is too much"))),
    }
}

fn read_list(node: &Node<'_>, items: &[Node<'_>]) -> Result<Vec<u64>, Problem> {
    if items.is_empty() || items.len() as u64 > MOST_SEEDS {
        let message = format!("a list of seeds has 1 to {MOST_SEEDS} members");
        return Err(node.problem(message));
    }
    let mut seen = HashSet::new();
    for item in items {
        let seed = SEEDS.read_u64(item)?;
        if !seen.insert(seed) {
            return Err(item.problem(format!("the seed {seed} is in the list twice")));
        }
    }
    items.iter().map(|item| SEEDS.read_u64(item)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seeds(text: &str, first: u64) -> Result<Vec<u64>, Problem> {
        let value = serde_yaml::from_str(text).unwrap();
        read(&Node::new(Vec::new(), &value), first)
    }

    #[test]
    fn a_number_counts_from_the_first_seed_and_a_list_is_taken_as_it_is() {
        assert_eq!(seeds("3", 7).unwrap(), [7, 8, 9]);
        assert_eq!(seeds("[5, 1]", 7).unwrap(), [5, 1]);
    }

    #[test]
    fn refuses_none_too_many_twice_and_overflow() {
        for (text, first) in [
            ("0", 0),
            ("10001", 0),
            ("[]", 0),
            ("[1, 1]", 0),
            ("2", LARGEST_SEED),
        ] {
            assert!(seeds(text, first).is_err(), "{text}");
        }
    }
}
