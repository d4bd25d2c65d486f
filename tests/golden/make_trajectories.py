"""Write trajectories.json: twenty training steps of five small GANs, computed with PyTorch in float32 and in float64.

A step is the lesson's: the generator first, L_G = bce(D(G(z)), 1) through D in training mode; then the discriminator on
the real batch and on the same fakes (made before G's update), L_D = 0.5 * (bce(D(x), 1) + bce(D(fakes), 0)), the two as
separate batches. Losses are means over logits and are taken before the respective update. Adam for both, lr 2e-4,
betas (0.5, 0.999), eps 1e-8, weight_decay 8e-9 (L2, added to the gradient, for every parameter). All normalisation runs
in training mode, so D's running statistics see three batches per step: fakes, real, fakes.

Inputs are offset + hashed(n, stream, scale) in float32; hashed() and the flat layouts of weights and images are
those of make_layers.py. Streams, the same for every network, tensors counted in the order of layers, for each layer
weight, bias or gamma, beta (a beta takes a number too, although it is 0):
    tensor k of G       k
    tensor k of D       100 + k
    latents of step t   1000 + t, scale 1.7     (t from 0)
    real batch of t     2000 + t, scale 1.0
Scales: 0.05 for weights and biases of convolutions; 1 / sqrt(inputs), rounded to float32, for those of dense layers.
gamma is 1 + hashed with scale 0.03, beta is 0. Each tensor's stream, scale and offset are also in the file.

Twenty steps in float32 cannot be reproduced to many digits. A pre-activation within rounding of a kink, or a gradient
within rounding of 0, which Adam makes a step of full size, sends two equally good computations apart. So each network is
also trained in float32 with the samples of every batch in four other orders, which changes rounding only, and
    "spread"   is the largest relative difference of any loss from float64 up to each step, of the five float32 runs;
    "stable"   is the number of leading steps with a spread of at most 2e-5, and the parameters after them;
    "gradients" are those of the very first losses, L_G for G and L_D for D, where nothing has drifted yet.
"first" holds the first five values (fewer if there are no more), "norm" is the L2 norm. "float32" and "float64" have the
losses of all steps, and the parameters ("g", "d") and running statistics ("g_buffers", "d_buffers": mean before variance,
in the order of layers) after the last. "deviation" is that float32 run (of unchanged order) against float64: for losses
the larger relative difference of each step; for a tensor the largest absolute difference of all its values ("max") and
the relative difference of its norms ("norm"). The gradient of a dense bias right before batch normalisation is 0 but for
rounding: "noise" is true for it. Its values mean nothing and change nothing but the running mean.
Use: python make_trajectories.py [output]
"""

import argparse
import json
import math
from itertools import accumulate
from pathlib import Path

import numpy as np
import torch
from make_layers import Maxout, filled, from_torch, given, line, to_torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits as bce

torch.set_num_threads(1)

STEPS, BATCH = 20, 16
ORDERS, STABLE = 4, 2e-5
ADAM = {"lr": 2e-4, "betas": (0.5, 0.999), "eps": 1e-8, "weight_decay": 8e-9}


class ToImage(nn.Module):
    """Features, or channels-last values in flat order, to N, C, H, W."""

    def __init__(self, height, width, channels):
        super().__init__()
        self.shape = (height, width, channels)

    def forward(self, x):
        return x.reshape(len(x), *self.shape).permute(0, 3, 1, 2)


class ToFlat(nn.Module):
    """N, C, H, W to flat features in channels-last order."""

    def forward(self, x):
        return x.permute(0, 2, 3, 1).flatten(1)


def leaky():
    return nn.LeakyReLU(0.2)


def fc_28():
    sizes = (100, 256, 512, 1024)
    hidden = [layer for a, b in zip(sizes, sizes[1:]) for layer in (nn.Linear(a, b), nn.BatchNorm1d(b, momentum=0.2), leaky())]
    g = nn.Sequential(*hidden, nn.Linear(1024, 784), nn.Tanh())
    d = nn.Sequential(nn.Linear(784, 512), leaky(), nn.Linear(512, 256), leaky(), nn.Linear(256, 1))
    return g, d, 100, 784


