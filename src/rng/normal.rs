//! N(0, 1) values by ziggurat (Doornik 2005), many at a time: those that [`StandardNormal`] draws one
//! by one, bit for bit, from the same words.

use std::convert::Infallible;
use std::sync::LazyLock;

use multiversion::multiversion;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::TryRng;
use rand_distr::{Distribution, StandardNormal};

use super::words::{LANES, Position, WORDS};

/// Below this many values, drawing ahead does not pay.
const FEW: usize = 64;

/// Words that are drawn ahead.
const COUNT: usize = LANES * WORDS;

/// Fills `out` with independent N(0, 1) values.
pub(super) fn fill(generator: &mut ChaCha8Rng, out: &mut [f32]) {
    let is_worth_it = out.len() >= FEW;
    let position = is_worth_it.then(|| Position::of(generator)).flatten();
    let Some((position, drawn)) = position else {
        let values = out.iter_mut();
        values.for_each(|value| *value = StandardNormal.sample(generator));
        return;
    };
    let mut words = Words {
        position,
        drawn: [[0; LANES]; WORDS],
        values: [0.0; COUNT],
        outside: 0,
        next: 0,
    };
    words.draw();
    words.next = drawn;
    let mut done = 0;
    while done < out.len() {
        if words.next == COUNT {
            words.draw();
        }
        let out = &mut out[done..];
        let run = words.within_layers().min(out.len());
        out[..run].copy_from_slice(&words.values[words.next..][..run]);
        words.next += run;
        done += run;
        if words.next < COUNT && run < out.len() {
            out[run] = StandardNormal.sample(&mut Source(|| words.next_word()));
            done += 1;
        }
    }
    words.position.set(generator, COUNT - words.next);
}

/// Words of a generator, drawn ahead.
struct Words {
    position: Position,
    /// Word `at` of block `lane` is `drawn[at][lane]`.
    drawn: [[u64; LANES]; WORDS],
    /// What each of them makes, if it lies within its layer.
    values: [f32; COUNT],
    /// A bit for each, from the lowest on: 0 if it does, 1 if it takes more words.
    outside: u128,
    /// The first word that has not been used.
    next: usize,
}

impl Words {
    fn draw(&mut self) {
        self.position.draw(&mut self.drawn);
        let mut outside = [0; LANES];
        place_within_layers(&self.drawn, &LAYERS, &mut self.values, &mut outside);
        self.outside = u128::from_le_bytes(outside);
        self.next = 0;
    }

    fn next_word(&mut self) -> u64 {
        if self.next == COUNT {
            self.draw();
        }
        let word = self.drawn[self.next % WORDS][self.next / WORDS];
        self.next += 1;
        word
    }

    /// How many of the next values are those of one word each.
    fn within_layers(&self) -> usize {
        let outside = (self.outside >> self.next).trailing_zeros() as usize;
        outside.min(COUNT - self.next)
    }
}

/// A generator whose words of 64 bits come from a function: normal values are made of no others.
struct Source<F>(F);

impl<F: FnMut() -> u64> TryRng for Source<F> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        unreachable!("a normal value is made of 64-bit words")
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok((self.0)())
    }

    fn try_fill_bytes(&mut self, _: &mut [u8]) -> Result<(), Infallible> {
        unreachable!("a normal value is made of 64-bit words")
    }
}

/// The layers of the ziggurat: a point of layer i, uniform in [-width, width), is a normal value if it
/// lies within the next layer's width. Others, 1.5 % of all, take more words.
struct Layers {
    widths: [f64; 256],
    next_widths: [f64; 256],
}

static LAYERS: LazyLock<Layers> = LazyLock::new(|| {
    let widths: [f64; 256] = std::array::from_fn(|layer| width(layer as u64));
    Layers {
        widths,
        // Above the last layer there is none.
        next_widths: std::array::from_fn(|layer| widths.get(layer + 1).copied().unwrap_or(0.0)),
    }
});

/// A layer's width, read off the value that [`StandardNormal`] draws close to its middle.
fn width(layer: u64) -> f64 {
    // The fraction 2^51 of 2^52 is the middle, and 2^21 further is 2^-30 of the width. Where more words
    // are asked for, each is 1/2 as a fraction.
    let mut first = Some(((1 << 51) + (1 << 21)) << 12 | layer);
    let value: f64 = StandardNormal.sample(&mut Source(|| first.take().unwrap_or(1 << 63)));
    value * f64::from(1 << 30)
}

/// The value that each word makes in its layer, and a bit of its block: 1 if it lies outside the next
/// layer.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn place_within_layers(
    words: &[[u64; LANES]; WORDS],
    layers: &Layers,
    values: &mut [f32; COUNT],
    outside: &mut [u8; LANES],
) {
    let mut lanes = [[0.0; LANES]; WORDS];
    for ((at, words), values) in words.iter().enumerate().zip(&mut lanes) {
        for lane in 0..LANES {
            let layer = (words[lane] & 0xff) as usize;
            // Twelve bits less make the fraction of a number in [2, 4).
            let fraction = f64::from_bits(words[lane] >> 12 | 2f64.to_bits()) - 3.0;
            let value = fraction * layers.widths[layer];
            values[lane] = value as f32;
            outside[lane] |= u8::from(value.abs() >= layers.next_widths[layer]) << at;
        }
    }
    for (place, value) in values.iter_mut().enumerate() {
        *value = lanes[place % WORDS][place / WORDS];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    /// 256 layers of equal area (Marsaglia and Tsang 2000): the widest inner one ends at 3.654, the
    /// narrowest at 0.215.
    #[test]
    fn layers_are_those_of_the_ziggurat() {
        let Layers { widths, .. } = &*LAYERS;
        assert!(
            (widths[1] - 3.654_152_885_361_009).abs() < 1e-12,
            "{}",
            widths[1]
        );
        assert!(widths.is_sorted_by(|wide, narrow| wide > narrow));
        let density = |x: f64| (-x * x / 2.0).exp();
        let area = widths[0] * density(widths[1]);
        for layer in 1..255 {
            let height = density(widths[layer + 1]) - density(widths[layer]);
            assert!(
                (widths[layer] * height - area).abs() < 1e-12,
                "layer {layer}"
            );
        }
    }

    #[test]
    fn values_and_what_follows_them_are_those_drawn_one_by_one() {
        let mut expected = ChaCha8Rng::seed_from_u64(7);
        let mut found = expected.clone();
        for length in (0..600).chain([1_000_001, 1_000_003]) {
            // Words need not begin where the generator's blocks do, nor be whole.
            if length % 50 == 0 {
                assert_eq!(expected.next_u32(), found.next_u32(), "before {length}");
            }
            let mut values = vec![f32::NAN; length];
            fill(&mut found, &mut values);
            for (at, value) in values.iter().enumerate() {
                let one: f32 = StandardNormal.sample(&mut expected);
                assert_eq!(one.to_bits(), value.to_bits(), "value {at} of {length}");
            }
            assert_eq!(
                expected.get_word_pos(),
                found.get_word_pos(),
                "after {length}"
            );
        }
    }
}
