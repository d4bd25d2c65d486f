//! From places on the disk to a verdict.

use super::copied::{copied, fine_structure};
use super::error::JudgeError;
use super::form::{Asked, CommonForm, common_form};
use super::real_rows::{RealRows, SEED, shuffled};
use super::request::{Progress, SampleRequest};
use super::space::{Seen, Space};
use crate::data::{self, DataSet, Kind};
use crate::diagnose::{RunHistory, SampleFacts, SampleSpace, diagnose};
use crate::metrics::{ClassCounts, Counted, EVALUATED_ROWS, LookedAt, ModeCounts};
use crate::record::samples::{
    RowForm, SampleOptions, SampleRows, SampleSet, SetFacts, SetForm, ValueScale, find_samples,
};
use crate::report::{Counts, Gallery, JudgedSamples, JudgedSet};
use crate::statistics::{format_number, plural};
use crate::strategies::Loss;
use crate::train::EvalRow;

/// Sets from which on the verdict is about all of them, and has an onset: as of a run.
const LEAST_SETS: usize = 5;
/// Pictures that are shown, and points.
const SHOWN_PICTURES: usize = 64;
const SHOWN_POINTS: usize = 1_000;

/// Judges samples: one set by itself, five or more as the evaluations of a run.
///
/// # Errors
/// If they or the real rows cannot be read, or cannot be compared.
pub fn judge_samples(
    request: &SampleRequest,
    progress: &dyn Progress,
) -> Result<JudgedSamples, JudgeError> {
    let known = request.modes.as_ref().map(data::open).transpose()?;
    let real_set = real_set(request)?;
    let classes = real_set.as_ref().map(|set| set.classes().to_vec());
    let options = SampleOptions {
        classes: classes.unwrap_or_default(),
        ..request.options.clone()
    };
    let sets = find_samples(&request.fakes, &options)?;
    let last = &sets[sets.len() - 1];
    let fake_facts = last.facts()?;
    let real_facts = match (&real_set, &known) {
        (Some(set), _) => set.facts()?,
        (None, Some(known)) => facts_of_drawn(&**known),
        (None, None) => {
            let problem = "samples are judged beside real ones: add `--reals PATH`, or `--modes ring:8` and its like where these are known";
            return Err(JudgeError::Asked(problem.to_string()));
        }
    };
    let wants_classes = !matches!(
        request.space,
        Some(SampleSpace::ImageNet | SampleSpace::Values | SampleSpace::Modes)
    );
    let has_classes = real_set.as_ref().is_some_and(has_classes) && wants_classes;
    let asked = Asked {
        side: request.side,
        limit: request.limit,
        has_classes,
        scales: request.scales,
    };
    let form = common_form(&fake_facts, &real_facts, &asked)?;
    let reals = read_reals(
        request,
        real_set.as_ref(),
        known.as_deref(),
        &real_facts,
        form,
        progress,
    )?;
    if reals.count() == 0 {
        let problem = "no real row is finite: there is nothing to compare samples with";
        return Err(JudgeError::Asked(problem.to_string()));
    }
    let modes = known.as_deref().and_then(|known| known.modes().cloned());
    let space = Space::choose(request, modes, &reals, progress)?;
    let seen = space.look("real features", &reals, request, progress);
    let mut real = RealRows::new(&reals, seen);
    let mut judged = Vec::with_capacity(sets.len());
    let mut at_end = None;
    for set in &sets {
        let facts = set.facts()?;
        let form = common_form(&facts, &real_facts, &asked)?;
        let total = facts.rows.min(request.limit);
        let rows = set.read(&facts, form.fakes, &|count| {
            progress.advance("reading samples", count, total);
        })?;
        notes_of(&rows, progress);
        let seen = space.look("features of samples", &rows, request, progress);
        judged.push(JudgedSet {
            name: set.path.display().to_string(),
            step: set.step,
            samples: rows.count(),
            measured: (rows.count() > 0).then(|| measure(&mut real, &rows, &seen, &space)),
        });
        at_end = Some((rows, seen, facts));
    }
    let (rows, seen, facts) = at_end.expect("there is a set");
    let ending = Ending {
        rows: &rows,
        seen: &seen,
        facts: &facts,
        real_facts: &real_facts,
        form,
    };
    Ok(conclude(request, judged, &real, &space, ending, progress))
}

