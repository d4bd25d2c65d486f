//! What measures set after set against the same real rows.

use super::error::JudgeError;
use super::form::{Asked, common_form};
use super::measured_set::{MeasuredSet, Neighbours, facts_of, measure};
use super::order::SEED;
use super::real_rows::RealRows;
use super::remarks;
use super::repeated_rows;
use super::request::{Progress, SampleRequest};
use super::space::{Seen, Space};
use crate::data::{self, DataSet, Kind};
use crate::diagnose::SampleSpace;
use crate::metrics::EVALUATED_ROWS;
use crate::record::samples::{
    Reading, RowForm, SampleOptions, SampleRows, SampleSet, SetFacts, SetForm, find_samples,
};
use crate::report::JudgedSet;
use crate::statistics::plural;

/// Real rows that were looked at once, and all that decides how samples are compared with them.
pub struct SampleJudge {
    pub(super) request: SampleRequest,
    real_facts: SetFacts,
    asked: Asked,
    /// How real rows were read; samples are read in the same form.
    reals_read: Reading,
    pub(super) real: RealRows,
    pub(super) space: Space,
    /// The power of two by which vectors are multiplied.
    exponent: i32,
    /// What is to be said of the real rows.
    remarks: Vec<String>,
}

/// A set that was read, with what was seen of it.
pub(super) struct LookedAtSet {
    pub measured: MeasuredSet,
    pub rows: SampleRows,
    pub seen: Seen,
}

impl SampleJudge {
    /// Reads the real rows and looks at them, in the form that suits this set.
    ///
    /// # Errors
    /// If either side cannot be read, or they cannot be compared.
    pub fn new(
        request: SampleRequest,
        set: &SampleSet,
        progress: &dyn Progress,
    ) -> Result<Self, JudgeError> {
        let known = request.modes.as_ref().map(data::open).transpose()?;
        let real_set = real_set(&request)?;
        let real_facts = match (&real_set, &known) {
            (Some(set), _) => set.facts()?,
            (None, Some(known)) => facts_of_drawn(&**known),
            (None, None) => return Err(no_reals()),
        };
        let facts = set.facts()?;
        if let Some(known) = &known
            && facts.pictures().is_some()
            && matches!(known.kind(), Kind::Points | Kind::Numbers)
        {
            let problem =
                "`--modes` names modes of points, and the samples are pictures: leave it out";
            return Err(JudgeError::Asked(problem.to_string()));
        }
        let wants_classes = !matches!(
            request.space,
            Some(SampleSpace::ImageNet | SampleSpace::Values | SampleSpace::Modes)
        );
        let asked = Asked {
            side: request.side,
            limit: request.limit,
            has_classes: real_set.as_ref().is_some_and(has_classes) && wants_classes,
            scales: request.scales,
        };
        let form = common_form(&facts, &real_facts, &asked)?;
        let known = known.as_deref();
        let mut reals = match &real_set {
            Some(set) => read(READING_REALS, set, &real_facts, form.reals, progress)?,
            None => drawn(known.expect("one of the two is there")),
        };
        if reals.count() == 0 {
            let problem = "no real row is finite: there is nothing to compare samples with";
            return Err(JudgeError::Asked(problem.to_string()));
        }
        let modes = known.and_then(|known| known.modes().cloned());
        let is_known = modes.is_some();
        if !is_known && reals.count() > 1 && remarks::are_all_the_same(&reals) {
            let count = plural(reals.count(), "real row");
            let problem =
                format!("{count} are all the same: there is nothing that samples could miss");
            return Err(JudgeError::Asked(problem));
        }
        let exponent = if is_known {
            0
        } else {
            remarks::exponent(&reals)
        };
        reals.multiply(exponent);
        let is_of_files = real_set
            .as_ref()
            .is_some_and(SampleSet::is_of_picture_files);
        let space = Space::choose(&request, modes, (&reals, is_of_files), progress)?;
        let seen = space.look("real features", &reals, &request, progress);
        let rare_classes = space.rare_classes(&reals);
        let real = RealRows::new(reals, seen);
        let reals = &real.rows;
        let remarks = [
            remarks::other_range(reals, "--reals-range")
                .filter(|_| asked.scales[1].is_none())
                .map(|it| format!("of the reals, {it}")),
            remarks::other_size(exponent),
            rare_classes,
            real.repeated.map(repeated_rows::remark),
        ];
        Ok(Self {
            request,
            real_facts,
            asked,
            reals_read: form.reals,
            real,
            space,
            exponent,
            remarks: remarks.into_iter().flatten().collect(),
        })
    }

    /// Measures a set.
    ///
    /// # Errors
    /// If it cannot be read, or is nothing that the real rows can be compared with.
    pub fn measure(
        &mut self,
        set: &SampleSet,
        progress: &dyn Progress,
    ) -> Result<MeasuredSet, JudgeError> {
        Ok(self.look(set, progress)?.measured)
    }

