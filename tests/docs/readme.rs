use super::markdown::{Page, without_links};

const MAX_LINES: usize = 120;
const MAX_WORDS: usize = 30;
const MAX_TABLE_WIDTH: usize = 100;

/// The texts between blank lines; an item of a list and a cell of a table are texts of their own.
fn texts(page: &Page) -> Vec<String> {
    let mut texts = vec![String::new()];
    for line in page.prose() {
        if line.starts_with('<') {
            continue;
        }
        let is_own = line.is_empty() || line.starts_with(['|', '#', '-']);
        if is_own {
            texts.extend(line.split('|').map(str::to_string));
            texts.push(String::new());
        } else {
            let last = texts.last_mut().unwrap();
            *last = format!("{last} {line}");
        }
    }
    texts
}

#[test]
fn the_readme_is_short() {
    let readme = Page::read("README.md");
    let lines = readme.text.lines().count();
    assert!(lines <= MAX_LINES, "README.md has {lines} lines");
    for text in texts(&readme) {
        let text = without_links(&text);
        let text = text.replace("? ", ". ").replace("! ", ". ");
        for sentence in text.split(". ") {
            let words = sentence.split_whitespace().count();
            assert!(words <= MAX_WORDS, "{words} words: {sentence}");
        }
    }
}

#[test]
fn tables_fit_a_terminal() {
    let is_documentation = |page: &Page| {
        let name = page.name();
        name == "README.md" || name.starts_with("docs/")
    };
    for page in Page::all().iter().filter(|page| is_documentation(page)) {
        for line in page.prose().iter().filter(|line| line.starts_with('|')) {
            let width = line.chars().count();
            let name = page.name();
            assert!(
                width <= MAX_TABLE_WIDTH,
                "{name}: {width} characters: {line}"
            );
        }
    }
}

#[test]
fn the_confidence_of_verdicts_is_the_one_that_they_state() {
    let readme = Page::read("README.md");
    let counts = std::fs::read_to_string("src/diagnose/confidence.csv").unwrap();
    let mut seen = 0;
    for line in readme.prose() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let Some(verdict) = cells.get(1).map(|cell| cell.trim_matches('`')) else {
            continue;
        };
        for (evidence, place) in [("modes", 5), ("losses", 6)] {
            let start = format!("{evidence},{verdict},");
            let counted = counts.lines().find_map(|row| row.strip_prefix(&start));
            if let (Some(counted), Some(cell)) = (counted, cells.get(place)) {
                assert_eq!(*cell, counted.replace(',', " of "), "{verdict}, {evidence}");
                seen += 1;
            }
        }
    }
    assert!(seen >= 7, "the test has read the table: {seen}");
}
