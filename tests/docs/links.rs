use std::path::Path;

use super::markdown::{Page, root};

#[test]
fn links_lead_to_files_and_headings_that_exist() {
    let mut seen = 0;
    for page in Page::all() {
        for link in page.links() {
            if link.starts_with("http") {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target = match file {
                "" => page.path.clone(),
                file => page.path.parent().unwrap().join(file),
            };
            let name = page.name();
            assert!(target.exists(), "{name}: {link} leads nowhere");
            if !anchor.is_empty() {
                let there = Page::read(target.canonicalize().unwrap().to_str().unwrap());
                let anchors = there.anchors();
                assert!(
                    anchors.iter().any(|it| it == anchor),
                    "{name}: {link} is none of {anchors:?}"
                );
            }
            seen += 1;
        }
    }
    assert!(seen > 60, "the test has read the links: {seen}");
}

#[test]
fn every_page_is_in_the_index_and_has_one_title() {
    let index = Page::read("docs/README.md");
    let linked = index.links();
    for page in Page::all() {
        let prose = page.prose();
        let titles = prose.iter().filter(|line| line.starts_with("# "));
        assert_eq!(titles.count(), 1, "titles of {}", page.name());
        let name = page.path.file_name().unwrap().to_str().unwrap();
        if page.path.parent() == Some(&root().join("docs")) && name != "README.md" {
            assert!(
                linked.iter().any(|link| link.starts_with(name)),
                "docs/README.md does not name {name}"
            );
        }
    }
}

/// All Rust code of a folder.
fn code_in(folder: &Path) -> String {
    let paths = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let code = |path: std::path::PathBuf| match path.is_dir() {
        true => code_in(&path),
        false if path.extension().is_some_and(|it| it == "rs") => {
            std::fs::read_to_string(&path).unwrap()
        }
        false => String::new(),
    };
    paths.map(code).collect()
}

#[test]
fn tests_that_stand_behind_a_promise_exist() {
    let code = code_in(&root().join("tests")) + &code_in(&root().join("src"));
    let page = Page::read("docs/reproducibility.md");
    let mut seen = 0;
    for name in page.inline_code().iter().filter(|name| name.contains("::")) {
        let name = name.rsplit("::").next().unwrap().trim_end_matches("..");
        let is_there = ["fn", "mod"]
            .iter()
            .any(|it| code.contains(&format!("{it} {name}")));
        assert!(is_there, "docs/reproducibility.md names {name}");
        seen += 1;
    }
    assert!(seen > 8, "the test has read the promises: {seen}");
}
