//! A whole study: its question, and every run that answers it.

use super::axis::{Axis, AxisValue, distinct};
use super::blocks::{LONGEST_NAME, QUESTION_WORDS, STUDY, SWEEP, name_words};
use super::cells::{Cell, expand};
use super::document::Document;
use super::id::{run_id, short_axis_names};
use super::log::Log;
use super::notes;
use super::patch::split;
use super::run::Run;
use super::search::{self, Search, SearchedRun};
use super::slurm::SlurmOptions;
use super::spec::{Spec, sha256_of};
use super::spelling::Spellings;
use super::sweep::{Sweep, SweptAxis};
use super::transfer::Transfer;
use crate::parallel::{cores, parallel_map};
use crate::schema::Declared;
use crate::schema::{Allowed, Choice, Fields, Node, one_of, read_block};
use crate::schema::{At, Problem};
use serde_yaml::{Mapping, Value};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

/// A validated study.
#[derive(Clone, Debug, PartialEq)]
pub struct Study<S = Run> {
    /// A name that can be a directory.
    pub name: String,
    /// What the study wants to find out; its name where it does not say.
    pub question: String,
    /// What varies, in the order of the grid.
    pub axes: Vec<Axis>,
    /// The seeds that repeat every cell.
    pub seeds: Vec<u64>,
    /// Every run, no two alike. Seeds vary slowest, so a part of the list still covers the grid.
    pub runs: Vec<PlannedRun<S>>,
    /// How settings are dropped on the way, if they are.
    pub search: Option<Search>,
    /// What a sweep writes for another program while it trains, if anything.
    pub log: Option<Log>,
    /// What its jobs ask a cluster for.
    pub slurm: SlurmOptions,
    /// Sentences about the sweep that its author may not expect.
    pub notes: Vec<String>,
    /// The YAML of this study, with overrides applied; the original text if there are none.
    pub text: String,
    /// How people read the values of each axis.
    spellings: Spellings,
}

impl<S> Study<S> {
    /// The names of the axes in few letters: the last part of each path where that tells them apart.
    pub fn axis_labels(&self) -> Vec<String> {
        short_axis_names(self.axes.iter().map(|axis| axis.name.as_str()))
    }

    /// A value of an axis as the study spells it; runs and files are named by the value itself.
    pub fn spelled(&self, axis: usize, value: &AxisValue) -> String {
        self.spellings.of(axis, value)
    }

    /// The values of a run on all axes, as the study spells them.
    pub fn spelled_cell(&self, cell: &[AxisValue]) -> Vec<String> {
        let values = cell.iter().enumerate();
        values
            .map(|(axis, value)| self.spelled(axis, value))
            .collect()
    }

    /// The text, where somebody wrote it; none where overrides made the serializer write it again, so
    /// that nobody has chosen how its numbers are spelled.
    pub fn handwritten_text(&self) -> Option<&str> {
        is_handwritten(&self.text).then_some(self.text.as_str())
    }
}

/// The study that a text plans, if it is a valid one of this kind.
fn planned_by<S: Spec>(text: &str) -> Option<Study<S>> {
    plan(&Document::parse("study.yaml", text).ok()?).ok()
}

#[expect(
    private_bounds,
    reason = "there are two kinds of runs, both of this crate"
)]
impl<S: Spec> Study<S> {
    /// Whether a stored study is this one, or has its runs: then only its words differ, or how it
    /// is executed.
    pub fn plans_the_runs_of(&self, text: &str) -> bool {
        let ids = |study: &Study<S>| -> Vec<String> {
            let ids = study.runs.iter().map(|planned| planned.id.clone());
            ids.collect()
        };
        text == self.text || planned_by::<S>(text).is_some_and(|stored| ids(&stored) == ids(self))
    }

    /// How the runs of this study differ from those of the study that this text describes.
    pub fn compared_with(&self, text: &str) -> RunsCompared {
        let Some(stored) = planned_by::<S>(text) else {
            return RunsCompared::default();
        };
        let ids = |study: &Study<S>| -> HashSet<String> {
            let ids = study.runs.iter().map(|planned| planned.id.clone());
            ids.collect()
        };
        let (new, old) = (ids(self), ids(&stored));
        RunsCompared {
            added: new.difference(&old).count(),
            kept: new.intersection(&old).count(),
            removed: old.difference(&new).count(),
        }
    }
}

/// How many runs two versions of a study have, and share. Versions with the same runs differ only in
/// words, or in how they are executed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RunsCompared {
    /// Runs that only the new version has.
    pub added: usize,
    /// Runs that both have.
    pub kept: usize,
    /// Runs that only the old version has.
    pub removed: usize,
}

/// One run of a study.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedRun<S = Run> {
    /// Readable, unique in the study, and fit for a directory.
    pub id: String,
    /// The value on every axis, as the run really has it.
    pub cell: Vec<AxisValue>,
    /// The seed, also in `run`.
    pub seed: u64,
    /// The run itself.
    pub run: S,
    /// SHA-256 of the run's YAML, in hex.
    pub hash: String,
}

