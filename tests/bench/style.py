"""Time style transfer beside PyTorch doing the same work: SqueezeNet 1.1, the default layers, Adam, a square picture.

Both run one after the other on the same threads, in turns; PyTorch has the faster of its two memory layouts. Reading the
pictures and writing the result count for both, starting Python does not. Memory is the program's largest resident set.
Needs PyTorch, numpy and Pillow. Use: python style.py PROGRAM [--steps 300] [--side 256] [--threads 2] [--turns 3]
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "golden"))
from make_features import SqueezeNet, enter, gram  # noqa: E402

PICTURES = HERE.parents[1] / "experiments/pictures"
CONTENT, STYLE = ["fire5"], ["conv1", "fire2", "fire3"]
WEIGHTS = (1.0, 1000.0, 20000.0)
MARGIN = 8


def square(name, side):
    image = Image.open(PICTURES / name).convert("RGB")
    length = min(image.size)
    return image.crop((0, 0, length, length)).resize((side, side), Image.Resampling.BICUBIC)


def ours(program, content, style, out, options):
    """Seconds and the largest resident set in MB of one run."""
    # Started from here, the program's memory would be counted from this process's on.
    arguments = ["/usr/bin/time", "-f", "%M", program, "style", content, style, "-o", out, "--steps", str(options.steps), "--side", str(options.side),
                 "--threads", str(options.threads)]
    started = time.time()
    done = subprocess.run(arguments, check=True, capture_output=True, text=True)
    return time.time() - started, int(done.stderr.split()[-1]) / 1024


def pytorch(network, content, style, out, options, layout):
    started = time.time()
    tensors = [torch.from_numpy(np.asarray(Image.open(path), np.float32) / 255) for path in (content, style)]
    padded = torch.nn.functional.pad(tensors[0].permute(2, 0, 1)[None], (MARGIN,) * 4, "reflect")[0].permute(1, 2, 0)
    prepare = lambda pixels: enter(network, pixels).contiguous(memory_format=layout)  # noqa: E731
    with torch.no_grad():
        maps = network(prepare(padded))
        wanted = {name: maps[name] for name in CONTENT}
        maps = network(prepare(tensors[1]))
        grams = {name: gram(maps[name]) for name in STYLE}
    pixels = padded.clone().requires_grad_()
    optimizer = torch.optim.Adam([pixels], lr=0.02)
    for _ in range(options.steps):
        optimizer.zero_grad()
        maps = network(prepare(pixels))
        content_loss = sum(0.5 * (maps[name] - wanted[name]).square().sum() for name in CONTENT) / len(CONTENT)
        style_loss = sum((gram(maps[name]) - grams[name]).square().mean() for name in STYLE) / len(STYLE)
        variation = pixels.diff(dim=0).abs().sum() + pixels.diff(dim=1).abs().sum()
        loss = WEIGHTS[0] * content_loss + WEIGHTS[1] * style_loss + WEIGHTS[2] * variation
        loss.backward()
        optimizer.step()
    shown = (pixels.detach()[MARGIN:-MARGIN, MARGIN:-MARGIN].clamp(0, 1) * 255).round().byte().numpy()
    Image.fromarray(shown).save(out)
    return time.time() - started


class UpTo:
    """The network without the layers after fire5, which no loss needs."""

    input = SqueezeNet.input

    def __init__(self):
        self.network = SqueezeNet(torch.float32)

    def __call__(self, x):
        conv, pool = self.network.conv, torch.nn.functional.max_pool2d
        maps = {"conv1": conv(x, "conv1", stride=2)}
        x = maps["conv1"]
        for number in range(2, 6):
            if number in (2, 4):
                x = pool(x, 3, 2)
            name = f"fire{number}"
            x = conv(x, name + ".squeeze1x1")
            x = torch.cat([conv(x, name + ".expand1x1"), conv(x, name + ".expand3x3", padding=1)], 1)
            maps[name] = x
        return maps


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    for name, default in (("steps", 300), ("side", 256), ("threads", 2), ("turns", 3)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    network, layouts = UpTo(), {"contiguous": torch.contiguous_format, "channels last": torch.channels_last}
    with tempfile.TemporaryDirectory() as folder:
        content, style, out = (str(Path(folder) / name) for name in ("content.png", "style.png", "out.png"))
        square("cat.jpg", options.side).save(content)
        square("swirl.jpg", options.side).save(style)
        for turn in range(options.turns):
            seconds, memory = ours(options.program, content, style, out, options)
            times = {name: pytorch(network, content, style, out, options, layout) for name, layout in layouts.items()}
            theirs = ", ".join(f"PyTorch {name} {value:.1f} s" for name, value in times.items())
            print(f"turn {turn + 1}: seesaw {seconds:.1f} s, {memory:.0f} MB; {theirs}", flush=True)


if __name__ == "__main__":
    main()
