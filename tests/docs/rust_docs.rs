//! What the source says of the fields of a struct, for pages that say the same.

use super::markdown::root;

/// The public fields of a struct in a file of `src`, each with its documentation and type.
pub(super) fn fields(file: &str, name: &str) -> Vec<Field> {
    let text = std::fs::read_to_string(root().join("src").join(file)).unwrap();
    let opening = format!("pub struct {name} {{\n");
    let (_, rest) = text
        .split_once(&opening)
        .unwrap_or_else(|| panic!("{file} has no struct {name}"));
    let (body, _) = rest.split_once("\n}\n").unwrap();
    let (mut fields, mut words) = (Vec::new(), Vec::new());
    for line in body.lines().map(str::trim) {
        if let Some(documentation) = line.strip_prefix("///") {
            words.push(documentation.trim());
        } else if let Some((name, kind)) =
            line.strip_prefix("pub ").and_then(|it| it.split_once(": "))
        {
            fields.push(Field {
                name: name.to_string(),
                kind: kind.trim_end_matches(',').to_string(),
                meaning: plain(&std::mem::take(&mut words).join(" ")),
            });
        }
    }
    assert!(!fields.is_empty(), "{name} of {file} has no field");
    fields
}

/// A public field.
pub(super) struct Field {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) meaning: String,
}

/// Without links into the code, and without words of Rust.
fn plain(text: &str) -> String {
    text.replace("`None`:", "null:").replace(['[', ']'], "")
}
