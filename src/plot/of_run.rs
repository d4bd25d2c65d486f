//! The figures of one run, from its tables.

use super::{
    Canvas, Figure, ImagePanel, ImageSamples, Losses, MetricCurve, MetricPanel, Metrics, Onset, PlotError,
    Probabilities, Scatter, ScatterPanel, number, sheet_png, to_png, to_svg,
};
use crate::data::{Kind, Modes};
use crate::diagnose::Diagnosis;
use crate::metrics::{Measured, Metric};
use crate::record::{History, KeptSamples};
use crate::spec::Loss;
use crate::train::StepRow;

/// A finished drawing.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// File name without its extension.
    pub name: String,
    pub svg: String,
    pub png: Vec<u8>,
}

impl Drawing {
    /// Draws a figure in both formats.
    ///
    /// # Errors
    /// If a backend refuses.
    pub fn new(name: &str, figure: &dyn Figure) -> Result<Self, PlotError> {
        Ok(Self { name: name.to_string(), svg: to_svg(figure)?, png: to_png(figure)? })
    }
}

/// What the figures of a run are drawn from.
pub struct RunTables<'a> {
    /// Heads every figure.
    pub title: &'a str,
    pub history: &'a History,
    pub samples: &'a [KeptSamples],
    pub kind: Kind,
    /// The modes, where they are known.
    pub modes: Option<Modes>,
    pub loss: Loss,
    pub diagnosis: &'a Diagnosis,
}

/// Images shown of each snapshot.
pub const IMAGES: usize = 64;
const SHEET_COLUMNS: usize = 8;
/// Pixels of a sheet for one pixel of an image.
const SHEET_SCALE: usize = 4;

