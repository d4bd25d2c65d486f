//! Damaged files, the same ones in every test.

use seesaw::rng::Draws;

/// Numbers that formats have trouble with, as the bytes of lengths and counts.
const AWKWARD: [[u8; 4]; 6] = [
    [0; 4],
    [0xff; 4],
    [0xff, 0xff, 0xff, 0x7f],
    [0, 0, 0, 0x80],
    [1, 0, 0, 0],
    [0, 0, 1, 0],
];

/// One of these files with one to four kinds of damage.
pub fn damaged(files: &[Vec<u8>], draws: &mut Draws) -> Vec<u8> {
    let any = |draws: &mut Draws| files[draws.below(files.len() as u32) as usize].clone();
    let mut bytes = any(draws);
    for _ in 0..=draws.below(4) {
        let at = draws.below(bytes.len() as u32 + 1) as usize;
        let end = (at + 1 + draws.below(32) as usize).min(bytes.len());
        match draws.below(8) {
            0 | 1 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << draws.below(8);
                }
            }
            2 => {
                let number = AWKWARD[draws.below(AWKWARD.len() as u32) as usize];
                for (byte, awkward) in bytes[at..end].iter_mut().zip(number) {
                    *byte = awkward;
                }
            }
            3 => bytes.truncate(at),
            4 => {
                let other = any(draws);
                let from = draws.below(other.len() as u32 + 1) as usize;
                bytes.truncate(at);
                bytes.extend(&other[from..]);
            }
            5 => {
                let inserted: Vec<u8> = (at..end).map(|_| draws.below(256) as u8).collect();
                bytes.splice(at..at, inserted);
            }
            6 => {
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            _ => drop(bytes.drain(at..end)),
        }
    }
    bytes
}