/// The real rows on the disk, all as one set.
fn real_set(request: &SampleRequest) -> Result<Option<SampleSet>, JudgeError> {
    let Some(path) = &request.reals else {
        return Ok(None);
    };
    let options = SampleOptions {
        is_pooled: true,
        tiles: request.options.tiles.filter(|_| path.is_file()),
        ..request.options.clone()
    };
    Ok(find_samples(path, &options)?.into_iter().next())
}

/// Whether classes may be learned: subfolders say so before, arrays only once they are read.
fn has_classes(set: &SampleSet) -> bool {
    set.classes().len() > 1 || set.has_labels()
}

fn facts_of_drawn(known: &dyn DataSet) -> SetFacts {
    SetFacts {
        rows: EVALUATED_ROWS,
        form: match known.kind() {
            kind @ (Kind::Numbers | Kind::Points) => SetForm::Vectors { width: kind.row() },
            Kind::Images { side, channels } => SetForm::drawn(side, channels),
        },
    }
}

fn read_reals(
    request: &SampleRequest,
    set: Option<&SampleSet>,
    known: Option<&dyn DataSet>,
    facts: &SetFacts,
    form: CommonForm,
    progress: &dyn Progress,
) -> Result<SampleRows, JudgeError> {
    if let Some(set) = set {
        let total = facts.rows.min(request.limit);
        let rows = set.read(facts, form.reals, &|count| {
            progress.advance("reading reals", count, total);
        })?;
        notes_of(&rows, progress);
        return Ok(rows);
    }
    let known = known.expect("one of the two is there");
    let form = match known.kind() {
        kind @ (Kind::Numbers | Kind::Points) => RowForm::Vector { width: kind.row() },
        Kind::Images { side, channels } => RowForm::Image { side, channels },
    };
    Ok(SampleRows::drawn(
        form,
        known.reference(SEED, EVALUATED_ROWS),
    ))
}

/// What was left out.
fn notes_of(rows: &SampleRows, progress: &dyn Progress) {
    if let Some(first) = rows.unreadable.first() {
        let count = plural(rows.unreadable.len(), "picture");
        progress.note(format!(
            "left out {count} that cannot be read, such as {first}"
        ));
    }
    if rows.not_finite > 0 {
        let count = plural(rows.not_finite, "row");
        progress.note(format!("left out {count} with a value that is not finite"));
    }
}

/// The metrics of a set: of as many rows as there are real ones, and counts of all.
fn measure(
    real: &mut RealRows,
    rows: &SampleRows,
    seen: &Seen,
    space: &Space,
) -> crate::metrics::MetricValues {
    let order = shuffled(rows.count());
    let numbers = &order[..real.compared(rows.count())];
    let chosen = rows.rows(numbers);
    let features = seen.of_rows(numbers);
    let looked_at = LookedAt {
        rows: &chosen,
        width: rows.form.row(),
        features: features
            .as_ref()
            .map(|(all, width)| (all.as_slice(), *width)),
    };
    let all;
    let counted = match space {
        Space::Modes(modes) => {
            all = counted_rows(rows, &order);
            Counted::Modes(&all, modes)
        }
        Space::Classes(_, _, shares) => Counted::Classes(&seen.classes, shares),
        Space::ImageNet | Space::Values => Counted::Nothing,
    };
    let evaluator = real.evaluator(rows.count(), space);
    evaluator.measure_looked_at(&looked_at, counted)
}

/// All points, or as many pictures as are compared.
fn counted_rows(rows: &SampleRows, order: &[usize]) -> Vec<f32> {
    match rows.form {
        RowForm::Vector { .. } => rows.rows(order),
        RowForm::Image { .. } => rows.rows(&order[..order.len().min(EVALUATED_ROWS)]),
    }
}

/// The last set, which is judged.
struct Ending<'a> {
    rows: &'a SampleRows,
    seen: &'a Seen,
    facts: &'a SetFacts,
    real_facts: &'a SetFacts,
    form: CommonForm,
}

