//! One training step of every model, on one thread and two; of three models beside PyTorch's, one
//! core each.

use std::process::Command;
use std::time::Instant;

use seesaw::rng::{Seed, Stream};
use seesaw::train::{FakeSource, PerPlayer, Player, build_game};

use crate::timing::median;
use crate::tracking::planned;
use crate::{peak, peer};

/// Times that both programs take turns.
const REPETITIONS: usize = 5;

/// A step of the lesson: G first, then D on the same fakes; for an autoencoder, one step of both networks.
struct Workload {
    /// The model.
    name: &'static str,
    data: &'static str,
    batch: usize,
    row: usize,
    steps: usize,
    /// What the run says beside the model.
    settings: &'static str,
    /// Where PyTorch has the same network.
    multiply_adds: Option<PerPlayer<MultiplyAdds>>,
    /// Whether D has batch normalisation.
    mixes_rows: bool,
}

/// Millions of multiply-adds per sample.
struct MultiplyAdds {
    network: f64,
    first_layer: f64,
}

/// The models that PyTorch trains beside us.
const PAIRED: [Workload; 3] = [
    Workload {
        multiply_adds: Some(PerPlayer {
            generator: MultiplyAdds {
                network: 0.024_832,
                first_layer: 0.008_192,
            },
            discriminator: MultiplyAdds {
                network: 0.016_768,
                first_layer: 0.000_256,
            },
        }),
        mixes_rows: false,
        ..alone("mlp", "ring", 512, 2, 400)
    },
    Workload {
        multiply_adds: Some(PerPlayer {
            generator: MultiplyAdds {
                network: 1.483_776,
                first_layer: 0.025_6,
            },
            discriminator: MultiplyAdds {
                network: 0.532_736,
                first_layer: 0.401_408,
            },
        }),
        mixes_rows: false,
        ..alone("fc-28", IMAGES, 256, 784, 60)
    },
    Workload {
        multiply_adds: Some(PerPlayer {
            generator: MultiplyAdds {
                network: 6.626_88,
                first_layer: 0.230_4,
            },
            discriminator: MultiplyAdds {
                network: 11.345_92,
                first_layer: 0.200_704,
            },
        }),
        ..alone("dcgan-28", IMAGES, 256, 784, 12)
    },
];

/// The other models of the catalog.
const ALONE: [Workload; 28] = [
    alone("mlp-unrolled", "ring", 512, 2, 200),
    alone("mlp-pacgan", "ring", 512, 2, 100),
    alone("dirac", "dirac", 512, 1, 400),
    alone("fc-8", "digits", 256, 64, 100),
    alone("fc", "digits", 256, 64, 60),
    alone("dcgan-8", "digits", 256, 64, 40),
    alone("dcgan-8-rgb", "{shapes: {side: 8}}", 256, 192, 40),
    alone("dcgan-16", "{shapes: {side: 16}}", 256, 768, 10),
    alone("dcgan", "{shapes: {side: 16}}", 64, 768, 10),
    alone("dcgan-28-pool", IMAGES, 256, 784, 10),
    alone("dcgan-28-rgb", "{shapes: {side: 28}}", 256, 2352, 10),
    alone("dcgan-32", SIDE_32, 64, 3072, 10),
    alone("dcgan-64", SIDE_64, 16, 12_288, 10),
    alone("msg-32", SIDE_32, 16, 3072, 10),
    alone("msg-32-narrow", SIDE_32, 16, 3072, 10),
    alone("msg-64", SIDE_64, 16, 12_288, 5),
    with(
        "loss: wasserstein, grow: {from: 32}",
        alone("pggan-32", SIDE_32, 16, 3072, 10),
    ),
    with(
        "loss: wasserstein, grow: {from: 32}",
        alone("pggan-32-narrow", SIDE_32, 16, 3072, 10),
    ),
    with(
        "loss: wasserstein, grow: {from: 64}",
        alone("pggan-64", SIDE_64, 16, 12_288, 5),
    ),
    alone("r3gan-8", "{shapes: {side: 8}}", 64, 192, 10),
    alone("r3gan-32", SIDE_32, 16, 3072, 10),
    alone("r3gan-32-narrow", SIDE_32, 16, 3072, 10),
    alone("stylegan2-32", SIDE_32, 16, 3072, 10),
    alone("stylegan2-32-narrow", SIDE_32, 16, 3072, 10),
    alone("stylegan2-64", SIDE_64, 16, 12_288, 5),
    alone("vae-8", "digits", 256, 64, 60),
    alone("vae-28", IMAGES, 256, 784, 20),
    alone("vae-32", SIDE_32, 64, 3072, 10),
];