impl RunTables<'_> {
    /// All figures of the run: `losses`, `discriminator`, `metrics`, `samples`.
    ///
    /// # Errors
    /// If a backend refuses.
    pub fn draw(&self) -> Result<Vec<Drawing>, PlotError> {
        let mut drawings = vec![self.losses()?, self.discriminator()?, self.metrics()?];
        if !self.samples.is_empty() {
            drawings.push(self.samples()?);
        }
        Ok(drawings)
    }

    fn titled(&self, what: &str) -> String {
        format!("{what}: {}", self.title)
    }

    fn onset(&self) -> Option<Onset> {
        let from = self.diagnosis.onset.filter(|_| self.diagnosis.verdict.is_failure())?;
        Some(Onset { verdict: self.diagnosis.verdict, from, to: None })
    }

    fn steps(&self) -> Vec<u64> {
        self.history.steps.iter().map(|row| row.step).collect()
    }

    fn column(&self, value: fn(&StepRow) -> Option<f64>) -> Vec<Option<f64>> {
        self.history.steps.iter().map(value).collect()
    }

    fn losses(&self) -> Result<Drawing, PlotError> {
        let figure = Losses {
            title: &self.titled("Losses"),
            steps: &self.steps(),
            d_loss: &self.column(|row| row.d_loss),
            g_loss: &self.column(|row| row.g_loss),
            ideal_d_loss: Some(self.loss.ideal_discriminator_loss()),
            clip_above: None,
            unit: self.loss.unit(),
            onset: self.onset(),
        };
        Drawing::new("losses", &figure)
    }

    fn discriminator(&self) -> Result<Drawing, PlotError> {
        let figure = Probabilities {
            title: &self.titled("What D says"),
            steps: &self.steps(),
            d_real: &self.column(|row| row.d_real),
            d_fake: &self.column(|row| row.d_fake),
            d_accuracy: &self.column(|row| row.d_acc),
            scores: !self.loss.gives_probabilities(),
            boundary: if self.loss.gives_probabilities() { Some(0.5) } else { self.loss.boundary() },
            onset: self.onset(),
        };
        Drawing::new("discriminator", &figure)
    }

    fn metrics(&self) -> Result<Drawing, PlotError> {
        let evals = &self.history.evals;
        let values = |value: fn(&Measured) -> Option<f64>| evals.iter().map(|row| value(&row.measured)).collect();
        let mode_share: Vec<Option<f64>> =
            values(|measured| Some(Metric::Modes.of(measured)? / Metric::ModesTotal.of(measured)?));
        let high_quality: Vec<Option<f64>> = values(|measured| Metric::HighQuality.of(measured));
        let reverse_kl: Vec<Option<f64>> = values(|measured| Metric::ReverseKl.of(measured));
        let coverage: Vec<Option<f64>> = values(|measured| Metric::Coverage.of(measured));
        let precision: Vec<Option<f64>> = values(|measured| Metric::Precision.of(measured));
        let recall: Vec<Option<f64>> = values(|measured| Metric::Recall.of(measured));
        let spread: Vec<Option<f64>> = values(|measured| Metric::Spread.of(measured));
        let curve = |name, values| MetricCurve { name, values };
        let panels = match &self.modes {
            Some(_) => vec![
                MetricPanel {
                    label: "share",
                    maximum: Some(1.0),
                    curves: vec![curve("modes / modes_total", &mode_share), curve("high_quality", &high_quality)],
                },
                MetricPanel {
                    label: "reverse_kl (nats)",
                    maximum: None,
                    curves: vec![curve("reverse_kl", &reverse_kl)],
                },
            ],
            None => vec![
                MetricPanel {
                    label: "share",
                    maximum: Some(1.0),
                    curves: vec![
                        curve("coverage", &coverage),
                        curve("precision", &precision),
                        curve("recall", &recall),
                    ],
                },
                MetricPanel { label: "spread (ratio)", maximum: None, curves: vec![curve("spread", &spread)] },
            ],
        };
        let steps: Vec<u64> = evals.iter().map(|row| row.step).collect();
        let figure = Metrics { title: &self.titled("Metrics"), steps: &steps, panels, onset: self.onset() };
        Drawing::new("metrics", &figure)
    }

    fn samples(&self) -> Result<Drawing, PlotError> {
        Drawing::new("samples", &self.sample_figure(&self.titled("Samples over time"), self.samples)?)
    }

    /// The samples of one snapshot as a PNG file: a plain sheet of images, or a scatter over the true modes.
    ///
    /// # Errors
    /// If a backend refuses.
    pub fn snapshot(&self, kept: &KeptSamples) -> Result<Vec<u8>, PlotError> {
        match self.kind {
            Kind::Images { side, channels } => sheet_png(&kept.rows, side, channels, SHEET_COLUMNS, SHEET_SCALE),
            Kind::Points => to_png(&self.sample_figure(self.title, std::slice::from_ref(kept))?),
        }
    }

    fn sample_figure(&self, title: &str, samples: &[KeptSamples]) -> Result<Canvas, PlotError> {
        let labels: Vec<String> = samples.iter().map(|kept| self.sample_label(kept.step)).collect();
        let labelled = samples.iter().zip(&labels);
        if let Kind::Images { side, channels } = self.kind {
            let shown = |kept: &KeptSamples| kept.rows.len().min(IMAGES * self.kind.row());
            let panels: Vec<ImagePanel> =
                labelled.map(|(kept, label)| ImagePanel { label, images: &kept.rows[..shown(kept)] }).collect();
            return Ok(ImageSamples::new(title, side, channels, &panels)?.draw());
        }
        let points: Vec<Vec<[f32; 2]>> = samples.iter().map(|kept| pairs(&kept.rows)).collect();
        let panels = points.iter().zip(&labels).map(|(fakes, label)| ScatterPanel { label, fakes }).collect();
        let modes = self.modes.as_ref().map(Modes::points).unwrap_or_default();
        let radius = self.modes.as_ref().map_or(0.0, |modes| modes.radius);
        Ok(Scatter { title, modes: &modes, radius, panels }.draw())
    }

    /// "step 800 - 3/8 modes, 41 % high quality".
    fn sample_label(&self, step: u64) -> String {
        let text = format!("step {}", number(step as f64));
        let Some(row) = self.history.evals.iter().find(|row| row.step == step) else { return text };
        let value = |metric: Metric| metric.of(&row.measured);
        match (value(Metric::Modes), value(Metric::ModesTotal), value(Metric::HighQuality)) {
            (Some(modes), Some(total), Some(quality)) => {
                format!("{text} - {modes}/{total} modes, {:.0} % HQ", quality * 100.0)
            }
            _ => value(Metric::Coverage).map_or(text.clone(), |coverage| format!("{text} - coverage {coverage:.2}")),
        }
    }
}

fn pairs(rows: &[f32]) -> Vec<[f32; 2]> {
    rows.chunks_exact(2).map(|point| [point[0], point[1]]).collect()
}
