//! What varies between the runs of a study, as written.
//!
//! ```text
//! sweep: {grid, zip, list, csv, random, seeds}    one part, or a list of parts that add up
//!   grid axis | zip | list | csv | random  -> Factor: rows of choices   (grid.rs, points.rs, random.rs)
//!   factors, multiplied                    -> Point: what one cell of the study chooses   (product.rs)
//! ```

mod axes;
mod budget;
mod choices;
mod condition;
mod distribution;
mod grid;
mod points;
mod product;
mod random;
mod range;
mod rounding;
mod swept;

use std::collections::BTreeSet;

use super::blocks::SWEEP;
use super::seeds;
use crate::schema::{At, Fields, Node, Problem};
use axes::Axes;
pub(super) use budget::Budget;
pub(super) use distribution::DRAW;
use product::Factor;
pub(super) use random::RANDOM;
pub(super) use range::Range;
use swept::MOST_RUNS;
pub(super) use swept::{AxisChoice, Point, SweptAxis};

/// The sweep of a study: its axes, the cells, and the seeds that repeat them.
#[derive(Debug, Default)]
pub(super) struct Sweep {
    pub axes: Vec<SweptAxis>,
    pub points: Vec<Point>,
    /// Every seed of any part, in the order in which they are written.
    pub seeds: Vec<u64>,
    pub budget: Budget,
    /// Whether it is one grid whose axes exist in every cell.
    pub is_plain_grid: bool,
}

impl Sweep {
    /// Reads the block, a part or a list of parts; `first_seed` is where a number of seeds counts from,
    /// and the root of what is drawn.
    pub fn read(node: &Node<'_>, first_seed: u64) -> Result<Sweep, Problem> {
        let mut axes = Axes::default();
        let mut sweep = Sweep::default();
        match node.items() {
            Some(parts) if parts.is_empty() => {
                let message = "the sweep has no parts; remove it for a single run";
                return Err(Problem::new(&node.path, At::Key, message));
            }
            Some(parts) => {
                for part in &parts {
                    sweep.add_part(part, first_seed, &mut axes)?;
                }
            }
            None => sweep.add_part(node, first_seed, &mut axes)?,
        }
        sweep.axes = axes.into_swept();
        sweep.is_plain_grid = node.items().is_none()
            && ["zip", "list", "csv", "random"]
                .into_iter()
                .all(|key| node.value.get(key).is_none());
        for (place, axis) in sweep.axes.iter_mut().enumerate() {
            let has = |point: &Point| point.picks.iter().any(|(axis, _)| *axis == place);
            axis.is_everywhere = sweep.points.iter().all(has);
            sweep.is_plain_grid &= axis.is_everywhere;
        }
        Ok(sweep)
    }

    fn add_part(
        &mut self,
        node: &Node<'_>,
        first_seed: u64,
        axes: &mut Axes,
    ) -> Result<(), Problem> {
        let fields = Fields::open(node.clone(), &SWEEP)?;
        let seeds = seeds::read(&fields.get("seeds"), first_seed)?;
        let mut factors: Vec<Factor> = Vec::new();
        axes.begin_part();
        // In the order in which they are written: a later one overwrites what an earlier one sets.
        for (key, node) in node.pairs("a mapping")? {
            match key {
                "grid" => factors.extend(grid::read(&node, axes)?),
                "zip" => factors.push(points::read_zip(&node, axes)?),
                "list" => factors.push(points::read_list(&node, axes)?),
                "csv" => factors.push(points::read_table(&node, axes)?),
                "random" => factors.push(random::read(&node, first_seed, axes)?),
                "budget" => self.budget = self.budget.with(budget::read(node)?),
                _ => {}
            }
        }
        let picks = product::multiply(&factors, axes, seeds.len(), &node.path)?;
        let these: BTreeSet<u64> = seeds.iter().copied().collect();
        let points = picks.into_iter().map(|picks| Point {
            picks,
            seeds: these.clone(),
        });
        self.points.extend(points);
        let known: BTreeSet<u64> = self.seeds.iter().copied().collect();
        let new = seeds.into_iter().filter(|seed| !known.contains(seed));
        self.seeds.extend(new);
        match self.points.iter().map(|point| point.seeds.len()).sum() {
            0..=MOST_RUNS => Ok(()),
            many => Err(product::too_many(&node.path, Some(many))),
        }
    }
}
