//! Makes a style transfer again in memory, and compares it with what is recorded, bit by bit.

use std::path::Path;

use super::error::TransferError;
use super::history::TransferHistory;
use super::inputs::open_transfer;
use crate::config::Transfer;
use crate::launch::verify::{TOLERANT_STEPS, Verified, is_close};
use crate::record::{
    BuildFingerprint, Depth, Difference, Digests, RecordError, RunPaths, RunStatus,
    first_transfer_difference, inspect, read_transfer_rows, relative_name, same_bits, sha256,
};
use crate::train::TrainingControl;
use crate::train::transfer::{StyleTransfer, TransferRow};

/// Makes the complete transfer in `paths` again, or its first `steps`, with the classifiers kept in
/// `classifiers`. `on_step` is called with each step and may interrupt.
///
/// # Errors
/// If its files cannot be read or are damaged, or its pictures are others.
pub fn verify_transfer(
    paths: &RunPaths,
    run: &Transfer,
    classifiers: Option<&Path>,
    steps: Option<u64>,
    on_step: &mut dyn FnMut(u64) -> TrainingControl,
) -> Result<Verified, TransferError> {
    let inspection = inspect(paths, None, Depth::AllFiles).usable()?;
    let (RunStatus::Complete, Some(file)) = inspection else {
        return Ok(Verified::Nothing);
    };
    let recorded = read_transfer_rows(&paths.steps(), &file.read_verified(paths, &paths.steps())?)?;
    let opened = open_transfer(run, classifiers, &mut |_| ())?;
    if file.provenance.data_sha256.as_ref() != Some(&opened.sha256) {
        let reason = "it was made of other pictures or weights than those at the same place now";
        return Err(TransferError::from(RecordError::Incompatible {
            path: paths.root().to_path_buf(),
            reason: reason.to_string(),
        }));
    }
    let wanted = steps.unwrap_or(u64::MAX).min(recorded.len() as u64);
    let mut transfer = StyleTransfer::new(run, opened.inputs);
    let (mut here, mut pictures) = (Vec::new(), Digests::new());
    while transfer.steps() < wanted {
        let row = transfer.step();
        here.push(row);
        if row.step == recorded.len() as u64 || TransferHistory::keeps(run, row.step) {
            let name = relative_name(paths, &paths.samples(row.step));
            pictures.insert(name, sha256(&transfer.picture().to_png()));
        }
        if on_step(row.step) == TrainingControl::Interrupt {
            return Ok(Verified::Stopped);
        }
    }
    let build_differences = file.provenance.build.differences(&BuildFingerprint::here());
    if !build_differences.is_empty() {
        return Ok(compare_other_build(&recorded, &here, build_differences));
    }
    let (same, other): (Digests, Digests) = pictures
        .into_iter()
        .partition(|(name, digest)| file.digest.get(name) == Some(digest));
    let first = first_transfer_difference(&recorded, &here, same_bits);
    Ok(match first.is_none() && other.is_empty() {
        true => Verified::Identical {
            steps: wanted,
            files: same.into_keys().collect(),
        },
        false => Verified::Different {
            steps: wanted,
            first,
            files: other.into_keys().collect(),
        },
    })
}

/// What agrees where bits cannot.
fn compare_other_build(
    recorded: &[TransferRow],
    here: &[TransferRow],
    build_differences: Vec<String>,
) -> Verified {
    match first_transfer_difference(recorded, here, is_close) {
        Some(first) if first.step <= TOLERANT_STEPS => Verified::Apart {
            build_differences,
            first,
        },
        first => Verified::Close {
            steps: here.len() as u64,
            build_differences,
            leaves: first.map(|first: Difference| first.step),
        },
    }
}
