"""Write path_length.json: path length regularisation of stylegan2-32, and lazy updates of a small discriminator, computed with
PyTorch's double backward in float64.

path_length: the network and its parameters are those of make_high_resolution_models.py; noise has strength 0, styles are not
mixed. "value" is weight mean (l - a)^2 as in NVlabs/stylegan2-ada-pytorch, training/loss.py (Karras et al. 2020), weight 2, on
latents hashed(n, 501, 1.7) and image noise hashed(n, 502, 1) / 32 (see make_layers.py). The target a moves from 0 to the mean length
by 0.01 and is differentiated through. "gradients" has a summary for every parameter, as in high_resolution.json, null for those
that are not used.

lazy: D of 2-16-16-1 with leaky ReLU, parameter k hashed(n, 600 + k, 0.4), and reals and fakes hashed(16, 620 + t, 1) and hashed(16, 640 + t, 1)
of step t; the fakes are what the identity makes of latents. Every update is an Adam step on the mean of the non-saturating loss of reals and of fakes,
and after updates 0, 2, 4, .. another one on 2 gamma / 2 |grad D|^2 at the same reals, with one state of Adam: lr 2/3 of 1e-2, betas
(0.5, 0.9) to the power 2/3, eps 1e-8 (training_loop.py there; Karras et al. 2020, appendix B).
Use: python make_path_length.py [output]
"""

import argparse
import json
import math
from pathlib import Path

import torch
from make_high_resolution import fir, pixel_norm, rounded
from make_high_resolution import ours as channels_last
from make_high_resolution_models import Parameters, Stylegan2At32
from make_layers import hashed, line, summary
from torch.nn import functional as F

torch.set_num_threads(1)

ROWS, WEIGHT, DECAY, LAYERS = 3, 2.0, 0.01, 8


class Paths(Stylegan2At32):
    def mapping(self, p, z):
        w = pixel_norm(z)
        for _ in range(2):
            weight, bias = p(64, 64, scale=170.0), p(64, scale=10.0)
            w = self.scaled(F.linear(w, weight * 0.01 / 8, bias * 0.01))
        p(64, scale=0.0)
        return w

    def synthesis(self, p, ws):
        """An image takes the latents of the convolution after it."""
        x = p(4, 4, 64, scale=1.7).expand(len(ws), -1, -1, -1)
        x = self.styled(p, x, ws[:, 0], 64)
        image = self.to_rgb(p, x, ws[:, 1])
        for block, channels in enumerate((64, 64, 32)):
            x = self.styled(p, x, ws[:, 2 * block + 1], channels, True)
            x = self.styled(p, x, ws[:, 2 * block + 2], channels)
            image = fir([1, 3, 3, 1], 2, 1, 4.0, True, x.dtype)(image) + self.to_rgb(p, x, ws[:, 2 * block + 3])
        return image


def path_length():
    net, p = Paths(), Parameters(0, torch.float64)
    z = hashed(ROWS * 64, 501, 1.7).double().reshape(ROWS, 64)
    ws = net.mapping(p, z)[:, None].repeat(1, LAYERS, 1)
    images = net.synthesis(p, ws)
    noise = hashed(ROWS * 32 * 32 * 3, 502, 1.0).double().reshape(ROWS, 32, 32, 3).permute(0, 3, 1, 2) / 32
    (v,) = torch.autograd.grad((images * noise).sum(), ws, create_graph=True)
    lengths = v.square().sum(2).mean(1).sqrt()
    target = DECAY * lengths.mean()
    value = WEIGHT * (lengths - target).square().mean()
    value.backward()
    gradients = [None if x.grad is None else summary(channels_last(x.grad)) for x in p.values]
    return {"rows": ROWS, "lengths": lengths.tolist(), "value": value.item(), "gradients": gradients, "tensors": p.specs}


def lazy(steps=5, gamma=4.0, every=2):
    shapes = [(16, 2), (16,), (16, 16), (16,), (1, 16), (1,)]
    values = [hashed(math.prod(shape), 600 + k, 0.4).double().reshape(shape).requires_grad_() for k, shape in enumerate(shapes)]

    def discriminator(x):
        for weight, bias in zip(values[0:4:2], values[1:4:2]):
            x = F.leaky_relu(F.linear(x, weight, bias), 0.2)
        return F.linear(x, values[4], values[5])[:, 0]

    c = every / (every + 1)
    optimizer = torch.optim.Adam(values, lr=1e-2 * c, betas=(0.5**c, 0.9**c), eps=1e-8)

    def step(loss):
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    out = {"loss": [], "penalty": []}
    for t in range(steps):
        real, fake = (hashed(16, stream + t, 1.0).double().reshape(8, 2) for stream in (620, 640))
        loss = (F.softplus(-discriminator(real)).mean() + F.softplus(discriminator(fake)).mean()) / 2
        out["loss"].append(loss.item())
        step(loss)
        if t % every == 0:
            x = real.clone().requires_grad_()
            (slope,) = torch.autograd.grad(discriminator(x).sum(), x, create_graph=True)
            # As there, parameters that the penalty does not depend on have a gradient of 0, not none.
            penalty = every * gamma / 2 * slope.square().sum(1).mean() + 0 * discriminator(real).sum()
            out["penalty"].append(penalty.item())
            step(penalty)
        else:
            out["penalty"].append(0.0)
    return out | {"parameters": [x.detach().T.flatten().tolist() if x.dim() == 2 else x.tolist() for x in values]}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", nargs="?", default=Path(__file__).with_name("path_length.json"))
    blocks = {"path_length": path_length(), "lazy": lazy()}
    parts = [f"{json.dumps(name)}:{line(rounded(block))}" for name, block in blocks.items()]
    Path(parser.parse_args().output).write_text("{\n" + ",\n".join(parts) + "\n}\n")


if __name__ == "__main__":
    main()
