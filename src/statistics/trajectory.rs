//! The trajectory of a game of one parameter each, and the one that theory gives.

use crate::config::{Data, Run};
use crate::dirac::DiracGame;
use crate::train::StepRow;

/// Most points that a trajectory is drawn with.
const MAX_POINTS: usize = 2000;

/// theta and psi from the start on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trajectory {
    /// As they were trained, in f32.
    pub trained: Vec<[f64; 2]>,
    /// As theory has them; `None`: the run has no closed form.
    pub predicted: Option<Vec<[f64; 2]>>,
    /// By which factor the distance from the equilibrium changes in a step, as theory has it nearby;
    /// `None`: a step is not linear there, changes over the run, or has no closed form.
    pub rate: Option<f64>,
}

impl Trajectory {
    /// The trajectory of a run; `None` where its players have more than a parameter each, or nothing was
    /// recorded. Of long ones every k-th point is kept, and the last one.
    pub fn of(run: &Run, steps: &[StepRow]) -> Option<Self> {
        let Data::Dirac(start) = &run.data else {
            return None;
        };
        let position = |row: &StepRow| Some([row.theta?, row.psi?]);
        let positions: Option<Vec<[f64; 2]>> = steps.iter().map(position).collect();
        let mut trained = vec![[start.theta, start.psi]];
        trained.extend(positions.filter(|positions| !positions.is_empty())?);
        let game = DiracGame::of(run).ok();
        let steps = trained.len() as u64 - 1;
        let followed = game.as_ref().filter(|game| game.has_path());
        let predicted = followed.map(|game| game.path(steps));
        Some(Self {
            trained: thinned(trained),
            predicted: predicted.map(thinned),
            rate: game
                .filter(|game| !game.changes())
                .and_then(|game| game.spectral_radius().ok()),
        })
    }
}

fn thinned(points: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    let every = points.len().div_ceil(MAX_POINTS).max(1);
    let last = points.len() - 1;
    let kept = |(at, point)| (at % every == 0 || at == last).then_some(point);
    points.into_iter().enumerate().filter_map(kept).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;

    #[test]
    fn a_trajectory_begins_at_the_start_and_keeps_its_end() {
        let text = "study: t\nquestion: q\nrun: {data: dirac, optimizer: sgd, steps: 5000}";
        let run = &config::parse("t", text, &[]).unwrap().runs[0].run;
        let row = |step: u64| StepRow {
            step,
            theta: Some(step as f64),
            psi: Some(0.0),
            ..StepRow::default()
        };
        let rows: Vec<StepRow> = (1..=5000).map(row).collect();
        let found = Trajectory::of(run, &rows).unwrap();
        assert_eq!(
            (found.trained[0], found.trained[1]),
            ([1.0, 1.0], [3.0, 0.0])
        );
        assert_eq!(found.trained.last(), Some(&[5000.0, 0.0]));
        assert!(found.trained.len() <= MAX_POINTS + 1);
        assert_eq!(found.predicted.unwrap().len(), found.trained.len());
        // Non-saturating and alternating: a circle.
        assert!((found.rate.unwrap() - 1.0).abs() < 1e-12);
        assert_eq!(Trajectory::of(run, &[]), None);
        assert_eq!(Trajectory::of(run, &[StepRow::default()]), None);
    }
}
