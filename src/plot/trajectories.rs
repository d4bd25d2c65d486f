//! Trajectories in the plane of theta and psi, over those that theory gives.

use super::canvas::{Anchor, Area, Canvas, Figure, Text, palette};
use super::chart::{Header, MARGIN, Marker, SMALL_SIZE, Scale, Swatch, Tiles};
use crate::statistics::{Trajectory, format_number};

/// One square panel for each trajectory, each with axes of its own.
pub(super) struct Trajectories<'a> {
    /// Title of the figure.
    pub title: &'a str,
    /// The trajectories, each with the words above its panel.
    pub panels: Vec<(&'a str, &'a Trajectory)>,
    /// How many of the first panels are large.
    pub large: usize,
}

/// Space around the farthest point, as a share of its distance.
const AROUND: f64 = 1.3;

impl Figure for Trajectories<'_> {
    fn draw(&self) -> Canvas {
        let labels: Vec<&str> = self.panels.iter().map(|(label, _)| *label).collect();
        let tiles = Tiles::new(&labels, self.large);
        let header = Header::new(self.title, &legend(), tiles.width);
        let height = header.height() + tiles.height + MARGIN;
        let mut canvas = Canvas::new(self.title, tiles.width, height);
        header.draw(&mut canvas);
        for (index, (label, trajectory)) in self.panels.iter().enumerate() {
            let area = tiles.place(&mut canvas, header.height(), index, label);
            draw_panel(&mut canvas, trajectory, &area);
        }
        canvas
    }
}

fn legend() -> Vec<(Swatch, String)> {
    let last = palette::ORDERED[palette::ORDERED.len() - 1];
    vec![
        (Swatch::Line(palette::ORDERED[0]), "first steps".to_owned()),
        (Swatch::Line(last), "last steps".to_owned()),
        (
            Swatch::WideLine(palette::SKIPPED),
            "theory, where it has a closed form".to_owned(),
        ),
        (
            Swatch::Marker(Marker::Disc, palette::VERMILION),
            "start".to_owned(),
        ),
        (
            Swatch::Marker(Marker::Cross, palette::INK),
            "equilibrium".to_owned(),
        ),
        (
            Swatch::None,
            "across: theta, the number that G makes; up: psi, D's slope".to_owned(),
        ),
        (
            Swatch::None,
            "× a step: how theory has the distance change near the equilibrium".to_owned(),
        ),
    ]
}

/// The largest finite coordinate of a trajectory.
fn reach(points: &[[f64; 2]]) -> f64 {
    let finite = points.iter().flatten().filter(|value| value.is_finite());
    finite.fold(0.0, |reach: f64, value| reach.max(value.abs()))
}

fn draw_panel(canvas: &mut Canvas, trajectory: &Trajectory, area: &Area) {
    let reach = match AROUND * reach(&trajectory.trained) {
        0.0 => 1.0,
        reach => reach,
    };
    let x = Scale::linear((-reach, reach), (area.left, area.right));
    let y = Scale::linear((-reach, reach), (area.bottom, area.top));
    let (middle_x, middle_y) = area.center();
    canvas.line(
        vec![(area.left, middle_y), (area.right, middle_y)],
        palette::GRID,
        1.0,
    );
    canvas.line(
        vec![(middle_x, area.top), (middle_x, area.bottom)],
        palette::GRID,
        1.0,
    );
    canvas.outline(*area, palette::FAINT_INK, 1.0);
    let is_inside = |[theta, psi]: &[f64; 2]| theta.abs() <= reach && psi.abs() <= reach;
    let place = |[theta, psi]: &[f64; 2]| (x.pixel(*theta), y.pixel(*psi));
    // A trajectory of theory that leaves the panel is drawn as far as it is in it.
    let predicted = trajectory.predicted.as_deref().unwrap_or_default();
    let predicted: Vec<_> = predicted
        .iter()
        .take_while(|at| is_inside(at))
        .map(place)
        .collect();
    if predicted.len() > 1 {
        canvas.line(predicted, palette::SKIPPED, 4.0);
    }
    let trained: Vec<_> = trajectory
        .trained
        .iter()
        .take_while(|at| is_inside(at))
        .map(place)
        .collect();
    let part = trained.len().div_ceil(palette::ORDERED.len()).max(1);
    for (index, color) in palette::ORDERED.into_iter().enumerate() {
        let first = (index * part).min(trained.len());
        // The first point of the next part is the last one of this.
        let last = (first + part + 1).min(trained.len());
        if last > first + 1 {
            canvas.line(trained[first..last].to_vec(), color, 1.2);
        }
    }
    if let Some(start) = trained.first() {
        Marker::Disc.draw(canvas, *start, 4.0, palette::VERMILION);
    }
    Marker::Cross.draw(canvas, (middle_x, middle_y), 4.0, palette::INK);
    let words = format!("frame: ± {}", format_number(reach));
    if let Some(rate) = trajectory.rate {
        let words = format!("× {rate:.4} a step");
        let text = Text::new(words, area.right - 5.0, area.bottom - 6.0, SMALL_SIZE);
        canvas.text(text.color(palette::FAINT_INK).anchor(Anchor::End));
    }
    canvas.text(
        Text::new(words, area.left + 5.0, area.bottom - 6.0, SMALL_SIZE).color(palette::FAINT_INK),
    );
}
