//! The programs of the page that write samples beside a log: what they write is read as it lies.

use std::path::Path;

use super::programs::snippets;
use crate::program::{code, python, seesaw, skip_outside, stderr, stdout};
use crate::samples::photographs;

/// The log's losses, and points of the ring in all its modes.
const BEFORE: &str = "
import math, os, numpy
steps = 600
angles = numpy.arange(1000) % 8 * math.pi / 4
points = numpy.stack([numpy.cos(angles), numpy.sin(angles)], 1).astype('f4')
points += 0.02 * numpy.random.default_rng(0).standard_normal(points.shape).astype('f4')
";

/// Runs a program, and has `attach` judge what it leaves with a command of the page.
fn judged(
    modules: &str,
    program: &str,
    command: &[String],
    make: impl Fn(&Path),
) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    make(folder.path());
    if !python(folder.path(), modules, program) {
        skip_outside(&format!("python3 with {modules}"));
        return None;
    }
    let mut arguments: Vec<&str> = command.iter().map(String::as_str).collect();
    // Pixels are compared in less time, where nothing is said of features.
    let of_pictures = arguments.contains(&"--reals");
    arguments.extend(["--idle", "2s"]);
    arguments.extend(of_pictures.then_some("--features=pixels"));
    let output = seesaw(folder.path(), &arguments);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    Some(format!("{}{}", stderr(&output), stdout(&output)))
}

#[test]
fn pytorch() {
    let snippets = snippets("Samples from PyTorch");
    let train = "
import torch
noise = torch.zeros(1000, 2)
generator = lambda noise: torch.tensor(points)
train_step = lambda: (torch.tensor(1.2), torch.tensor(0.9))
";
    let (lines, command) = &snippets[0];
    let said = judged(
        "torch, numpy",
        &format!("{BEFORE}{train}{lines}"),
        command,
        |_| (),
    );
    for words in ["1000 samples and 2500 real rows", "healthy"] {
        assert!(
            said.iter().all(|said| said.contains(words)),
            "{words}: {said:?}"
        );
    }
    let pictures = "
import torch, torchvision
noise = torch.zeros(64, 2)
generator = lambda noise: torch.rand(64, 3, 32, 32) * 2 - 1
losses = iter(1.2 + 0.1 * numpy.sin(numpy.arange(steps)))
train_step = lambda: (torch.tensor(next(losses)), torch.tensor(0.9))
";
    let (lines, command) = &snippets[1];
    let program =
        format!("{BEFORE}{pictures}{lines}").replace("range(1, steps", "range(1, 3 * steps // 6");
    let said = judged("torch, torchvision, numpy", &program, command, |folder| {
        photographs(&folder.join("data/train"), 60, 32);
    });
    let words = "64 samples and 60 real rows compared as 32x32 RGB images";
    assert!(said.iter().all(|said| said.contains(words)), "{said:?}");
}

#[test]
fn jax() {
    let (lines, command) = &snippets("Samples from JAX")[0];
    let train = "
import jax.numpy
noise = jax.numpy.zeros((1000, 2))
generator = lambda noise: jax.numpy.asarray(points)
train_step = lambda: (jax.numpy.asarray(1.2), jax.numpy.asarray(0.9))
";
    let said = judged(
        "jax, numpy",
        &format!("{BEFORE}{train}{lines}"),
        command,
        |_| (),
    );
    assert!(said.iter().all(|said| said.contains("healthy")), "{said:?}");
}

#[test]
fn keras() {
    let (lines, command) = &snippets("Samples from Keras")[0];
    let program = format!(
        "{BEFORE}
os.environ.setdefault('KERAS_BACKEND', 'torch')
import keras
class Generator:
    def predict(self, noise, verbose):
        return points
class Gan(keras.Model):
    def __init__(self):
        super().__init__()
        self.generator, self.steps, self.built = Generator(), 0, True
    def train_step(self, real):
        self.steps += 1
        return {{'d_loss': 0.6 + 0.01 * (self.steps % 7), 'g_loss': 0.9 + 0.01 * (self.steps % 5)}}
noise, gan = None, Gan()
{lines}
gan.compile()
gan.fit(numpy.zeros((80, 2)), epochs=10, batch_size=8, callbacks=[by_epoch], verbose=0)
"
    );
    let modules = "os; os.environ.setdefault('KERAS_BACKEND', 'torch'); import keras, torch, numpy";
    let said = judged(modules, &program, command, |_| ());
    assert!(said.iter().all(|said| said.contains("healthy")), "{said:?}");
}

