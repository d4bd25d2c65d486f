//! A place that is named by a pattern, for programs that leave other files beside their samples.

use std::path::{Path, PathBuf};

use super::error::SampleError;
use crate::files;

/// A file or folder, or what has a name of some form in a folder.
pub(super) struct Place {
    root: PathBuf,
    /// The name with a `*`.
    pattern: Option<String>,
}

impl Place {
    /// A path is what is there by its name; else, with a `*` in its last part, a pattern.
    ///
    /// # Errors
    /// If it cannot be told what is there.
    pub fn of(path: &Path) -> Result<Self, SampleError> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_there = files::exists(path).map_err(SampleError::io(path))?;
        if is_there || !name.contains('*') {
            return Ok(Self {
                root: path.to_path_buf(),
                pattern: None,
            });
        }
        let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
        Ok(Self {
            root: folder.unwrap_or(Path::new(".")).to_path_buf(),
            pattern: Some(name.into_owned()),
        })
    }

    /// What is looked into.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The name with a `*` that files there must have, if there is one.
    pub fn pattern(&self) -> Option<&str> {
        self.pattern.as_deref()
    }

    /// Whether a file below the root, or the folder there that it is in, has such a name.
    pub fn holds(&self, file: &Path) -> bool {
        let Some(pattern) = &self.pattern else {
            return true;
        };
        let below = file.strip_prefix(&self.root).unwrap_or(file);
        let first = below.components().next();
        first.is_some_and(|first| fits(pattern, &first.as_os_str().to_string_lossy()))
    }
}

/// Whether a name is the pattern, in which each `*` stands for any characters.
fn fits(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_characters() {
        for (pattern, name, expected) in [
            ("fakes*.png", "fakes000200.png", true),
            ("fakes*.png", "fakes.png", true),
            ("fakes*.png", "reals.png", false),
            ("fakes*.png", "fakes000200.png.tmp", false),
            ("*_a*b_*", "x_aab_y", true),
            ("*_a*b_*", "x_b_a", false),
            ("a*a", "a", false),
            ("*", "", true),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn what_is_there_by_its_name_is_no_pattern() {
        let folder = tempfile::tempdir().unwrap();
        let named = folder.path().join("a*b");
        let place = Place::of(&named).unwrap();
        assert_eq!(place.root(), folder.path());
        assert!(place.holds(&folder.path().join("axb/c.png")));
        assert!(!place.holds(&folder.path().join("c/axb")));
        std::fs::create_dir(&named).unwrap();
        let place = Place::of(&named).unwrap();
        assert_eq!(place.root(), named);
        assert!(place.holds(&named.join("c.png")));
        assert_eq!(
            Place::of(Path::new("*.png")).unwrap().root(),
            Path::new(".")
        );
    }
}