def dcgan_28():
    def up(a, b):
        return [nn.ConvTranspose2d(a, b, 3, 2, bias=False), nn.BatchNorm2d(b), nn.ReLU()]

    def down(a, b):
        return [nn.Conv2d(a, b, 4, 2, 1, bias=False), nn.BatchNorm2d(b), leaky()]

    g = nn.Sequential(
        ToImage(1, 1, 100), *up(100, 256), *up(256, 128), *up(128, 64),
        nn.ConvTranspose2d(64, 1, 3, 2, 2, 1, bias=False), nn.Tanh(), ToFlat(),
    )
    d = nn.Sequential(
        ToImage(28, 28, 1), nn.Conv2d(1, 64, 4, 2, 1, bias=False), leaky(), *down(64, 128), *down(128, 256),
        nn.Conv2d(256, 1, 4, 2, 1, bias=False), ToFlat(),
    )
    return g, d, 100, 784


def dcgan_28_pool():
    def up(a, b):
        return [nn.Upsample(scale_factor=2), nn.Conv2d(a, b, 3, padding=1, bias=False), nn.BatchNorm2d(b), nn.ReLU()]

    def down(a, b, pool):
        return [nn.Conv2d(a, b, 3, padding=1, bias=False), pool, nn.BatchNorm2d(b), leaky()]

    g = nn.Sequential(
        nn.Linear(100, 7 * 7 * 64), nn.ReLU(), ToImage(7, 7, 64), *up(64, 64), *up(64, 32),
        nn.Conv2d(32, 1, 3, padding=1), nn.Tanh(), ToFlat(),
    )
    d = nn.Sequential(
        ToImage(28, 28, 1), *down(1, 32, nn.AvgPool2d(2)), *down(32, 64, nn.AvgPool2d(2)), *down(64, 128, nn.MaxPool2d(2)),
        ToFlat(), nn.Linear(3 * 3 * 128, 1),
    )
    return g, d, 100, 784


def mlp_unrolled():
    def net(inputs, outputs):
        return nn.Sequential(nn.Linear(inputs, 128), nn.Tanh(), nn.Linear(128, 128), nn.Tanh(), nn.Linear(128, outputs))

    return net(256, 2), net(2, 1), 256, 2


def mlp_pacgan():
    """G without biases before its normalisation (momentum 0.05); D has three layers of 200 maxout units of 5 pieces."""
    hidden = [layer for a in (2, 400, 400, 400)
              for layer in (nn.Linear(a, 400, bias=False), nn.BatchNorm1d(400, momentum=0.05), nn.ReLU())]
    g = nn.Sequential(*hidden, nn.Linear(400, 2))
    d = nn.Sequential(*(layer for a in (2, 200, 200) for layer in (nn.Linear(a, 1000), Maxout(5))), nn.Linear(200, 1))
    return g, d, 2, 2


NETWORKS = {
    "fc-28": fc_28, "dcgan-28": dcgan_28, "dcgan-28-pool": dcgan_28_pool,
    "mlp-unrolled": mlp_unrolled, "mlp-pacgan": mlp_pacgan,
}
NORMALISED = (nn.BatchNorm1d, nn.BatchNorm2d)


def tensors(net, first_stream):
    """What there is to know of every parameter before training: name, shape, how it is filled, and the parameter."""
    out = []
    for at, layer in enumerate(net):
        for kind, p in layer.named_parameters():
            spec = {"stream": first_stream + len(out)}
            if isinstance(layer, NORMALISED):
                kind = {"weight": "gamma", "bias": "beta"}[kind]
                spec |= {"scale": 0.03, "offset": 1.0} if kind == "gamma" else {"scale": 0.0, "offset": 0.0}
            elif isinstance(layer, nn.Linear):
                spec |= {"scale": float(np.float32(1 / math.sqrt(layer.in_features))), "offset": 0.0}
            else:
                spec |= {"scale": 0.05, "offset": 0.0}
            before = isinstance(layer, nn.Linear) and at + 1 < len(net) and isinstance(net[at + 1], NORMALISED)
            spec = {"name": f"{type(layer).__name__.rstrip('12d').lower()}{at}.{kind}"} | given(from_torch(p).shape, **spec)
            out.append((spec | {"noise": before and kind == "bias"}, p))
    return out


def flat(p):
    return from_torch(p.detach()).flatten().clone()


def summary(values):
    return {"norm": values.double().norm().item(), "first": values[:5]}


def buffers(net):
    """Running statistics in the order of layers, mean before variance."""
    pairs = [(layer.running_mean, layer.running_var) for layer in net if isinstance(layer, NORMALISED)]
    return [summary(values) for pair in pairs for values in pair]


