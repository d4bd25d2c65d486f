//! The files around the network: `generator.py`, and a README.

use super::network::Network;
use super::pytorch_export::PytorchExport;
use crate::config::Kind;

/// What samples are, as PyTorch has them.
fn samples(kind: Kind) -> String {
    match kind {
        Kind::Numbers => "numbers (N, 1)".to_string(),
        Kind::Points => "points (N, 2)".to_string(),
        Kind::Images { side, channels } => {
            format!("images (N, {channels}, {side}, {side}) from -1 to 1")
        }
    }
}

/// Lines indented by `blanks` spaces.
fn indented(lines: &[impl AsRef<str>], blanks: usize) -> String {
    lines
        .iter()
        .map(|line| format!("{:blanks$}{}\n", "", line.as_ref()))
        .collect()
}

/// The text of `generator.py`.
pub(super) fn python_file(export: &PytorchExport, network: &Network) -> String {
    let PytorchExport {
        latent_size,
        kind,
        model,
        run,
        weights,
        ..
    } = export;
    let helpers: Vec<&str> = network.helpers.iter().map(|helper| helper.text()).collect();
    let helpers = helpers.join("\n");
    let mut imports = String::new();
    if helpers.contains("math.") {
        imports += "import math\n";
    }
    imports += "from pathlib import Path\n\nimport torch\n";
    if helpers.contains("F.") {
        imports += "import torch.nn.functional as F\n";
    }
    let (arguments, body) = &network.forward;
    let arguments = arguments.replace("TRUNCATION", &export.truncation.to_string());
    let init = indented(&network.init, 8);
    let body = indented(body, 8);
    let samples = samples(*kind);
    let helpers = match helpers.is_empty() {
        true => String::new(),
        false => format!("{helpers}\n"),
    };
    format!(
        "\"\"\"The generator of a run of seesaw, in inference.

{run}: {model}, {weights}.
Written by `seesaw export`; the weights are in generator.safetensors beside it.
\"\"\"

{imports}from safetensors.torch import load_file
from torch import nn

{helpers}
class Generator(nn.Module):
    \"\"\"Latents (N, {latent_size}), which are standard normal -> {samples}.\"\"\"

    latent_size = {latent_size}

    def __init__(self):
        super().__init__()
{init}
    def forward(self, {arguments}):
{body}

def load(path=Path(__file__).with_name(\"generator.safetensors\")):
    \"\"\"The trained generator, ready to make samples.\"\"\"
    generator = Generator()
    generator.load_state_dict(load_file(path))
    return generator.eval()
"
    )
}

/// The text of the README.
pub(super) fn readme(export: &PytorchExport) -> String {
    let PytorchExport {
        kind,
        model,
        run,
        weights,
        ..
    } = export;
    let example = match kind {
        Kind::Numbers | Kind::Points => {
            "    points = generator(torch.randn(1000, generator.latent_size))\n"
        }
        Kind::Images { .. } => {
            "    images = generator(torch.randn(64, generator.latent_size))\n\
             torchvision.utils.save_image(images, \"samples.png\", normalize=True, value_range=(-1, 1))\n"
        }
    };
    let import = match kind {
        Kind::Numbers | Kind::Points => "import torch\n",
        Kind::Images { .. } => "import torch\nimport torchvision\n",
    };
    let truncation = match example.contains("images") && export.model.starts_with("stylegan2") {
        true => "\n`generator(z, truncation=0.7)` pulls styles towards their mean.\n",
        false => "",
    };
    let (normal, places) = (export.latent_size - export.labels, export.labels);
    let labels = match places {
        0 => String::new(),
        _ => format!(
            "\nIt was told classes: a latent row is {normal} normal values and then a one-hot class of {places} places, \
             `torch.cat([torch.randn(64, {normal}), torch.nn.functional.one_hot(classes, {places})], 1)`.\n"
        ),
    };
    let samples = samples(*kind);
    format!(
        "# Generator of {run}

{model}: {weights}.

`generator.py` builds the network, `generator.safetensors` has its weights in PyTorch's names and
layouts. It needs `torch` and `safetensors`. In this folder:

```python
{import}
import generator

generator = generator.load()
with torch.no_grad():
{example}```

Samples are {samples}.
{truncation}{labels}
The same latents give the same samples in seesaw: `seesaw sample RUN -o some.safetensors` writes both.
"
    )
}
