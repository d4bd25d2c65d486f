//! One rung in the figure of rungs.

use crate::diagnose::median;
use crate::metrics::{Direction, Metric};
use crate::plot::canvas::{Canvas, Text, font, palette};
use crate::plot::chart::{Frame, Marker, SMALL_SIZE, TEXT_SIZE};
use crate::search::{RungDecision, SettingAtRung};
use crate::statistics::format_p_value;

/// The end of an axis at which the worst values are.
pub(super) fn worst_end(metric: Metric, (low, high): (f64, f64)) -> f64 {
    match metric.description().direction {
        Direction::Down => high,
        _ => low,
    }
}

/// The settings at a rung, each in its row.
pub(super) struct RungPanel<'a> {
    pub rung: &'a RungDecision,
    /// The settings of the rows.
    pub settings: &'a [&'a str],
    pub frame: Frame,
    /// Where a setting without any value stands.
    pub worst: f64,
}

impl RungPanel<'_> {
    /// Draws it with words of this width at its right; `middle` is the height of a row.
    pub fn draw(&self, canvas: &mut Canvas, middle: &dyn Fn(usize) -> f64, words: f64) {
        let area = self.frame.area;
        let room = area.width() + words - 6.0;
        let title = font::shorten(&self.title(), TEXT_SIZE, true, room);
        canvas.text(Text::new(title, area.left, area.top - 7.0, TEXT_SIZE).bold());
        self.frame.draw_x_axis(canvas, Some(""));
        if let Some(value) = self.compared_value() {
            let x = self.frame.x.pixel(value);
            canvas.dashes((x, area.top), (x, area.bottom), palette::FAINT_INK, 1.5);
        }
        for (index, name) in self.settings.iter().enumerate() {
            if let Some(setting) = self.rung.setting(name) {
                self.draw_setting(canvas, setting, middle(index));
            }
        }
        canvas.outline(area, palette::FAINT_INK, 1.0);
    }

    fn title(&self) -> String {
        let (step, all) = (self.rung.step, self.rung.settings.len());
        match self.rung.is_last {
            true => format!("step {step}, the end: {all}"),
            false => format!("step {step}: {} of {all} kept", self.rung.kept()),
        }
    }

    /// What settings are compared with: the medians of the median stopping rule, or the best setting.
    fn compared_value(&self) -> Option<f64> {
        match &self.rung.medians {
            Some(medians) => middle_of(&medians.by_seed),
            None => {
                let best = self.rung.compared_with.as_deref()?;
                middle_of(self.rung.setting(best)?.deciding_values())
            }
        }
    }

    fn draw_setting(&self, canvas: &mut Canvas, setting: &SettingAtRung, middle: f64) {
        let x = |value: f64| self.frame.x.pixel(value);
        let seeds = setting.deciding_values().iter().zip(&setting.failures);
        for (value, failure) in seeds {
            let value = value.filter(|value| value.is_finite());
            match (value, failure) {
                (_, Some(_)) => {
                    let center = (x(value.unwrap_or(self.worst)), middle);
                    Marker::TriangleDown.draw(canvas, center, 2.5, palette::FAINT_INK);
                }
                (Some(value), None) => canvas.disc((x(value), middle), 1.8, palette::FAINT_INK),
                (None, None) => {}
            }
        }
        let center = (
            x(middle_of(setting.deciding_values()).unwrap_or(self.worst)),
            middle,
        );
        match setting.is_kept {
            true => Marker::Disc.draw(canvas, center, 4.0, palette::BLUE),
            false => Marker::Cross.draw(canvas, center, 4.0, palette::VERMILION),
        }
        let words = Text::new(
            deciding_words(self.rung, setting),
            self.frame.area.right + 5.0,
            middle + 4.0,
            SMALL_SIZE,
        );
        canvas.text(match setting.is_kept {
            true => words.color(palette::FAINT_INK),
            false => words,
        });
    }
}

/// What has decided about a setting.
pub(super) fn deciding_words(rung: &RungDecision, setting: &SettingAtRung) -> String {
    if let Some(own) = &setting.against_median {
        return format!("{} of {}", own.worse_at(), own.is_worse.len());
    }
    let p = setting.p.filter(|_| !setting.is_kept);
    let p = p.map_or(String::new(), |p| format!(", {}", format_p_value(p)));
    format!("{}{p}", setting.place(rung))
}

/// The median of the finite ones.
fn middle_of(values: &[Option<f64>]) -> Option<f64> {
    let finite = values
        .iter()
        .copied()
        .flatten()
        .filter(|value| value.is_finite());
    median(finite)
}