impl<S> PlannedRun<S> {
    /// Its values on all axes in one text: equal for runs that differ in their seed only.
    pub fn setting_words(&self) -> String {
        let words: Vec<String> = self.cell.iter().map(ToString::to_string).collect();
        words.join(", ")
    }
}

impl PlannedRun {
    /// A run that belongs to no study.
    pub fn alone(run: &Run) -> Self {
        let hash = run.sha256();
        Self {
            id: run_id(&[], &[], run.seed, &hash),
            cell: Vec::new(),
            seed: run.seed,
            run: run.clone(),
            hash,
        }
    }
}

/// Plans every run that a document asks for.
pub(super) fn plan<S: Spec>(document: &Document) -> Result<Study<S>, Problem> {
    let fields = open(document)?;
    let name = read_name(&fields.required("study")?)?;
    let question = fields.written("question");
    let question = question.map_or_else(|| Ok(name.clone()), |node| read_question(&node))?;

    let base = fields
        .written(S::BLOCK)
        .unwrap_or_else(|| fields.get("run"));
    let base_run = S::read_written(base.clone())?;
    base_run.check(&base.path)?;

    let none = Value::Mapping(Mapping::new());
    let absent = Node::new(split("sweep"), &none);
    let sweep = Sweep::read(&fields.written("sweep").unwrap_or(absent), base_run.seed())?;
    for change in document.overrides() {
        change.refuse_swept(&sweep.axes)?;
    }
    let slurm = fields.written("slurm").map(read_block).transpose()?;
    let search = fields.written("search").map(|node| Search::read(&node));
    let search = search.transpose()?;
    let log = fields
        .written("log")
        .map(|node| one_of::<Log>().read(&node));
    let log = log.transpose()?;
    if let (Some(_), "transfer") = (log, S::BLOCK) {
        let message = "`log` is for runs of GANs: a style transfer is one picture";
        return Err(Problem::new(&split("log"), At::Key, message));
    }

    let cells: Vec<Cell<S>> = expand(&base.value, &sweep)?;
    let mut notes = notes::about(&base.value, &sweep.axes, &cells, sweep.seeds.len());
    let cells = without_repeats(cells);
    let mut runs = planned(&sweep, &cells);
    let left_out = keep_to_budget(&sweep, &mut runs)?;
    if let Some(search) = &search {
        notes.extend(search::check(search, &searched(&runs), left_out.is_some())?);
    }
    notes.extend(left_out);
    let text = document.effective_text().into_owned();
    let written = if is_handwritten(&text) { &text } else { "" };
    Ok(Study {
        name,
        question,
        axes: shown_axes(&sweep.axes, &cells),
        seeds: seeds_of(&sweep, &runs),
        runs,
        search,
        log,
        slurm: slurm.unwrap_or_default(),
        notes,
        spellings: Spellings::new(sweep.axes.len(), &cells, written),
        text,
    })
}

/// Whether the serializer would have written this text otherwise.
fn is_handwritten(text: &str) -> bool {
    let read: Result<Value, _> = serde_yaml::from_str(text);
    let again = read.and_then(|value| serde_yaml::to_string(&value));
    again.is_ok_and(|again| again != text)
}

/// Opens the root; a run key there is most likely one that has slipped out of `run`.
fn open(document: &Document) -> Result<Fields<'_>, Problem> {
    refuse_unindented(document.root())?;
    refuse_two_blocks(document.root())?;
    Fields::open(Node::new(Vec::new(), document.root()), &STUDY).map_err(|problem| {
        let slipped = problem.path.last().filter(|key| {
            problem.path.len() == 1 && Run::ENTRY.keys().any(|known| known == key.as_str())
        });
        let inside = slipped.map(|key| format!("run.{key}"));
        let suggestion = inside.or(problem.suggestion);
        Problem {
            suggestion,
            ..problem
        }
    })
}

/// Refuses a study of two kinds of runs.
fn refuse_two_blocks(root: &Value) -> Result<(), Problem> {
    let has = |block: &str| root.get(block).is_some();
    if has(Run::BLOCK) && has(Transfer::BLOCK) {
        let message =
            "a study has `run`, for GANs, or `transfer`, for style transfers, and not both";
        return Err(Problem::new(&split(Transfer::BLOCK), At::Key, message));
    }
    Ok(())
}

