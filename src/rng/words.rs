//! The words of a [`ChaCha8Rng`], sixteen blocks at a time.

use multiversion::multiversion;
use rand_chacha::ChaCha8Rng;

/// Blocks that are computed side by side.
pub(super) const LANES: usize = 16;

/// Words of 64 bits in a block.
pub(super) const WORDS: usize = 8;

/// Words of 32 bits in a block.
const WORDS_OF_BLOCK: usize = 2 * WORDS;

/// One word each of several blocks.
type Lanes = [u32; LANES];

/// Where a generator stands in its stream of words.
pub(super) struct Position {
    key: [u32; 8],
    stream: u64,
    /// The next block.
    block: u64,
}

impl Position {
    /// The block that a generator stands in, and how many words of 64 bits of it have been drawn. None if
    /// half a word has.
    pub(super) fn of(generator: &ChaCha8Rng) -> Option<(Self, usize)> {
        let drawn = generator.get_word_pos();
        let words = WORDS_OF_BLOCK as u128;
        let seed = generator.get_seed();
        let position = Self {
            key: std::array::from_fn(|at| {
                let bytes = seed[4 * at..].first_chunk();
                u32::from_le_bytes(*bytes.expect("a seed is eight words"))
            }),
            stream: generator.get_stream(),
            block: (drawn / words) as u64,
        };
        drawn
            .is_multiple_of(2)
            .then_some((position, (drawn % words) as usize / 2))
    }

    /// Sets a generator to this position, `words` of 64 bits back.
    pub(super) fn set(&self, generator: &mut ChaCha8Rng, words: usize) {
        let position = u128::from(self.block) * WORDS_OF_BLOCK as u128;
        // Beyond the last block the first one comes again.
        generator.set_word_pos(position.wrapping_sub(2 * words as u128) % (1 << 68));
    }

    /// The words of the next blocks: word `at` of block `lane` is `words[at][lane]`.
    pub(super) fn draw(&mut self, words: &mut [[u64; LANES]; WORDS]) {
        let mut state = [[0; LANES]; WORDS_OF_BLOCK];
        // "expand 32-byte k", the key, the number of the block, the stream (Bernstein 2008, ChaCha, a
        // variant of Salsa20, section 3, with a stream in the nonce's place).
        let constants = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574];
        state[..4].copy_from_slice(&constants.map(|word| [word; LANES]));
        state[4..12].copy_from_slice(&self.key.map(|word| [word; LANES]));
        let blocks: [u64; LANES] = std::array::from_fn(|lane| self.block.wrapping_add(lane as u64));
        state[12] = blocks.map(|block| block as u32);
        state[13] = blocks.map(|block| (block >> 32) as u32);
        state[14] = [self.stream as u32; LANES];
        state[15] = [(self.stream >> 32) as u32; LANES];
        draw_blocks(&state, words);
        self.block = self.block.wrapping_add(LANES as u64);
    }
}

/// Eight rounds, and the sum with the state before.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn draw_blocks(state: &[Lanes; WORDS_OF_BLOCK], words: &mut [[u64; LANES]; WORDS]) {
    let mut x = *state;
    for _ in 0..4 {
        quarter_round(&mut x, [0, 4, 8, 12]);
        quarter_round(&mut x, [1, 5, 9, 13]);
        quarter_round(&mut x, [2, 6, 10, 14]);
        quarter_round(&mut x, [3, 7, 11, 15]);
        quarter_round(&mut x, [0, 5, 10, 15]);
        quarter_round(&mut x, [1, 6, 11, 12]);
        quarter_round(&mut x, [2, 7, 8, 13]);
        quarter_round(&mut x, [3, 4, 9, 14]);
    }
    // Flat loops: of nested ones, a compiler would vectorise the outer loop, with gathers.
    let pairs = x.as_flattened_mut().iter_mut().zip(state.as_flattened());
    pairs.for_each(|(x, state)| *x = x.wrapping_add(*state));
    let (mut low, mut high) = ([[0; LANES]; WORDS], [[0; LANES]; WORDS]);
    for at in 0..WORDS {
        (low[at], high[at]) = (x[2 * at], x[2 * at + 1]);
    }
    let halves = low.as_flattened().iter().zip(high.as_flattened());
    for (word, (low, high)) in words.as_flattened_mut().iter_mut().zip(halves) {
        *word = u64::from(*high) << 32 | u64::from(*low);
    }
}

#[inline(always)]
fn quarter_round(x: &mut [Lanes; WORDS_OF_BLOCK], places: [usize; 4]) {
    let [mut a, mut b, mut c, mut d] = places.map(|place| x[place]);
    for lane in 0..LANES {
        a[lane] = a[lane].wrapping_add(b[lane]);
        d[lane] = (d[lane] ^ a[lane]).rotate_left(16);
        c[lane] = c[lane].wrapping_add(d[lane]);
        b[lane] = (b[lane] ^ c[lane]).rotate_left(12);
        a[lane] = a[lane].wrapping_add(b[lane]);
        d[lane] = (d[lane] ^ a[lane]).rotate_left(8);
        c[lane] = c[lane].wrapping_add(d[lane]);
        b[lane] = (b[lane] ^ c[lane]).rotate_left(7);
    }
    for (place, lanes) in places.into_iter().zip([a, b, c, d]) {
        x[place] = lanes;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    #[test]
    fn words_are_those_of_the_generator_wherever_it_stands() {
        let mut generator = ChaCha8Rng::from_seed(std::array::from_fn(|at| 7 * at as u8));
        let ends = [0, 16 * (1 << 32) - 160, (1u128 << 68) - 16 * 17];
        for (stream, start) in [(0, 0), (u64::MAX - 3, 22), (1 << 40 | 5, 34)]
            .into_iter()
            .flat_map(|(stream, start)| ends.map(|end| (stream, end + start)))
        {
            generator.set_stream(stream);
            generator.set_word_pos(start);
            let (mut position, drawn) = Position::of(&generator).expect("no half word was drawn");
            let mut words = [[0; LANES]; WORDS];
            position.draw(&mut words);
            for place in drawn..LANES * WORDS {
                let word = words[place % WORDS][place / WORDS];
                assert_eq!(word, generator.next_u64(), "from {start} of {stream}");
            }
            let mut other = generator.clone();
            for back in [0, 5] {
                position.set(&mut other, back);
                let end = generator.get_word_pos();
                let expected = end.wrapping_sub(2 * back as u128) % (1 << 68);
                assert_eq!(other.get_word_pos(), expected, "{back} words back");
            }
        }
    }

    #[test]
    fn a_generator_within_a_word_has_no_position() {
        let mut generator = ChaCha8Rng::seed_from_u64(1);
        assert!(Position::of(&generator).is_some());
        generator.next_u32();
        assert!(Position::of(&generator).is_none());
    }
}
