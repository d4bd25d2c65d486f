"""Write vae.json: twenty training steps of variational autoencoders, computed with PyTorch in float64.

Pixels are in [0, 1]; the loss is the squared error of a row, summed over its pixels, plus kl_weight times -1/2 sum(1 + l - m^2 - exp(l)),
both as means over the batch, taken before the update. Latents are m + exp(l / 2) e ("consistent") or m + exp(l) e ("lesson", as in
AI for Beginners, lesson 09-Autoencoders, whose notebook has RMSprop with learning rate 1e-3 and eps 1e-8: so has vae-8; vae-32 has Adam (0.5,
0.999), learning rate 2e-4). RMSprop's first step is ten times its rate for every weight, whichever way the rounding of a gradient near zero
points: vae-28, whose loss doubles by it, therefore has a tenth of the rate, and vae-8 is trained by SGD with momentum 0.9 and
learning rate 1e-3 as well.

Streams of hashed() (see make_layers.py): parameter k of the decoder has k, of the encoder 300 + k, in the order in which the layers show
them; the noise e and the batch of step t (from 0) have 1000 + t and 3000 + t, with the scales 1.7 and 1. The batch is in [-1, 1] and is
moved to [0, 1].

Each model is also trained in float32 with the samples of every batch in two other orders: "spread" is the largest relative (to 0.1 at
least) difference of any loss from float64 up to each step.
Use: python make_vae.py [output]
"""

import argparse
import json
import math
from itertools import accumulate
from pathlib import Path

import torch
from make_high_resolution import rounded
from make_layers import filled, given, line, to_torch
from torch.nn import functional as F

torch.set_num_threads(1)

STEPS, BATCH = 20, 16


class Parameters:
    """The parameters of a network, described and filled where its first forward pass asks for them."""

    def __init__(self, stream, dtype):
        self.stream, self.dtype = stream, dtype
        self.specs, self.values, self.at = [], [], 0

    def __call__(self, *shape, scale):
        if self.at == len(self.values):
            spec = given(shape, self.stream + self.at, float(torch.tensor(scale, dtype=torch.float32)))
            self.specs.append(spec)
            self.values.append(to_torch(filled(spec)).to(self.dtype).contiguous().requires_grad_())
        self.at += 1
        return self.values[self.at - 1]


def dense(p, x, outputs):
    scale = 1 / math.sqrt(x.shape[1])
    return F.linear(x, p(x.shape[1], outputs, scale=scale), p(outputs, scale=scale))


def down(p, x, outputs):
    scale = 1 / math.sqrt(16 * x.shape[1])
    return F.relu(F.conv2d(x, p(outputs, 4, 4, x.shape[1], scale=scale), p(outputs, scale=scale), 2, 1))


def up(p, x, outputs):
    scale = 1 / math.sqrt(4 * x.shape[1])
    return F.conv_transpose2d(x, p(x.shape[1], 4, 4, outputs, scale=scale), p(outputs, scale=scale), 2, 1)


def maps(x, side):
    """Features in channels-last order to N, C, H, W."""
    return x.reshape(len(x), side, side, -1).permute(0, 3, 1, 2)


def flat(x):
    return x.permute(0, 2, 3, 1).flatten(1)


class Dense:
    def __init__(self, pixels, hidden, latents):
        self.pixels, self.hidden, self.latents = pixels, hidden, latents

    def encoder(self, p, x):
        x = F.relu(dense(p, x, self.hidden))
        return dense(p, x, self.latents), dense(p, x, self.latents)

    def decoder(self, p, z):
        return torch.sigmoid(dense(p, F.relu(dense(p, z, self.hidden)), self.pixels))


class Convolutional:
    pixels, latents = 32 * 32 * 3, 64

    def encoder(self, p, x):
        x = flat(down(p, down(p, down(p, maps(x, 32), 32), 64), 128))
        return dense(p, x, self.latents), dense(p, x, self.latents)

    def decoder(self, p, z):
        x = maps(F.relu(dense(p, z, 2048)), 4)
        x = F.relu(up(p, F.relu(up(p, x, 64)), 32))
        return flat(torch.sigmoid(up(p, x, 3)))


RMSPROP = (torch.optim.RMSprop, {"lr": 1e-3, "alpha": 0.99, "eps": 1e-8})
SGD = (torch.optim.SGD, {"lr": 1e-3, "momentum": 0.9})
ADAM = (torch.optim.Adam, {"lr": 2e-4, "betas": (0.5, 0.999), "eps": 1e-8})
VAE_8, VAE_28 = Dense(64, 256, 8), Dense(784, 512, 2)
CASES = {
    "vae-8 consistent": (VAE_8, 0.5, 1.0, SGD),
    "vae-8 lesson": (VAE_8, 1.0, 0.25, RMSPROP),
    "vae-28 lesson": (VAE_28, 1.0, 1.0, (torch.optim.RMSprop, RMSPROP[1] | {"lr": 1e-4})),
    "vae-32 consistent": (Convolutional(), 0.5, 1.0, ADAM),
}


def train(net, exponent, weight, optimizer, dtype, shuffle=0):
    decoder, encoder = Parameters(0, dtype), Parameters(300, dtype)
    order = (torch.arange(BATCH) * (2 * shuffle + 1) + shuffle) % BATCH
    out, made = {"reconstruction": [], "kl": []}, None
    for t in range(STEPS):
        noise = filled(given((BATCH, net.latents), 1000 + t, 1.7)).to(dtype)[order]
        x = (filled(given((BATCH, net.pixels), 3000 + t, 1.0)).to(dtype)[order] + 1) / 2
        decoder.at = encoder.at = 0
        mean, log = net.encoder(encoder, x)
        reconstruction = (net.decoder(decoder, mean + torch.exp(exponent * log) * noise) - x).square().sum(1).mean()
        kl = (-0.5 * (1 + log - mean.square() - log.exp()).sum(1)).mean()
        out["reconstruction"].append(reconstruction.item())
        out["kl"].append(kl.item())
        if made is None:
            kind, settings = optimizer
            made = kind(encoder.values + decoder.values, **settings)
        made.zero_grad()
        (reconstruction + weight * kl).backward()
        made.step()
    return out, {"decoder": decoder.specs, "encoder": encoder.specs}


def deviation(found, expected):
    def off(a, b):
        return abs(a - b) / max(abs(b), 0.1)
    return [max(off(found[key][t], expected[key][t]) for key in expected) for t in range(STEPS)]


def network(case):
    double, specs = train(*case, torch.float64)
    runs = [deviation(train(*case, torch.float32, shuffle)[0], double) for shuffle in range(3)]
    spread = list(accumulate((max(step) for step in zip(*runs)), max))
    return specs | {"spread": spread} | double


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", nargs="?", default=Path(__file__).with_name("vae.json"))
    lines = []
    for name, case in CASES.items():
        parts = ",\n".join(f"{json.dumps(key)}:{line(rounded(value))}" for key, value in network(case).items())
        lines.append(f"{json.dumps(name)}:{{\n{parts}\n}}")
    Path(parser.parse_args().output).write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