/// Refuses a block whose keys stand below it without indentation, by which it is empty and they are
/// keys of the study.
fn refuse_unindented(root: &Value) -> Result<(), Problem> {
    let Some(root) = root.as_mapping() else {
        return Ok(());
    };
    let blocks = [
        (Run::BLOCK, Run::ENTRY),
        (Transfer::BLOCK, Transfer::ENTRY),
        ("sweep", &SWEEP),
        ("slurm", SlurmOptions::ENTRY),
    ];
    for (name, block) in blocks {
        let keys = || root.keys().filter_map(Value::as_str);
        let mut below = keys().skip_while(|key| *key != name).skip(1);
        let is_empty = root.get(name) == Some(&Value::Null);
        let slipped = below
            .next()
            .filter(|key| block.keys().any(|known| known == *key));
        if let (true, Some(key)) = (is_empty, slipped) {
            let message = format!(
                "`{key}` is not indented, so it is no key of `{name}`: indent the keys of `{name}` by two \
                 spaces"
            );
            return Err(Problem::new(&[key.to_string()], At::Key, message));
        }
    }
    Ok(())
}

fn read_name(node: &Node<'_>) -> Result<String, Problem> {
    let plain = |name: &str| {
        name.chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
    };
    match node.value.as_str() {
        Some(name)
            if plain(name)
                && !name.is_empty()
                && !name.starts_with(['.', '-'])
                && name.len() <= LONGEST_NAME =>
        {
            Ok(name.to_string())
        }
        _ => Err(node.wrong(&name_words())),
    }
}

fn read_question(node: &Node<'_>) -> Result<String, Problem> {
    match node.value.as_str() {
        Some(question) if !question.trim().is_empty() => Ok(question.trim().to_string()),
        _ => Err(node.wrong(QUESTION_WORDS)),
    }
}

/// Leaves out the runs beyond the budget, and says how many these are.
fn keep_to_budget<S: Spec>(
    sweep: &Sweep,
    runs: &mut Vec<PlannedRun<S>>,
) -> Result<Option<String>, Problem> {
    let all = runs.len();
    let steps = runs.iter().map(|planned| planned.run.steps());
    let allowed = sweep.budget.allows(steps);
    if allowed == 0 && all > 0 {
        let message = format!(
            "the budget has fewer steps than the first run, which takes {}",
            runs[0].run.steps()
        );
        return Err(Problem::new(&split("sweep.budget"), At::Key, message));
    }
    runs.truncate(allowed);
    let left_out = all - allowed;
    Ok((left_out > 0).then(|| format!("the budget leaves out {left_out} of {all} runs")))
}

/// What a search needs to know of runs.
fn searched<S: Spec>(runs: &[PlannedRun<S>]) -> Vec<SearchedRun> {
    let known = |planned: &PlannedRun<S>| SearchedRun {
        setting: planned.setting_words(),
        seed: planned.seed,
        steps: planned.run.steps(),
        every: planned.run.evaluation_interval(),
        may_go_back: planned.run.may_go_back(),
    };
    runs.iter().map(known).collect()
}

/// The seeds that the planned runs have, in the order of the sweep.
fn seeds_of<S>(sweep: &Sweep, runs: &[PlannedRun<S>]) -> Vec<u64> {
    let used: HashSet<u64> = runs.iter().map(|planned| planned.seed).collect();
    let seeds = sweep.seeds.iter().copied();
    seeds.filter(|seed| used.contains(seed)).collect()
}

/// Keeps the first of the cells that resolve to the same run, with the seeds of all of them.
fn without_repeats<S: Spec>(cells: Vec<Cell<S>>) -> Vec<Cell<S>> {
    let mut places = HashMap::new();
    let mut kept: Vec<Cell<S>> = Vec::new();
    for cell in cells {
        match places.entry(cell.yaml.clone()) {
            Entry::Vacant(place) => {
                place.insert(kept.len());
                kept.push(cell);
            }
            Entry::Occupied(place) => kept[*place.get()].seeds.extend(cell.seeds),
        }
    }
    kept
}

fn shown_axes<S>(axes: &[SweptAxis], cells: &[Cell<S>]) -> Vec<Axis> {
    let shown = |(index, axis): (usize, &SweptAxis)| Axis {
        name: axis.name.clone(),
        kind: axis.kind,
        values: distinct(cells.iter().map(|cell| &cell.values[index])),
    };
    axes.iter().enumerate().map(shown).collect()
}

fn planned<S: Spec>(sweep: &Sweep, cells: &[Cell<S>]) -> Vec<PlannedRun<S>> {
    let labels = short_axis_names(sweep.axes.iter().map(|axis| axis.name.as_str()));
    let seeds = sweep.seeds.iter();
    let every = seeds.flat_map(|seed| cells.iter().map(move |cell| (*seed, cell)));
    let every: Vec<_> = every
        .filter(|(seed, cell)| cell.seeds.contains(seed))
        .collect();
    // The hashes of ten thousand runs take the time.
    parallel_map(&every, cores(), |(seed, cell)| {
        let run = cell.run.with_seed(*seed);
        let hash = match cell.run.seed() == *seed {
            true => sha256_of(&cell.yaml),
            false => run.sha256(),
        };
        PlannedRun {
            id: run_id(&labels, &cell.values, *seed, &hash),
            cell: cell.values.clone(),
            seed: *seed,
            run,
            hash,
        }
    })
}
