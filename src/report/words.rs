//! Numbers of things, addresses and commands as text.

use crate::statistics::format_number;

/// `1 run`, `1,000 runs`.
pub fn count(how_many: usize, what: &str) -> String {
    let ending = if how_many == 1 { "" } else { "s" };
    format!("{} {what}{ending}", format_number(how_many as f64))
}

/// A span of time as one would say it: `45 s`, `12 minutes`, `3.5 hours`.
pub fn duration(seconds: f64) -> String {
    match seconds {
        few if few < 90.0 => format!("{few:.0} s"),
        some if some < 5400.0 => format!("{:.0} minutes", some / 60.0),
        many => format!("{:.1} hours", many / 3600.0),
    }
}

/// A relative path as an address: what an address could take for something else is escaped.
pub fn link(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~/,=+".contains(&byte);
    path.bytes()
        .map(|byte| {
            if plain(byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

/// An argument as a shell takes it for one word.
pub fn quoted(argument: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./,=+:@%".contains(letter);
    if !argument.is_empty() && argument.chars().all(plain) {
        return argument.to_string();
    }
    format!("'{}'", argument.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_no_plural() {
        assert_eq!(
            [count(0, "run"), count(1, "seed"), count(1000, "run")],
            ["0 runs", "1 seed", "1,000 runs"]
        );
        assert_eq!(
            [duration(7.4), duration(600.0), duration(9000.0)],
            ["7 s", "10 minutes", "2.5 hours"]
        );
    }

    #[test]
    fn addresses_and_arguments_are_escaped() {
        assert_eq!(
            link("runs/lr_d=1e-3,seed=0/plots/a b#?%.svg"),
            "runs/lr_d=1e-3,seed=0/plots/a%20b%23%3F%25.svg"
        );
        assert_eq!(quoted("results/ring/study.yaml"), "results/ring/study.yaml");
        assert_eq!(quoted("my results/it's.yaml"), r"'my results/it'\''s.yaml'");
        assert_eq!(quoted(""), "''");
    }
}
