//! Trains the lesson's variational autoencoder on one file of 28x28 images and says its loss on another:
//! `cargo run --release --example vae_mnist -- TRAIN.idx.gz TEST.idx.gz [STEPS]`.
//! `tests/golden/vae_mnist.py` trains the same with PyTorch.

use seesaw::rng::{Seed, Stream};
use seesaw::train::{FakeSource, TrainingControl, train};
use seesaw::{config, data};

const BATCH: usize = 250;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut file = || arguments.next().expect("two files of images, as IDX");
    let (seen, unseen) = (file(), file());
    // 30 epochs of 54,000 images in batches of 256, as in the notebook.
    let steps = arguments.next().unwrap_or("6300".to_string());
    let study = |images: &str| {
        format!(
            "study: vae\nquestion: how well does it explain images that it has not seen?\nrun:\n  data: {{idx: {{images: {images}}}}}\n  \
             model: vae-28\n  optimizer: rmsprop\n  vae: {{log_variance: lesson}}\n  batch: 256\n  steps: {steps}\n  \
             evaluate: {{every: {steps}, samples: 100, snapshots: 0}}\n"
        )
    };
    let open = |images: &str| {
        let study = config::parse("vae", &study(images), &[]).expect("a valid study");
        let run = study.runs[0].run.clone();
        let data = data::open(&run.data).expect("MNIST's images");
        (run, data)
    };
    let (run, seen) = open(&seen);
    let (_, unseen) = open(&unseen);
    let (_, mut game) = train(&run, &*seen, None, &mut |_| TrainingControl::Continue);
    let count = unseen.count().expect("a finite set");
    let mut sum = 0.0;
    for batch in 0..count / BATCH {
        let first = (batch * BATCH) as u32;
        let numbers: Vec<u32> = (first..first + BATCH as u32).collect();
        let mut images = vec![0.0; BATCH * unseen.kind().row()];
        unseen.rows(&numbers, &mut images);
        let mut noise = vec![0.0; BATCH * game.latent_size()];
        let mut draws = Seed(0).at(Stream::LatentForEvaluation, batch as u64, 0);
        draws.normal(&mut noise);
        // A forward pass alone: nothing is learned from it.
        sum += game.generator_forward(&images, FakeSource::Latents(&noise));
    }
    println!(
        "loss on {count} unseen images: {:.3}",
        sum / (count / BATCH) as f64
    );
}