    /// Measures a set, and keeps what was seen of it.
    pub(super) fn look(
        &mut self,
        set: &SampleSet,
        progress: &dyn Progress,
    ) -> Result<LookedAtSet, JudgeError> {
        let facts = set.facts()?;
        let form = common_form(&facts, &self.real_facts, &self.asked)?;
        let reading = Reading {
            target: self.reals_read.target,
            ..form.fakes
        };
        let mut rows = read("reading samples", set, &facts, reading, progress)?;
        rows.multiply(self.exponent);
        let what = "features of samples";
        let seen = self.space.look(what, &rows, &self.request, progress);
        let has_rows = rows.count() > 0;
        let set = JudgedSet {
            name: set.path.display().to_string(),
            step: set.step,
            samples: rows.count(),
            measured: has_rows.then(|| measure(&mut self.real, &rows, &seen, &self.space)),
        };
        let parts = self.real.parts(&rows, &seen, &self.space);
        let (repeats, unlike) = match rows.form {
            RowForm::Image { .. } => self.real.likeness(&rows),
            RowForm::Vector { .. } => (None, parts.map(|shares| shares.samples_unlike)),
        };
        let neighbours = Neighbours {
            parts,
            repeats,
            unlike,
            pair_spread: self.real.pair_spread(&rows),
        };
        let behind = self.real.compared(rows.count()).max(match self.space {
            Space::Modes(_) | Space::Classes(..) => rows.count(),
            Space::ImageNet | Space::Values => 0,
        });
        let about_both = (&facts, &self.real_facts);
        let beside = (&self.real, neighbours);
        let mut facts = facts_of(&rows, about_both, reading, beside, &self.space);
        let range = remarks::other_range(&rows, "--fakes-range");
        let range = range.filter(|_| self.asked.scales[0].is_none());
        let range = range.map(|it| format!("of the samples, {it}"));
        facts.not_judged.extend(range);
        facts.not_judged.extend(self.remarks.iter().cloned());
        let measured = MeasuredSet {
            facts,
            comparison: format!(
                "{} and {} compared as {} by {}",
                plural(rows.count(), "sample"),
                plural(self.real.rows.count(), "real row"),
                rows.form,
                self.space.words(rows.form)
            ),
            set,
            behind,
        };
        Ok(LookedAtSet {
            measured,
            rows,
            seen,
        })
    }
}

/// What is said while real rows are read.
const READING_REALS: &str = "reading reals";

/// Nothing was named that samples could be compared with.
fn no_reals() -> JudgeError {
    let problem = "samples are judged beside real ones: add `--reals PATH`, or `--modes ring:8` and its like where these are known";
    JudgeError::Asked(problem.to_string())
}

/// What the user says of samples, with the classes of the real pictures: a folder of this name is no step.
///
/// # Errors
/// If there are no real rows, or they cannot be read.
pub fn options_beside_reals(request: &SampleRequest) -> Result<SampleOptions, JudgeError> {
    if request.reals.is_none() && request.modes.is_none() {
        return Err(no_reals());
    }
    let classes = real_set(request)?.map(|set| set.classes().to_vec());
    Ok(SampleOptions {
        classes: classes.unwrap_or_default(),
        ..request.options.clone()
    })
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

/// Rows that the program draws itself.
fn drawn(known: &dyn DataSet) -> SampleRows {
    let form = match known.kind() {
        kind @ (Kind::Numbers | Kind::Points) => RowForm::Vector { width: kind.row() },
        Kind::Images { side, channels } => RowForm::Image { side, channels },
    };
    SampleRows::drawn(form, known.reference(SEED, EVALUATED_ROWS))
}

/// Reads a set, and says what was left out.
fn read(
    what: &'static str,
    set: &SampleSet,
    facts: &SetFacts,
    reading: Reading,
    progress: &dyn Progress,
) -> Result<SampleRows, JudgeError> {
    let total = facts.rows.min(reading.limit);
    if total < facts.rows && what == READING_REALS {
        progress.note(format!(
            "{total} of {} real rows are read, evenly spaced: `--limit` takes more",
            facts.rows
        ));
    }
    let rows = set.read(facts, reading, &|count| {
        progress.advance(what, count, total);
    })?;
    notes_of(&rows, progress);
    Ok(rows)
}

/// What was left out.
fn notes_of(rows: &SampleRows, progress: &dyn Progress) {
    if let Some(first) = rows.unreadable.first() {
        let count = plural(rows.unreadable.len(), "file");
        progress.note(format!(
            "left out {count} that cannot be read, such as {first}"
        ));
    }
    if let Some(why) = &rows.without_classes {
        progress.note(format!("no classes are known: {why}"));
    }
    if rows.not_finite > 0 {
        let count = plural(rows.not_finite, "row");
        progress.note(format!("left out {count} with a value that is not finite"));
    }
}
