//! Between rows of data, which are images, and the rows that a pair of networks plays with, which
//! may be pyramids of images, or images with labels behind them.

use std::borrow::Cow;

use crate::config::Kind;

/// How rows of data become samples, and samples images again.
pub(super) struct SampleRows {
    /// Number of images in a sample, finest first.
    scales: usize,
    side: usize,
    channels: usize,
    /// Label values at the end of a row.
    classes: usize,
}

impl SampleRows {
    /// For samples of `row` values that hold `scales` images, of which the finest are like the data,
    /// and end in `classes` label values.
    ///
    /// # Panics
    /// If samples are pyramids of anything but images: a defect of the model.
    pub fn new(kind: Kind, scales: usize, (row, classes): (usize, usize)) -> Self {
        let (side, channels) = match (kind, scales) {
            (_, 1) => (1, row - classes),
            (Kind::Images { side, channels }, _) => (side, channels),
            (Kind::Numbers | Kind::Points, _) => panic!("only images have several scales"),
        };
        Self {
            scales,
            side,
            channels,
            classes,
        }
    }

    /// Number of values of one image.
    pub fn image(&self) -> usize {
        self.side * self.side * self.channels
    }

    /// Number of values of one row of data, with its labels.
    pub fn data_row(&self) -> usize {
        self.image() + self.classes
    }

    /// Writes samples of `images`, rows of data: each scale is the mean of 2 x 2 pixels of the one
    /// before it.
    pub fn write(&self, images: &[f32], samples: &mut [f32]) {
        if self.scales == 1 {
            return samples.copy_from_slice(images);
        }
        let rows = images.len() / self.image();
        let sample = samples.len() / rows.max(1);
        let images = images.chunks_exact(self.image());
        for (image, sample) in images.zip(samples.chunks_exact_mut(sample)) {
            sample[..image.len()].copy_from_slice(image);
            let (mut at, mut side) = (0, self.side);
            for _ in 1..self.scales {
                let (fine, coarse) = sample[at..].split_at_mut(side * side * self.channels);
                halve(fine, side, self.channels, coarse);
                at += fine.len();
                side /= 2;
            }
        }
    }

    /// The values of samples without their labels.
    pub fn pixels<'a>(&self, samples: &'a [f32]) -> Cow<'a, [f32]> {
        match self.classes {
            0 => Cow::Borrowed(samples),
            _ => Cow::Owned(self.finest(samples, samples.len() / self.data_row())),
        }
    }

    /// The finest images of `samples`, `rows` of them.
    pub fn finest(&self, samples: &[f32], rows: usize) -> Vec<f32> {
        if self.scales == 1 && self.classes == 0 {
            return samples.to_vec();
        }
        let finest = |sample: &[f32]| sample[..self.image()].to_vec();
        samples
            .chunks_exact(samples.len() / rows.max(1))
            .flat_map(finest)
            .collect()
    }
}

/// The mean of each 2 x 2 pixels of an image, at the beginning of `coarse`.
fn halve(fine: &[f32], side: usize, channels: usize, coarse: &mut [f32]) {
    let half = side / 2;
    for (at, out) in coarse
        .chunks_exact_mut(channels)
        .take(half * half)
        .enumerate()
    {
        let corner = (at / half * 2 * side + at % half * 2) * channels;
        for (channel, out) in out.iter_mut().enumerate() {
            let pixel = |y: usize, x: usize| fine[corner + (y * side + x) * channels + channel];
            *out = (pixel(0, 0) + pixel(0, 1) + pixel(1, 0) + pixel(1, 1)) / 4.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pyramid_holds_means_and_its_finest_image_is_the_data() {
        let kind = Kind::Images {
            side: 4,
            channels: 2,
        };
        let rows = SampleRows::new(kind, 3, (42, 0));
        let images: Vec<f32> = (0..64).map(|at| at as f32).collect();
        let mut samples = vec![0.0; 2 * (32 + 8 + 2)];
        rows.write(&images, &mut samples);
        assert_eq!(samples[..32], images[..32]);
        // Pixels (0, 0), (0, 1), (1, 0) and (1, 1) begin at values 0, 2, 8 and 10.
        assert_eq!(samples[32..36], [5.0, 6.0, 9.0, 10.0]);
        assert_eq!(samples[40..42], [15.0, 16.0], "the mean of the whole image");
        assert_eq!(rows.finest(&samples, 2), images);
    }

    #[test]
    fn samples_of_one_scale_are_the_data() {
        let rows = SampleRows::new(Kind::Points, 1, (2, 0));
        let mut samples = [0.0; 4];
        rows.write(&[1.0, 2.0, 3.0, 4.0], &mut samples);
        assert_eq!(samples, [1.0, 2.0, 3.0, 4.0]);
        assert_eq!(rows.finest(&samples, 2), samples);
    }

    #[test]
    fn labels_stay_behind_their_image_and_are_no_part_of_it() {
        let rows = SampleRows::new(Kind::Points, 1, (5, 3));
        assert_eq!((rows.image(), rows.data_row()), (2, 5));
        let data = [0.5, -0.5, 0.0, 1.0, 0.0, 0.25, 0.75, 1.0, 0.0, 0.0];
        let mut samples = [0.0; 10];
        rows.write(&data, &mut samples);
        assert_eq!(samples, data);
        assert_eq!(rows.finest(&samples, 2), [0.5, -0.5, 0.25, 0.75]);
    }
}
