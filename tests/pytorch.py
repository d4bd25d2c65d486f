"""Loads each exported generator below the current folder and compares its samples with those beside it."""

import importlib.util
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file

worst = 0.0
for folder in sorted(Path(".").glob("*/pytorch")):
    spec = importlib.util.spec_from_file_location("generator", folder / "generator.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    generator = module.load()
    beside = load_file(folder.parent / "samples.safetensors")
    with torch.no_grad():
        samples = generator(beside["latents"])
    expected = beside["samples"]
    if expected.dim() == 4:
        expected = expected.permute(0, 3, 1, 2)
    if samples.shape != expected.shape:
        sys.exit(f"{folder}: {tuple(samples.shape)} instead of {tuple(expected.shape)}")
    spread = expected.std().item()
    # Networks without tanh at their end make values of any size.
    off = ((samples - expected).abs() / expected.abs().clamp(min=1)).max().item()
    print(f"{folder.parent}: off by {off:.2e}, spread {spread:.2f}")
    # A generator of single numbers makes one of them.
    is_constant = not spread > 1e-3 and expected.shape[1:] != (1,)
    if not off < 1e-5 or is_constant:
        sys.exit(f"{folder}: samples differ by {off}, their spread is {spread}")
print("compared", len(list(Path(".").glob("*/pytorch"))))
