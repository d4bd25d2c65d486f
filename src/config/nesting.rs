//! A name and its keys that are not nested as YAML wants it, which the parser takes for text that
//! should be quoted.

use super::syntax::Mistake;

/// Keys whose values are sentences: a colon there belongs to the text.
const TEXTS: [&str; 2] = ["study", "question"];

/// Two keys on the line (from 1), such as `balance: skip_d: {below: 0.3}`.
pub(super) fn two_keys(text: &str, line: usize) -> Option<Mistake> {
    let source = text.lines().nth(line.checked_sub(1)?)?;
    let content = source.trim_start().trim_start_matches("- ");
    let (key, rest) = key_of(content)?;
    let (name, value) = key_of(rest)?;
    if TEXTS.contains(&key) {
        return None;
    }
    let below = format!("`{name}:` on a line of its own below `{key}:`, indented");
    let message = match value {
        "" => format!("`{key}` and `{name}` stand on one line: write {below}"),
        value => format!(
            "`{name}` and its value need braces: `{key}: {{{name}: {value}}}`; or write {below}"
        ),
    };
    let before = source.len() - rest.len();
    Some(Mistake {
        line,
        column: source[..before].chars().count() + 1,
        message,
    })
}

/// A word without a colon before the line (from 1), which has a key that belongs below or beside it.
pub(super) fn bare_word(text: &str, line: usize) -> Option<Mistake> {
    let is_content = |(_, line): &(usize, &str)| {
        let content = line.trim_start();
        !content.is_empty() && !content.starts_with('#')
    };
    let lines: Vec<(usize, &str)> = text.lines().take(line).enumerate().collect();
    let mut before = lines.into_iter().rev().filter(is_content);
    let (_, here) = before.next()?;
    let (index, above) = before.next()?;
    let indent = |line: &str| line.len() - line.trim_start().len();
    let word = above.split(" #").next().unwrap_or(above).trim();
    // A text that goes on over several lines is indented deeper than its key; a key is not.
    let continues = before.next().is_some_and(|(_, line)| {
        let has_value = key_of(line.trim_start()).is_some_and(|(_, value)| !value.is_empty());
        has_value && indent(above) > indent(line)
    });
    if !is_word(word) || key_of(here.trim_start()).is_none() || continues {
        return None;
    }
    let remedy = match indent(here).cmp(&indent(above)) {
        std::cmp::Ordering::Greater => format!("`{word}:`"),
        std::cmp::Ordering::Equal => format!("`{word}: {{}}` if nothing belongs to it"),
        std::cmp::Ordering::Less => return None,
    };
    Some(Mistake {
        line: index + 1,
        column: indent(above) + word.chars().count() + 1,
        message: format!("a colon is missing after `{word}`: write {remedy}"),
    })
}

/// A plain key with its colon, and what comes after.
fn key_of(text: &str) -> Option<(&str, &str)> {
    let (key, rest) = text.split_once(':')?;
    let rest = rest.split(" #").next().unwrap_or(rest);
    let ends = rest.is_empty() || rest.starts_with([' ', '\t']);
    (is_word(key) && ends).then_some((key, rest.trim()))
}

fn is_word(text: &str) -> bool {
    let is_plain = |c: char| c.is_alphanumeric() || "_.-".contains(c);
    !text.is_empty() && !text.starts_with('-') && text.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use crate::config::parse;

    /// Where a study is refused, and with which words.
    fn refused(text: &str) -> (Option<usize>, String) {
        let text = format!("study: s\nquestion: q\n{text}");
        let error = parse("s.yaml", &text, &[]).unwrap_err();
        (error.line(), error.message)
    }

    #[test]
    fn two_keys_on_a_line_need_braces_or_a_line_of_their_own() {
        let below = "on a line of its own below";
        assert_eq!(
            refused("run:\n  balance: skip_d_on_loss: {below: 0.3}\n"),
            (
                Some(4),
                format!(
                    "`skip_d_on_loss` and its value need braces: `balance: {{skip_d_on_loss: {{below: 0.3}}}}`; or \
                     write `skip_d_on_loss:` {below} `balance:`, indented"
                )
            )
        );
        assert_eq!(
            refused("run:\n  data: folder:\n    path: x\n"),
            (
                Some(4),
                format!(
                    "`data` and `folder` stand on one line: write `folder:` {below} `data:`, indented"
                )
            )
        );
        let sentence = parse("s.yaml", "study: s\nquestion: what: now\n", &[]).unwrap_err();
        assert!(sentence.message.contains("quotes"), "{sentence}");
    }

    #[test]
    fn an_arm_without_a_colon_is_pointed_at() {
        let arms =
            "sweep:\n  grid:\n    arm:\n      plain: {}\n      skip\n        balance: alternate\n";
        let said = "a colon is missing after `skip`: write `skip:`";
        assert_eq!(refused(arms), (Some(7), said.to_string()));
        let arms = "sweep:\n  grid:\n    arm:\n      plain\n      skip: {balance: alternate}\n";
        let said = "a colon is missing after `plain`: write `plain: {}` if nothing belongs to it";
        assert_eq!(refused(arms), (Some(6), said.to_string()));
    }

    #[test]
    fn a_text_of_several_lines_is_no_word_without_a_colon() {
        let text = "study: s\nquestion: which\n  loss\n  works: here\n";
        let error = parse("s.yaml", text, &[]).unwrap_err();
        assert!(!error.message.contains("colon is missing"), "{error}");
    }
}
