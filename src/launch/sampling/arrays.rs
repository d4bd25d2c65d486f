//! Samples as arrays: `.npz` and safetensors, with their latents.

use std::path::Path;

use super::{SampleDraw, Sampling, SamplingError};
use crate::config::Kind;
use crate::plot::pixel_byte;
use crate::record::array_files::{ArrayNumbers, ArrayToWrite, write_npz, write_safetensors};

/// A file of arrays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArrayFormat {
    /// NumPy's archive: images are bytes (N, S, S, C), as programs that compare images take them.
    Npz,
    /// Numbers as PyTorch has them: images are (N, C, S, S) in [-1, 1].
    Safetensors,
}

/// Writes samples, batch by batch, with the latents that made them. Returns whether it came to the end;
/// else nothing is written.
///
/// # Errors
/// If the disk refuses.
pub fn write_arrays(
    sampling: &mut Sampling,
    format: ArrayFormat,
    path: &Path,
) -> Result<bool, SamplingError> {
    let draw = sampling.draw();
    let generator = sampling.generator();
    let about = [
        ("model", generator.run.model.name().to_string()),
        ("step", generator.step.to_string()),
        ("weights", generator.words()),
    ];
    let kind = generator.run.data.kind();
    let latents = latents_of(draw, generator.sampler.latent_size());
    let samples = |numbers, shape: &[usize], bytes: fn(&[f32], Kind) -> Vec<u8>| ArrayToWrite {
        name: "samples".into(),
        numbers,
        shape: shape_of(draw, shape),
        pieces: Box::new(draw.batches().map_while(move |rows| {
            let samples = sampling.next(rows)?;
            Some(bytes(&samples, kind))
        })),
    };
    let written = match (format, kind) {
        (_, Kind::Numbers | Kind::Points) => {
            let row = [kind.row()];
            let samples = samples(ArrayNumbers::F32, &row, |values, _| as_bytes(values));
            match format {
                ArrayFormat::Npz => write_npz(path, &mut [samples, latents])?,
                ArrayFormat::Safetensors => {
                    write_safetensors(path, &about, &mut [samples, latents])?
                }
            }
        }
        (ArrayFormat::Npz, Kind::Images { side, channels }) => {
            let shape = [side, side, channels];
            let pixels =
                |values: &[f32], _| values.iter().map(|value| pixel_byte(*value)).collect();
            write_npz(
                path,
                &mut [samples(ArrayNumbers::U8, &shape, pixels), latents],
            )?
        }
        (ArrayFormat::Safetensors, Kind::Images { side, channels }) => {
            let samples = samples(ArrayNumbers::F32, &[channels, side, side], channels_first);
            write_safetensors(path, &about, &mut [samples, latents])?
        }
    };
    Ok(written)
}

fn latents_of(draw: SampleDraw, size: usize) -> ArrayToWrite<'static> {
    ArrayToWrite {
        name: "latents".into(),
        numbers: ArrayNumbers::F32,
        shape: shape_of(draw, &[size]),
        pieces: Box::new(
            draw.batches()
                .map(move |rows| as_bytes(&draw.latents(rows, size))),
        ),
    }
}

fn shape_of(draw: SampleDraw, row: &[usize]) -> Vec<u64> {
    let row = row.iter().map(|size| *size as u64);
    std::iter::once(draw.count).chain(row).collect()
}

fn as_bytes(values: &[f32]) -> Vec<u8> {
    values
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect()
}

/// (N, S, S, C) -> the bytes of (N, C, S, S).
fn channels_first(values: &[f32], kind: Kind) -> Vec<u8> {
    let Kind::Images { channels, .. } = kind else {
        return as_bytes(values);
    };
    let image = kind.row();
    let planes = values.chunks_exact(image).flat_map(|image| {
        (0..channels).flat_map(move |channel| image[channel..].iter().step_by(channels))
    });
    planes.flat_map(|value| value.to_le_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_come_first_in_pytorch() {
        let kind = Kind::Images {
            side: 1,
            channels: 3,
        };
        assert_eq!(
            channels_first(&[1.0, 2.0, 3.0], kind),
            as_bytes(&[1.0, 2.0, 3.0])
        );
        let kind = Kind::Images {
            side: 2,
            channels: 3,
        };
        let image: Vec<f32> = (0..12).map(|at| at as f32).collect();
        let first = channels_first(&image, kind);
        assert_eq!(first[..16], as_bytes(&[0.0, 3.0, 6.0, 9.0]));
        assert_eq!(first[32..], as_bytes(&[2.0, 5.0, 8.0, 11.0]));
    }
}
