//! What a training step costs beside time: memory. And what `threads` must not change: anything.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use seesaw::config;
use seesaw::rng::{Seed, Stream};
use seesaw::train::{FakeSource, Game, PerPlayer, Player, build_game};

/// Bytes from which an allocation counts as a tensor: hidden maps and weights are larger at these
/// batches.
const TENSOR: usize = 16 * 1024;

thread_local! {
    static LARGEST: Cell<usize> = const { Cell::new(0) };
    static HELD: Cell<isize> = const { Cell::new(0) };
}

/// The system's allocator, which remembers the largest request of each thread, and how many bytes
/// more it has asked for than given back.
struct Counting;

// SAFETY: every call is passed on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // No value is there any more while a thread ends.
        let _ = LARGEST.try_with(|largest| largest.set(largest.get().max(layout.size())));
        let _ = HELD.try_with(|held| held.set(held.get() + layout.size() as isize));
        // SAFETY: the caller's promises are those that the system's allocator asks for.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        let _ = HELD.try_with(|held| held.set(held.get() - layout.size() as isize));
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Runs whole steps of a run.
struct Steps {
    game: Box<dyn Game>,
    latents: Vec<f32>,
    real: Vec<f32>,
    shared: bool,
}

impl Steps {
    fn new(text: &str) -> Self {
        let study = format!("study: t\nquestion: what?\nrun: {{{text}}}\n");
        let run = config::parse("test", &study, &[])
            .unwrap_or_else(|error| panic!("{error}"))
            .runs[0]
            .run
            .clone();
        let game = build_game(&run);
        let latents = vec![0.0; run.batch * game.latent_size()];
        let real = (0..run.batch * run.data.kind().row())
            .map(|at| (at as f32 * 0.37).sin())
            .collect();
        Self {
            game,
            latents,
            real,
            shared: text.contains("shared"),
        }
    }

    /// One step of the lesson: G, then D. Returns their losses.
    fn step(&mut self, step: u64) -> PerPlayer<f64> {
        Seed(1)
            .at(Stream::LatentForGenerator, step, 0)
            .normal(&mut self.latents);
        self.game.begin_step(step, 1.0);
        if self.shared {
            self.game.generate_shared_fakes(&self.latents);
        }
        let latents = || {
            if self.shared {
                FakeSource::Shared
            } else {
                FakeSource::Latents(&self.latents)
            }
        };
        let g = self.game.generator_forward(&self.real, latents());
        self.game.backward(Player::Generator);
        self.game.step(Player::Generator, 2e-4);
        let d = self.game.discriminator_forward(&self.real, latents());
        self.game.backward(Player::Discriminator);
        self.game.step(Player::Discriminator, 2e-4);
        PerPlayer {
            generator: g,
            discriminator: d.loss,
        }
    }
}

const RUNS: [&str; 13] = [
    "data: ring, batch: 256",
    "data: digits, model: fc-8, batch: 128, order: generator_first, fakes: shared",
    "data: digits, model: dcgan-8, batch: 32, order: generator_first, fakes: shared",
    "data: {idx: {images: none}}, model: dcgan-28, batch: 16, order: generator_first, fakes: shared",
    "data: {idx: {images: none}}, model: dcgan-28-pool, batch: 16",
    "data: ring, model: mlp-pacgan, batch: 64",
    "data: digits, model: dcgan-8, batch: 32, regularize: [r1, dragan, instance_noise, spectral_norm], average: ema",
    "data: digits, model: dcgan-8, batch: 32, loss: ra_hinge, regularize: [minibatch_stddev, lecam], packing: 2",
    "data: {shapes: {side: 32}}, model: r3gan-32, batch: 2, loss: rsgan",
    "data: {shapes: {side: 32}}, model: msg-32, batch: 4, loss: ra_hinge, packing: 2",
    "data: {shapes: {side: 32}}, model: pggan-32, batch: 2, loss: wasserstein, grow: {fade: 9, hold: 1}",
    "data: {shapes: {side: 32}}, model: stylegan2-32, batch: 2, average: half_life, regularize: [{path_length: {every: 1}}]",
    "data: digits, model: dcgan-8, batch: 32, augment: diff_augment, regularize: [r1, wgan_gp]",
];

#[test]
fn after_warm_up_no_step_allocates_a_tensor() {
    for run in RUNS {
        let mut steps = Steps::new(run);
        for step in 1..=3 {
            steps.step(step);
        }
        LARGEST.set(0);
        steps.step(4);
        let largest = LARGEST.get();
        assert!(largest > 0, "the allocator counts");
        assert!(
            largest < TENSOR,
            "a step of {{{run}}} allocates {largest} bytes in one piece"
        );
    }
}

#[test]
fn many_steps_hold_no_more_memory_than_a_few() {
    for run in [0, 1, 2, 5, 7].map(|at| RUNS[at]) {
        let mut steps = Steps::new(run);
        let mut held_after = |count: u64| {
            (0..count).for_each(|step| {
                steps.step(step);
            });
            HELD.get()
        };
        let few = held_after(20);
        let many = held_after(400);
        assert!(
            (many - few).abs() < 1024,
            "400 steps of {{{run}}} keep {} bytes",
            many - few
        );
    }
}

#[test]
fn threads_change_no_bit() {
    for run in RUNS {
        let played = |threads: usize| {
            let mut steps = Steps::new(&format!("{run}, threads: {threads}"));
            let losses: Vec<PerPlayer<u64>> = (1..=3)
                .map(|step| steps.step(step).map(f64::to_bits))
                .collect();
            (
                losses,
                steps.game.named_tensors(Player::Generator),
                steps.game.named_tensors(Player::Discriminator),
            )
        };
        assert!(
            played(1) == played(3),
            "three threads and one give other bits: {run}"
        );
    }
}
