//! A run as its files would hold it, made up by arithmetic that is the same everywhere.

use crate::config::{self, Run};
use crate::data::{self, Modes, known_modes};
use crate::diagnose::{Finding, Remedy, Severity, Symptom, Verdict};
use crate::metrics::{Metric, MetricValues, ModeCounts};
use crate::plot::{RealSamples, RunTables};
use crate::record::{Healing, RecordError, Snapshot, StoredTables};
use crate::train::{
    CLASS_IMAGES, EvalRow, LATENT_GRID, LatentSpace, MIXED_STYLES, PATH_IMAGES, StepRow,
};

/// All that [`RunTables`] borrows.
pub struct Example {
    pub title: String,
    pub run: Run,
    pub tables: StoredTables,
    pub modes: Option<Modes>,
    pub mode_counts: Vec<(u64, ModeCounts)>,
    pub real: RealSamples,
    pub findings: Vec<Finding>,
    pub healings: Vec<Healing>,
}

/// A run that grows, with figures of its latent space.
pub const GROWING: &str = "data: {shapes: {side: 32}}, model: pggan-32, loss: wasserstein, \
                           grow: {from: 4, fade: 600, hold: 500}";

/// From 0 to 1, without a pattern that the eye sees.
fn noise(step: u64) -> f64 {
    (step * 7919 % 1009) as f64 / 1008.0
}

impl Example {
    /// A run with these keys: 4,000 steps, 41 evaluations, 6 snapshots, no finding.
    pub fn new(keys: &str) -> Self {
        let text = format!("study: s\nquestion: q\nrun: {{{keys}}}\n");
        let run = config::parse("example", &text, &[])
            .unwrap()
            .runs
            .remove(0)
            .run;
        let row = run.data.kind().row();
        let modes = known_modes(&run.data);
        let samples: Vec<Snapshot> = (0..6)
            .map(|index| kept(index * 800, row, modes.as_ref()))
            .collect();
        let real = RealSamples::new(&*data::open(&run.data).unwrap(), run.seed, &samples);
        let tables = StoredTables {
            steps: Ok((1..=4000).map(step).collect()),
            evals: Ok((0..=40)
                .map(|index| eval(index * 100, modes.as_ref()))
                .collect()),
            samples: Ok(samples),
        };
        let mut example = Self {
            title: "an example".to_string(),
            run,
            tables,
            modes,
            mode_counts: vec![],
            real,
            findings: vec![],
            healings: vec![],
        };
        example.count();
        example
    }

    /// With a finding.
    pub fn found(mut self, verdict: Verdict, onset: Option<u64>) -> Self {
        let remedy = Remedy {
            patch: String::new(),
            reason: String::new(),
        };
        let symptom = Symptom::Verdict(verdict);
        let evidence = Vec::new();
        self.findings.push(Finding {
            symptom,
            form: None,
            severity: Severity::Severe,
            onset,
            evidence,
            remedy,
        });
        self
    }

    /// With every step changed.
    pub fn with_steps(mut self, change: impl Fn(&mut StepRow)) -> Self {
        self.tables
            .steps
            .as_mut()
            .unwrap()
            .iter_mut()
            .for_each(change);
        self
    }

    /// With the first rows of every table only.
    pub fn cut(mut self, rows: usize) -> Self {
        self.tables.steps.as_mut().unwrap().truncate(rows);
        self.tables.evals.as_mut().unwrap().truncate(rows);
        self.tables.samples.as_mut().unwrap().truncate(rows);
        self.count();
        self
    }

    /// With no table that can be read.
    pub fn damaged() -> Self {
        let mut example = Self::new("data: ring");
        let damaged = |name: &str| RecordError::Damaged {
            path: ["somewhere", name].iter().collect(),
            reason: "its SHA-256 does not match the recorded one".to_string(),
        };
        example.tables = StoredTables {
            steps: Err(damaged("steps.parquet")),
            evals: Err(damaged("evals.parquet")),
            samples: Err(damaged("samples.safetensors")),
        };
        example.count();
        example
    }

    /// Counts the kept samples by mode, as whoever draws a run does.
    pub fn count(&mut self) {
        let samples = self.tables.samples.as_deref().unwrap_or_default();
        let counted = |modes: &Modes| {
            samples
                .iter()
                .map(|kept| (kept.step, ModeCounts::new(&kept.rows, modes)))
                .collect()
        };
        self.mode_counts = self.modes.as_ref().map(counted).unwrap_or_default();
    }

    pub fn run_tables(&self) -> RunTables<'_> {
        let Self {
            title,
            run,
            tables,
            modes,
            mode_counts,
            real,
            findings,
            healings,
        } = self;
        RunTables {
            title,
            run,
            tables,
            modes: modes.as_ref(),
            mode_counts,
            real: Some(real),
            findings,
            healings,
        }
    }
}

