//! What lies at a place: one set of samples, or one for each step of training.

use std::path::{Path, PathBuf};

use super::array_file;
use super::error::SampleError;
use super::pattern::Place;
use super::picture_file::PictureFile;
use super::set::{Content, SampleSet};
use super::steps_in_names::{step_by_word, step_of};
use super::tiles::Tiles;
use crate::data::MOST_CLASSES;
use crate::data::sample_picture::PICTURE_ENDINGS;
use crate::files;

/// How deep folders are looked into.
const DEEPEST: usize = 16;

/// What the user says of samples that their place does not.
#[derive(Clone, Debug, Default)]
pub struct SampleOptions {
    /// Pictures are sheets with this many samples.
    pub tiles: Option<Tiles>,
    /// The name of the array, where a file has several.
    pub array: Option<String>,
    /// Whether files and folders are one set, whatever their names say of steps.
    pub is_pooled: bool,
    /// Names of subfolders that are classes and no steps.
    pub classes: Vec<String>,
    /// Whether more sets are to come: a single one has its step as well, and what says none is passed
    /// over beside sets that do.
    pub is_growing: bool,
}

/// The sets at a place, in the order of their steps. A `*` in the last part of the path stands for any
/// characters: the place is then what has such a name in the folder.
///
/// # Errors
/// If nothing is there, or nothing that holds samples.
pub fn find_samples(path: &Path, options: &SampleOptions) -> Result<Vec<SampleSet>, SampleError> {
    let place = Place::of(path)?;
    if !files::exists(place.root()).map_err(SampleError::io(path))? {
        let remedy = "name a folder of pictures, a sheet with `--tile`, or a file of arrays (.npy, .npz, .safetensors)";
        return Err(SampleError::nothing(
            path,
            "is not there".to_string(),
            remedy,
        ));
    }
    let mut sets = match place.root().is_dir() {
        true => sets_in_folder(&place, options)?,
        false => vec![set_in_file(path, options)?],
    };
    sets.sort_by_key(|set| set.step);
    Ok(sets)
}

fn set_in_file(path: &Path, options: &SampleOptions) -> Result<SampleSet, SampleError> {
    let content = match (is_picture(path), options.tiles) {
        (true, Some(tiles)) => Content::Sheets(vec![path.to_path_buf()], tiles),
        (true, None) => {
            let remedy = "name the folder that holds all samples, or say with `--tile ROWSxCOLUMNS` that it is a sheet of many";
            return Err(SampleError::refused(path, "is one picture", remedy));
        }
        (false, _) => Content::Arrays(vec![path.to_path_buf()], options.array.clone()),
    };
    Ok(SampleSet::new(path, None, content))
}

fn sets_in_folder(place: &Place, options: &SampleOptions) -> Result<Vec<SampleSet>, SampleError> {
    let path = place.root();
    let mut found = Found::default();
    collect(path, DEEPEST, &mut found)?;
    found.pictures.retain(|file| place.holds(file));
    found.arrays.retain(|file| place.holds(file));
    let Found {
        pictures, arrays, ..
    } = &found;
    match (pictures.is_empty(), arrays.is_empty()) {
        (true, true) => {
            let others = match found.others {
                0 => String::new(),
                others => format!(", only {others} other files"),
            };
            let named = match place.pattern() {
                Some(pattern) => format!(" whose name, or whose folder's, fits `{pattern}`"),
                None => String::new(),
            };
            let problem = format!(
                "holds no PNG, JPEG, WebP, BMP, GIF, .npy, .npz or .safetensors file{named}{others}"
            );
            Err(SampleError::nothing(
                path,
                problem,
                "is it the right folder?",
            ))
        }
        (false, false) => {
            let problem = format!(
                "holds {} pictures and {} files of arrays",
                pictures.len(),
                arrays.len()
            );
            Err(SampleError::refused(
                path,
                problem,
                "name those that are meant",
            ))
        }
        (true, false) => Ok(sets_of_arrays(path, arrays, options)),
        (false, true) => match options.tiles {
            Some(tiles) => Ok(sets_of_sheets(path, pictures, tiles, options)),
            None => Ok(sets_of_pictures(path, pictures, options)),
        },
    }
}

