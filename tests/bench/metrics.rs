//! What metrics cost: the whole set on points, one evaluation of a run, and nearest neighbours
//! beside `prdc` where it is installed.

use std::path::Path;
use std::process::Command;

use seesaw::config::Data;
use seesaw::data;
use seesaw::metrics::{
    Bins, Evaluator, Kernel, NeighbourReference, ValueRange, frechet, kernel_distance,
    mean_absolute_difference, mean_standard_deviation, minibatch_stddev, vendi_score,
};
use seesaw::rng::{Seed, Stream};

use super::peer;
use super::timing::{median, seconds};

/// Points of each side for the whole set.
const POINTS: usize = 2_500;
/// Rows of each side, and their features, for nearest neighbours.
const ROWS: usize = 10_000;
const WIDTH: usize = 128;
const REPETITIONS: usize = 3;

/// Prints the seconds of one call, the first one left out, and its density and coverage.
const PRDC: &str = "
import contextlib, io, sys, time, numpy
from prdc import compute_prdc
real, fake = (numpy.fromfile(path, dtype=numpy.float32).reshape(-1, int(sys.argv[3])) for path in sys.argv[1:3])
with contextlib.redirect_stdout(io.StringIO()):
    compute_prdc(real[:500], fake[:500], nearest_k=5)
    begun = time.perf_counter()
    found = compute_prdc(real, fake, nearest_k=5)
print(time.perf_counter() - begun, found['density'], found['coverage'])";

fn line(name: &str, seconds: f64) {
    println!("{name:<52} {:>10.2} ms", 1e3 * seconds);
}

fn ring() -> Data {
    Data::from(seesaw::config::Ring {
        modes: 8,
        std: 0.02,
        radius: 1.0,
    })
}

/// Prints the table.
pub fn print() {
    whole_set();
    evaluations();
    neighbours();
}

/// Every function on all points.
fn whole_set() {
    let ring = data::open(&ring()).expect("it is drawn");
    let (real, fake) = (
        ring.reference(Seed(1), POINTS),
        ring.reference(Seed(2), POINTS),
    );
    let draws = || Seed(1).at(Stream::Bins, 0, 0);
    let neighbours = || {
        let reference = NeighbourReference::new(real.clone(), 2);
        (reference.collisions(), reference.compare(&fake))
    };
    let plain = || {
        (
            mean_standard_deviation(&fake, 2),
            minibatch_stddev(&fake, 2),
            mean_absolute_difference(&fake, &real),
        )
    };
    let gaussian = Kernel::Gaussian { bandwidth: 0.14 };
    let all: [(&str, &dyn Fn() -> f64); 7] = [
        ("precision, recall, density, coverage, support", &|| {
            seconds(neighbours)
        }),
        ("frechet", &|| seconds(|| frechet(&real, &fake, 2))),
        ("kernel_distance", &|| {
            seconds(|| kernel_distance(&real, &fake, 2))
        }),
        ("vendi, samples and real rows", &|| {
            seconds(|| {
                (
                    vendi_score(&real, 2, gaussian),
                    vendi_score(&fake, 2, gaussian),
                )
            })
        }),
        ("bins_different, jensen_shannon", &|| {
            seconds(|| Bins::new(&real, 2, &mut draws()).compare(&fake))
        }),
        ("spread, minibatch_stddev, frame_change", &|| seconds(plain)),
        ("range_gap", &|| {
            seconds(|| ValueRange::new(&real).gap(&fake))
        }),
    ];
    println!("{POINTS} x {POINTS} points, median of {REPETITIONS}");
    let mut sum = 0.0;
    for (name, measure) in all {
        let found = median((0..REPETITIONS).map(|_| measure()).collect());
        sum += found;
        line(name, found);
    }
    line("all of them (at most 300)", sum);
}

/// An evaluation as runs make it.
fn evaluations() {
    println!("\none evaluation of 2,500 samples, median of 21");
    for (name, data, most) in [
        ("ring", ring(), 6),
        ("digits", Data::from(seesaw::config::Digits {}), 30),
    ] {
        let data = data::open(&data).expect("embedded data");
        let samples = data.reference(Seed(2), POINTS);
        let mut evaluator = None;
        let prepared = seconds(|| evaluator = Some(Evaluator::new(&*data, None, Seed(1))));
        let evaluator = evaluator.expect("it was made");
        let measured = (0..21)
            .map(|_| seconds(|| evaluator.measure(&samples, Some(&samples))))
            .collect();
        line(&format!("{name} (at most {most})"), median(measured));
        line(&format!("{name}, prepared once a run"), prepared);
    }
}

/// Precision, recall, density and coverage of many wide rows.
fn neighbours() {
    println!(
        "\nprecision, recall, density, coverage of {ROWS} x {ROWS} x {WIDTH} features, median of {REPETITIONS}"
    );
    let drawn = |seed: u64| {
        let mut rows = vec![0.0; ROWS * WIDTH];
        Seed(seed).at(Stream::Reference, 0, 0).normal(&mut rows);
        rows
    };
    let (real, fake) = (drawn(1), drawn(2));
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, rows) in [("real", &real), ("fake", &fake)] {
        let bytes: Vec<u8> = rows.iter().flat_map(|value| value.to_le_bytes()).collect();
        std::fs::write(folder.path().join(name), bytes).expect("room for ten megabytes");
    }
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..REPETITIONS {
        let mut found = None;
        ours.push(seconds(|| {
            found = NeighbourReference::new(real.clone(), WIDTH).compare(&fake)
        }));
        let found = found.expect("all values are finite");
        match prdc(folder.path()) {
            Ok([seconds, density, coverage]) => {
                assert!(
                    (found.density - density).abs() < 1e-4
                        && (found.coverage - coverage).abs() < 1e-3
                );
                theirs.push(seconds);
            }
            Err(reason) => println!("prdc is skipped: {reason}"),
        }
        if theirs.is_empty() {
            break;
        }
    }
    line("seesaw, one thread", median(ours.clone()));
    if !theirs.is_empty() {
        line("prdc, its own threads", median(theirs.clone()));
        let ratios = ours
            .iter()
            .zip(&theirs)
            .map(|(ours, theirs)| ours / theirs)
            .collect();
        println!(
            "{:<52} {:>10.2} (at most 2)",
            "seesaw / prdc",
            median(ratios)
        );
    }
}

/// Seconds that `prdc` takes, its density and coverage; or why it does not run.
fn prdc(folder: &Path) -> Result<[f64; 3], String> {
    let python = peer::python();
    let mut command = Command::new(&python);
    command
        .arg("-c")
        .arg(PRDC)
        .args([folder.join("real"), folder.join("fake")])
        .arg(WIDTH.to_string());
    let output = command
        .output()
        .map_err(|error| format!("{python}: {error}"))?;
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        return Err(format!(
            "{python}: {}",
            errors.lines().last().unwrap_or_default()
        ));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<f64> = text
        .split_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect();
    numbers
        .try_into()
        .map_err(|_| format!("{python} answered {text}"))
}
