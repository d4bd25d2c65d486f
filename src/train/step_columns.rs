//! The columns of `steps.parquet`, in one table: writing, reading, comparing, exporting, logs of
//! other programs and the check for values that are not finite all iterate it.
//!
//! A new column is one field of [`StepRow`] and one row here that says since which format version of
//! stored runs it is there. Files of the current version have every column; a file that lacks one that
//! its version has is damaged. Logs of
//! other programs may lack any: there the value is the kind's [`ColumnKind::absent`].

use super::StepRow;
use crate::metrics::Unit;

/// How the values of a column are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// A whole number in every row: 64-bit integers without null.
    Count,
    /// A number in every row: 64-bit floats without null.
    Number,
    /// 64-bit floats; null where there is no such value.
    Optional,
}

impl ColumnKind {
    /// The value where a log of another program has none: one update per row, an unknown number,
    /// or no value.
    pub fn absent(self) -> Option<f64> {
        match self {
            ColumnKind::Count => Some(1.0),
            ColumnKind::Number => Some(f64::NAN),
            ColumnKind::Optional => None,
        }
    }
}

/// One column of the table of steps.
#[derive(Clone, Copy, Debug)]
pub struct StepColumn {
    /// Its name in files.
    pub name: &'static str,
    /// The unit of its values, as in the file's metadata.
    pub unit: Unit,
    /// How its values are stored.
    pub kind: ColumnKind,
    /// Whether a value that is not finite ends the run as diverged.
    pub must_be_finite: bool,
    /// Whether only seesaw has it: logs of other programs are not searched for it.
    pub only_in_seesaw: bool,
    /// Format version of stored runs from which on files have it. Before, it is null.
    pub since: u32,
    /// The value in a row. `None` only if the column is [`ColumnKind::Optional`].
    pub get: fn(&StepRow) -> Option<f64>,
    /// Sets the value in a row. `None` changes a column that is not [`ColumnKind::Optional`] to 0.
    pub set: fn(&mut StepRow, Option<f64>),
}

/// The first column, which names the row: steps from 1.
pub const STEP: StepColumn = count(
    "step",
    Unit::StepNumber,
    |row| Some(row.step as f64),
    |row, value| row.step = value.unwrap_or_default() as u64,
);

/// Every column after [`STEP`], in the order of the file.
pub const STEP_COLUMNS: &[StepColumn] = &[
    optional(
        "d_loss",
        Unit::MeanLoss,
        |row| row.d_loss,
        |row, value| row.d_loss = value,
    )
    .finite(),
    optional(
        "g_loss",
        Unit::Loss,
        |row| row.g_loss,
        |row, value| row.g_loss = value,
    )
    .finite(),
    optional(
        "d_real",
        Unit::Score,
        |row| row.d_real,
        |row, value| row.d_real = value,
    ),
    optional(
        "d_fake",
        Unit::Score,
        |row| row.d_fake,
        |row, value| row.d_fake = value,
    ),
    optional(
        "d_acc",
        Unit::ShareOfRows,
        |row| row.d_acc,
        |row, value| row.d_acc = value,
    ),
    optional(
        "d_grad_norm",
        Unit::Norm,
        |row| row.d_grad_norm,
        |row, value| row.d_grad_norm = value,
    )
    .finite(),
    optional(
        "g_grad_norm",
        Unit::Norm,
        |row| row.g_grad_norm,
        |row, value| row.g_grad_norm = value,
    )
    .finite(),
    optional(
        "fake_grad_norm",
        Unit::Norm,
        |row| row.fake_grad_norm,
        |row, value| row.fake_grad_norm = value,
    ),
    count(
        "d_stepped",
        Unit::Updates,
        |row| Some(f64::from(row.d_stepped)),
        |row, value| row.d_stepped = value.unwrap_or_default() as u16,
    ),
    count(
        "g_stepped",
        Unit::Updates,
        |row| Some(f64::from(row.g_stepped)),
        |row, value| row.g_stepped = value.unwrap_or_default() as u16,
    ),
    number(
        "lr_d",
        Unit::LearningRate,
        |row| Some(row.lr_d),
        |row, value| row.lr_d = value.unwrap_or_default(),
    ),
    number(
        "lr_g",
        Unit::LearningRate,
        |row| Some(row.lr_g),
        |row, value| row.lr_g = value.unwrap_or_default(),
    ),
    optional(
        "penalty",
        Unit::Penalty,
        |row| row.penalty,
        |row, value| row.penalty = value,
    )
    .finite(),
    optional(
        "d_class_loss",
        Unit::Nats,
        |row| row.d_class_loss,
        |row, value| row.d_class_loss = value,
    )
    .finite()
    .only_in_seesaw()
    .since(5),
    optional(
        "g_class_loss",
        Unit::Nats,
        |row| row.g_class_loss,
        |row, value| row.g_class_loss = value,
    )
    .finite()
    .only_in_seesaw()
    .since(5),
    optional(
        "reconstruction_loss",
        Unit::SquaredDistance,
        |row| row.reconstruction_loss,
        |row, value| row.reconstruction_loss = value,
    )
    .finite()
    .only_in_seesaw()
    .since(5),
    optional(
        "kl_loss",
        Unit::Nats,
        |row| row.kl_loss,
        |row, value| row.kl_loss = value,
    )
    .finite()
    .only_in_seesaw()
    .since(5),
    optional(
        "active_latents",
        Unit::Share,
        |row| row.active_latents,
        |row, value| row.active_latents = value,
    )
    .only_in_seesaw()
    .since(5),
    optional(
        "balance_state",
        Unit::BalanceState,
        |row| row.balance_state,
        |row, value| row.balance_state = value,
    )
    .only_in_seesaw(),
    optional(
        "adapted_strength",
        Unit::Share,
        |row| row.adapted_strength,
        |row, value| row.adapted_strength = value,
    )
    .only_in_seesaw(),
    optional(
        "theta",
        Unit::Parameter,
        |row| row.theta,
        |row, value| row.theta = value,
    )
    .only_in_seesaw()
    .since(5),
    optional(
        "psi",
        Unit::Parameter,
        |row| row.psi,
        |row, value| row.psi = value,
    )
    .only_in_seesaw()
    .since(5),
];

