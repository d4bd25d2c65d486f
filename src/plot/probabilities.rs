//! What the discriminator believes.

use super::canvas::{Area, Canvas};
use super::curve::Pen;
use super::frame::{BELOW, Frame, LEFT, RIGHT, step_range};
use super::header::{Header, Swatch};
use super::marker::Marker;
use super::onset::{LABEL_HEIGHT, Onset};
use super::scale::Scale;
use super::{Figure, curve, palette};

/// Mean discriminator output on real and fake samples over the steps of one run: as probabilities, with its accuracy, or as
/// scores, where the loss has no probabilities.
#[derive(Debug, Clone, Copy)]
pub struct Probabilities<'a> {
    /// Title of the figure.
    pub title: &'a str,
    /// Step of each value, rising.
    pub steps: &'a [u64],
    /// Mean output on real samples: the probability of being real, 0 to 1, or a score; `None`: not measured.
    pub d_real: &'a [Option<f64>],
    /// The same for fake samples.
    pub d_fake: &'a [Option<f64>],
    /// Share of samples that the discriminator tells right, 0 to 1. May be empty.
    pub d_accuracy: &'a [Option<f64>],
    /// Whether the outputs are scores of any size. Their figure shows no accuracy, which has another unit.
    pub scores: bool,
    /// The output on whose sides real and fake lie, if there is one.
    pub boundary: Option<f64>,
    /// What went wrong, and when.
    pub onset: Option<Onset>,
}

impl Figure for Probabilities<'_> {
    fn draw(&self) -> Canvas {
        let (width, height) = (900.0, 420.0);
        let mut canvas = Canvas::new(self.title, width, height);
        let header = Header::new(self.title, &self.legend(), width);
        header.draw(&mut canvas);
        let area =
            Area { left: LEFT, top: header.height() + LABEL_HEIGHT, right: width - RIGHT, bottom: height - BELOW };
        let frame = Frame {
            area,
            x: Scale::linear(step_range(self.steps), (area.left, area.right)),
            y: Scale::linear(self.range(), (area.bottom, area.top)),
        };
        if let Some(onset) = &self.onset {
            onset.draw_band(&mut canvas, &frame);
        }
        frame.draw_axes(&mut canvas, "step", if self.scores { "score" } else { "probability or share (0 to 1)" });
        if let Some(boundary) = self.boundary {
            let ends = [frame.x.low, frame.x.high].map(|x| frame.point(x, boundary));
            canvas.dashes(ends[0], ends[1], palette::FAINT_INK, 1.5);
        }
        for (values, pen) in [
            (self.d_fake, Pen::new(palette::GENERATOR)),
            (self.d_real, Pen::new(palette::DISCRIMINATOR)),
            (self.accuracy(), Pen::thin(palette::BLACK)),
        ] {
            curve::draw(&mut canvas, &frame, self.steps, values, &pen);
        }
        if let Some(onset) = &self.onset {
            onset.draw_line(&mut canvas, &frame);
            onset.draw_label(&mut canvas, &frame);
        }
        canvas
    }
}

impl Probabilities<'_> {
    fn accuracy(&self) -> &[Option<f64>] {
        if self.scores { &[] } else { self.d_accuracy }
    }

    /// 0 to 1, or the scores and their boundary with a margin.
    fn range(&self) -> (f64, f64) {
        if !self.scores {
            return (0.0, 1.0);
        }
        let finite = self.d_real.iter().chain(self.d_fake).flatten().filter(|value| value.is_finite());
        let all = finite.copied().chain(self.boundary);
        let (low, high) = all.fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
        if low > high {
            return (-1.0, 1.0);
        }
        let margin = 0.04 * (high - low).max(1e-6);
        (low - margin, high + margin)
    }

    fn legend(&self) -> Vec<(Swatch, String)> {
        let mut legend = vec![
            (Swatch::Line(palette::DISCRIMINATOR), "D(real)".to_owned()),
            (Swatch::Line(palette::GENERATOR), "D(fake)".to_owned()),
        ];
        if !self.accuracy().is_empty() {
            legend.push((Swatch::ThinLine(palette::BLACK), "accuracy of D".to_owned()));
        }
        if let Some(boundary) = self.boundary {
            let words = if self.scores { "boundary of real and fake" } else { "D cannot tell" };
            legend.push((Swatch::Dashes(palette::FAINT_INK), format!("{boundary}: {words}")));
        }
        if [self.d_real, self.d_fake, self.accuracy()].into_iter().any(curve::has_not_numbers) {
            legend.push((Swatch::Marker(Marker::Cross, palette::BLACK), "NaN".to_owned()));
        }
        legend
    }
}
