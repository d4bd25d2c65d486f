//! The catalog's rows of the outermost blocks: a study and its sweep.

use super::log::Log;
use super::run::Run;
use super::search::Search;
use super::seeds::SEEDS_WORDS;
use super::slurm::SlurmOptions;
use super::sweep::Budget;
use super::transfer::Transfer;
use crate::schema::{ABSENT, Allowed, Entry, FilePath, Parameter, REQUIRED, block, named, one_of};

/// Characters in the name of a study, at most.
pub(super) const LONGEST_NAME: usize = 64;

/// What a question is, in words.
pub(super) const QUESTION_WORDS: &str = "a sentence";

pub(super) static STUDY: Entry = Entry {
    kind: "block",
    name: "study",
    summary: "A study file: a question, one run, and what varies.",
    parameters: &[
        Parameter::new(
            "study",
            REQUIRED,
            "a name that can be a directory",
            name_words,
        ),
        Parameter::new(
            "question",
            ABSENT,
            "what the study wants to find out",
            || QUESTION_WORDS.to_string(),
        ),
        Parameter::new("run", "{}", "one training run", || block::<Run>().words()),
        Parameter::new(
            "transfer",
            ABSENT,
            "one style transfer, in place of `run`",
            || block::<Transfer>().words(),
        ),
        Parameter::new("sweep", ABSENT, "what varies between the runs", || {
            format!(
                "a mapping with the keys {}, or a list of such parts, which add up",
                SWEEP.keys().collect::<Vec<_>>().join(", ")
            )
        }),
        Parameter::new(
            "search",
            ABSENT,
            "how settings are dropped before their runs have ended",
            || named::<Search>().words(),
        ),
        Parameter::new(
            "log",
            ABSENT,
            "event files of every run, written while a sweep trains",
            || one_of::<Log>().words(),
        ),
        Parameter::new(
            "slurm",
            ABSENT,
            "what the jobs of `sweep --launch slurm` ask for",
            || block::<SlurmOptions>().words(),
        ),
    ],
    formula: "",
    source: "",
};

pub(super) static SWEEP: Entry = Entry {
    kind: "block",
    name: "sweep",
    summary: "What varies between the runs; without it the study is a single run. What stands in one part is combined.",
    parameters: &[
        Parameter::new("grid", ABSENT, "axes, all combined", || {
            "a mapping: a list of values for a path of run, a `range` of numbers, or a mapping of named arms"
                .to_string()
        }),
        Parameter::new(
            "zip",
            ABSENT,
            "axes of one length, whose values belong together",
            || "a mapping as that of `grid`".to_string(),
        ),
        Parameter::new("list", ABSENT, "written points", || {
            "a list of mappings from paths of run to values".to_string()
        }),
        Parameter::new(
            "csv",
            ABSENT,
            "a table of points: a line of paths of run, a line for each point",
            || FilePath.words(),
        ),
        Parameter::new("random", ABSENT, "drawn trials", || {
            "a mapping with `count` and axes".to_string()
        }),
        Parameter::new(
            "seeds",
            "1",
            "how many seeds, counted from run.seed, or which",
            || SEEDS_WORDS.to_string(),
        ),
        Parameter::new("budget", ABSENT, "how much is planned", || {
            block::<Budget>().words()
        }),
    ],
    formula: "",
    source: "",
};

/// What the name of a study is, in words.
pub(super) fn name_words() -> String {
    format!(
        "a name of letters, digits, `-`, `_` and `.`, not starting with `.` or `-`, at most {LONGEST_NAME}"
    )
}