/// A step in which everything has the same value.
pub fn constant_step(row: &StepRow, value: Option<f64>) -> StepRow {
    let number = value.unwrap_or(0.0);
    StepRow {
        step: row.step,
        d_loss: value,
        g_loss: value,
        d_real: value,
        d_fake: value,
        d_acc: value,
        d_grad_norm: value,
        g_grad_norm: value,
        fake_grad_norm: value,
        d_stepped: 0,
        g_stepped: 0,
        lr_d: number,
        lr_g: number,
        penalty: value,
        d_class_loss: value,
        g_class_loss: value,
        reconstruction_loss: value,
        kl_loss: value,
        active_latents: value,
        balance_state: value,
        adapted_strength: value,
        theta: value,
        psi: value,
    }
}

/// Losses that drift apart, with a spike, and a D that rests now and then.
fn step(step: u64) -> StepRow {
    let drift = step as f64 / 4000.0;
    let spike = if step == 1700 { 40.0 } else { 0.0 };
    StepRow {
        step,
        d_loss: Some(0.69 - 0.4 * drift + 0.1 * noise(step)),
        g_loss: Some(0.7 + 2.0 * drift + 0.5 * noise(step + 3) + spike),
        d_real: Some(0.5 + 0.3 * drift + 0.1 * noise(step)),
        d_fake: Some(0.5 - 0.3 * drift - 0.1 * noise(step + 5)),
        d_acc: Some(0.6 + 0.3 * drift + 0.1 * noise(step + 1)),
        d_grad_norm: Some(0.2 + noise(step)),
        g_grad_norm: Some(0.01 + 0.1 * noise(step + 2)),
        fake_grad_norm: Some(0.03 + 0.1 * noise(step + 3)),
        d_stepped: u16::from(noise(step) < 1.0 - 0.6 * drift),
        g_stepped: 1,
        lr_d: 1e-3,
        lr_g: 1e-4,
        penalty: None,
        balance_state: Some(0.69 - 0.2 * drift),
        ..StepRow::default()
    }
}

fn eval(step: u64, modes: Option<&Modes>) -> EvalRow {
    let drift = step as f64 / 4000.0;
    let mut measured = MetricValues::default();
    let mut set = |metric: Metric, value: f64| measured.set(metric, value);
    if let Some(modes) = modes {
        let total = modes.count() as f64;
        set(Metric::Modes, (total * drift).round());
        set(Metric::ModesTotal, total);
        set(Metric::HighQuality, 0.8 * drift);
        set(
            Metric::ReverseKl,
            if step == 0 {
                f64::NAN
            } else {
                2.0 - 1.8 * drift
            },
        );
    }
    for (metric, value) in [
        (Metric::Precision, 0.7),
        (Metric::Recall, 0.5),
        (Metric::Density, 0.9),
        (Metric::Coverage, 0.6),
    ] {
        set(metric, value * drift + 0.05 * noise(step));
    }
    set(Metric::Spread, 0.2 + 0.7 * drift);
    EvalRow { step, measured }
}

/// Values of an RGB image of 32 pixels.
const FINE: usize = 32 * 32 * 3;

/// Samples that reach more modes from snapshot to snapshot, or images of a gradient.
fn kept(step: u64, row: usize, modes: Option<&Modes>) -> Snapshot {
    let count = if row == 2 { 1000 } else { 64 };
    let rows = (0..count).flat_map(|sample| {
        let reached =
            |modes: &Modes| sample as usize * 5 % (1 + step as usize * (modes.count() - 1) / 4000);
        let centre = modes.map(|modes| modes.rows().nth(reached(modes)).unwrap());
        (0..row).map(move |place| {
            let around = 0.1 * (noise(sample * 31 + place as u64 * 17 + step) as f32 - 0.5);
            let base = centre.map_or(place as f32 / row as f32 * 2.0 - 1.0, |centre| {
                centre[place]
            });
            base + around
        })
    });
    let rows: Vec<f32> = rows.collect();
    let latent_space = match row {
        FINE => LatentSpace {
            interpolation: rows[..5 * PATH_IMAGES * FINE].to_vec(),
            style_mixing: rows[..(MIXED_STYLES + 1).pow(2) * FINE].to_vec(),
            class_grid: rows[..6 * CLASS_IMAGES * FINE].to_vec(),
            reconstructions: rows[..6 * PATH_IMAGES * FINE].to_vec(),
            latent_grid: rows[..5 * LATENT_GRID * FINE].to_vec(),
        },
        _ => LatentSpace::default(),
    };
    Snapshot {
        step,
        rows,
        latent_space,
    }
}
