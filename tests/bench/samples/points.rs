//! Sets of points of the plane.

use seesaw::data;
use seesaw::diagnose::SampleSpace;
use seesaw::launch::samples::SampleRequest;
use seesaw::rng::Seed;

use super::case::{Case, Expected, case, draws};
use super::files::of_floats;

fn modes_in_words(held: usize) -> String {
    match held {
        1 => "1 mode".to_string(),
        _ => format!("{held} modes"),
    }
}

/// Points near the first `held` modes.
pub fn points(modes: &'static str, held: usize, count: usize, expected: Expected) -> Case {
    let name = format!("{modes}, {}, {count} points", modes_in_words(held));
    case(name, SampleSpace::Modes, expected, move |folder, seed| {
        let data = seesaw::config::Data::with_known_modes(modes).expect("known data");
        let set = data::open(&data).expect("drawn data");
        let known = set.modes().expect("known modes").clone();
        let nearest = |point: &[f32]| {
            let far =
                |centre: &[f32]| (centre[0] - point[0]).powi(2) + (centre[1] - point[1]).powi(2);
            let rows = known.rows().enumerate();
            let least = rows.min_by(|one, other| far(one.1).total_cmp(&far(other.1)));
            least.map_or(0, |(at, _)| at)
        };
        let (mut rows, mut step) = (Vec::with_capacity(2 * count), 1);
        let mut batch = vec![0.0; 2 * 4_096];
        while rows.len() < 2 * count {
            set.batch(Seed(seed + 7_000), step, 0, &mut batch);
            let kept = batch.chunks_exact(2).filter(|point| nearest(point) < held);
            rows.extend(kept.flatten().take(2 * count - rows.len()));
            step += 1;
        }
        let path = folder.join("fakes.npy");
        std::fs::write(&path, of_floats(&[count, 2], &rows)).expect("a file");
        SampleRequest {
            modes: Some(data),
            limit: 1_000_000,
            ..SampleRequest::new(&path, None)
        }
    })
}

/// Points of a ring, three quarters of which are replaced by uniform noise.
pub fn partly_in_modes() -> Case {
    let sign = Expected::Sign("low_quality");
    let name = "ring:8, 8 modes, three of four points noise";
    let ring = points("ring:8", 8, 2_500, sign);
    case(name, SampleSpace::Modes, sign, move |folder, seed| {
        let request = (ring.make)(folder, seed);
        let mut file = std::fs::read(&request.fakes).expect("points");
        let start = file.len() - 8 * 2_500;
        let mut draws = draws(seed);
        for (at, point) in file[start..].chunks_exact_mut(8).enumerate() {
            let values = [0, 1].map(|_| 3.0 * draws.unit_uniform() as f32 - 1.5);
            if at % 4 > 0 {
                point[..4].copy_from_slice(&values[0].to_le_bytes());
                point[4..].copy_from_slice(&values[1].to_le_bytes());
            }
        }
        std::fs::write(&request.fakes, file).expect("points");
        request
    })
}

/// Points near the first `held` modes, beside real ones of which nothing else is known.
pub fn points_without_modes(modes: &'static str, held: usize, expected: Expected) -> Case {
    let known = points(modes, held, 2_500, expected);
    let name = format!("{modes}, {}, unknown", modes_in_words(held));
    case(name, SampleSpace::Values, expected, move |folder, seed| {
        let request = (known.make)(folder, seed);
        let set = data::open(&request.modes.expect("known modes")).expect("drawn data");
        let rows = set.reference(Seed(seed + 9_000), 2_500);
        let path = folder.join("reals.npy");
        std::fs::write(&path, of_floats(&[2_500, 2], &rows)).expect("a file");
        SampleRequest::new(&request.fakes, Some(&path))
    })
}