/// How a pair plays in the lesson.
const GAME: &str = "order: generator_first, fakes: shared, lr_g: 2e-4, lr_d: 2e-4";

const SIDE_32: &str = "{shapes: {side: 32}}";
const SIDE_64: &str = "{shapes: {side: 64}}";

/// Grey images of 28 pixels; the steps are taken on others.
const IMAGES: &str = "{idx: {images: none}}";

const fn alone(
    name: &'static str,
    data: &'static str,
    batch: usize,
    row: usize,
    steps: usize,
) -> Workload {
    Workload {
        name,
        data,
        batch,
        row,
        steps,
        settings: "",
        multiply_adds: None,
        mixes_rows: true,
    }
}

const fn with(settings: &'static str, workload: Workload) -> Workload {
    Workload {
        settings,
        ..workload
    }
}

impl Workload {
    /// Billions of floating point operations per step. G: forward, weights, inputs except the first.
    /// D: forward on fakes once, since neither D nor the fakes change between the two updates, and
    /// on real rows; inputs on fakes for G; weights on both; inputs except the first on real rows and,
    /// if D mixes rows, on fakes once more. Taps on padding are counted.
    fn gigaflops(&self) -> Option<f64> {
        let PerPlayer {
            generator: g,
            discriminator: d,
        } = self.multiply_adds.as_ref()?;
        let once_more = match self.mixes_rows {
            true => d.network - d.first_layer,
            false => 0.0,
        };
        let of_d = 6.0 * d.network - d.first_layer + once_more;
        let millions = 3.0 * g.network - g.first_layer + of_d;
        Some(2e-3 * self.batch as f64 * millions)
    }

