"""Whether nearest neighbours find that a part of the photographs is missing, and what else they take for it.

    missing_parts.py SQUEEZENET1_1.safetensors SEED..

Photographs are made as photographs.rs makes them: 400 crops of 20 originals on each side. For each way of making
samples it prints, in two layers: the share of reals with at most one sample among their ten nearest rows of both
sides (none), with four or more (many), and the share of samples with three reals or more among theirs (real).
"""

import sys

import numpy as np
import torch
from safetensors.torch import load_file
from scipy.ndimage import uniform_filter
from scipy.spatial.distance import cdist
from torch.nn.functional import conv2d, max_pool2d, relu

COUNT, ORIGINALS = 400, 20
WEIGHTS = {name: value.float() for name, value in load_file(sys.argv[1]).items()}
WAYS = ["20 originals", "15 originals", "10 originals", "5 originals", "blurred", "noise of 20", "noise of 60",
        "checkerboard", "brighter", "half the range", "smaller", "blended", "moved", "other colours", "half blurred"]


def conv(x, name, **how):
    return relu(conv2d(x, WEIGHTS[name + ".weight"], WEIGHTS[name + ".bias"], **how))


def fire(x, number):
    name = f"fire{number}"
    narrow = conv(x, name + ".squeeze1x1")
    return torch.cat([conv(narrow, name + ".expand1x1"), conv(narrow, name + ".expand3x3", padding=1)], 1)


@torch.no_grad()
def features(pictures):
    """Means and deviations of fire5 and fire9."""
    mean = torch.tensor([123.68, 116.779, 103.939]).view(1, 3, 1, 1)
    x = conv(torch.tensor(pictures).float().permute(0, 3, 1, 2) - mean, "conv1", stride=2)
    found = {}
    for number in range(2, 10):
        x = fire(max_pool2d(x, 3, 2) if number in (2, 4, 6) else x, number)
        if number in (5, 9):
            found[f"fire{number}"] = torch.cat([x.mean((2, 3)), x.std((2, 3))], 1).numpy()
    return found


def original(draws):
    v, u = np.meshgrid(np.arange(128) / 128, np.arange(128) / 128, indexing="ij")
    sky, ground = draws.random(3), draws.random(3)
    picture = sky + (ground - sky) * v[..., None]
    for _ in range(12):
        colour, (left, top), size = draws.random(3), draws.random(2), 0.05 + 0.2 * draws.random()
        (along, across), phase, depth = draws.random(2) * 40, draws.random() * 6.3, 0.3 * draws.random()
        wave = depth * np.sin(along * u + across * v + phase)
        near = (u - left) ** 2 + (v - top) ** 2 < size**2
        picture = np.where(near[..., None], colour + wave[..., None], picture)
    return ((picture + 0.06 * (draws.random((128, 128, 1)) - 0.5)) * 255).clip(0, 255).astype("u1")


def crops(originals, held, draws):
    def crop():
        left, top = draws.integers(65, size=2)
        return originals[draws.integers(held)][top:top + 64, left:left + 64]
    return np.stack([crop() for _ in range(COUNT)])


def samples(way, originals, draws):
    if way.endswith("originals"):
        return crops(originals, int(way.split()[0]), draws)
    x = crops(originals, ORIGINALS, draws).astype(float)
    y, along = np.indices((64, 64))
    changed = {
        "blurred": lambda: uniform_filter(x, (1, 3, 3, 1)),
        "noise of 20": lambda: x + draws.uniform(-20, 20, x.shape),
        "noise of 60": lambda: x + draws.uniform(-60, 60, x.shape),
        "checkerboard": lambda: x + np.where((along + y) % 2 == 0, 12, -12)[None, :, :, None],
        "brighter": lambda: x + 15,
        "half the range": lambda: 64 + x / 2,
        "smaller": lambda: x[:, ::2, ::2].repeat(2, 1).repeat(2, 2),
        "blended": lambda: 0.7 * x + 0.3 * x[draws.permutation(COUNT)],
        "moved": lambda: np.roll(x, draws.integers(-8, 8), 1) * draws.uniform(0.85, 1.15, (COUNT, 1, 1, 3)),
        "other colours": lambda: x * draws.uniform(0.7, 1.3, (COUNT, 1, 1, 3)),
        "half blurred": lambda: np.concatenate([uniform_filter(x[:COUNT // 2], (1, 5, 5, 1)), x[COUNT // 2:]]),
    }
    return changed[way]().clip(0, 255).astype("u1")


def shares(reals, fakes):
    mean, deviation = reals.mean(0), reals.std(0) + 1e-6
    reals, fakes = (reals - mean) / deviation, (fakes - mean) / deviation
    among = [cdist(reals, reals), cdist(fakes, fakes)]
    for distances in among:
        np.fill_diagonal(distances, np.inf)
    between = cdist(reals, fakes)
    nearest = lambda own, other: (np.argsort(np.concatenate([own, other], 1), 1)[:, :10] >= COUNT).sum(1)
    of_reals, of_fakes = nearest(among[0], between), nearest(among[1], between.T)
    return f"none {(of_reals <= 1).mean():.2f} many {(of_reals >= 4).mean():.2f} real {(of_fakes >= 3).mean():.2f}"


def main():
    torch.set_num_threads(1)
    for seed in map(int, sys.argv[2:]):
        draws = np.random.default_rng(100 + seed)
        originals = [original(draws) for _ in range(ORIGINALS)]
        reals = features(crops(originals, ORIGINALS, draws))
        for way in WAYS:
            fakes = features(samples(way, originals, draws))
            print(seed, way, *(f"| {layer}: {shares(reals[layer], fakes[layer])}" for layer in reals), flush=True)


main()
