"""Write conditional.json: twenty training steps of conditional GANs, computed with PyTorch in float64.

A step updates D on a real batch and on fakes of new latents, then G on fakes of other latents; loss non_saturating, D's the mean of
its two terms. Pairs are fc-8, with R1 (gamma 10) on the pixels alone and SGD with momentum 0.9 and learning rate 1e-2, and dcgan-8, without
penalty and with Adam (0.5, 0.999), learning rate 2e-4; each with labels joined to D's input, projected on its features, or found
by a second head with weight 0.7. Losses and penalties are taken before the respective update.

Streams of hashed() (see make_layers.py): parameter k of G has k, of D 300 + k, in the order in which the layers show them; latents of
D's and G's update and the real batch of step t (from 0) have 1000 + t, 2000 + t and 3000 + t, with the scales 1.7, 1.7 and 1. Row i of
these batches has the class (3 i + 7 t) mod 10, (i + 5 t) mod 10 and (7 i + t + 1) mod 10.

Each model is also trained in float32 with the samples of every batch in two other orders: "spread" is the largest relative (to 0.1 at
least) difference of any loss or penalty from float64 up to each step.
Use: python make_conditional.py [output]
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

STEPS, BATCH, Z, CLASSES, PIXELS, GAMMA, WEIGHT = 20, 16, 64, 10, 64, 10, 0.7


class Parameters:
    """The parameters of a network, described and filled where its first forward pass asks for them."""

    def __init__(self, stream, dtype):
        self.stream, self.dtype = stream, dtype
        self.specs, self.values, self.at = [], [], 0

    def __call__(self, *shape, scale, offset=0.0):
        if self.at == len(self.values):
            spec = given(shape, self.stream + self.at, float(torch.tensor(scale, dtype=torch.float32)), offset)
            self.specs.append(spec)
            self.values.append(to_torch(filled(spec)).to(self.dtype).contiguous().requires_grad_())
        self.at += 1
        return self.values[self.at - 1]


def leaky(x):
    return F.leaky_relu(x, 0.2)


def dense(p, x, outputs, bias=True):
    scale = 1 / math.sqrt(x.shape[1])
    return F.linear(x, p(x.shape[1], outputs, scale=scale), p(outputs, scale=scale) if bias else None)


def norm(p, x):
    channels = x.shape[1]
    return F.batch_norm(x, None, None, p(channels, scale=0.03, offset=1.0), p(channels, scale=0.05), training=True)


def conv(p, x, outputs, size, stride, pad, bias=False):
    weight = p(outputs, size, size, x.shape[1], scale=0.05)
    return F.conv2d(x, weight, p(outputs, scale=0.05) if bias else None, stride, pad)


def up(p, x, outputs, size, stride, pad, bias=False):
    weight = p(x.shape[1], size, size, outputs, scale=0.05)
    return F.conv_transpose2d(x, weight, p(outputs, scale=0.05) if bias else None, stride, pad)


def flat(x):
    return x.permute(0, 2, 3, 1).flatten(1)


class Fc8:
    penalised = True

    def optimizer(self, values):
        return torch.optim.SGD(values, lr=1e-2, momentum=0.9)

    def generator(self, p, row):
        x = leaky(norm(p, dense(p, row, 128)))
        x = leaky(norm(p, dense(p, x, 256)))
        return torch.tanh(dense(p, x, 64))

    def joined(self, image, labels):
        return torch.cat([image, labels], 1)

    def body(self, p, x):
        return leaky(dense(p, leaky(dense(p, x, 256)), 128))

    def head(self, p, x):
        return dense(p, x, 1)

    def pooled(self, x):
        return x

    def classes(self, p, x):
        return dense(p, x, CLASSES)


class Dcgan8:
    penalised = False

    def optimizer(self, values):
        return torch.optim.Adam(values, lr=2e-4, betas=(0.5, 0.999), eps=1e-8)

    def generator(self, p, row):
        x = F.relu(norm(p, up(p, row[:, :, None, None], 128, 2, 1, 0)))
        x = F.relu(norm(p, up(p, x, 64, 4, 2, 1)))
        return flat(torch.tanh(up(p, x, 1, 4, 2, 1, bias=True)))

    def joined(self, image, labels):
        maps = labels[:, :, None, None].expand(-1, -1, 8, 8)
        return torch.cat([image.reshape(-1, 1, 8, 8), maps], 1)

    def body(self, p, x):
        x = x if x.dim() == 4 else x.reshape(-1, 1, 8, 8)
        x = leaky(conv(p, x, 64, 4, 2, 1, bias=True))
        return leaky(norm(p, conv(p, x, 128, 4, 2, 1)))

    def head(self, p, x):
        return flat(conv(p, x, 1, 2, 1, 0, bias=True))

    def pooled(self, x):
        return x.sum((2, 3))

    def classes(self, p, x):
        return dense(p, flat(x), CLASSES)


def discriminator(net, condition, p, image, labels):
    """The logit, and the class logits where D classifies."""
    p.at = 0
    if condition == "concat":
        return net.head(p, net.body(p, net.joined(image, labels))), None
    features = net.body(p, image)
    logit = net.head(p, features)
    if condition == "auxiliary":
        return logit, net.classes(p, features)
    embedded = F.linear(labels, p(CLASSES, net.pooled(features).shape[1], scale=1 / math.sqrt(CLASSES)))
    return logit + (embedded * net.pooled(features)).sum(1, keepdim=True), None


def train(model, condition, dtype, shuffle=0):
    net = model()
    g, d = Parameters(0, dtype), Parameters(300, dtype)
    order = (torch.arange(BATCH) * (2 * shuffle + 1) + shuffle) % BATCH
    out = {"d_loss": [], "g_loss": [], "penalty": [], "d_class_loss": [], "g_class_loss": []}
    optimizers = {}

    def update(side, p, loss):
        optimizer = optimizers.setdefault(side, net.optimizer(p.values))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    def one_hot(first, step):
        classes = ((torch.arange(BATCH) * first + step) % CLASSES)[order]
        return classes, F.one_hot(classes, CLASSES).to(dtype)

    def cross_entropy(logits, classes):
        return torch.zeros((), dtype=dtype) if logits is None else F.cross_entropy(logits, classes)

    def fakes(latents, labels):
        g.at = 0
        return net.generator(g, torch.cat([latents, labels], 1))

    for t in range(STEPS):
        z_d, z_g = (filled(given((BATCH, Z), 1000 * k + t, 1.7)).to(dtype)[order] for k in (1, 2))
        real = filled(given((BATCH, PIXELS), 3000 + t, 1.0)).to(dtype)[order]
        (d_classes, d_labels), (g_classes, g_labels) = one_hot(3, 7 * t), one_hot(1, 5 * t)
        real_classes, real_labels = one_hot(7, t + 1)
        fake = fakes(z_d, d_labels).detach()
        on_fake, found_of_fake = discriminator(net, condition, d, fake, d_labels)
        real.requires_grad_(net.penalised)
        on_real, found_of_real = discriminator(net, condition, d, real, real_labels)
        loss = (F.softplus(-on_real).mean() + F.softplus(on_fake).mean()) / 2
        penalty = torch.zeros((), dtype=dtype)
        if net.penalised:
            slope, = torch.autograd.grad(on_real.sum(), real, create_graph=True)
            penalty = GAMMA / 2 * slope.square().sum(1).mean()
        class_loss = (cross_entropy(found_of_real, real_classes) + cross_entropy(found_of_fake, d_classes)) / 2
        for key, value in (("d_loss", loss), ("penalty", penalty), ("d_class_loss", class_loss)):
            out[key].append(value.item())
        update("d", d, loss + penalty + WEIGHT * class_loss)
        on_fake, found_of_fake = discriminator(net, condition, d, fakes(z_g, g_labels), g_labels)
        loss, class_loss = F.softplus(-on_fake).mean(), cross_entropy(found_of_fake, g_classes)
        out["g_loss"].append(loss.item())
        out["g_class_loss"].append(class_loss.item())
        update("g", g, loss + WEIGHT * class_loss)
    return out, {"g": g.specs, "d": d.specs}


def deviation(found, expected):
    def off(a, b):
        return abs(a - b) / max(abs(b), 0.1)
    return [max(off(found[key][t], expected[key][t]) for key in expected) for t in range(STEPS)]


def network(model, condition):
    double, specs = train(model, condition, torch.float64)
    runs = [deviation(train(model, condition, torch.float32, shuffle)[0], double) for shuffle in range(3)]
    spread = list(accumulate((max(step) for step in zip(*runs)), max))
    return {"g_tensors": specs["g"], "d_tensors": specs["d"], "spread": spread} | double


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", nargs="?", default=Path(__file__).with_name("conditional.json"))
    lines = []
    for name, model in {"fc-8": Fc8, "dcgan-8": Dcgan8}.items():
        for condition in ("concat", "projection", "auxiliary"):
            numbers = network(model, condition).items()
            parts = ",\n".join(f"{json.dumps(key)}:{line(rounded(value))}" for key, value in numbers)
            lines.append(f"{json.dumps(f'{name} {condition}')}:{{\n{parts}\n}}")
    Path(parser.parse_args().output).write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