type Get = fn(&StepRow) -> Option<f64>;
type Set = fn(&mut StepRow, Option<f64>);

const fn column(
    name: &'static str,
    unit: Unit,
    kind: ColumnKind,
    get: Get,
    set: Set,
) -> StepColumn {
    StepColumn {
        name,
        unit,
        kind,
        must_be_finite: false,
        only_in_seesaw: false,
        since: 0,
        get,
        set,
    }
}

const fn optional(name: &'static str, unit: Unit, get: Get, set: Set) -> StepColumn {
    column(name, unit, ColumnKind::Optional, get, set)
}

const fn count(name: &'static str, unit: Unit, get: Get, set: Set) -> StepColumn {
    column(name, unit, ColumnKind::Count, get, set)
}

const fn number(name: &'static str, unit: Unit, get: Get, set: Set) -> StepColumn {
    column(name, unit, ColumnKind::Number, get, set)
}

impl StepColumn {
    /// This column, whose values that are not finite end the run as diverged.
    const fn finite(self) -> Self {
        Self {
            must_be_finite: true,
            ..self
        }
    }

    /// This column, which files have from this format version on.
    const fn since(self, version: u32) -> Self {
        Self {
            since: version,
            ..self
        }
    }

    /// This column, which logs of other programs do not have.
    const fn only_in_seesaw(self) -> Self {
        Self {
            only_in_seesaw: true,
            ..self
        }
    }
}

impl StepRow {
    /// The name of the first value that must be finite and is not.
    pub fn not_finite(&self) -> Option<&'static str> {
        let is_diverged = |column: &&StepColumn| {
            column.must_be_finite && (column.get)(self).is_some_and(|value| !value.is_finite())
        };
        Some(STEP_COLUMNS.iter().find(is_diverged)?.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_gives_back_what_was_set_and_changes_no_other() {
        let all = || std::iter::once(STEP).chain(STEP_COLUMNS.iter().copied());
        let values = |row: &StepRow| all().map(|column| (column.get)(row)).collect::<Vec<_>>();
        let before = values(&StepRow::default());
        for (index, column) in all().enumerate() {
            let mut row = StepRow::default();
            (column.set)(&mut row, Some(7.0));
            let mut expected = before.clone();
            expected[index] = Some(7.0);
            assert_eq!(values(&row), expected, "{}", column.name);
            (column.set)(&mut row, None);
            assert_eq!(values(&row), before, "{}", column.name);
        }
    }

    #[test]
    fn names_are_those_of_the_fields_and_no_field_is_missing() {
        let debug = format!("{:?}", StepRow::default());
        let fields = debug.matches(": ").count();
        let names: Vec<_> = std::iter::once(STEP)
            .chain(STEP_COLUMNS.iter().copied())
            .map(|column| column.name)
            .collect();
        assert_eq!(names.len(), fields);
        for name in names {
            assert!(debug.contains(&format!("{name}: ")), "{name} in {debug}");
        }
    }

    #[test]
    fn the_first_value_that_is_not_finite_is_named() {
        let row = StepRow {
            g_grad_norm: Some(f64::INFINITY),
            penalty: Some(f64::NAN),
            d_real: Some(f64::NAN),
            ..StepRow::default()
        };
        assert_eq!(row.not_finite(), Some("g_grad_norm"));
        assert_eq!(StepRow::default().not_finite(), None);
    }
}
