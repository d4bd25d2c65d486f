"""The GAN row of VEEGAN's tables in PyTorch, by the protocol of experiments/veegan_table.yaml: what does another program find?

python tests/bench/science/unrolled_pytorch.py [seeds]: a line for each data set and seed with modes and high quality of 2,500
samples after 25,000 steps, and their medians over the last ten evaluations, one every 1,000 steps.
"""

import math
import sys
from statistics import median

import torch
from torch import nn
from torch.nn.functional import softplus

torch.set_num_threads(1)
LATENT, BATCH, STEPS, SAMPLES = 256, 512, 25_000, 2_500
ANGLE = 2 * math.pi * torch.arange(8) / 8
AXIS = torch.arange(-4.0, 5.0, 2.0)
DATA = {
    "ring": (torch.stack([ANGLE.cos(), ANGLE.sin()], 1), 0.01),
    "grid": (torch.cartesian_prod(AXIS, AXIS), 0.05),
}


def mlp(inputs, outputs):
    net = nn.Sequential(nn.Linear(inputs, 128), nn.Tanh(), nn.Linear(128, 128), nn.Tanh(), nn.Linear(128, outputs))
    for layer in net[::2]:
        nn.init.orthogonal_(layer.weight, 1.4)
        nn.init.zeros_(layer.bias)
    return net


def step(optimizer, loss, net):
    optimizer.zero_grad(set_to_none=True)
    loss.backward(inputs=list(net.parameters()))
    optimizer.step()


@torch.no_grad()
def evaluate(g, centres, std):
    distance, mode = (g(torch.randn(SAMPLES, LATENT))[:, None] - centres).square().sum(-1).sqrt().min(1)
    good = mode[distance < 3 * std]
    return len(good.unique()), len(good) / SAMPLES


def train(centres, std, seed):
    torch.manual_seed(seed)
    g, d = mlp(LATENT, 2), mlp(2, 1)
    g_optimizer = torch.optim.Adam(g.parameters(), 1e-3, betas=(0.5, 0.999))
    d_optimizer = torch.optim.Adam(d.parameters(), 1e-4, betas=(0.5, 0.999))
    found = []
    for at in range(1, STEPS + 1):
        real = centres[torch.randint(len(centres), (BATCH,))] + std * torch.randn(BATCH, 2)
        with torch.no_grad():
            fake = g(torch.randn(BATCH, LATENT))
        step(d_optimizer, softplus(-d(real)).mean() + softplus(d(fake)).mean(), d)
        # G raises D's loss: the minimax game.
        step(g_optimizer, -softplus(d(g(torch.randn(BATCH, LATENT)))).mean(), g)
        if at % 1_000 == 0:
            found.append(evaluate(g, centres, std))
    return found


for seed in range(int(sys.argv[1]) if len(sys.argv) > 1 else 3):
    for name, (centres, std) in DATA.items():
        found = train(centres, std, seed)
        modes, quality = zip(*found[-10:])
        print(f"{name}, seed {seed}: {modes[-1]} modes, {quality[-1]:.4f} of high quality; medians of the last ten evaluations "
              f"{median(modes)} and {median(quality):.4f}", flush=True)
