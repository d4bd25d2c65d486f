use super::markdown::Page;

/// How a command of the documentation begins.
const PROGRAMS: [&str; 2] = ["seesaw ", "cargo run --release -- "];

/// A command as a shell splits it, without its comment and what follows the first operator.
pub(super) fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for letter in command.chars() {
        match (letter, quote) {
            ('\'' | '"', None) => quote = Some(letter),
            (_, Some(open)) if letter == open => quote = None,
            ('#' | '>' | '|' | '&', None) if words.last().is_some_and(String::is_empty) => break,
            (' ', None) => words.push(String::new()),
            _ => words.last_mut().unwrap().push(letter),
        }
    }
    words.retain(|word| !word.is_empty());
    words.retain(|word| word != "2");
    words
}

/// The arguments of the program, if this is a command of it that has no blanks to be filled in.
fn arguments(code: &str) -> Option<Vec<String>> {
    // Help explains a command on the same line, some blanks further on.
    let code = code.trim_start().trim_start_matches("$ ");
    let code = code.split("  ").next().unwrap_or_default();
    let rest = PROGRAMS
        .iter()
        .find_map(|program| code.strip_prefix(program))?;
    let is_form = rest.contains('[') || rest.contains("..");
    (!is_form).then(|| words(rest))
}

#[test]
fn commands_are_understood_by_the_command_line() {
    let mut seen = 0;
    for page in Page::all() {
        let blocks = page.blocks();
        let lines = blocks.iter().flat_map(|block| block.text.lines());
        let codes = page.inline_code();
        let codes = codes.iter().map(String::as_str);
        for arguments in lines.chain(codes).filter_map(arguments) {
            let (name, command) = (page.name(), seesaw::cli::command_line());
            match &arguments[..] {
                // A verb alone is only named.
                [verb] if !verb.starts_with('-') => {
                    assert!(command.find_subcommand(verb).is_some(), "{name}: {verb}");
                }
                _ => {
                    let all = ["seesaw".to_string()].into_iter().chain(arguments.clone());
                    if let Err(error) = command.try_get_matches_from(all) {
                        let is_asked = !error.use_stderr();
                        assert!(is_asked, "{name}: {arguments:?}: {error}");
                    }
                }
            }
            seen += 1;
        }
    }
    assert!(seen > 60, "the test has read the commands: {seen}");
}

#[test]
fn recipes_and_scripts_that_are_named_exist() {
    let recipes = std::fs::read_to_string("justfile").unwrap();
    for page in Page::all() {
        for code in page.inline_code() {
            let Some(recipe) = code.strip_prefix("just ") else {
                continue;
            };
            let name = recipe.split(' ').next().unwrap();
            let is_there = name.starts_with("--")
                || recipes
                    .lines()
                    .any(|line| line.split([' ', ':']).next() == Some(name) && line.contains(':'));
            assert!(is_there, "{}: no recipe `{name}`", page.name());
        }
    }
}
