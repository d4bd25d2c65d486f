//! DCGAN (Radford et al. 2016) for any side that comes of doubling 4, 5, 6 or 7 pixels. Channels double
//! as the side halves; with width 64, 100 latents and 32 RGB pixels this is `dcgan-32`.

use super::layers::{batch_norm, double, halve, whole_map};
use crate::config::{DcganSizes, Kind};
use crate::nn::{
    Chain, Identity, Initializer, LeakyRelu, Network, Packed, Relu, SizedConv, SizedHead,
    SizedUnflatten, Tanh,
};

/// (side, channels) of the image.
fn image(sizes: DcganSizes) -> (usize, usize) {
    match sizes.kind() {
        Kind::Images { side, channels } => (side, channels),
        Kind::Numbers | Kind::Points => panic!("a DCGAN makes images"),
    }
}

/// (side, channels) of the maps between image and logit, finest first.
fn maps(sizes: DcganSizes) -> Vec<(usize, usize)> {
    let mut maps = vec![(image(sizes).0 / 2, sizes.width)];
    while let Some((side, channels)) = maps.last().copied().filter(|(side, _)| *side > 7) {
        maps.push((side / 2, 2 * channels));
    }
    maps
}

/// (N, Z) -> (N, S, S, C): pixels in [-1, 1].
pub fn generator(sizes: DcganSizes, new: &mut Initializer) -> Box<dyn Network> {
    let maps = maps(sizes);
    let coarsest = *maps.last().expect("there is a map");
    let mut layers: Vec<Box<dyn Network>> = vec![Box::new(SizedUnflatten::new(1, sizes.latent))];
    let first = whole_map((1, sizes.latent), coarsest);
    layers.push(Chain::of(vec![
        Box::new(SizedConv::<Identity>::transposed(new, first, false)),
        batch_norm::<Relu>(new, coarsest),
    ]));
    for pair in maps.windows(2).rev() {
        layers.push(Chain::of(vec![
            double::<Identity>(new, pair[1], pair[0].1, false),
            batch_norm::<Relu>(new, pair[0]),
        ]));
    }
    layers.push(double::<Tanh>(new, maps[0], image(sizes).1, true));
    Chain::of(layers)
}

/// (N, S, S, C) -> (N, 1).
pub fn discriminator(sizes: DcganSizes, new: &mut Initializer) -> Box<dyn Network> {
    let (maps, (side, channels)) = (maps(sizes), image(sizes));
    let coarsest = *maps.last().expect("there is a map");
    let row = (side * side * channels, channels);
    let mut layers = vec![Packed::before(new, row, |new, channels| {
        halve::<LeakyRelu>(new, (side, channels), maps[0].1, true)
    })];
    for pair in maps.windows(2) {
        layers.push(Chain::of(vec![
            halve::<Identity>(new, pair[0], pair[1].1, false),
            batch_norm::<LeakyRelu>(new, pair[1]),
        ]));
    }
    let features = coarsest.0 * coarsest.0 * coarsest.1;
    layers.push(SizedHead::on(new, features, |new| {
        let sizes = whole_map(coarsest, (1, 1));
        Box::new(SizedConv::<Identity>::new(new, sizes, true))
    }));
    Chain::of(layers)
}
