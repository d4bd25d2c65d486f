//! The study file that was meant by a path at which there is none.

use std::path::{Path, PathBuf};

use crate::schema::nearest;

/// Where studies usually lie.
const EXPERIMENTS: &str = "experiments";

/// A study file of this name, or nearly so, in the folder of `path`, in `experiments` or here:
/// `quickstart`, `quickstart.yml` and `experiments/quikstart.yaml` mean
/// `experiments/quickstart.yaml`.
pub(super) fn similar_file(path: &Path) -> Option<String> {
    let written = stem(path)?;
    let own = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folders = own
        .into_iter()
        .chain([Path::new(EXPERIMENTS), Path::new(".")]);
    let files: Vec<PathBuf> = folders.flat_map(study_files).collect();
    let names: Vec<String> = files.iter().filter_map(|file| stem(file)).collect();
    let meant = nearest(&written, names.iter().map(String::as_str))?;
    let place = names.iter().position(|name| *name == meant)?;
    Some(files[place].display().to_string())
}

/// The name of a file in small letters, without its extension.
fn stem(path: &Path) -> Option<String> {
    Some(path.file_stem()?.to_string_lossy().to_lowercase())
}

/// The YAML files of a folder, sorted.
fn study_files(folder: &Path) -> Vec<PathBuf> {
    let is_yaml = |file: &PathBuf| {
        let extension = file.extension().unwrap_or_default();
        extension == "yaml" || extension == "yml"
    };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_yaml).collect();
    files.sort();
    // A path is shown as it would be typed.
    let typed = |file: PathBuf| {
        file.strip_prefix("./")
            .map(Path::to_path_buf)
            .unwrap_or(file)
    };
    files.into_iter().map(typed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_in_name_extension_or_folder_is_forgiven() {
        // Tests run in the folder of the package.
        for written in [
            "quickstart",
            "Quickstart.yml",
            "experiments/quikstart.yaml",
            "experiment/quickstart.yaml",
            "quickstart.yaml",
        ] {
            assert_eq!(
                similar_file(Path::new(written)).as_deref(),
                Some("experiments/quickstart.yaml"),
                "{written}"
            );
        }
        assert_eq!(similar_file(Path::new("nothing-like-it")), None);
        assert_eq!(similar_file(Path::new("/")), None);
    }
}