#[test]
fn sheets_of_stylegan() {
    let page = crate::docs::markdown::Page::read("docs/attach.md");
    let command = page
        .text
        .lines()
        .find(|line| line.contains("fakes*.png' --tile"));
    let command = command.expect("the command for StyleGAN").replace('\'', "");
    let words: Vec<&str> = command.split(' ').skip(1).collect();
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("00000-stylegan2");
    std::fs::create_dir(&run).unwrap();
    // As `save_image_grid` of its training loop writes them, with smaller pictures.
    let sheet = |name: &str, seed: u32| {
        let sheet = image::RgbImage::from_fn(30 * 16, 16 * 16, |x, y| {
            let tile = x / 16 + 30 * (y / 16) + seed;
            let value = (tile * 37 + (x % 16) * (tile % 5) * 3 + (y % 16) * (tile % 7) * 2) % 256;
            image::Rgb([value as u8, (tile * 11 % 256) as u8, 255 - value as u8])
        });
        sheet.save(run.join(name)).unwrap();
    };
    let value = |mean: f64| format!("{{\"num\": 1024, \"mean\": {mean}, \"std\": 0.5}}");
    let mut stats = String::new();
    for kimg in [0, 200, 400, 600, 800, 1000] {
        sheet(&format!("fakes{kimg:06}.png"), 0);
        for tick in kimg..kimg + 8 {
            let [g, d] = [1.2, 0.8].map(|loss| value(loss + 0.02 * f64::from(tick % 7)));
            let kimg = value(f64::from(tick));
            stats += &format!(
                "{{\"Loss/G/loss\": {g}, \"Loss/D/loss\": {d}, \"Progress/kimg\": {kimg}}}\n"
            );
        }
    }
    sheet("fakes_init.png", 5);
    sheet("reals.png", 0);
    std::fs::write(run.join("stats.jsonl"), stats).unwrap();
    let told = seesaw(
        folder.path(),
        &[&words[..], &["--idle", "2s", "--features", "pixels"]].concat(),
    );
    assert_eq!(code(&told), 0, "{}", stderr(&told));
    let said = format!("{}{}", stdout(&told), stderr(&told));
    for words in [
        "480 samples and 480 real rows compared as 16x16 RGB images",
        "samples of step 1000: precision 1, coverage 1",
        "healthy",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
}

#[test]
fn folders_of_images() {
    let snippets = snippets("Folders of images");
    let (write, command) = &snippets[0];
    let program = format!(
        "
import os, numpy
from PIL import Image
rng = numpy.random.default_rng(0)
images = [Image.fromarray(rng.integers(0, 255, (16, 16, 3)).astype('u1')) for _ in range(60)]
rows = [{{'image': image, 'label': number % 2}} for number, image in enumerate(images)]
{}
for step in range(100, 700, 100):
    {}
",
        second_block(),
        write.replace('\n', "\n    ")
    );
    let said = judged("numpy, PIL", &program, command, |_| ());
    for words in [
        "60 samples and 60 real rows compared as 16x16 RGB images",
        "step 600",
    ] {
        assert!(
            said.iter().all(|said| said.contains(words)),
            "{words}: {said:?}"
        );
    }
}

/// The snippet that writes a data set of the Hub as a folder.
fn second_block() -> String {
    let page = crate::docs::markdown::Page::read("docs/attach.md");
    let blocks = page.blocks();
    let mut found = blocks
        .iter()
        .filter(|block| block.text.contains("row['label']"));
    found.next().expect("the snippet").text.clone()
}
