//! Sections of pages that the benchmark writes.

/// The text below a title of a page, up to the next one; `None` where the page has no such title.
pub fn section<'a>(page: &'a str, title: &str) -> Option<&'a str> {
    let (_, after) = page.split_once(&format!("\n## {title}\n\n"))?;
    after.split("\n## ").next()
}
