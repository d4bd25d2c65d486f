//! What is wrong with the indentation of a text that is not valid YAML, in plain words: the parser
//! speaks of tokens and block ends.

use super::names::names_of;
use super::syntax::Mistake;

/// A line that is neither empty nor a comment.
struct Line<'a> {
    number: usize,
    indent: usize,
    content: &'a str,
}

/// The first mistake of indentation up to the line (from 1) at which the parser has given up.
pub(super) fn explain(text: &str, parsed_to: usize) -> Option<Mistake> {
    let mut open: Vec<Line> = Vec::new();
    let mut before: Option<Line> = None;
    for (index, line) in text.lines().take(parsed_to).enumerate() {
        let content = line.trim_start();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let (number, indent) = (index + 1, line.len() - content.len());
        let place = |column, message| Mistake {
            line: number,
            column,
            message,
        };
        if let Some(tab) = line[..indent].find('\t') {
            let message = "indented with a tab, which YAML does not allow: use spaces instead, two for \
                           each level";
            return Some(place(tab + 1, message.to_string()));
        }
        if key(content).is_none() && !content.starts_with("- ") {
            continue;
        }
        let this = Line {
            number,
            indent,
            content,
        };
        if let Some(message) = before.as_ref().and_then(|before| too_deep(&this, before)) {
            return Some(place(indent + 1, message));
        }
        while open.last().is_some_and(|line| line.indent > indent) {
            let closed = open.pop();
            let parent = open.last().map_or(0, |line| line.indent);
            if let Some(closed) = closed.filter(|_| parent < indent) {
                return Some(place(indent + 1, between(&this, &closed)));
            }
        }
        if open.last().is_none_or(|line| line.indent < indent) {
            open.push(Line { ..this });
        }
        before = Some(this);
    }
    None
}

/// A key below a line that has its value already.
fn too_deep(line: &Line, before: &Line) -> Option<String> {
    let (key, other) = (key(line.content)?, key(before.content)?);
    let value = before.content[other.len() + 1..].trim();
    let has_value =
        !value.is_empty() && !value.starts_with(['#', '|', '>', '&', '[', '{', '"', '\'']);
    if line.indent <= before.indent || !has_value {
        return None;
    }
    let mut names = names_of(other);
    if names.any(|entry| entry.name == value && entry.keys().any(|known| known == key)) {
        return Some(format!(
            "`{key}` is a key of `{value}`, which has it in braces, `{other}: {{{value}: {{{key}: ..}}}}`, or \
             below `{value}:` on a line of its own"
        ));
    }
    Some(format!(
        "`{key}` is indented deeper than `{other}` on line {}, which has a value already; \
             indent both alike",
        before.number
    ))
}

/// A line that is indented less than the one above and more than what holds that one.
fn between(line: &Line, above: &Line) -> String {
    let what = key(line.content).map_or("this line".to_string(), |key| format!("`{key}`"));
    format!(
        "{what} is indented by {}, which is the indentation of no line above it; line {} is indented \
         by {}",
        spaces(line.indent),
        above.number,
        spaces(above.indent)
    )
}

fn spaces(count: usize) -> String {
    match count {
        1 => "1 space".to_string(),
        many => format!("{many} spaces"),
    }
}

/// The plain key that a line begins with.
fn key(content: &str) -> Option<&str> {
    let (key, rest) = content.split_once(':')?;
    let is_plain = key
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
    let ends = rest.is_empty() || rest.starts_with([' ', '\t']);
    (is_plain && !key.is_empty() && !key.starts_with('-') && ends).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> (usize, usize, String) {
        let found = explain(text, usize::MAX).expect(text);
        (found.line, found.column, found.message)
    }

    #[test]
    fn tabs_are_named() {
        let (line, column, message) = found("study: s\nrun:\n  \tdata: ring\n");
        assert_eq!((line, column), (3, 3));
        assert!(message.contains("tab") && message.contains("spaces instead"));
    }

    #[test]
    fn a_key_below_a_value_is_named_with_the_key_above() {
        let (line, column, message) = found("study: s\nrun:\n  data: ring\n    lr_d: 1\n");
        assert_eq!((line, column), (4, 5));
        assert_eq!(
            message,
            "`lr_d` is indented deeper than `data` on line 3, which has a value already; indent both alike"
        );
    }

    #[test]
    fn a_key_of_the_name_above_it_is_said_to_belong_into_braces() {
        let (line, _, message) = found("run:\n  data: folder\n    path: x\n");
        assert_eq!(line, 3);
        assert!(
            message.contains("`data: {folder: {path: ..}}`"),
            "{message}"
        );
    }

    #[test]
    fn an_indentation_that_no_line_has_is_named() {
        let (line, column, message) = found("run:\n    data: ring\n  lr_d: 1\n");
        assert_eq!((line, column), (3, 3));
        assert_eq!(
            message,
            "`lr_d` is indented by 2 spaces, which is the indentation of no line above it; line 2 is \
             indented by 4 spaces"
        );
    }

    #[test]
    fn what_is_well_indented_is_not_blamed() {
        for text in [
            "study: s\nrun:\n  data: ring\n  stop:\n    on: []\nsweep:\n  seeds: 3\n",
            "question: >\n  some: words\n    deeper\nrun: {}\n",
            "run:\n  regularize:\n  - r1\n  - r2: {gamma: 1}\n  lr_d: 1\n",
            "run: {data: ring,\n      lr_d: 1}\n# comment\n",
        ] {
            assert_eq!(explain(text, usize::MAX), None, "{text}");
        }
    }
}
