"""Time training steps of the high-resolution GANs in PyTorch, on one core: the networks of tests/golden/make_high_resolution_models.py
in float32, each with the loss, the penalties and the optimizer of experiments/high_resolution.yaml.

Prints one line of JSON per model: CPU milliseconds per step, the mean over the steps after the first fifth. CPU time, not the
clock's, so that other programs on the machine cost as little as they can; seesaw's is `user` of
`time seesaw sweep` at two numbers of steps, of which one takes the difference.
Use: python high_resolution.py [--batch 16] [--steps 20] [model ..]
"""

import argparse
import json
import sys
import time
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "golden"))

from make_high_resolution_models import MODELS, Parameters, losses  # noqa: E402

torch.set_num_threads(1)

# Updates of D from one penalty to the next; None: none.
PENALTIES = {"pggan-32": ("real", 4), "msg-32": ("real", 8), "stylegan2-32": ("real", 8), "r3gan-32": ("both", 1)}
LOSSES = {"pggan-32": "non_saturating", "msg-32": "non_saturating", "stylegan2-32": "non_saturating", "r3gan-32": "rsgan"}


class Game:
    def __init__(self, name, level=None):
        self.net, self.loss = MODELS[name](), LOSSES[name]
        self.penalty, self.every = PENALTIES[name]
        if level is not None:
            self.net.level, self.net.share = level, 1.0
        self.g, self.d = Parameters(0, torch.float32), Parameters(300, torch.float32)
        self.optimizers, self.updates = {}, 0

    def run(self, p, function, x):
        p.at = 0
        return function(p, x)

    def update(self, side, p, loss):
        if side not in self.optimizers:
            self.optimizers[side] = torch.optim.Adam(p.values, lr=1e-3, betas=(0.0, 0.99), foreach=True)
        self.optimizers[side].zero_grad()
        loss.backward()
        self.optimizers[side].step()

    def slope(self, rows):
        rows = rows.detach().requires_grad_()
        (gradient,) = torch.autograd.grad(self.run(self.d, self.net.discriminator, rows).sum(), rows, create_graph=True)
        return gradient.square().sum(1).mean()

    def step(self, batch):
        net = self.net
        latents = [torch.randn(batch, net.latent) for _ in range(2)]
        real = torch.rand(batch, 32 * 32 * 3) * 2 - 1
        real = net.real(real) if hasattr(net, "real") else real
        with torch.no_grad():
            fake = self.run(self.g, net.generator, latents[0])
        loss, _ = losses(self.loss, self.run(self.d, net.discriminator, real), self.run(self.d, net.discriminator, fake))
        if self.updates % self.every == 0:
            loss = loss + self.every * self.slope(real)
            if self.penalty == "both":
                loss = loss + self.every * self.slope(fake)
        self.updates += 1
        self.update("d", self.d, loss)
        for value in self.d.values:
            value.requires_grad_(False)
        real_logits = self.run(self.d, net.discriminator, real) if self.loss == "rsgan" else torch.zeros(batch, 1)
        _, loss = losses(self.loss, real_logits, self.run(self.d, net.discriminator, self.run(self.g, net.generator, latents[1])))
        self.update("g", self.g, loss)
        for value in self.d.values:
            value.requires_grad_(True)


def milliseconds(game, batch, steps):
    times = []
    for _ in range(steps):
        started = time.process_time()
        game.step(batch)
        times.append(1e3 * (time.process_time() - started))
    times = times[steps // 5:]
    return sum(times) / len(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("models", nargs="*", default=list(MODELS))
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--steps", type=int, default=20)
    options = parser.parse_args()
    for name in options.models:
        last = 3 if name.startswith("pggan") else None
        line = {"model": name, "batch": options.batch, "ms_per_step": milliseconds(Game(name, last), options.batch, options.steps)}
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
