//! One training step of each workload, beside PyTorch's on one core each.

use std::process::Command;
use std::time::Instant;

use seesaw::rng::{Seed, Stream};
use seesaw::train::{FakeSource, PerPlayer, Player, build_game};

use crate::timing::median;
use crate::tracking::planned;
use crate::{peak, peer};

/// Times that both programs take turns.
const REPETITIONS: usize = 3;

/// A step of the lesson: G first, then D on the same fakes.
struct Workload {
    name: &'static str,
    model: &'static str,
    batch: usize,
    row: usize,
    steps: usize,
    multiply_adds: PerPlayer<MultiplyAdds>,
}

/// Millions of multiply-adds per sample.
struct MultiplyAdds {
    network: f64,
    first_layer: f64,
}

const WORKLOADS: [Workload; 3] = [
    Workload {
        name: "mlp",
        model: "data: ring, model: mlp",
        batch: 512,
        row: 2,
        steps: 400,
        multiply_adds: PerPlayer {
            generator: MultiplyAdds {
                network: 0.024_832,
                first_layer: 0.008_192,
            },
            discriminator: MultiplyAdds {
                network: 0.016_768,
                first_layer: 0.000_256,
            },
        },
    },
    Workload {
        name: "fc-28",
        model: "data: {idx: {images: none}}, model: fc-28",
        batch: 256,
        row: 784,
        steps: 60,
        multiply_adds: PerPlayer {
            generator: MultiplyAdds {
                network: 1.483_776,
                first_layer: 0.025_6,
            },
            discriminator: MultiplyAdds {
                network: 0.532_736,
                first_layer: 0.401_408,
            },
        },
    },
    Workload {
        name: "dcgan-28",
        model: "data: {idx: {images: none}}, model: dcgan-28",
        batch: 256,
        row: 784,
        steps: 12,
        multiply_adds: PerPlayer {
            generator: MultiplyAdds {
                network: 6.626_88,
                first_layer: 0.230_4,
            },
            discriminator: MultiplyAdds {
                network: 11.345_92,
                first_layer: 0.200_704,
            },
        },
    },
];

impl Workload {
    /// Billions of floating point operations per step. G: forward, weights, inputs except the first.
    /// D: forward on fakes once, since neither D nor the fakes change between the two updates, and
    /// on real rows; inputs on fakes for G; weights on both, inputs on both except the first. Taps
    /// on padding are counted.
    fn gigaflops(&self) -> f64 {
        let PerPlayer {
            generator: g,
            discriminator: d,
        } = &self.multiply_adds;
        2e-3 * self.batch as f64
            * (3.0 * g.network - g.first_layer + 7.0 * d.network - 2.0 * d.first_layer)
    }

    /// Median milliseconds of `steps` steps, the first fifth left out.
    fn milliseconds(&self, steps: usize) -> f64 {
        let run = planned(&format!(
            "{{{}, batch: {}, order: generator_first, fakes: shared, lr_g: 2e-4, lr_d: 2e-4}}",
            self.model, self.batch
        ));
        let mut game = build_game(&run.run);
        let real: Vec<f32> = (0..self.batch * self.row)
            .map(|at| (at as f32 * 0.37).sin())
            .collect();
        let mut latents = vec![0.0; self.batch * game.latent_size()];
        let step = |step: u64| {
            let started = Instant::now();
            Seed(1)
                .at(Stream::LatentForGenerator, step, 0)
                .normal(&mut latents);
            game.begin_step(step, 1.0);
            game.generate_shared_fakes(&latents);
            game.generator_forward(&real, FakeSource::Shared);
            game.backward(Player::Generator);
            game.step(Player::Generator, 2e-4);
            game.discriminator_forward(&real, FakeSource::Shared);
            game.backward(Player::Discriminator);
            game.step(Player::Discriminator, 2e-4);
            1e3 * started.elapsed().as_secs_f64()
        };
        let times: Vec<f64> = (1..=steps as u64).map(step).collect();
        median(times[steps / 5..].to_vec())
    }

    /// Most memory that a process of our own has used for some steps, in MiB.
    fn memory(&self) -> f64 {
        let this = std::env::current_exe().expect("a running program has a path");
        let output = Command::new(this)
            .args(["memory", self.name])
            .output()
            .expect("the benchmark starts itself");
        String::from_utf8_lossy(&output.stdout)
            .trim()
            .parse()
            .unwrap_or(f64::NAN)
    }
}

/// Prints the table, of one workload or of all.
pub fn print(only: Option<&str>) {
    println!(
        "{:<10} {:>9} {:>11} {:>7} {:>10} {:>11} {:>9} {:>9} {:>12}",
        "step", "ms", "PyTorch ms", "ratio", "GFLOP/s", "gemm alone", "share", "MiB", "PyTorch MiB"
    );
    for workload in WORKLOADS
        .iter()
        .filter(|workload| only.is_none_or(|only| only == workload.name))
    {
        let mut rounds = Vec::new();
        for _ in 0..REPETITIONS {
            rounds.push((
                peak::gemm(),
                workload.milliseconds(workload.steps),
                peer::ask(&[workload.name]),
            ));
        }
        line(workload, &rounds);
    }
    println!(
        "(one core each; medians of {REPETITIONS} turns; memory is the peak of the whole process)"
    );
}

fn line(workload: &Workload, rounds: &[(f64, f64, Result<peer::Answer, String>)]) {
    let milliseconds = median(rounds.iter().map(|round| round.1).collect());
    let peak = median(rounds.iter().map(|round| round.0).collect());
    let speed = 1e3 * workload.gigaflops() / milliseconds;
    let (theirs, ratio, memory) = match &rounds[0].2 {
        Err(_) => ("-".to_string(), "-".to_string(), "-".to_string()),
        Ok(_) => {
            let answers: Vec<_> = rounds
                .iter()
                .filter_map(|round| Some((round.1, round.2.as_ref().ok()?)))
                .collect();
            let time = |answer: &peer::Answer| answer.number("ms_per_step_median");
            let theirs = median(answers.iter().map(|(_, answer)| time(answer)).collect());
            let ratio = median(
                answers
                    .iter()
                    .map(|(ours, answer)| time(answer) / ours)
                    .collect(),
            );
            let memory = median(answers.iter().map(|(_, answer)| answer.memory).collect());
            (
                format!("{theirs:.2}"),
                format!("{ratio:.2}"),
                format!("{memory:.0}"),
            )
        }
    };
    println!(
        "{:<10} {milliseconds:>9.2} {theirs:>11} {ratio:>7} {speed:>10.1} {peak:>11.1} {:>7.0} % {:>9.0} {memory:>12}",
        workload.name,
        100.0 * speed / peak,
        workload.memory(),
    );
    if let Err(reason) = &rounds[0].2 {
        println!("  no PyTorch: {reason}");
    }
}

/// Runs a few steps and prints the most memory that this process has used, in MiB.
pub fn memory(name: &str) {
    let workload = WORKLOADS
        .iter()
        .find(|workload| workload.name == name)
        .expect("a workload");
    workload.milliseconds(5);
    println!("{}", peak::memory());
}
