//! What a trained G makes between latents, and of two styles: for the figures of a run.

use super::game::Game;
use crate::config::{Kind, Run};
use crate::rng::{Seed, Stream};

/// Images from which there are figures of the latent space, by their side: smaller ones show little.
const LEAST_SIDE: usize = 32;
/// Rows of an interpolation, each from one latent to another.
const PATHS: usize = 5;
/// Images of a row.
pub const PATH_IMAGES: usize = 9;
/// Coarse and fine styles that are mixed, each with each.
pub const MIXED_STYLES: usize = 5;
/// Styled layers with the coarse style: those up to 8 pixels, as in Karras et al. 2019, figure 3.
const COARSE_LAYERS: usize = 3;

/// Images beside those of the fixed latents, row after row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LatentSpace {
    /// Paths between two latents, [`PATH_IMAGES`] images each.
    pub interpolation: Vec<f32>,
    /// A grid: above, [`MIXED_STYLES`] images that give the fine styles; on the left, as many that give the
    /// coarse ones; in between the images of both. The corner is empty. Nothing for a G without styles.
    pub style_mixing: Vec<f32>,
}

impl LatentSpace {
    /// Draws the images of a run whose images are large enough; else nothing.
    pub(super) fn of(run: &Run, game: &mut dyn Game) -> Self {
        match run.data.kind() {
            Kind::Images { side, .. } if side >= LEAST_SIDE => Self {
                interpolation: interpolation(run, game),
                style_mixing: match run.model.has_styles() {
                    true => style_mixing(run, game),
                    false => Vec::new(),
                },
            },
            _ => Self::default(),
        }
    }
}

/// Latent rows that no evaluation uses.
fn latents(run: &Run, game: &dyn Game, rows: usize, part: u16) -> Vec<Vec<f32>> {
    let mut draws = Seed(run.seed).at(Stream::LatentForEvaluation, 0, part);
    let row = |_| {
        let mut latent = vec![0.0; game.latent_size()];
        draws.normal(&mut latent);
        latent
    };
    (0..rows).map(row).collect()
}

fn interpolation(run: &Run, game: &mut dyn Game) -> Vec<f32> {
    let ends = latents(run, game, PATHS + 1, 1);
    let mut path = Vec::new();
    for pair in ends.windows(2) {
        for at in 0..PATH_IMAGES {
            let share = at as f32 / (PATH_IMAGES - 1) as f32;
            path.extend(between(&pair[0], &pair[1], share));
        }
    }
    game.sample(&path)
}

/// A latent on the way from one to another. Weights whose squares sum to 1 keep it as probable as its
/// ends: a line would lead through the middle, where no latent is.
pub(super) fn between<'a>(
    from: &'a [f32],
    to: &'a [f32],
    share: f32,
) -> impl Iterator<Item = f32> + 'a {
    let (sine, cosine) = (share * std::f32::consts::FRAC_PI_2).sin_cos();
    let pairs = from.iter().zip(to);
    pairs.map(move |(from, to)| cosine * from + sine * to)
}

fn style_mixing(run: &Run, game: &mut dyn Game) -> Vec<f32> {
    let fine = latents(run, game, MIXED_STYLES, 2);
    let coarse = latents(run, game, MIXED_STYLES, 3);
    let header = fine.iter().map(|fine| [fine, fine]);
    let rows = coarse.iter().flat_map(|coarse| {
        let mixed = fine.iter().map(move |fine| [coarse, fine]);
        [[coarse, coarse]].into_iter().chain(mixed)
    });
    let pairs = header.chain(rows).flatten().flatten().copied();
    let pairs: Vec<f32> = pairs.collect();
    let mut images = vec![0.0; run.data.kind().row()];
    images.extend(game.sample_mixed(&pairs, COARSE_LAYERS));
    images
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;
    use crate::train::build_game;

    fn drawn(model: &str) -> LatentSpace {
        let text = format!(
            "study: s\nquestion: q\nrun: {{data: {{shapes: {{side: 32}}}}, model: {model}, batch: 2}}\n"
        );
        let run = config::parse("test", &text, &[])
            .unwrap()
            .runs
            .remove(0)
            .run;
        let mut game = build_game(&run);
        LatentSpace::of(&run, &mut *game)
    }

    #[test]
    fn paths_go_from_end_to_end_and_styles_meet() {
        const IMAGE: usize = 32 * 32 * 3;
        let LatentSpace {
            interpolation,
            style_mixing,
        } = drawn("stylegan2-32");
        let image = |images: &[f32], at: usize| images[at * IMAGE..][..IMAGE].to_vec();
        assert_eq!(interpolation.len(), PATHS * PATH_IMAGES * IMAGE);
        let close = |a: Vec<f32>, b: Vec<f32>| a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-4);
        let end = image(&interpolation, PATH_IMAGES - 1);
        assert!(
            close(end, image(&interpolation, PATH_IMAGES)),
            "a path begins where one ends"
        );
        let across = MIXED_STYLES + 1;
        assert_eq!(style_mixing.len(), across * across * IMAGE);
        assert!(image(&style_mixing, 0).iter().all(|value| *value == 0.0));
        let mixed = image(&style_mixing, across + 1);
        assert_ne!(mixed, image(&style_mixing, 1));
        assert_ne!(mixed, image(&style_mixing, across));
    }

    #[test]
    fn a_generator_without_styles_has_paths_alone() {
        let drawn = drawn("r3gan-32");
        assert!(drawn.style_mixing.is_empty() && !drawn.interpolation.is_empty());
    }
}