/// The steps that all names say, if they are not all the same; of a place that grows also where they are.
fn steps(
    names: &[&Path],
    options: &SampleOptions,
    step: impl Fn(&Path) -> Option<u64>,
) -> Option<Vec<u64>> {
    let steps: Vec<u64> = names.iter().map(|path| step(path)).collect::<Option<_>>()?;
    let differ = steps.iter().min() != steps.iter().max();
    (differ || options.is_growing).then_some(steps)
}

/// The files to be sorted by step, and the names of those that are passed over because they say none, such as
/// `reals.png` and `fakes_init.png` beside `fakes000200.png`: in a place that grows beside any that does, else beside
/// twice as many whose steps differ.
fn with_steps(files: &[PathBuf], options: &SampleOptions) -> (Vec<PathBuf>, Vec<String>) {
    let says = |file: &&PathBuf| step_of(&stem(file)).is_some();
    let (some, others): (Vec<&PathBuf>, Vec<&PathBuf>) = files.iter().partition(says);
    let steps: Vec<u64> = some
        .iter()
        .filter_map(|file| step_of(&stem(file)))
        .collect();
    let are_sets = some.len() >= 2 * others.len().max(1) && all_differ(&steps);
    match !some.is_empty() && (options.is_growing || (are_sets && !options.is_pooled)) {
        true => {
            let name = |file: &PathBuf| {
                file.file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned()
            };
            (
                some.into_iter().cloned().collect(),
                others.into_iter().map(name).collect(),
            )
        }
        false => (files.to_vec(), Vec::new()),
    }
}

