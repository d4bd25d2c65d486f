use super::markdown::Page;

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}

/// A whole study of what a block shows, which may be only a part of one.
fn whole(text: &str) -> String {
    let has = |key: &str| text.lines().any(|line| line.starts_with(key));
    let text = match has("run:") || has("transfer:") || has("sweep:") || has("study:") {
        true => text.to_string(),
        false => {
            format!("run:\n{}", indented(text))
        }
    };
    match has("study:") {
        true => text,
        false => format!("study: shown\nquestion: is this valid?\n{text}"),
    }
}

/// What of a message a page has to quote in full: not places, not the lines of the study, not what
/// it shortens.
fn quoted(message: &str) -> Vec<String> {
    let lines = message
        .lines()
        .filter(|line| !line.contains("..") && !line.contains('|'));
    let lines = lines.filter(|line| line.trim() != "^");
    let text = |line: &str| match line.starts_with("error: ") {
        true => line.splitn(3, ": ").last().unwrap_or_default().to_string(),
        false => line.trim().to_string(),
    };
    lines.map(text).collect()
}

/// A block is fenced as `yaml`, as `yaml invalid` before a block with the message, or as `yaml slurm` where it
/// is a user's own file of options.
#[test]
fn studies_are_valid_or_have_the_message_that_is_shown() {
    let mut seen = 0;
    for page in Page::all() {
        let blocks = page.blocks();
        for (at, block) in blocks.iter().enumerate() {
            let Some(rest) = block.info.strip_prefix("yaml") else {
                continue;
            };
            let text = match rest.trim() {
                "slurm" => whole(&format!("sweep: {{}}\nslurm:\n{}", indented(&block.text))),
                _ => whole(&block.text),
            };
            let parsed = seesaw::config::parse_any("shown.yaml", &text, &[]);
            let name = page.name();
            match (rest.trim(), parsed) {
                ("" | "slurm", Err(error)) => panic!("{name}: {error}\n{}", block.text),
                ("invalid", Ok(_)) => panic!("{name}: this is valid:\n{}", block.text),
                ("invalid", Err(error)) => {
                    let error = error.to_string();
                    for text in quoted(&blocks[at + 1].text) {
                        assert!(error.contains(&text), "{name}: {text} is not in:\n{error}");
                    }
                }
                _ => {}
            }
            seen += 1;
        }
    }
    assert!(seen > 10, "the test has read the studies: {seen}");
}

#[test]
fn studies_that_come_with_it_are_described() {
    let page = Page::read("docs/studies.md").text;
    for entry in std::fs::read_dir("experiments").unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(page.contains(&name), "docs/studies.md lacks {name}");
    }
}
