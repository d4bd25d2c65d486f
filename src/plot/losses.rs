//! Both losses of a run.

use super::canvas::{Area, Canvas};
use super::curve::Pen;
use super::frame::{BELOW, Frame, LEFT, RIGHT, step_range};
use super::header::{Header, Swatch};
use super::marker::Marker;
use super::onset::{LABEL_HEIGHT, Onset};
use super::scale::{Scale, Spread, number};
use super::{Figure, curve, palette};

/// Discriminator and generator loss over the steps of one run.
///
/// Lines are means of neighbouring steps, bands reach from their smallest to their largest value. Where one loss is far larger than usual
/// the axis turns logarithmic and says so. Infinities and clipped values are triangles at the edge, NaN are crosses at the bottom.
#[derive(Debug, Clone, Copy)]
pub struct Losses<'a> {
    /// Title of the figure.
    pub title: &'a str,
    /// Step of each value, rising.
    pub steps: &'a [u64],
    /// Discriminator loss (nats where the loss is a cross entropy); `None`: not measured.
    pub d_loss: &'a [Option<f64>],
    /// Generator loss.
    pub g_loss: &'a [Option<f64>],
    /// Discriminator loss at the ideal equilibrium, where the loss has one.
    pub ideal_d_loss: Option<f64>,
    /// Largest value shown on a linear axis; larger ones are clipped. `None`: chosen from the data.
    pub clip_above: Option<f64>,
    /// Unit of the losses, or an empty text.
    pub unit: &'a str,
    /// What went wrong, and when.
    pub onset: Option<Onset>,
}

/// A largest value this many times the median asks for a logarithmic axis.
const FAR_LARGER: f64 = 25.0;

impl Figure for Losses<'_> {
    fn draw(&self) -> Canvas {
        let (width, height) = (900.0, 420.0);
        let mut canvas = Canvas::new(self.title, width, height);
        let header = Header::new(self.title, &self.legend(), width);
        header.draw(&mut canvas);
        let area =
            Area { left: LEFT, top: header.height() + LABEL_HEIGHT, right: width - RIGHT, bottom: height - BELOW };
        let y = self.y_scale(&area);
        let frame = Frame { area, x: Scale::linear(step_range(self.steps), (area.left, area.right)), y };
        if let Some(onset) = &self.onset {
            onset.draw_band(&mut canvas, &frame);
        }
        frame.draw_axes(&mut canvas, "step", &self.y_label(&y));
        if let Some(ideal) = self.ideal_d_loss {
            canvas.dashes((area.left, y.pixel(ideal)), (area.right, y.pixel(ideal)), palette::FAINT_INK, 1.5);
        }
        curve::draw(&mut canvas, &frame, self.steps, self.g_loss, &Pen::new(palette::GENERATOR));
        curve::draw(&mut canvas, &frame, self.steps, self.d_loss, &Pen::new(palette::DISCRIMINATOR));
        if let Some(onset) = &self.onset {
            onset.draw_line(&mut canvas, &frame);
            onset.draw_label(&mut canvas, &frame);
        }
        canvas
    }
}

impl Losses<'_> {
    fn legend(&self) -> Vec<(Swatch, String)> {
        let mut legend = vec![
            (Swatch::Line(palette::DISCRIMINATOR), "discriminator (d_loss)".to_owned()),
            (Swatch::Line(palette::GENERATOR), "generator (g_loss)".to_owned()),
        ];
        if let Some(ideal) = self.ideal_d_loss {
            legend.push((Swatch::Dashes(palette::FAINT_INK), format!("ideal d_loss {}", number(ideal))));
        }
        if [self.d_loss, self.g_loss].into_iter().any(curve::has_not_numbers) {
            legend.push((Swatch::Marker(Marker::Cross, palette::BLACK), "NaN".to_owned()));
        }
        legend
    }

    fn y_label(&self, y: &Scale) -> String {
        let name = if self.unit.is_empty() { "loss".to_owned() } else { format!("loss ({})", self.unit) };
        match y.spread {
            Spread::Linear if self.clip_above.is_some_and(|bound| self.finite().iter().any(|value| *value > bound)) => {
                format!("{name}, clipped at {}", number(y.high))
            }
            Spread::Linear => name,
            Spread::Logarithmic => format!("{name}, log scale"),
            Spread::SymmetricLogarithmic { .. } => format!("{name}, symmetric log scale"),
        }
    }

    fn finite(&self) -> Vec<f64> {
        self.d_loss.iter().chain(self.g_loss).flatten().copied().filter(|value| value.is_finite()).collect()
    }

    fn y_scale(&self, area: &Area) -> Scale {
        let values = self.finite();
        let ideal = self.ideal_d_loss.unwrap_or(0.0);
        let low = values.iter().copied().fold(ideal.min(0.0), f64::min);
        let high = values.iter().copied().fold(ideal.max(0.0), f64::max);
        let pixels = (area.bottom, area.top);
        if let Some(bound) = self.clip_above {
            return Scale::linear((low.max(-bound.abs()), high.min(bound).max(low)), pixels);
        }
        let typical = typical_size(&values);
        if high.max(-low) <= FAR_LARGER * typical || typical <= 0.0 {
            let margin = (high - low) * 0.04;
            let below = if low < 0.0 { margin } else { 0.0 };
            return Scale::linear((low - below, high + margin), pixels);
        }
        let smallest = values.iter().copied().chain(self.ideal_d_loss).fold(f64::INFINITY, f64::min);
        let spread =
            if smallest > 0.0 { Spread::Logarithmic } else { Spread::SymmetricLogarithmic { linear_within: typical } };
        // A loss near zero must not stretch the axis over empty decades.
        let low = if smallest > 0.0 { smallest.max(typical * 1e-4) / 1.3 } else { low * 1.3 };
        Scale { low, high: high * 1.3, low_pixel: pixels.0, high_pixel: pixels.1, spread }
    }
}

/// The median size of the values; 0 without values.
fn typical_size(values: &[f64]) -> f64 {
    let mut sizes: Vec<f64> = values.iter().map(|value| value.abs()).collect();
    let middle = sizes.len() / 2;
    if sizes.is_empty() {
        return 0.0;
    }
    *sizes.select_nth_unstable_by(middle, f64::total_cmp).1
}
