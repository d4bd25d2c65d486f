//! As much of Rust's grammar as it takes to find imports and paths.

/// One name that a `use` line brings into a file.
#[derive(Debug)]
pub struct Import {
    /// As it is written: `super::output::print`.
    pub path: Vec<String>,
    /// As the file calls it.
    pub name: String,
    /// Whether it is re-exported.
    pub is_public: bool,
}

/// What a source file imports and names, without its tests.
pub struct Source {
    pub imports: Vec<Import>,
    /// All paths of at least two names outside `use` lines.
    pub paths: Vec<Vec<String>>,
    /// The names of functions, types, constants and macros.
    pub definitions: Vec<String>,
    /// The code outside `use` lines.
    code: Vec<String>,
}

impl Source {
    pub fn parse(text: &str) -> Self {
        let tokens = flattened(without_tests(tokens(text)));
        let (mut imports, mut code) = (Vec::new(), Vec::new());
        let mut at = 0;
        while at < tokens.len() {
            // `use<'a>` in a type is no import.
            if tokens[at] == "use" && tokens[at + 1] != "<" {
                let end = (at..tokens.len()).find(|end| tokens[*end] == ";").unwrap();
                let is_public = code.last().is_some_and(|last| last == "pub" || last == ")");
                let mut found = Vec::new();
                use_tree(&tokens[at + 1..end], &[], &mut found);
                imports.extend(found.into_iter().map(|(path, name)| Import {
                    path,
                    name,
                    is_public,
                }));
                at = end;
            }
            code.push(tokens[at].clone());
            at += 1;
        }
        Self {
            imports,
            paths: paths(&code),
            definitions: definitions(&code),
            code,
        }
    }

    /// Whether the file itself uses an import, and does not only hand it on.
    pub fn needs(&self, import: &Import) -> bool {
        let is_function = import
            .name
            .starts_with(|letter: char| letter.is_lowercase());
        let is_use = |at: usize| {
            let before = at.checked_sub(1).map_or("", |before| &self.code[before]);
            let after = self.code.get(at + 1).map_or("", String::as_str);
            self.code[at] == import.name
                && ![".", "fn", "mod"].contains(&before)
                && (!is_function || ["(", "!", ":"].contains(&after))
        };
        !import.is_public || (0..self.code.len()).any(is_use)
    }
}

/// Words and single signs; comments, strings and characters are left out.
fn tokens(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let rest = &letters[at..];
        let end = match (rest[0], rest.get(1)) {
            ('/', Some('/')) => line_end(rest),
            ('/', Some('*')) => block_end(rest),
            ('"', _) => string_end(rest),
            ('r', Some('"' | '#')) | ('b', Some('"')) if is_string(rest) => raw_string_end(rest),
            ('\'', _) if is_character(rest) => character_end(rest),
            (letter, _) if letter.is_alphanumeric() || letter == '_' => {
                let word = rest
                    .iter()
                    .take_while(|letter| letter.is_alphanumeric() || **letter == '_');
                let word: String = word.collect();
                let length = word.chars().count();
                found.push(word);
                length
            }
            (letter, _) => {
                if !letter.is_whitespace() {
                    found.push(letter.to_string());
                }
                1
            }
        };
        at += end;
    }
    found
}

fn line_end(rest: &[char]) -> usize {
    let end = rest.iter().position(|letter| *letter == '\n');
    end.unwrap_or(rest.len())
}

fn block_end(rest: &[char]) -> usize {
    let end = rest.windows(2).position(|pair| pair == ['*', '/']);
    end.map_or(rest.len(), |end| end + 2)
}

