//! The snippets of the page write logs that are read as they lie.

use crate::docs::markdown::Page;
use crate::program::{code, python, seesaw, skip_outside, stderr};

/// A program around two lines of the page: one before the loop, one in it. `make` makes a scalar of
/// the library.
fn program(imports: &str, make: &str, lines: &str) -> String {
    let (before, within) = lines.trim_end().split_once('\n').expect("two lines");
    format!(
        "import math\n{imports}\n{before}\nfor step in range(1, 101):\n    \
         loss_d, loss_g = {make}(1.2 + 0.1 * math.sin(step)), {make}(0.9 + 0.1 * math.cos(step))\n    {within}\n\
         if 'writer' in globals():\n    writer.close()\n"
    )
}

/// The snippet of a section, with the command below it.
pub fn snippets(section: &str) -> Vec<(String, Vec<String>)> {
    let page = Page::read("docs/attach.md");
    let start = page.text.find(&format!("### {section}\n")).expect(section);
    let text = page.text[start..]
        .split("\n### ")
        .next()
        .unwrap()
        .to_string();
    let of_section = Page { text, ..page };
    let blocks = of_section.blocks();
    let words = |text: &str| {
        text.split_whitespace()
            .skip(1)
            .map(str::to_string)
            .collect()
    };
    let pairs = blocks.windows(2).filter(|pair| pair[0].info == "python");
    pairs
        .map(|pair| (pair[0].text.clone(), words(&pair[1].text)))
        .collect()
}

/// Runs programs of which each writes a log, and has `attach` read it with the command of the page.
fn judged(section: &str, modules: &str, programs: &[String]) {
    let snippets = snippets(section);
    assert_eq!(snippets.len(), programs.len(), "{section}");
    for (program, (_, command)) in programs.iter().zip(snippets) {
        let folder = tempfile::tempdir().unwrap();
        if !python(folder.path(), modules, program) {
            return skip_outside(&format!("python3 with {modules}"));
        }
        let mut arguments: Vec<&str> = command.iter().map(String::as_str).collect();
        arguments.extend(["--idle", "1s"]);
        let output = seesaw(folder.path(), &arguments);
        assert_eq!(code(&output), 0, "{section}: {}", stderr(&output));
        let said = stderr(&output);
        assert!(
            said.contains("100 steps; read step = "),
            "{section}: {said}"
        );
        assert!(
            said.contains("d_loss = ") && said.contains("g_loss = "),
            "{section}: {said}"
        );
    }
}

#[test]
fn pytorch() {
    let snippets = snippets("PyTorch");
    let imports = "import torch, torch.utils.tensorboard";
    let programs: Vec<String> = snippets
        .iter()
        .map(|(lines, _)| program(imports, "torch.tensor", lines))
        .collect();
    judged("PyTorch", "torch, tensorboard", &programs);
}

#[test]
fn jax() {
    let snippets = snippets("JAX");
    let programs = [program(
        "import jax.numpy",
        "jax.numpy.asarray",
        &snippets[0].0,
    )];
    judged("JAX", "jax", &programs);
}

#[test]
fn keras() {
    let lines = &snippets("Keras")[0].0;
    let program = format!(
        "import os
os.environ.setdefault('KERAS_BACKEND', 'torch')
import keras, numpy
class Gan(keras.Model):
    def __init__(self):
        super().__init__()
        self.steps, self.built = 0, True
    def train_step(self, real):
        self.steps += 1
        return {{'d_loss': 0.6 + 0.01 * (self.steps % 7), 'g_loss': 0.9 + 0.01 * (self.steps % 5)}}
{lines}
gan = Gan()
gan.compile()
gan.fit(numpy.zeros((80, 2)), epochs=10, batch_size=8, callbacks=[by_batch], verbose=0)
"
    );
    // Without a word Keras wants TensorFlow.
    let modules = "os; os.environ.setdefault('KERAS_BACKEND', 'torch'); import keras, torch";
    judged("Keras", modules, &[program]);
}

#[test]
fn lightning() {
    let program = |(lines, _): &(String, Vec<String>)| {
        let lines = lines.replace(
            "lightning.Trainer(",
            "lightning.Trainer(max_steps=1000, enable_progress_bar=False, ",
        );
        format!(
            "import torch, lightning, lightning.pytorch.loggers
class Gan(lightning.LightningModule):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(2, 1)
    def training_step(self, batch, index):
        self.log_dict({{'d_loss': 0.6 + 0.01 * (index % 7), 'g_loss': 0.9 + 0.01 * (index % 5)}})
        return self.layer(batch[0]).square().mean()
    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.1)
{lines}
rows = torch.utils.data.TensorDataset(torch.zeros(2000, 2))
trainer.fit(Gan(), torch.utils.data.DataLoader(rows, batch_size=2))
"
        )
    };
    let programs: Vec<String> = snippets("Lightning").iter().map(program).collect();
    judged("Lightning", "lightning, tensorboard", &programs);
}
