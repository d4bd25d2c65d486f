//! Pages of Markdown, read as far as the tests need it.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;

/// The folders whose pages are tested; pages in folders below them are not.
const FOLDERS: [&str; 3] = ["", "docs", "results/reference"];

static LINK: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#"(?:\]\(|src=")([^)"\s]+)"#).unwrap());
static LINKED_TEXT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"!?\[([^\]]*)\]\([^)]*\)").unwrap());
static INLINE_CODE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"`([^`]+)`").unwrap());

/// One page.
pub struct Page {
    pub path: PathBuf,
    pub text: String,
}

/// A fenced block of a page.
pub struct Block<'a> {
    /// What stands behind the opening fence, such as `yaml`.
    pub info: &'a str,
    pub text: String,
    /// The paragraph before it.
    pub before: String,
}

pub(super) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

impl Page {
    pub fn read(path: &str) -> Self {
        let path = root().join(path);
        let text = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self { path, text }
    }

    /// All pages, in the order of their names.
    pub(super) fn all() -> Vec<Self> {
        let mut paths = Vec::new();
        for folder in FOLDERS {
            let entries = std::fs::read_dir(root().join(folder)).unwrap();
            let files = entries.map(|entry| entry.unwrap().path());
            paths.extend(files.filter(|path| path.extension().is_some_and(|it| it == "md")));
        }
        paths.sort();
        assert!(paths.len() > 15, "{paths:?}");
        let page = |path: PathBuf| Self::read(path.to_str().unwrap());
        paths.into_iter().map(page).collect()
    }

    pub(super) fn name(&self) -> String {
        self.path
            .strip_prefix(root())
            .unwrap()
            .display()
            .to_string()
    }

    pub fn blocks(&self) -> Vec<Block<'_>> {
        let mut blocks = Vec::new();
        let (mut open, mut before): (Option<Block>, Vec<&str>) = (None, Vec::new());
        for line in self.text.lines() {
            match (line.strip_prefix("```"), &mut open) {
                (Some(_), Some(_)) => blocks.extend(open.take()),
                (Some(info), None) => {
                    open = Some(Block {
                        info,
                        text: String::new(),
                        before: std::mem::take(&mut before).join(" "),
                    });
                }
                (None, Some(block)) => block.text += &format!("{line}\n"),
                (None, None) if line.is_empty() => {}
                (None, None) => {
                    before = match before.last() {
                        Some(last) if self.text.contains(&format!("{last}\n{line}")) => {
                            [before, vec![line]].concat()
                        }
                        _ => vec![line],
                    };
                }
            }
        }
        assert!(open.is_none(), "{}: a fence is not closed", self.name());
        blocks
    }

    /// The lines outside of fenced blocks.
    pub(super) fn prose(&self) -> Vec<&str> {
        let mut is_inside = false;
        let mut lines = Vec::new();
        for line in self.text.lines() {
            if line.starts_with("```") {
                is_inside = !is_inside;
            } else if !is_inside {
                lines.push(line);
            }
        }
        lines
    }

    /// What stands between backticks in the prose.
    pub(super) fn inline_code(&self) -> Vec<String> {
        let prose = self.prose().join("\n");
        let codes = INLINE_CODE.captures_iter(&prose);
        codes.map(|code| code[1].replace('\n', " ")).collect()
    }

    /// The targets of links and images.
    pub(super) fn links(&self) -> Vec<String> {
        let prose = self.prose().join("\n");
        let links = LINK.captures_iter(&prose);
        links.map(|link| link[1].to_string()).collect()
    }

    /// The names by which a link may point to a heading.
    pub(super) fn anchors(&self) -> Vec<String> {
        let prose = self.prose();
        let headings = prose.iter().filter(|line| line.starts_with('#'));
        headings
            .map(|line| anchor(line.trim_start_matches('#')))
            .collect()
    }
}

/// A link's visible text in its place.
pub(super) fn without_links(text: &str) -> String {
    LINKED_TEXT.replace_all(text, "$1").into_owned()
}

/// As forges make it from a heading.
fn anchor(heading: &str) -> String {
    let heading = without_links(heading.trim()).to_lowercase();
    let kept = heading
        .chars()
        .filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter));
    kept.collect::<String>().replace(' ', "-")
}

/// A paragraph in lines of at most `columns` characters; a longer word has a line of its own.
pub(super) fn wrap(text: &str, columns: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_string()),
        }
    }
    lines.join("\n")
}

/// A page whose paragraphs are in lines of at most `columns` characters; code, tables, lists and headings
/// stay as they are.
pub(super) fn wrap_prose(page: &str, columns: usize) -> String {
    let mut is_code = false;
    let mut blocks = Vec::new();
    for block in page.split("\n\n") {
        let is_prose = !is_code
            && !block
                .trim_start()
                .starts_with(['#', '|', '-', '`', '!', '<', '>']);
        is_code ^= block.matches("```").count() % 2 == 1;
        blocks.push(match is_prose && !block.contains("```") {
            true => wrap(block, columns),
            false => block.to_string(),
        });
    }
    blocks.join("\n\n")
}
