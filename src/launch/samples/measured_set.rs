//! A set of samples beside the real rows: its metrics, and what is known beside them.

use super::copied::fine_structure;
use super::order::shuffled;
use super::real_rows::RealRows;
use super::repeated_rows::measurable;
use super::space::{Seen, Space};
use crate::diagnose::SampleFacts;
use crate::metrics::{
    Counted, EVALUATED_ROWS, LookedAt, MetricValues, ModeSurroundings, PartShares, RepeatShares,
};
use crate::record::samples::{Reading, RowForm, SampleRows, SetFacts, ValueScale};
use crate::report::JudgedSet;
use crate::statistics::format_number;

/// A set that was measured.
#[derive(Clone, Debug)]
pub struct MeasuredSet {
    /// Its metrics.
    pub set: JudgedSet,
    /// What is known beside them; copies of real rows were not looked for.
    pub facts: SampleFacts,
    /// Samples that its metrics rest on.
    pub behind: usize,
    /// In words: what was compared with what, as what.
    pub comparison: String,
}

impl MeasuredSet {
    /// Its step, with the share of its samples that are not finite.
    pub fn not_finite(&self) -> Option<(u64, f64)> {
        Some((self.set.step?, self.facts.not_finite))
    }
}

/// The metrics of a set: of as many rows as there are real ones, and counts of all.
pub(super) fn measure(
    real: &mut RealRows,
    rows: &SampleRows,
    seen: &Seen,
    space: &Space,
) -> MetricValues {
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
    let measured = evaluator.measure_looked_at(&looked_at, counted);
    match real.repeated {
        Some(_) => measurable(measured),
        None => measured,
    }
}

/// All points, or as many pictures as are compared.
pub(super) fn counted_rows(rows: &SampleRows, order: &[usize]) -> Vec<f32> {
    match rows.form {
        RowForm::Vector { .. } => rows.rows(order),
        RowForm::Image { .. } => rows.rows(&order[..order.len().min(EVALUATED_ROWS)]),
    }
}

/// What neighbours say of samples.
#[derive(Default)]
pub(super) struct Neighbours {
    pub parts: Option<PartShares>,
    pub repeats: Option<RepeatShares>,
    pub unlike: Option<f64>,
    pub pair_spread: Option<f64>,
}

/// What is known of a set beside its metrics; `facts` are those of both sides.
pub(super) fn facts_of(
    rows: &SampleRows,
    (facts, real_facts): (&SetFacts, &SetFacts),
    read: Reading,
    (real, neighbours): (&RealRows, Neighbours),
    space: &Space,
) -> SampleFacts {
    let pictures = facts.pictures().zip(real_facts.pictures());
    let count = rows.count();
    let all = count + rows.not_finite;
    let mut not_judged = Vec::new();
    let has_own_size = pictures.is_some_and(|(fake, real)| {
        let side = read.target.0;
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
        is_single: false,
        counts: (count, real.rows.count()),
        not_finite: rows.not_finite as f64 / all.max(1) as f64,
        not_finite_at: Vec::new(),
        copies: None,
        repeats: neighbours.repeats,
        unlike: neighbours.unlike,
        pair_spread: neighbours.pair_spread,
        surroundings: match space {
            Space::Modes(modes) => {
                let rows = counted_rows(rows, &shuffled(count));
                Some(ModeSurroundings::new(&rows, modes))
            }
            _ => None,
        },
        parts: neighbours.parts,
        detail: structure.and_then(|(detail, _)| detail),
        alternation: structure.map(|(_, alternation)| alternation),
        sides: pictures.map(|(fake, real)| (fake.side, real.side)),
        colours: pictures.map(|(fake, real)| (fake.has_colour, real.has_colour)),
        scales: pictures
            .filter(|(fake, real)| !fake.is_bytes && !real.is_bytes && fake.scale != real.scale)
            .map(|(fake, real)| [ends(fake.scale), ends(real.scale)]),
        not_judged,
    }
}