fn string_end(rest: &[char]) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != '"' {
        at += if rest[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// `r"..`, `r#"..` and `b"..`, but no raw identifier.
fn is_string(rest: &[char]) -> bool {
    rest[1..].iter().find(|letter| **letter != '#') == Some(&'"')
}

fn raw_string_end(rest: &[char]) -> usize {
    let hashes = rest[1..]
        .iter()
        .take_while(|letter| **letter == '#')
        .count();
    if rest[0] == 'b' {
        return 1 + string_end(&rest[1..]);
    }
    let close: Vec<char> = std::iter::once('"').chain(vec!['#'; hashes]).collect();
    let inside = &rest[hashes + 2..];
    let end = inside
        .windows(close.len())
        .position(|window| window == close);
    end.map_or(rest.len(), |end| hashes + 2 + end + close.len())
}

/// `'x'` or `'\n'`, but no lifetime.
fn is_character(rest: &[char]) -> bool {
    rest.get(1) == Some(&'\\') || rest.get(2) == Some(&'\'')
}

fn character_end(rest: &[char]) -> usize {
    let skipped = if rest[1] == '\\' { 3 } else { 2 };
    let end = rest[skipped..].iter().position(|letter| *letter == '\'');
    end.map_or(rest.len(), |end| skipped + end + 1)
}

/// The tokens without the items that are compiled for tests alone.
fn without_tests(tokens: Vec<String>) -> Vec<String> {
    const TEST: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at..].iter().take(TEST.len()).eq(TEST.iter()) {
            at = item_end(&tokens, at + TEST.len());
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}

/// Modules inside a file count as the file: their `super` is the file itself.
fn flattened(mut tokens: Vec<String>) -> Vec<String> {
    let starts = (2..tokens.len()).filter(|at| tokens[at - 2] == "mod" && tokens[*at] == "{");
    for start in starts.collect::<Vec<_>>() {
        let end = item_end(&tokens, start);
        for token in &mut tokens[start..end] {
            if token == "super" {
                *token = "self".to_string();
            }
        }
    }
    tokens
}

/// The place behind an item: behind its `;` or its braces.
fn item_end(tokens: &[String], start: usize) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(start) {
        match token.as_str() {
            ";" if depth == 0 => return at + 1,
            "{" | "(" | "[" => depth += 1,
            "}" if depth == 1 => return at + 1,
            "}" | ")" | "]" => depth -= 1,
            _ => {}
        }
    }
    tokens.len()
}

/// The names of a tree such as `super::{color::{self, Color}, output as out}`.
fn use_tree(tokens: &[String], prefix: &[String], found: &mut Vec<(Vec<String>, String)>) {
    let words: Vec<&String> = tokens.iter().filter(|token| *token != ":").collect();
    if let Some(open) = tokens.iter().position(|token| token == "{") {
        let before = tokens[..open].iter().filter(|token| *token != ":").cloned();
        let prefix: Vec<String> = prefix.iter().cloned().chain(before).collect();
        for branch in branches(&tokens[open + 1..tokens.len() - 1]) {
            use_tree(branch, &prefix, found);
        }
        return;
    }
    let (path, alias) = match words.iter().position(|word| *word == "as") {
        Some(at) => (&words[..at], Some(words[at + 1].clone())),
        None => (&words[..], None),
    };
    let mut path: Vec<String> = prefix.iter().chain(path.iter().copied()).cloned().collect();
    if path.last().is_some_and(|last| last == "self") && path.len() > 1 {
        path.pop();
    }
    let Some(last) = path.last().cloned() else {
        return;
    };
    found.push((path, alias.unwrap_or(last)));
}

/// The parts between the commas that are in no braces.
fn branches(tokens: &[String]) -> Vec<&[String]> {
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (at, token) in tokens.iter().enumerate() {
        match token.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            "," if depth == 0 => {
                parts.push(&tokens[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&tokens[start..]);
    parts.retain(|part| !part.is_empty());
    parts
}

/// The names that stand behind a word that defines something.
fn definitions(code: &[String]) -> Vec<String> {
    const WORDS: [&str; 7] = ["fn", "struct", "enum", "trait", "const", "static", "type"];
    let mut names: Vec<String> = code
        .windows(2)
        .filter(|pair| WORDS.contains(&pair[0].as_str()))
        .map(|pair| pair[1].clone())
        .collect();
    let macros = code
        .windows(3)
        .filter(|words| words[0] == "macro_rules")
        .map(|words| words[2].clone());
    names.extend(macros);
    names
}

/// Every `name::name..` of the code.
fn paths(code: &[String]) -> Vec<Vec<String>> {
    let is_name =
        |token: &String| token.starts_with(|letter: char| letter.is_alphabetic() || letter == '_');
    let mut found = Vec::new();
    let mut at = 0;
    while at < code.len() {
        let mut path = Vec::new();
        if is_name(&code[at]) {
            path.push(code[at].clone());
            while at + 3 < code.len()
                && code[at + 1] == ":"
                && code[at + 2] == ":"
                && is_name(&code[at + 3])
            {
                at += 3;
                path.push(code[at].clone());
            }
        }
        at += 1;
        if path.len() > 1 {
            found.push(path);
        }
    }
    found
}

#[test]
fn imports_and_paths_are_found_and_tests_left_out() {
    let source = Source::parse(
        r##"
        //! use super::comment;
        pub(super) use super::{color::{self, Color}, output as out};
        use crate::record::*;
        const TEXT: &str = "use super::text; \" ' ";
        fn call<'a>(one: &'a str) -> impl Fn() + use<'a> {
            out::print('"', r#"use "super"#, Color::Red, one.color::<u8>())
        }
        mod inside { use super::call; }
        #[cfg(test)]
        mod tests { use super::missing; }
        "##,
    );
    let imports: Vec<String> = source
        .imports
        .iter()
        .map(|import| format!("{} = {}", import.name, import.path.join("::")))
        .collect();
    assert_eq!(
        imports,
        [
            "color = super::color",
            "Color = super::color::Color",
            "out = super::output",
            "* = crate::record::*",
            "call = self::call",
        ]
    );
    assert_eq!(source.definitions, ["TEXT", "call"]);
    let paths: Vec<String> = source.paths.iter().map(|path| path.join("::")).collect();
    assert_eq!(paths, ["out::print", "Color::Red"]);
    let needed: Vec<bool> = source
        .imports
        .iter()
        .map(|import| source.needs(import))
        .collect();
    assert_eq!(needed, [false, true, true, true, true]);
}
