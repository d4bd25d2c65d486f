//! The verbs of the program are those that README and docs name, with flags that they have.

use std::collections::BTreeSet;
use std::path::Path;

use crate::program::{seesaw, stdout};

/// A verb as a page shows it, with the flags that follow it.
struct Mention {
    place: String,
    verb: String,
    flags: Vec<String>,
}

fn help(arguments: &[&str]) -> String {
    stdout(&seesaw(Path::new("."), arguments))
}

/// The verbs that `seesaw --help` lists, without `help` itself.
fn verbs() -> BTreeSet<String> {
    let help = help(&["--help"]);
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = lines
        .take_while(|line| !line.is_empty())
        .filter_map(|line| {
            let is_name = line.starts_with("  ") && !line.starts_with("   ");
            is_name.then(|| line.split_whitespace().next().unwrap().to_string())
        });
    names.filter(|name| name != "help").collect()
}

fn pages() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let docs = std::fs::read_dir(root.join("docs")).unwrap().flatten();
    let mut files: Vec<_> = docs.map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "md"));
    files.extend(["README.md", "ARCHITECTURE.md"].map(|name| root.join(name)));
    let read = |file: std::path::PathBuf| {
        let text = std::fs::read_to_string(&file).unwrap();
        (file.display().to_string(), text)
    };
    files.into_iter().map(read).collect()
}

/// Every command of a page: a span of code, or a line of a block of code.
fn mentions(page: &str, text: &str) -> Vec<Mention> {
    let mut is_block = false;
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if line.starts_with("```") {
            is_block = !is_block;
            continue;
        }
        let code: Vec<&str> = match is_block {
            true => vec![line.split("  ").next().unwrap()],
            false => line.split('`').skip(1).step_by(2).collect(),
        };
        let commands = code.iter().filter_map(|code| code.strip_prefix("seesaw "));
        found.extend(commands.map(|command| {
            let mut words = command.split_whitespace();
            let verb = words.next().unwrap().to_string();
            let flags = words
                .map(|word| word.trim_matches(['[', ']']))
                .filter(|word| word.starts_with("--"));
            Mention {
                place: format!("{page}:{}", number + 1),
                verb,
                flags: flags.map(String::from).collect(),
            }
        }));
    }
    found
}

#[test]
fn the_table_of_commands_in_the_readme_has_every_verb() {
    let readme = include_str!("../README.md");
    let rows = readme.lines().filter(|line| line.starts_with("| `seesaw "));
    let listed: BTreeSet<String> = rows
        .flat_map(|row| mentions("README.md", row))
        .map(|mention| mention.verb)
        .collect();
    assert_eq!(listed, verbs());
}

#[test]
fn pages_name_only_verbs_and_flags_that_there_are() {
    let verbs = verbs();
    let mentions: Vec<Mention> = pages()
        .iter()
        .flat_map(|(page, text)| mentions(page, text))
        .collect();
    assert!(
        mentions.len() > 20,
        "the pages are read: {}",
        mentions.len()
    );
    for Mention { place, verb, flags } in mentions {
        if verb.starts_with("--") {
            continue;
        }
        assert!(verbs.contains(&verb), "{place}: no verb `{verb}`");
        let help = help(&[&verb, "--help"]);
        let known: Vec<&str> = help
            .split(|letter: char| !letter.is_alphanumeric() && letter != '-')
            .collect();
        for flag in flags {
            assert!(
                known.contains(&flag.as_str()),
                "{place}: `{verb}` has no `{flag}`"
            );
        }
    }
}