/// The sentence about files that are passed over, or about several that are taken as one set although a set is
/// usually one file of their kind.
fn note(
    passed_over: &[String],
    files: usize,
    sets: usize,
    options: &SampleOptions,
) -> Option<String> {
    if options.is_growing || options.is_pooled {
        return None;
    }
    match passed_over {
        [] if sets == 1 && files > 1 => Some(format!(
            "{files} files are taken as one set: their names do not end in, or say after a word such as `step`, steps that differ"
        )),
        [] => None,
        [one] => Some(format!(
            "passed over {one}, whose name says no step as the others do"
        )),
        [first, ..] => Some(format!(
            "passed over {} files whose names say no step as the others do, such as {first}",
            passed_over.len()
        )),
    }
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn all_differ(steps: &[u64]) -> bool {
    let mut sorted = steps.to_vec();
    sorted.sort_unstable();
    sorted.windows(2).all(|pair| pair[0] != pair[1])
}

/// A set for each file where their names say different steps; else one of all.
fn sets_of_arrays(path: &Path, arrays: &[PathBuf], options: &SampleOptions) -> Vec<SampleSet> {
    let (arrays, passed_over) = with_steps(arrays, options);
    let names: Vec<&Path> = arrays.iter().map(PathBuf::as_path).collect();
    let of_files = steps(&names, options, |file| step_of(&stem(file)));
    let content = |files: Vec<PathBuf>| Content::Arrays(files, options.array.clone());
    let sets = match of_files.filter(|steps| all_differ(steps) && !options.is_pooled) {
        Some(steps) => arrays
            .iter()
            .zip(steps)
            .map(|(file, step)| SampleSet::new(file, Some(step), content(vec![file.clone()])))
            .collect(),
        None => vec![SampleSet::new(path, None, content(arrays.clone()))],
    };
    noted(sets, &passed_over, arrays.len(), options)
}

/// The sets, the first of them with the sentence about their files.
fn noted(
    mut sets: Vec<SampleSet>,
    passed_over: &[String],
    files: usize,
    options: &SampleOptions,
) -> Vec<SampleSet> {
    let note = note(passed_over, files, sets.len(), options);
    if let Some(first) = sets.first_mut() {
        first.note = note;
    }
    sets
}

/// A set for each sheet, as for arrays.
fn sets_of_sheets(
    path: &Path,
    sheets: &[PathBuf],
    tiles: Tiles,
    options: &SampleOptions,
) -> Vec<SampleSet> {
    let (sheets, passed_over) = with_steps(sheets, options);
    let names: Vec<&Path> = sheets.iter().map(PathBuf::as_path).collect();
    let of_files = steps(&names, options, |file| step_of(&stem(file)));
    let sets = match of_files.filter(|steps| all_differ(steps) && !options.is_pooled) {
        Some(steps) => sheets
            .iter()
            .zip(steps)
            .map(|(file, step)| {
                SampleSet::new(file, Some(step), Content::Sheets(vec![file.clone()], tiles))
            })
            .collect(),
        None => vec![SampleSet::new(
            path,
            None,
            Content::Sheets(sheets.clone(), tiles),
        )],
    };
    noted(sets, &passed_over, sheets.len(), options)
}

/// Pictures by the steps that their subfolders are named by, or their own names after a word such as
/// `step`; else one set, with subfolders as classes.
fn sets_of_pictures(path: &Path, pictures: &[PathBuf], options: &SampleOptions) -> Vec<SampleSet> {
    let below = |file: &Path| -> Option<String> {
        let mut parts = file.strip_prefix(path).ok()?.components();
        let first = parts.next()?.as_os_str().to_string_lossy().into_owned();
        parts.next().map(|_| first)
    };
    let names: Vec<&Path> = pictures.iter().map(PathBuf::as_path).collect();
    let is_class = |folder: &String| options.classes.contains(folder);
    let by_folder = steps(&names, options, |file| {
        below(file)
            .filter(|folder| !is_class(folder))
            .and_then(|folder| step_of(&folder))
    });
    let by_name = || steps(&names, options, |file| step_by_word(&stem(file)));
    let is_of_many = |steps: &Vec<u64>| {
        let mut distinct = steps.clone();
        distinct.sort_unstable();
        distinct.dedup();
        2 * distinct.len() <= steps.len()
    };
    // The first folder of a step may have a single picture so far.
    let by_folder = by_folder.filter(|steps| options.is_growing || is_of_many(steps));
    let by_step = by_folder.or_else(|| by_name().filter(is_of_many));
    let Some(steps) = by_step.filter(|_| !options.is_pooled) else {
        let classes: Option<Vec<String>> = names.iter().map(|file| below(file)).collect();
        let content = with_classes(pictures, classes);
        return vec![SampleSet::new(path, None, content)];
    };
    let mut distinct = steps.clone();
    distinct.sort_unstable();
    distinct.dedup();
    let of_step = |step: u64| {
        let files = pictures.iter().zip(&steps).filter(|(_, it)| **it == step);
        let files: Vec<PathBuf> = files.map(|(file, _)| file.clone()).collect();
        SampleSet::new(path, Some(step), with_classes(&files, None))
    };
    distinct.into_iter().map(of_step).collect()
}

/// Pictures, with the subfolder that each is in as its class where all are in one of several.
fn with_classes(pictures: &[PathBuf], folders: Option<Vec<String>>) -> Content {
    let mut names = folders.clone().unwrap_or_default();
    names.sort_unstable();
    names.dedup();
    let is_classes = (2..=MOST_CLASSES).contains(&names.len());
    let class = |at: usize| {
        let folder = &folders.as_ref()?[at];
        names.binary_search(folder).ok().filter(|_| is_classes)
    };
    let files = pictures.iter().enumerate().map(|(at, path)| PictureFile {
        path: path.clone(),
        class: class(at).map(|class| class as u8),
    });
    Content::Pictures(files.collect(), if is_classes { names } else { Vec::new() })
}

/// Files below a folder, by what they are.
#[derive(Default)]
struct Found {
    pictures: Vec<PathBuf>,
    arrays: Vec<PathBuf>,
    others: usize,
}

/// Collects in the order of paths. Hidden files, links to folders, pipes and devices are passed over.
fn collect(folder: &Path, depth: usize, found: &mut Found) -> Result<(), SampleError> {
    let refused = |error| SampleError::io(folder)(error);
    for path in files::entries(folder).map_err(refused)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with('.') {
            continue;
        }
        let Ok(kind) = std::fs::symlink_metadata(&path).map(|it| it.file_type()) else {
            found.others += 1;
            continue;
        };
        if kind.is_dir() && depth > 0 {
            collect(&path, depth - 1, found)?;
        } else if !kind.is_dir() && path.is_file() {
            if is_picture(&path) {
                found.pictures.push(path);
            } else if has_extension(&path, &array_file::EXTENSIONS) {
                found.arrays.push(path);
            } else {
                found.others += 1;
            }
        }
    }
    Ok(())
}

fn is_picture(path: &Path) -> bool {
    has_extension(path, &PICTURE_ENDINGS)
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    let extension = path.extension().unwrap_or_default();
    let extension = extension.to_string_lossy().to_lowercase();
    extensions.contains(&extension.as_str())
}
