//! The figures of one run: a row each. A new one is a file with a function and a row here.

use super::of_run::RunTables;
use super::{Canvas, PlotError};
use super::{balance, discriminator, gradients, losses, metrics, modes, samples};

/// A figure of one run.
pub struct RunFigure {
    /// File name without its extension.
    pub name: &'static str,
    /// What its title begins with.
    pub title: &'static str,
    /// One sentence for those who cannot see it.
    pub alternative: &'static str,
    /// The table that it is drawn from.
    pub(super) source: Source,
    /// Whether a run of this kind has the figure at all.
    pub(super) applies: fn(&RunTables) -> bool,
    /// Draws it from a table with at least one row, under this title.
    pub(super) draw: fn(&RunTables, &str) -> Result<Canvas, PlotError>,
}

/// A table of a run, without which a figure of it is a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Steps,
    Evals,
    Samples,
}

fn always(_: &RunTables) -> bool {
    true
}

fn keeps_samples(tables: &RunTables) -> bool {
    tables.run.evaluate.snapshots > 0
}

fn counts_modes(tables: &RunTables) -> bool {
    keeps_samples(tables) && tables.run.data.knows_modes()
}

/// Every figure of a run, in the order in which a reader wants them.
pub static RUN_FIGURES: [RunFigure; 7] = [
    RunFigure {
        name: "samples",
        title: "Samples over time",
        alternative: "Samples from the same fixed latents at several steps, from the first to the last.",
        source: Source::Samples,
        applies: keeps_samples,
        draw: samples::draw,
    },
    RunFigure {
        name: "losses",
        title: "Losses",
        alternative: "Losses of discriminator and generator over the steps, on a linear and on a logarithmic axis, with \
                      the ideal loss of the discriminator and every finding from its onset.",
        source: Source::Steps,
        applies: always,
        draw: losses::draw,
    },
    RunFigure {
        name: "metrics",
        title: "Metrics of the samples",
        alternative: "Every metric that was measured on the samples over the steps, with every finding from its onset.",
        source: Source::Evals,
        applies: always,
        draw: metrics::draw,
    },
    RunFigure {
        name: "modes",
        title: "Samples by mode",
        alternative: "Share of the kept samples near each mode of the data, at the last snapshot beside an earlier one, \
                      with the share that each mode should have.",
        source: Source::Samples,
        applies: counts_modes,
        draw: modes::draw,
    },
    RunFigure {
        name: "discriminator",
        title: "What the discriminator says",
        alternative: "The discriminator's mean output on real and on fake rows and its accuracy over the steps, with \
                      every finding from its onset.",
        source: Source::Steps,
        applies: always,
        draw: discriminator::draw,
    },
    RunFigure {
        name: "gradients",
        title: "Gradient norms",
        alternative: "Gradient norms of discriminator and generator over the steps on a logarithmic axis, with every \
                      finding from its onset.",
        source: Source::Steps,
        applies: always,
        draw: gradients::draw,
    },
    RunFigure {
        name: "balance",
        title: "Who moved, and how fast",
        alternative: "Share of steps in which discriminator and generator were updated, their learning rates, and what \
                      the balance rule, the penalties and the adaptation did over the steps.",
        source: Source::Steps,
        applies: always,
        draw: balance::draw,
    },
];
