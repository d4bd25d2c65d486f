//! Names of run directories: readable first, unique last.

use std::collections::HashMap;

use super::axis::AxisValue;

const LONGEST_ID: usize = 120;

/// `lr_d=1e-3,strategy=ttur,seed=0-1a2b3c4d`: what varies, the seed, and 8 digits of the hash.
///
/// Only what varies is cut when the id would be too long, so ids stay unique.
pub(super) fn run_id(labels: &[String], cell: &[AxisValue], seed: u64, hash: &str) -> String {
    let pairs = labels.iter().zip(cell);
    let slug: String = pairs
        .map(|(label, value)| format!("{label}={value},"))
        .collect();
    let slug = slug.chars().map(plain);
    let tail = format!("seed={seed}-{}", &hash[..8]);
    slug.take(LONGEST_ID - tail.len())
        .chain(tail.chars())
        .collect()
}

/// The last part of each axis name, or the whole name where the last parts are alike.
pub(crate) fn short_axis_names<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let names: Vec<&str> = names.collect();
    let last = |name: &'a str| name.rsplit('.').next().unwrap_or(name);
    let mut count: HashMap<&str, usize> = HashMap::new();
    for name in &names {
        *count.entry(last(name)).or_default() += 1;
    }
    names
        .iter()
        .map(|name| {
            if count[last(name)] > 1 {
                name
            } else {
                last(name)
            }
        })
        .map(str::to_string)
        .collect()
}

/// Keeps what every file system and shell takes without quoting.
fn plain(c: char) -> char {
    match c.is_ascii_alphanumeric() || "._=,+-".contains(c) {
        true => c,
        false => '-',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_plain_and_bounded() {
        let hash = "0123456789abcdef";
        let cell = [AxisValue::Number(1e-3), AxisValue::Text("é/b c".into())];
        let labels = ["lr_d".to_string(), "arm".to_string()];
        let id = run_id(&labels, &cell, 3, hash);
        assert_eq!(id, "lr_d=1e-3,arm=--b-c,seed=3-01234567");

        let long = [AxisValue::Text("x".repeat(500))];
        let id = run_id(&labels[..1], &long, u64::MAX, hash);
        assert_eq!(id.len(), 120);
        assert!(id.ends_with("xseed=18446744073709551615-01234567"), "{id}");
        assert_eq!(run_id(&[], &[], 0, hash), "seed=0-01234567");
    }

    #[test]
    fn labels_are_short_where_they_can_be() {
        let names = ["data.ring.std", "lr_d", "evaluate.every"];
        assert_eq!(
            short_axis_names(names.into_iter()),
            ["std", "lr_d", "every"]
        );
        let names = ["data.ring.std", "std"];
        assert_eq!(short_axis_names(names.into_iter()), names);
    }
}
