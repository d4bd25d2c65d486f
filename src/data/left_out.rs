//! Images of formats that are not read, in words: whoever has a folder of them should hear it.

use std::collections::BTreeMap;
use std::path::Path;

/// Extensions of images of other formats.
const FORMATS: [&str; 9] = [
    "avif", "heic", "heif", "jp2", "jxl", "ppm", "svg", "tif", "tiff",
];

/// How many images of which formats are left out below a folder, or below its subfolders `classes`:
/// `1 .heic, 3 .tiff`. `None` if there are none.
pub(super) fn formats_left_out(path: &Path, classes: &[String]) -> Option<String> {
    let mut counts = BTreeMap::new();
    match classes {
        [] => count(path, &mut counts),
        classes => classes
            .iter()
            .for_each(|class| count(&path.join(class), &mut counts)),
    }
    let words = counts
        .iter()
        .map(|(format, count)| format!("{count} .{format}"));
    let words: Vec<String> = words.collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// Hidden files and folders, and links, are passed over.
fn count(folder: &Path, counts: &mut BTreeMap<String, usize>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let kind = entry.file_type();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if kind.as_ref().is_ok_and(|kind| kind.is_dir()) {
            count(&path, counts);
        } else if kind.is_ok_and(|kind| kind.is_file()) {
            let extension = path.extension().unwrap_or_default();
            let format = extension.to_string_lossy().to_lowercase();
            if FORMATS.contains(&format.as_str()) {
                *counts.entry(format).or_default() += 1;
            }
        }
    }
}
