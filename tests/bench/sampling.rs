//! What `seesaw sample` costs beside the passes of its generator.

use std::time::Instant;

use seesaw::launch::sampling::{
    ArrayFormat, GeneratorRequest, LatentSource, SampleDraw, Sampling, TrainedGenerator,
    write_arrays,
};
use seesaw::launch::{Job, RunEnd, run_one};
use seesaw::record::RunPaths;
use seesaw::state_dict::StateDict;
use seesaw::train::{Sampler, TrainingControl, TrainingState, build_game, sample_latents};

use super::timing::median;
use super::tracking::planned;

const TURNS: usize = 5;
const COUNT: u64 = 10_000;
const BATCH: u64 = 64;
const RUN: &str = "{data: {shapes: {side: 32}}, model: dcgan-32, batch: 16, steps: 1, \
                   evaluate: {every: 1, samples: 500, snapshots: 0}}";

/// Prints the table.
pub fn print() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let planned = planned(RUN);
    let paths = RunPaths::at(&folder.path().join("run"));
    let job = Job {
        study: "bench",
        planned: &planned,
        data: seesaw::data::open(&planned.run.data).expect("drawn data"),
        classifier: None,
        paths: paths.clone(),
        plots: false,
        restart: false,
    };
    let end = run_one(&job, &mut |_| TrainingControl::Continue);
    assert!(matches!(end, RunEnd::Complete { .. }), "{end:?}");
    let mut game = build_game(&planned.run);
    let tensors = StateDict::save(|state| game.visit_state(state));
    let state = TrainingState { step: 1, tensors };
    let mut sampler = Sampler::new(&planned.run, state).expect("a state of its run");
    let size = sampler.latent_size();
    let latents = sample_latents(0, 0..BATCH, size);
    let request = GeneratorRequest {
        weights: None,
        truncation: None,
        threads: 1,
    };
    let mut generator = TrainedGenerator::open(&paths, &planned.run, request).expect("a generator");
    let draw = SampleDraw {
        labels: None,
        source: LatentSource::Seed(0),
        count: COUNT,
        batch: BATCH,
    };
    let (mut passes, mut written) = (Vec::new(), Vec::new());
    for turn in 0..TURNS {
        let begun = Instant::now();
        for _ in 0..COUNT.div_ceil(BATCH) {
            std::hint::black_box(sampler.sample(&latents));
        }
        passes.push(begun.elapsed().as_secs_f64());
        let begun = Instant::now();
        let mut go_on = |_| true;
        let mut sampling = Sampling::new(&mut generator, draw, &mut go_on);
        let file = folder.path().join(format!("{turn}.npz"));
        write_arrays(&mut sampling, ArrayFormat::Npz, &file).expect("a file");
        written.push(begun.elapsed().as_secs_f64());
    }
    let ratios = written.iter().zip(&passes).map(|(all, bare)| all / bare);
    let ratio = median(ratios.collect());
    println!("\n10,000 samples of dcgan-32, one core, medians of {TURNS} turns");
    println!(
        "passes of G {:.2} s, into an .npz file {:.2} s: {ratio:.3} of the time",
        median(passes),
        median(written)
    );
}
