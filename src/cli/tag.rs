//! `seesaw tag`: words to find a run by.

use std::path::PathBuf;

use super::exit::{CliError, Exit};
use super::lookup::runs::run_name;
use super::lookup::short_names::find_run;
use super::terminal::output::print_message;
use crate::record::{Annotation, Annotations, RunPaths, StudyPaths};
use crate::text::is_unfit;

/// Give a run words to find it by: `list --where "tag = WORD"`
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The run: its directory or id, or the beginning of its id or of the digits at its end
    run: String,
    /// The words
    #[arg(required = true, value_name = "WORD")]
    words: Vec<String>,
    /// Take the words away
    #[arg(long)]
    remove: bool,
    /// Folder that holds one directory per study
    #[arg(long, default_value = "results", value_name = "DIR")]
    results: PathBuf,
}

/// Writes the words beside the runs of the study; no file of the run changes.
///
/// # Errors
/// If there is no such run, a word is none, or the file cannot be written.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    let is_wrong = |word: &&String| {
        word.is_empty()
            || word.contains(|c: char| c.is_whitespace() || is_unfit(c) || "'\"()".contains(c))
    };
    if let Some(word) = arguments.words.iter().find(is_wrong) {
        return Err(CliError::Usage(format!(
            "`{word}` is no tag: a tag is one word without blanks, quotes and brackets; `seesaw note` takes sentences"
        )));
    }
    let run = find_run(&arguments.run, &arguments.results)?;
    change(&run, |annotation| match arguments.remove {
        true => annotation.tags.retain(|tag| !arguments.words.contains(tag)),
        false => annotation.tags.extend(arguments.words.iter().cloned()),
    })?;
    Ok(Exit::Ok)
}

/// Changes what is noted of a run, and says what it then is.
///
/// # Errors
/// If the run is part of no study, or the file cannot be written.
pub(super) fn change(run: &RunPaths, change: impl Fn(&mut Annotation)) -> Result<(), CliError> {
    let Some(study) = StudyPaths::of_run(run) else {
        return Err(CliError::Usage(format!(
            "{} is a run without a study, beside which notes are kept",
            run.root().display()
        )));
    };
    let id = run_name(run);
    Annotations::change(&study, std::slice::from_ref(&id), change)?;
    let words = Annotations::read(&study)?.of(&id).words();
    print_message(format_args!(
        "{id}: {}",
        words.unwrap_or_else(|| "nothing is noted".to_string())
    ));
    Ok(())
}
