//! The module seen from outside: texts in, studies or printed errors out.

mod any_run;
mod bad_combinations;
mod bad_conditions;
mod bad_data;
mod bad_documents;
mod bad_high_resolution;
mod bad_names;
mod bad_searches;
mod bad_sweep_parts;
mod bad_sweeps;
mod features;
mod model_families;
mod overriding;
mod planning;
mod properties;
mod schema;
mod schema_check;
mod sweeping;

use super::{ConfigError, Study, parse};

/// A study with these keys of `run` and this text after it.
fn study_text(run: &str, rest: &str) -> String {
    format!("study: s\nquestion: q\nrun: {{{run}}}\n{rest}\n")
}

fn planned(run: &str, rest: &str) -> Study {
    let text = study_text(run, rest);
    parse("s.yaml", &text, &[]).unwrap_or_else(|error| panic!("{text}\n{error}"))
}

/// One refused text: a line (0 for none) and fragments of the printed error.
type Bad = (&'static str, usize, &'static [&'static str]);

fn assert_refused(table: &[Bad]) {
    for (text, line, fragments) in table {
        let error = parse("s.yaml", text, &[]).expect_err(text);
        let shown = error.to_string();
        assert_eq!(error.line().unwrap_or(0), *line, "{text}\n{shown}");
        for fragment in *fragments {
            assert!(
                shown.contains(fragment),
                "no `{fragment}` in\n{shown}\nfor\n{text}"
            );
        }
        assert_plain_words(&error);
    }
}

/// Nothing that only a Rust programmer would understand.
fn assert_plain_words(error: &ConfigError) {
    let shown = error.message.to_string();
    for jargon in [
        "f64", "u64", "usize", "i64", "variant", "struct", "enum", "Value", "Null", "unit",
    ] {
        assert!(!shown.contains(jargon), "`{jargon}` in {shown}");
    }
    assert!(!shown.starts_with(char::is_uppercase), "{shown}");
}

/// Keys of a run that stands on line 3, the key that the caret points at, and fragments of the
/// message.
type Conflict = (&'static str, &'static str, &'static [&'static str]);

fn assert_conflicts(table: &[Conflict]) {
    for (run, key, fragments) in table {
        let text = study_text(run, "");
        let error = parse("s.yaml", &text, &[]).expect_err(run);
        let shown = error.to_string();
        assert_eq!(error.line(), Some(3), "{shown}");
        let at = text
            .lines()
            .nth(2)
            .unwrap()
            .find(&format!("{key}: "))
            .unwrap()
            + key.len()
            + 3;
        assert_eq!(error.column(), Some(at), "not at `{key}`\n{shown}");
        for fragment in *fragments {
            assert!(shown.contains(fragment), "no `{fragment}` in\n{shown}");
        }
        assert_plain_words(&error);
        assert!(error.message.len() < 160, "{shown}");
    }
}
