//! Texts of a run's figures are large enough, never overlap, are never cut off; colours are few.

use super::assert_legible;
use super::example::{Example, GROWING};
use crate::diagnose::Verdict;
use crate::plot::run_figures::draw_overview;
use crate::plot::{Drawing, RUN_FIGURES};
use std::collections::BTreeSet;

/// Runs whose figures are hard to lay out.
fn awkward() -> Vec<Example> {
    let ring = || Example::new("data: ring, balance: {skip_d_on_loss: {below: 0.6}}");
    let many = |example: Example, onset: Option<u64>| {
        let troubles = Verdict::ALL
            .into_iter()
            .filter(|verdict| verdict.is_failure());
        troubles.fold(example, |example, verdict| example.found(verdict, onset))
    };
    let mut long = many(ring(), Some(2000));
    long.title =
        "wasserstein_gradient_penalty-data_grid25-model_mlp-lr_g0.0001-lr_d0.0004-".repeat(4);
    let huge = |factor: f64| {
        ring().with_steps(move |row| {
            for value in [
                &mut row.d_loss,
                &mut row.g_loss,
                &mut row.d_grad_norm,
                &mut row.g_grad_norm,
            ] {
                *value = value.map(|value| value * factor);
            }
            row.lr_d *= factor;
        })
    };
    vec![
        ring(),
        long,
        many(ring(), Some(0)),
        many(ring(), Some(1)),
        many(ring(), Some(4000)),
        many(ring(), Some(9999)),
        many(ring(), None),
        many(ring().cut(1), Some(1)),
        many(ring().cut(2), Some(2)),
        ring().cut(0),
        Example::damaged(),
        ring().with_steps(|row| (row.d_loss, row.g_loss) = (Some(f64::NAN), Some(f64::INFINITY))),
        huge(1e6),
        huge(-1234.5),
        huge(1e-9),
        huge(1e250),
        Example::new("data: grid, loss: wasserstein, regularize: [wgan_gp]")
            .with_steps(|row| row.penalty = row.d_loss),
        Example::new(
            "data: {shapes: {side: 16}}, loss: least_squares, balance: {margin: {imbalance: 0.1}}",
        ),
        Example::new("data: digits, balance: {adaptive_backprop: {target: 0.6}}")
            .with_steps(|row| row.d_stepped *= 5),
        Example::new(GROWING),
        // Resolutions too short for their words, and one that the run does not come to.
        Example::new(
            "data: {shapes: {side: 64}}, model: pggan-64, grow: {from: 8, fade: 10, hold: 2000}, steps: 4000",
        ),
    ]
}

#[test]
fn every_figure_of_awkward_runs_can_be_read() {
    for example in awkward() {
        let tables = example.run_tables();
        for figure in RUN_FIGURES
            .iter()
            .filter(|figure| (figure.applies)(&tables))
        {
            assert_legible(&figure.canvas(&tables).unwrap());
        }
        assert_legible(&draw_overview(&tables));
    }
}

/// Colours besides paper, ink and greys: those in the SVG whose channels differ.
fn hues(svg: &str) -> BTreeSet<&str> {
    let colors = svg.match_indices("\"#").map(|(at, _)| &svg[at + 2..at + 8]);
    let channel = |color: &str, at: usize| i32::from_str_radix(&color[at..at + 2], 16).unwrap();
    let is_grey = |color: &&str| {
        [2, 4]
            .iter()
            .all(|at| (channel(color, *at) - channel(color, 0)).abs() < 16)
    };
    colors.filter(|color| !is_grey(color)).collect()
}

#[test]
fn no_figure_has_more_than_eight_colours() {
    for example in awkward() {
        let drawings = example.run_tables().draw().unwrap();
        for Drawing { name, svg, .. } in &drawings {
            assert!(hues(svg).len() <= 8, "{name}: {:?}", hues(svg));
        }
    }
}