def train(make, dtype, shuffle=0, steps=STEPS):
    """The trajectory, all final parameters, all first gradients, what the inputs are. shuffle reorders each batch."""
    g, d, latent, real_size = make()
    described = {"g": tensors(g, 0), "d": tensors(d, 100)}
    for spec, p in described["g"] + described["d"]:
        p.data = to_torch(filled(spec)).to(dtype).contiguous()
    g.to(dtype), d.to(dtype)
    order = (torch.arange(BATCH) * (2 * shuffle + 1) + shuffle) % BATCH
    g_opt, d_opt = (torch.optim.Adam(net.parameters(), **ADAM) for net in (g, d))
    out, gradients = {"g_loss": [], "d_loss": []}, {}

    def update(side, opt, loss):
        opt.zero_grad()
        loss.backward()
        gradients.setdefault(side, [flat(p.grad) for _, p in described[side]])
        opt.step()
        out[f"{side}_loss"].append(loss.item())

    for t in range(steps):
        z = filled(given((BATCH, latent), 1000 + t, 1.7)).to(dtype)[order]
        real = filled(given((BATCH, real_size), 2000 + t, 1.0)).to(dtype)[order]
        fakes = g(z)
        logits = d(fakes)
        update("g", g_opt, bce(logits, torch.ones_like(logits)))
        on_real, on_fakes = d(real), d(fakes.detach())
        update("d", d_opt, 0.5 * (bce(on_real, torch.ones_like(on_real)) + bce(on_fakes, torch.zeros_like(on_fakes))))
    final = {side: [flat(p) for _, p in described[side]] for side in "gd"}
    out |= {side: [summary(values) for values in final[side]] for side in "gd"}
    out |= {"g_buffers": buffers(g), "d_buffers": buffers(d)}
    specs = {f"{side}_tensors": [spec for spec, _ in described[side]] for side in "gd"}
    return out, final, gradients, {"latent": latent, "real": real_size} | specs


def relative(a, b):
    return abs(a - b) / abs(b) if b else abs(a - b)


def loss_deviation(found, expected):
    """The larger of the two losses' relative differences, for each step."""
    pairs = [[relative(*pair) for pair in zip(found[key], expected[key])] for key in ("g_loss", "d_loss")]
    return [max(pair) for pair in zip(*pairs)]


def tensor_deviation(found, expected):
    """For each tensor of one side."""
    return [{"max": (a.double() - b).abs().max().item(), "norm": relative(a.double().norm().item(), b.norm().item())}
            for a, b in zip(found, expected)]


def network(make):
    double, double_final, double_gradients, inputs = train(make, torch.float64)
    single, single_final, single_gradients, _ = train(make, torch.float32)
    runs = [single] + [train(make, torch.float32, shuffle)[0] for shuffle in range(1, ORDERS + 1)]
    worst = [max(step) for step in zip(*(loss_deviation(run, double) for run in runs))]
    spread = list(accumulate(worst, max))
    steps = sum(value <= STABLE for value in spread)
    stable, stable_final, _, _ = train(make, torch.float64, steps=steps)
    rough_final = train(make, torch.float32, steps=steps)[1]
    counts = {f"{side}_count": sum(len(values) for values in double_final[side]) for side in "gd"}
    return counts | inputs | {
        "float32": single,
        "float64": double,
        "deviation": {"losses": loss_deviation(single, double)}
        | {side: tensor_deviation(single_final[side], double_final[side]) for side in "gd"},
        "spread": spread,
        "stable": {"steps": steps, "g": stable["g"], "d": stable["d"]}
        | {f"{side}_deviation": tensor_deviation(rough_final[side], stable_final[side]) for side in "gd"},
        "gradients": {side: [summary(values) for values in double_gradients[side]] for side in "gd"}
        | {f"{side}_deviation": tensor_deviation(single_gradients[side], double_gradients[side]) for side in "gd"},
    }


def rounded(value):
    """Ten digits for numbers outside tensors."""
    if isinstance(value, float):
        return float(f"{value:.10g}")
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(v) for v in value]
    return value


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", nargs="?", default=Path(__file__).with_name("trajectories.json"))
    head = ADAM | {"steps": STEPS, "batch": BATCH, "latent_scale": 1.7, "real_scale": 1.0}
    lines = [f'"config":{line(rounded(head))}']
    for name, make in NETWORKS.items():
        parts = ",\n".join(f"{json.dumps(key)}:{line(rounded(value))}" for key, value in network(make).items())
        lines.append(f"{json.dumps(name)}:{{\n{parts}\n}}")
    Path(parser.parse_args().output).write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
