//! What is wrong with a text that is not valid YAML, where the parser speaks of what it has found
//! lines later.

/// A place in the text, from 1, and what is wrong there.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    pub line: usize,
    pub column: usize,
    pub message: String,
}

/// The mistake behind the parser's words `said`, which stand for the line `parsed_to` (from 1).
pub(super) fn explain(text: &str, parsed_to: usize, said: &str) -> Option<Mistake> {
    let all: Vec<&str> = text.lines().take(parsed_to).collect();
    let lines = || all.iter().copied().enumerate();
    if said.starts_with("found unexpected end of stream") {
        return lines().find_map(|(index, line)| open_quote(index + 1, line));
    }
    if said.starts_with("could not find expected ':'") {
        // The parser gives up on the key's line or on the next one that is neither blank nor a
        // comment, so the last such key is the one.
        let mut found = lines().filter_map(|(index, line)| no_space(index + 1, line));
        return found.next_back();
    }
    if said.starts_with("mapping values are not allowed") {
        // A line without a key goes on in the next one, whose colon is then one too many.
        let before = lines().take(parsed_to.saturating_sub(1));
        let mut written = before.filter(|(_, line)| !line.trim().is_empty());
        return written
            .next_back()
            .and_then(|(index, line)| no_space(index + 1, line));
    }
    None
}

/// A value that begins with a quote which does not end on its line.
fn open_quote(line: usize, text: &str) -> Option<Mistake> {
    let (key, value) = text.split_once(": ")?;
    let at = key.chars().count() + 3 + (value.len() - value.trim_start().len());
    let value = value.trim_start();
    let quote = value.chars().next().filter(|c| ['"', '\''].contains(c))?;
    let closed = value[1..].contains(quote);
    (!closed).then(|| Mistake {
        line,
        column: at,
        message: format!("the quote {quote} that opens here is never closed"),
    })
}

/// A key whose colon is followed by its value without a space.
fn no_space(line: usize, text: &str) -> Option<Mistake> {
    let content = text.trim_start();
    let (key, value) = content.split_once(':')?;
    let is_key = !key.is_empty()
        && key
            .chars()
            .all(|c| c.is_alphanumeric() || "_.-".contains(c));
    (is_key && !value.is_empty() && !value.starts_with([' ', '\t'])).then(|| Mistake {
        line,
        column: text.chars().count() - value.chars().count() + 1,
        message: format!("a space is missing after the colon: `{key}: {value}`"),
    })
}
