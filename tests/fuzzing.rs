//! Every decoder of bytes from outside, with thousands of damaged files: none panics or hangs. For
//! longer, and with coverage: docs/fuzzing.md.

mod damage;
mod seeds;

use std::panic::catch_unwind;
use std::time::{Duration, Instant};

use seesaw::fuzzing::DECODERS;
use seesaw::rng::{Seed, Stream};

use damage::damaged;

const EXECUTIONS: u64 = 2000;

/// For longer, by hand: the number of executions, and a decoder to which they are limited.
const LONGER: [&str; 2] = ["SEESAW_FUZZ_EXECUTIONS", "SEESAW_FUZZ_DECODER"];

/// How long one file may take, on a busy machine.
const LONGEST: Duration = Duration::from_secs(5);

#[test]
fn no_decoder_panics_or_hangs_on_damaged_files() {
    let all = seeds::all();
    let (known, seeded): (Vec<&str>, Vec<&str>) = (
        DECODERS.iter().map(|decoder| decoder.name).collect(),
        all.iter().map(|(name, _)| *name).collect(),
    );
    assert_eq!(seeded, known, "every decoder has files to begin with");
    let [executions, only] = LONGER.map(|name| std::env::var(name).ok());
    let executions = executions.map_or(EXECUTIONS, |number| number.parse().unwrap());
    let is_wanted = |name: &str| only.as_deref().is_none_or(|only| only == name);
    let decoders = DECODERS.iter().zip(&all);
    for (decoder, (name, files)) in decoders.filter(|(decoder, _)| is_wanted(decoder.name)) {
        for number in 0..executions {
            let mut draws = Seed(number).at(Stream::Replay, 0, 0);
            let bytes = match files.get(number as usize) {
                Some(whole) => whole.clone(),
                None => damaged(files, &mut draws),
            };
            let begun = Instant::now();
            let ended = catch_unwind(|| (decoder.decode)(&bytes));
            assert!(ended.is_ok(), "{name}: file {number} is a panic");
            let took = begun.elapsed();
            assert!(took < LONGEST, "{name}: file {number} took {took:?}");
        }
    }
}