fn conclude(
    request: &SampleRequest,
    judged: Vec<JudgedSet>,
    real: &RealRows,
    space: &Space,
    ending: Ending,
    progress: &dyn Progress,
) -> JudgedSamples {
    let Ending { rows, seen, .. } = ending;
    let is_single = judged.len() < LEAST_SETS;
    let mut facts = facts_of(&ending, real, space, is_single);
    let order = shuffled(rows.count());
    let most = match rows.form {
        RowForm::Image { .. } => SHOWN_PICTURES,
        RowForm::Vector { .. } => SHOWN_POINTS,
    };
    let shown = &order[..order.len().min(most)];
    let mut gallery = Gallery {
        form: rows.form,
        fakes: rows.rows(shown),
        reals: real.first(most),
        pairs: Vec::new(),
    };
    match copied(rows, real.rows, request.threads, progress) {
        Ok(found) => {
            facts.copies = Some(found.shares);
            gallery.pairs = found.pairs;
        }
        Err(why) => facts.not_judged.push(why),
    }
    let evals: Vec<EvalRow> = judged.iter().filter_map(JudgedSet::row).collect();
    let first = if is_single {
        evals.len().saturating_sub(1)
    } else {
        0
    };
    let log = request.log.as_ref();
    let history = RunHistory {
        facts: Some(&facts),
        assumes_mean: log.is_some_and(|log| log.assumes_mean),
        ..RunHistory::external(
            log.map_or(Loss::NonSaturating, |log| log.loss),
            real.compared(rows.count()).max(match space {
                Space::Modes(_) | Space::Classes(..) => rows.count(),
                Space::ImageNet | Space::Values => 0,
            }),
            log.map_or(&[], |log| &log.steps),
            &evals[first..],
        )
    };
    let diagnosis = diagnose(&history);
    let comparison = format!(
        "{} and {} compared as {} by {}",
        plural(rows.count(), "sample"),
        plural(real.rows.count(), "real row"),
        rows.form,
        space.words(rows.form)
    );
    JudgedSamples {
        diagnosis,
        counts: counts_of(rows, seen, space),
        sets: judged,
        facts,
        gallery,
        comparison,
    }
}

fn facts_of(ending: &Ending, real: &RealRows, space: &Space, is_single: bool) -> SampleFacts {
    let Ending {
        rows,
        facts,
        real_facts,
        form,
        ..
    } = ending;
    let pictures = facts.pictures().zip(real_facts.pictures());
    let count = rows.count();
    let all = count + rows.not_finite;
    let mut not_judged = Vec::new();
    let has_own_size = pictures.is_some_and(|(fake, real)| {
        let side = form.fakes.target.0;
        fake.side == real.side && fake.side == side
    });
    let compared = real.compared(count);
    let structure = has_own_size
        .then(|| {
            let order = shuffled(count);
            fine_structure(
                &rows.rows(&order[..compared]),
                &real.first(compared),
                rows.form,
            )
        })
        .flatten();
    if pictures.is_some() && structure.is_none() {
        let why = "blur, noise and checkerboards were not judged: the pictures are compared at another size than their own";
        not_judged.push(why.to_string());
    }
    if compared < count && !matches!(space, Space::Modes(_) | Space::Classes(..)) {
        let (compared, count) = (format_number(compared as f64), format_number(count as f64));
        not_judged.push(format!(
            "metrics compare {compared} of the {count} samples with as many real rows; copies are looked for among all"
        ));
    }
    let ends = |scale: ValueScale| (f64::from(scale.low), f64::from(scale.high));
    SampleFacts {
        space: space.name(),
        is_single,
        counts: (count, real.rows.count()),
        not_finite: rows.not_finite as f64 / all.max(1) as f64,
        copies: None,
        detail: structure.map(|(detail, _)| detail),
        alternation: structure.map(|(_, alternation)| alternation),
        sides: pictures.map(|(fake, real)| (fake.side, real.side)),
        colours: pictures.map(|(fake, real)| (fake.has_colour, real.has_colour)),
        scales: pictures
            .filter(|(fake, real)| !fake.is_bytes && !real.is_bytes && fake.scale != real.scale)
            .map(|(fake, real)| [ends(fake.scale), ends(real.scale)]),
        not_judged,
    }
}

/// Samples by mode or class.
fn counts_of(rows: &SampleRows, seen: &Seen, space: &Space) -> Option<Counts> {
    match space {
        Space::Modes(modes) => {
            let order = shuffled(rows.count());
            let counts = ModeCounts::new(&counted_rows(rows, &order), modes).by_mode;
            let share = 1.0 / counts.len() as f64;
            let named = counts.into_iter().enumerate();
            Some(Counts {
                what: "mode",
                rows: named
                    .map(|(at, count)| ((at + 1).to_string(), count, share))
                    .collect(),
            })
        }
        Space::Classes(_, names, shares) => {
            let counts = ClassCounts::new(&seen.classes, names.len()).by_class;
            let rows = names.iter().zip(counts).zip(shares);
            Some(Counts {
                what: "class",
                rows: rows
                    .map(|((name, count), share)| (name.clone(), count, *share))
                    .collect(),
            })
        }
        Space::ImageNet | Space::Values => None,
    }
}
