//! What a trained G makes between latents, of two styles and of each class: for the figures of a run.

use super::game::Game;
use super::row_source::{RowSource, write_labels};
use crate::config::{Kind, Run};
use crate::rng::Stream;

/// Images from which there are figures of the latent space, by their side: smaller ones show little.
const LEAST_SIDE: usize = 32;
/// Rows of an interpolation, each from one latent to another.
const PATHS: usize = 5;
/// Images of a row.
pub const PATH_IMAGES: usize = 9;
/// Images of a class, each from a latent of its own that all classes share.
pub const CLASS_IMAGES: usize = 10;
/// Pairs of rows, real images and what is made of them.
const RECONSTRUCTED: usize = 3;
/// Images along each side of a grid of two latents.
pub const LATENT_GRID: usize = 12;
/// The largest of these latents; the least is its opposite.
const LATENT_REACH: f32 = 2.5;
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
    /// A row for each class, [`CLASS_IMAGES`] images each, from the same latents in every row. Nothing
    /// without `condition`.
    pub class_grid: Vec<f32>,
    /// Of an autoencoder: [`PATH_IMAGES`] real images in a row, and below them as it gives them back,
    /// several times.
    pub reconstructions: Vec<f32>,
    /// Of an autoencoder: [`LATENT_GRID`] images in a row, whose first latent grows to the right and whose
    /// second one grows downwards, the others being 0.
    pub latent_grid: Vec<f32>,
}

impl LatentSpace {
    /// Draws the images of a run: those between latents where its images are large enough, those of
    /// classes where it is conditional.
    pub(super) fn of(run: &Run, rows: RowSource, game: &mut dyn Game) -> Self {
        let mut drawn = Self::default();
        if game.classes() > 0 {
            drawn.class_grid = class_grid(rows, game);
        }
        if run.model.is_autoencoder() {
            drawn.reconstructions = reconstructions(rows, game);
            drawn.latent_grid = latent_grid(game);
        }
        if let Kind::Images { side, .. } = run.data.kind()
            && side >= LEAST_SIDE
        {
            drawn.interpolation = interpolation(rows, game);
            if run.model.has_styles() {
                drawn.style_mixing = style_mixing(run, rows, game);
            }
        }
        drawn
    }
}

/// Latent rows that no evaluation uses.
fn latents(source: RowSource, game: &dyn Game, rows: usize, part: u16) -> Vec<Vec<f32>> {
    let row = game.latent_size();
    let mut all = vec![0.0; rows * row];
    source.latents(Stream::LatentForEvaluation, (0, part), row, &mut all);
    all.chunks_exact(row).map(<[f32]>::to_vec).collect()
}

fn class_grid(source: RowSource, game: &mut dyn Game) -> Vec<f32> {
    let values = game.latent_size() - game.classes();
    let drawn = latents(source, game, CLASS_IMAGES, 4);
    let shared = drawn.iter().flat_map(|latent| &latent[..values]);
    let shared: Vec<f32> = shared.copied().collect();
    let of_class = |class: usize| {
        let mut rows = vec![0.0; CLASS_IMAGES * game.latent_size()];
        rows[..shared.len()].copy_from_slice(&shared);
        write_labels(&mut rows, game.classes(), &[class as u8; CLASS_IMAGES]);
        game.sample(&rows)
    };
    (0..source.class_count()).flat_map(of_class).collect()
}

/// Real images of the data above what is made of them.
fn reconstructions(source: RowSource, game: &mut dyn Game) -> Vec<f32> {
    let real = source.reference(RECONSTRUCTED * PATH_IMAGES);
    let made = game.reconstruct(&real);
    // Whole rows only: a small data set has fewer images.
    let row = PATH_IMAGES * source.data_row();
    let pairs = real.chunks_exact(row).zip(made.chunks_exact(row));
    pairs
        .flat_map(|(real, made)| [real, made])
        .flatten()
        .copied()
        .collect()
}

fn latent_grid(game: &mut dyn Game) -> Vec<f32> {
    let place = |at: usize| LATENT_REACH * (2.0 * at as f32 / (LATENT_GRID - 1) as f32 - 1.0);
    let mut latents = vec![0.0; LATENT_GRID * LATENT_GRID * game.latent_size()];
    for (at, latent) in latents.chunks_exact_mut(game.latent_size()).enumerate() {
        latent[0] = place(at % LATENT_GRID);
        latent[1] = place(at / LATENT_GRID);
    }
    game.sample(&latents)
}

fn interpolation(source: RowSource, game: &mut dyn Game) -> Vec<f32> {
    let values = game.latent_size() - game.classes();
    let ends = latents(source, game, PATHS + 1, 1);
    let mut path = Vec::new();
    for pair in ends.windows(2) {
        for at in 0..PATH_IMAGES {
            let share = at as f32 / (PATH_IMAGES - 1) as f32;
            path.extend(between(&pair[0][..values], &pair[1], share));
            // A path stays in the class that it begins in.
            path.extend_from_slice(&pair[0][values..]);
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

fn style_mixing(run: &Run, source: RowSource, game: &mut dyn Game) -> Vec<f32> {
    let fine = latents(source, game, MIXED_STYLES, 2);
    let coarse = latents(source, game, MIXED_STYLES, 3);
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
    use crate::rng::Seed;
    use crate::train::build_game;

    fn drawn(keys: &str) -> LatentSpace {
        let text = format!("study: s\nquestion: q\nrun: {{{keys}, batch: 2}}\n");
        let run = config::parse("test", &text, &[])
            .unwrap()
            .runs
            .remove(0)
            .run;
        let mut game = build_game(&run);
        let data = crate::data::open(&run.data).unwrap();
        let rows = RowSource::new(&*data, Seed(run.seed), game.classes());
        LatentSpace::of(&run, rows, &mut *game)
    }

    #[test]
    fn paths_go_from_end_to_end_and_styles_meet() {
        const IMAGE: usize = 32 * 32 * 3;
        let LatentSpace {
            interpolation,
            style_mixing,
            class_grid,
            ..
        } = drawn("data: {shapes: {side: 32}}, model: stylegan2-32");
        assert!(class_grid.is_empty());
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
        let drawn = drawn("data: {shapes: {side: 32}}, model: r3gan-32");
        assert!(drawn.style_mixing.is_empty() && !drawn.interpolation.is_empty());
    }

    #[test]
    fn every_class_has_a_row_of_the_same_latents() {
        let drawn = drawn("data: {digits: {}}, model: fc-8, condition: concat");
        assert_eq!(drawn.class_grid.len(), 10 * CLASS_IMAGES * 64);
        let row = |class: usize| &drawn.class_grid[class * CLASS_IMAGES * 64..][..64];
        assert_ne!(row(0), row(1), "G sees the label");
        assert!(drawn.interpolation.is_empty(), "8 x 8 pixels show little");
        assert!(drawn.reconstructions.is_empty() && drawn.latent_grid.is_empty());
    }

    #[test]
    fn an_autoencoder_shows_what_it_gives_back_and_a_plane_of_its_latents() {
        let drawn = drawn("data: {digits: {}}, model: vae-8");
        assert_eq!(
            drawn.reconstructions.len(),
            2 * RECONSTRUCTED * PATH_IMAGES * 64
        );
        assert_eq!(drawn.latent_grid.len(), LATENT_GRID * LATENT_GRID * 64);
        let image = |at: usize| &drawn.latent_grid[at * 64..][..64];
        assert_ne!(image(0), image(1));
        assert_ne!(image(0), image(LATENT_GRID));
    }
}
