//! `samples/samples.safetensors`: samples from the fixed latents at each snapshot, one tensor
//! (samples, values of a sample) per step; of the last one also images between latents, of mixed
//! styles and of each class.

use std::collections::BTreeMap;
use std::path::Path;

use safetensors::SafeTensors;

use super::sha256;
use crate::record::tensor_file::{Tensor, from_bytes};
use crate::record::{RecordError, write_atomic};
use crate::train::LatentSpace;

/// Samples from the fixed latents after `step` steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// Steps that were done.
    pub step: u64,
    /// Values, sample after sample.
    pub rows: Vec<f32>,
    /// Further images; nothing before the last step.
    pub latent_space: LatentSpace,
}

/// What the names of tensors begin with.
const SAMPLES: &str = "step";
const INTERPOLATION: &str = "interpolation";
const STYLE_MIXING: &str = "style_mixing";
const CLASS_GRID: &str = "class_grid";
const RECONSTRUCTIONS: &str = "reconstructions";
const LATENT_GRID: &str = "latent_grid";

/// Writes the snapshots of a run, and returns the file's digest; a sample has `sample_len` values.
pub(super) fn write_snapshots(
    path: &Path,
    snapshots: &[Snapshot],
    sample_len: usize,
) -> Result<String, RecordError> {
    let tensors = snapshots.iter().flat_map(|snapshot| {
        let LatentSpace {
            interpolation,
            style_mixing,
            class_grid,
            reconstructions,
            latent_grid,
        } = &snapshot.latent_space;
        let more = [
            (INTERPOLATION, interpolation),
            (STYLE_MIXING, style_mixing),
            (CLASS_GRID, class_grid),
            (RECONSTRUCTIONS, reconstructions),
            (LATENT_GRID, latent_grid),
        ];
        let more = more.into_iter().filter(|(_, rows)| !rows.is_empty());
        let all = [(SAMPLES, &snapshot.rows)].into_iter().chain(more);
        all.map(|(name, rows)| {
            let shape = vec![rows.len() / sample_len, sample_len];
            (
                format!("{name}.{}", snapshot.step),
                Tensor::new(shape, rows),
            )
        })
    });
    let bytes =
        safetensors::serialize(tensors, None).map_err(|error| RecordError::damaged(path, error))?;
    write_atomic(path, &bytes)?;
    Ok(sha256(&bytes))
}

/// Reads them back in the order of steps.
pub(crate) fn read_snapshots(path: &Path, bytes: &[u8]) -> Result<Vec<Snapshot>, RecordError> {
    let file =
        SafeTensors::deserialize(bytes).map_err(|error| RecordError::damaged(path, error))?;
    let mut snapshots: BTreeMap<u64, Snapshot> = BTreeMap::new();
    for (name, tensor) in file.iter() {
        let unknown = || RecordError::damaged(path, format!("a tensor is called `{name}`"));
        let (what, step) = name.split_once('.').ok_or_else(unknown)?;
        let step: u64 = step.parse().map_err(|_| unknown())?;
        let snapshot = snapshots.entry(step).or_insert_with(|| Snapshot {
            step,
            rows: Vec::new(),
            latent_space: LatentSpace::default(),
        });
        let rows = match what {
            SAMPLES => &mut snapshot.rows,
            INTERPOLATION => &mut snapshot.latent_space.interpolation,
            STYLE_MIXING => &mut snapshot.latent_space.style_mixing,
            CLASS_GRID => &mut snapshot.latent_space.class_grid,
            RECONSTRUCTIONS => &mut snapshot.latent_space.reconstructions,
            LATENT_GRID => &mut snapshot.latent_space.latent_grid,
            _ => return Err(unknown()),
        };
        *rows = from_bytes(tensor.data(), f32::from_le_bytes);
    }
    Ok(snapshots.into_values().collect())
}