    /// Median milliseconds of `steps` steps, the first fifth left out.
    fn milliseconds(&self, threads: usize, steps: usize) -> f64 {
        let is_pair = !self.name.starts_with("vae");
        let game = if is_pair { GAME } else { "lr_g: 2e-4" };
        let run = planned(&format!(
            "{{data: {}, model: {}, batch: {}, threads: {threads}, {game}, {}}}",
            self.data, self.name, self.batch, self.settings
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
            if is_pair {
                game.generate_shared_fakes(&latents);
            }
            let fakes = match is_pair {
                true => FakeSource::Shared,
                false => FakeSource::Latents(&latents),
            };
            game.generator_forward(&real, fakes);
            game.backward(Player::Generator);
            game.step(Player::Generator, 2e-4);
            if is_pair {
                game.discriminator_forward(&real, FakeSource::Shared);
                game.backward(Player::Discriminator);
                game.step(Player::Discriminator, 2e-4);
            }
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

/// One turn of both programs.
struct Turn {
    /// What a tile reaches alone, GFLOP/s.
    peak: f64,
    ours: f64,
    /// PyTorch with its default layout, and with channels last.
    theirs: [Result<peer::Answer, String>; 2],
}

/// Prints the tables, of one workload or of all.
pub fn print(only: Option<&str>) {
    let chosen = |workload: &&Workload| only.is_none_or(|only| only == workload.name);
    println!("{}", peak::processor());
    println!(
        "{:<10} {:>9} {:>11} {:>13} {:>7} {:>10} {:>11} {:>9} {:>9} {:>12}",
        "step",
        "ms",
        "PyTorch ms",
        "channels last",
        "ratio",
        "GFLOP/s",
        "tile alone",
        "share",
        "MiB",
        "PyTorch MiB"
    );
    for workload in PAIRED.iter().filter(chosen) {
        let turns: Vec<Turn> = (0..REPETITIONS).map(|_| workload.turn()).collect();
        line(workload, &turns);
    }
    println!(
        "(one core each; medians of {REPETITIONS} turns; ratio to PyTorch's better layout, turn by turn; memory is the peak of the whole process)\n"
    );
    println!(
        "{:<20} {:>6} {:>14} {:>15} {:>7}",
        "step", "batch", "1 thread, ms", "2 threads, ms", "ratio"
    );
    for workload in PAIRED.iter().chain(&ALONE).filter(chosen) {
        threads(workload);
    }
    println!("(medians of {REPETITIONS} turns)");
}

impl Workload {
    fn turn(&self) -> Turn {
        Turn {
            peak: seesaw::nn::tile_gigaflops(),
            ours: self.milliseconds(1, self.steps),
            theirs: [
                peer::ask(&[self.name]),
                peer::ask(&[self.name, "--channels-last"]),
            ],
        }
    }
}

/// A step on one thread and on two.
fn threads(workload: &Workload) {
    let turns = (0..REPETITIONS)
        .map(|_| [1, 2].map(|threads| workload.milliseconds(threads, workload.steps)));
    let turns: Vec<[f64; 2]> = turns.collect();
    let [one, two] = [0, 1].map(|at| median(turns.iter().map(|turn| turn[at]).collect()));
    let ratio = median(turns.iter().map(|[one, two]| one / two).collect());
    println!(
        "{:<20} {:>6} {one:>14.2} {two:>15.2} {ratio:>7.2}",
        workload.name, workload.batch
    );
}

fn line(workload: &Workload, turns: &[Turn]) {
    let of = |value: fn(&Turn) -> f64| median(turns.iter().map(value).collect());
    let (ours, peak) = (of(|turn| turn.ours), of(|turn| turn.peak));
    let speed = 1e3 * workload.gigaflops().expect("paired ones are counted") / ours;
    let answers: Result<Vec<[&peer::Answer; 2]>, &String> = turns
        .iter()
        .map(|Turn { theirs: [a, b], .. }| Ok([a.as_ref()?, b.as_ref()?]))
        .collect();
    let [theirs, last, ratio, memory] = match &answers {
        Err(_) => ["-"; 4].map(String::from),
        Ok(answers) => {
            let time = |answer: &peer::Answer| answer.number("ms_per_step_median");
            let of = |value: &dyn Fn(&[&peer::Answer; 2]) -> f64| {
                median(answers.iter().map(value).collect())
            };
            let ratios = turns.iter().zip(answers);
            let ratios = ratios.map(|(turn, [a, b])| time(a).min(time(b)) / turn.ours);
            [
                format!("{:.2}", of(&|[a, _]| time(a))),
                format!("{:.2}", of(&|[_, b]| time(b))),
                format!("{:.2}", median(ratios.collect())),
                format!("{:.0}", of(&|[a, _]| a.memory)),
            ]
        }
    };
    println!(
        "{:<10} {ours:>9.2} {theirs:>11} {last:>13} {ratio:>7} {speed:>10.1} {peak:>11.1} {:>7.0} % {:>9.0} {memory:>12}",
        workload.name,
        100.0 * speed / peak,
        workload.memory(),
    );
    if let Err(reason) = answers {
        println!("  no PyTorch: {reason}");
    }
}

/// Runs a few steps and prints the most memory that this process has used, in MiB.
pub fn memory(name: &str) {
    let workload = PAIRED
        .iter()
        .find(|workload| workload.name == name)
        .expect("a workload");
    workload.milliseconds(1, 5);
    println!("{}", peak::memory());
}
