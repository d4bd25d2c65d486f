"""Train GANs on points with PyTorch, in ways that seesaw has not: other initialisations, optimizers and
faults. Each run leaves what a training script leaves, a printed log and samples by their step.

    foreign_trainers.py OUT          trains what is not there yet, 80 runs of 10 to 25 seconds of a core
    foreign_trainers.py OUT LIST     writes LIST: every run with what 10,000 fresh samples show

The truth is PacGAN's count (Lin et al. 2018): a mode is captured when one of 10,000 fresh samples lies within
three standard deviations of it. It is counted at the four moments of the last tenth. No rule of seesaw's is in it.
"""

import csv
import json
import math
import sys
import time
from itertools import product
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.functional import relu, softplus

torch.set_num_threads(1)
BATCH, SAMPLES, FRESH, SETS = 256, 2_500, 10_000, 40
ANGLES = 2 * math.pi * torch.arange(8) / 8
SIDE = 2.0 * (torch.arange(5) - 2)
DATA = {
    "ring": (torch.stack([ANGLES.cos(), ANGLES.sin()], 1), 0.02, "ring:8"),
    "grid": (torch.cartesian_prod(SIDE, SIDE), 0.1, "grid:5,std=0.1"),
}
LOSSES = ["bce", "lsgan", "hinge", "wgan_gp"]
SETTINGS = ["pytorch", "dcgan", "orthogonal_rmsprop", "fast_d", "forgets_modes"]
SEEDS = [0, 1]


def network(inputs, outputs, setting):
    slope = 0.2 if setting == "dcgan" else 0.01
    net = nn.Sequential(
        nn.Linear(inputs, 128), nn.LeakyReLU(slope), nn.Linear(128, 128), nn.LeakyReLU(slope),
        nn.Linear(128, 128), nn.LeakyReLU(slope), nn.Linear(128, outputs),
    )
    for layer in net:
        if isinstance(layer, nn.Linear) and setting == "dcgan":
            nn.init.normal_(layer.weight, 0.0, 0.1)
        if isinstance(layer, nn.Linear) and setting == "orthogonal_rmsprop":
            nn.init.orthogonal_(layer.weight, math.sqrt(2))
    return net


def optimizers(g, d, setting):
    if setting == "orthogonal_rmsprop":
        return torch.optim.RMSprop(g.parameters(), 2e-4), torch.optim.RMSprop(d.parameters(), 5e-4)
    if setting == "fast_d":
        return (torch.optim.Adam(g.parameters(), 1e-4, betas=(0.5, 0.999), fused=True),
                torch.optim.Adam(d.parameters(), 5e-3, betas=(0.5, 0.999), fused=True))
    betas = (0.5, 0.999) if setting == "dcgan" else (0.9, 0.999)
    return (torch.optim.Adam(g.parameters(), 1e-3, betas=betas, fused=True),
            torch.optim.Adam(d.parameters(), 1e-3, betas=betas, fused=True))


def d_loss(loss, d, real, fake):
    """The sum of D's two terms, as scripts print it."""
    of_real, of_fake = d(real), d(fake)
    if loss == "bce":
        return softplus(-of_real).mean() + softplus(of_fake).mean()
    if loss == "lsgan":
        return (of_real - 1).square().mean() + of_fake.square().mean()
    if loss == "hinge":
        return relu(1 - of_real).mean() + relu(1 + of_fake).mean()
    share = torch.rand(len(real), 1)
    between = (share * real + (1 - share) * fake).requires_grad_()
    slope = torch.autograd.grad(d(between).sum(), between, create_graph=True)[0].norm(dim=1)
    return of_fake.mean() - of_real.mean() + 10 * (slope - 1).square().mean()


def g_loss(loss, of_fake):
    if loss == "bce":
        return softplus(-of_fake).mean()
    return (of_fake - 1).square().mean() if loss == "lsgan" else -of_fake.mean()


def train(folder, name, loss, data, setting, seed):
    torch.manual_seed(1000 * seed + 17)
    centres, std, modes = DATA[data]
    # A loader that is no longer shuffled: the last modes are not met any more.
    held = len(centres) if setting != "forgets_modes" else len(centres) * 5 // 8
    g, d = network(32, 2, setting), network(2, 1, setting)
    of_g, of_d = optimizers(g, d, setting)
    steps, critics = (1_200, 3) if loss == "wgan_gp" else (3_000, 1)
    every = steps // SETS
    (folder / "samples").mkdir(parents=True)
    begun, moments = time.process_time(), []
    with open(folder / "train.log", "w", buffering=1) as log:
        for step in range(1, steps + 1):
            known = held if step > steps // 3 else len(centres)
            for _ in range(critics):
                real = centres[torch.randint(known, (BATCH,))] + std * torch.randn(BATCH, 2)
                with torch.no_grad():
                    fake = g(torch.randn(BATCH, 32))
                of_both = d_loss(loss, d, real, fake)
                of_d.zero_grad()
                of_both.backward()
                of_d.step()
            of_fakes = g_loss(loss, d(g(torch.randn(BATCH, 32))))
            of_g.zero_grad()
            of_fakes.backward()
            of_g.step()
            if step % 10 == 0:
                print(f"step: {step} loss_D: {of_both.item():.5f} loss_G: {of_fakes.item():.5f}", file=log)
            if step % every == 0:
                with torch.no_grad():
                    np.save(folder / f"samples/step_{step:05}.npy", g(torch.randn(SAMPLES, 32)).numpy())
                    if step > 9 * steps // 10:
                        moments.append(counted(g(torch.randn(FRESH, 32)), centres, std))
    about = {"run": name, "loss": loss, "modes": modes, "of": len(centres), "moments": moments,
             "seconds": round(time.process_time() - begun, 1)}
    (folder / "truth.json").write_text(json.dumps(about))
    print(json.dumps(about), flush=True)


def counted(samples, centres, std):
    distance, mode = torch.cdist(samples, centres).min(1)
    near = mode[distance < 3 * std]
    return {"captured": len(near.unique()), "high_quality": len(near) / len(samples)}


def write_list(out, path):
    with open(path, "w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["run", "loss", "modes", "of", "captured", "high_quality"])
        for truth in sorted(out.glob("*/truth.json")):
            about = json.loads(truth.read_text())
            captured = sorted(moment["captured"] for moment in about["moments"])
            quality = sorted(moment["high_quality"] for moment in about["moments"])
            # The lower of the two in the middle.
            middle = (len(captured) - 1) // 2
            rows.writerow([about["run"], about["loss"], about["modes"], about["of"], captured[middle],
                           f"{quality[middle]:.4f}"])


def main():
    out = Path(sys.argv[1])
    if len(sys.argv) > 2:
        return write_list(out, sys.argv[2])
    for seed, setting, data, loss in product(SEEDS, SETTINGS, DATA, LOSSES):
        name = f"{data}_{loss}_{setting}_{seed}"
        if not (out / name / "truth.json").exists():
            for left in sorted((out / name).rglob("*"), reverse=True):
                left.rmdir() if left.is_dir() else left.unlink()
            if (out / name).exists():
                (out / name).rmdir()
            train(out / name, name, loss, data, setting, seed)


main()
