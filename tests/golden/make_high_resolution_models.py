"""Write high_resolution_models.json: ten training steps of the high-resolution GANs, computed with PyTorch in float64.

A step updates D on a real batch and on fakes of new latents, then G on fakes of other latents; a relativistic G sees the same
real batch. msg-32 has Adam (0, 0.99), eps 1e-8; the others, whose penalties seesaw differentiates by differences, have SGD with
momentum 0.9: Adam with a first decay of 0 would make a full step of every gradient within an error of zero. Losses and penalties are taken before the respective update. Streams of hashed() (see
make_layers.py): parameter k of G has k, of D 300 + k, in the order in which the layers show them; latents of D's and G's update
and the real batch of step t (from 0) have 1000 + t, 2000 + t and 3000 + t, with the scales 1.7, 1.7 and 1.

Each model is also trained in float32 with the samples of every batch in two other orders: "spread" is the largest relative (to 0.1 at least)
difference of any loss or penalty from float64 up to each step. "norms" are the L2 norms of G's and D's first gradients.
pggan-32 trains with grow: {from: 4, fade: 4, hold: 2}. R1 and R2 have gamma 100.
Use: python make_high_resolution_models.py [output]
"""

import argparse
import json
import math
from itertools import accumulate
from pathlib import Path

import torch
from make_high_resolution import fir, modulated, pixel_norm, rounded, stddev
from make_layers import filled, given, line, to_torch
from torch.nn import functional as F

torch.set_num_threads(1)

STEPS, GAMMA = 10, 100


class Parameters:
    """The parameters of a network, described and filled where its first forward pass asks for them."""

    def __init__(self, stream, dtype):
        self.stream, self.dtype = stream, dtype
        self.specs, self.values, self.at = [], [], 0

    def __call__(self, *shape, scale):
        if self.at == len(self.values):
            spec = given(shape, self.stream + self.at, float(torch.tensor(scale, dtype=torch.float32)))
            values = filled(spec)
            values = values.permute(2, 0, 1) if values.dim() == 3 else to_torch(values)
            self.specs.append(spec)
            self.values.append(values.to(self.dtype).contiguous().requires_grad_())
        self.at += 1
        return self.values[self.at - 1]


def leaky(x):
    return F.leaky_relu(x, 0.2)


def conv(p, x, outputs, size, groups=1, activation=None, equalized=None, bias=True):
    """`equalized` is the gain of an equalized learning rate; without it a weight has the variance 1 / fan in."""
    inputs = x.shape[1] // groups
    fan_in = inputs * size * size
    weight = p(outputs, size, size, inputs, scale=1.7 if equalized else math.sqrt(3 / fan_in))
    weight = weight * (equalized / math.sqrt(fan_in)) if equalized else weight
    y = F.conv2d(x, weight, p(outputs, scale=0.1) if bias else None, padding=size // 2, groups=groups)
    return activation(y) if activation else y


def dense(p, x, outputs, equalized=None, bias=True, scale=1.7):
    inputs = x.shape[1]
    weight = p(inputs, outputs, scale=scale if equalized else math.sqrt(3 / inputs))
    weight = weight * (equalized / math.sqrt(inputs)) if equalized else weight
    return F.linear(x, weight, p(outputs, scale=0.1) if bias else None)


def maps(x, side):
    """Features in channels-last order to N, C, H, W."""
    return x.reshape(len(x), side, side, -1).permute(0, 3, 1, 2)


def flat(x):
    return x.permute(0, 2, 3, 1).flatten(1)


def up2(x):
    return F.interpolate(x, scale_factor=2)


class R3gan32:
    latent, loss, penalty, lr = 64, "rsgan", "r1_r2", 1e-3

    def block(self, p, x):
        y = conv(p, x, 96, 1, activation=leaky)
        y = conv(p, y, 96, 3, groups=3, activation=leaky)
        return x + conv(p, y, 48, 1, bias=False)

    def generator(self, p, z):
        x = dense(p, z, 48, bias=False)
        x = p(4, 4, 48, scale=1.7) * x[:, :, None, None]
        for stage in range(4):
            x = fir([1, 3, 3, 1], 2, 1, 4.0, True, x.dtype)(x) if stage else x
            x = self.block(p, x)
        return flat(conv(p, x, 3, 1, bias=False))

    def discriminator(self, p, row):
        x = conv(p, maps(row, 32), 48, 1, bias=False)
        for stage in range(4):
            x = fir([1, 3, 3, 1], 2, 1, dtype=x.dtype)(x) if stage else x
            x = self.block(p, x)
        x = (x * p(4, 4, 48, scale=0.4)).sum((2, 3))
        return dense(p, x, 1, bias=False)


class Pggan32:
    """Every layer is computed, and what the step's level and share ask for is taken: images have the side of their level."""

    latent, loss, penalty, lr = 64, "wasserstein", "r1_r2", 1e-3
    gain, fade, hold = math.sqrt(2), 4, 2
    level, share = 0, 1.0

    def begin(self, step):
        """Step from 1; whether a level begins, so that optimisers begin anew."""
        before = self.level
        grown = step - self.hold - 1
        self.level, self.share = 0, 1.0
        if grown >= 0:
            self.level = 1 + grown // (self.fade + self.hold)
            self.share = min(1.0, (grown % (self.fade + self.hold) + 1) / self.fade)
        return self.level > before

    def conv(self, p, x, outputs):
        return conv(p, x, outputs, 3, activation=leaky, equalized=self.gain)

    def mixed(self, coarse, finer, level):
        """coarse() up to its own level, finer() from the next one on, and both while it fades in."""
        if self.level <= level:
            return coarse
        return (1 - self.share) * coarse + self.share * finer if self.level == level + 1 else finer

    def generator(self, p, z):
        x = maps(leaky(dense(p, pixel_norm(z), 1024, self.gain)), 4)
        x = pixel_norm(self.conv(p, pixel_norm(x), 64))
        images = [conv(p, x, 3, 1, equalized=self.gain)]
        for _ in range(3):
            x = pixel_norm(self.conv(p, up2(x), 64))
            x = pixel_norm(self.conv(p, x, 64))
            images.append(conv(p, x, 3, 1, equalized=self.gain))
        if self.level == 0:
            return flat(images[0])
        return flat((1 - self.share) * up2(images[self.level - 1]) + self.share * images[self.level])

    def features(self, p, image, level):
        side = 4 << level
        own = F.interpolate(image, size=side) if image.shape[2] < side else F.adaptive_avg_pool2d(image, side)
        coarse = conv(p, own, 64, 1, activation=leaky, equalized=self.gain)
        if level == 3:
            return coarse
        y = self.features(p, image, level + 1)
        y = F.avg_pool2d(self.conv(p, self.conv(p, y, 64), 64), 2)
        return self.mixed(coarse, y, level)

    def discriminator(self, p, row):
        x = self.features(p, maps(row, 4 << self.level), 0)
        x = self.conv(p, stddev(x), 64)
        return dense(p, leaky(dense(p, flat(x), 64, self.gain)), 1, self.gain, scale=0.2)

    def real(self, images):
        x = F.adaptive_avg_pool2d(maps(images, 32), 4 << self.level)
        if self.level:
            x = self.share * x + (1 - self.share) * up2(F.avg_pool2d(x, 2))
        return flat(x)


class Stylegan2At32:
    """Without style mixing, and with noise of strength 0 throughout; parameters that nothing uses are described all the same."""

    latent, loss, penalty, lr = 64, "non_saturating", "r1", 1e-2

    def scaled(self, x):
        return math.sqrt(2) * leaky(x)

    def affine(self, p, w, channels):
        return p(64, channels, scale=1.7), p(channels, scale=0.1)

    def styled(self, p, x, w, outputs, up=False):
        inputs = x.shape[1]
        affine = self.affine(p, w, inputs)
        weight = p(inputs, 3, 3, outputs, scale=1.7) if up else p(outputs, 3, 3, inputs, scale=1.7)
        y = modulated(x, w, *affine, weight, up)
        p(1, scale=0.0), p(y.shape[2] ** 2, scale=1.7)
        return self.scaled(y + p(outputs, scale=0.1)[None, :, None, None])

    def to_rgb(self, p, x, w):
        affine = self.affine(p, w, x.shape[1])
        weight = p(3, 1, 1, x.shape[1], scale=1.7) / math.sqrt(x.shape[1])
        return modulated(x, w, *affine, weight, demodulate=False) + p(3, scale=0.1)[None, :, None, None]

    def generator(self, p, z):
        w = pixel_norm(z)
        for _ in range(2):
            weight, bias = p(64, 64, scale=170.0), p(64, scale=10.0)
            w = self.scaled(F.linear(w, weight * 0.01 / 8, bias * 0.01))
        p(64, scale=0.0)
        x = p(4, 4, 64, scale=1.7).expand(len(z), -1, -1, -1)
        x = self.styled(p, x, w, 64)
        image = self.to_rgb(p, x, w)
        for channels in (64, 64, 32):
            x = self.styled(p, self.styled(p, x, w, channels, True), w, channels)
            image = fir([1, 3, 3, 1], 2, 1, 4.0, True, x.dtype)(image) + self.to_rgb(p, x, w)
        return flat(image)

    def conv(self, p, x, outputs, size, stride=1, activation=True, bias=True):
        weight = p(outputs, size, size, x.shape[1], scale=1.7) / math.sqrt(x.shape[1] * size * size)
        padding = size // 2 if stride == 1 else 0
        y = F.conv2d(x, weight, p(outputs, scale=0.1) if bias else None, stride=stride, padding=padding)
        return self.scaled(y) if activation else y

    def discriminator(self, p, row):
        x = self.conv(p, maps(row, 32), 32, 1)
        for outputs in (64, 64, 64):
            skip = fir([1, 3, 3, 1], 2, 1, dtype=x.dtype)(x)
            skip = self.conv(p, skip, outputs, 1, activation=False, bias=False)
            x = self.conv(p, x, x.shape[1], 3)
            x = self.conv(p, fir([1, 3, 3, 1], 1, 2, dtype=x.dtype)(x), outputs, 3, stride=2)
            x = (skip + x) * math.sqrt(0.5)
        x = self.conv(p, stddev(x), 64, 3)
        return dense(p, self.scaled(dense(p, flat(x), 64, 1.0)), 1, 1.0)


class Msg32:
    latent, loss, penalty, lr = 64, "ra_hinge", None, 1e-4
    gain = math.sqrt(2)

    def conv(self, p, x, outputs):
        return conv(p, x, outputs, 3, activation=leaky, equalized=self.gain)

    def generator(self, p, z):
        x = maps(dense(p, z, 1024, self.gain, bias=False), 4)
        x = leaky(x + p(64, scale=0.1)[None, :, None, None])
        x = pixel_norm(self.conv(p, x, 64))
        return torch.cat(self.images(p, x, 3), 1)

    def images(self, p, x, finer):
        """The finer images come first, and so do their parameters."""
        images = []
        if finer:
            y = pixel_norm(self.conv(p, up2(x), 64))
            images = self.images(p, pixel_norm(self.conv(p, y, 64)), finer - 1)
        return images + [flat(conv(p, x, 3, 1, equalized=self.gain))]

    def features(self, p, row, side):
        """What goes into the block of a scale: its own image first, then what comes from the finer ones."""
        at = sum(3 * s * s for s in (32, 16, 8, 4) if s > side)
        image = maps(row[:, at:at + 3 * side * side], side)
        if side == 32:
            return conv(p, image, 64, 1, equalized=self.gain)
        x = conv(p, image, 32, 1, equalized=self.gain)
        y = self.features(p, row, 2 * side)
        y = self.conv(p, self.conv(p, y, 64), 32)
        return torch.cat([x, F.avg_pool2d(y, 2)], 1)

    def real(self, images):
        scales = [maps(images, 32)]
        while scales[-1].shape[2] > 4:
            scales.append(F.avg_pool2d(scales[-1], 2))
        return torch.cat([flat(x) for x in scales], 1)

    def discriminator(self, p, row):
        x = self.conv(p, stddev(self.features(p, row, 4)), 64)
        # Scores that begin small: beyond its margin a hinge would teach nothing.
        return dense(p, leaky(dense(p, flat(x), 64, self.gain)), 1, self.gain, scale=0.2)


def losses(kind, real, fake):
    """D's and G's loss as seesaw defines them."""
    if kind == "rsgan":
        return F.softplus(fake - real).mean(), F.softplus(real - fake).mean()
    if kind == "ra_hinge":
        x, y = real - fake.mean(), fake - real.mean()
        return (F.relu(1 - x).mean() + F.relu(1 + y).mean()) / 2, (F.relu(1 + x).mean() + F.relu(1 - y).mean()) / 2
    if kind == "non_saturating":
        return (F.softplus(-real).mean() + F.softplus(fake).mean()) / 2, F.softplus(-fake).mean()
    if kind == "wasserstein":
        return (fake.mean() - real.mean()) / 2, -fake.mean()
    raise ValueError(kind)


def slope(d, p, rows):
    """The squared norm of D's gradient by each row."""
    rows = rows.detach().requires_grad_()
    p.at = 0
    gradient, = torch.autograd.grad(d(p, rows).sum(), rows, create_graph=True)
    return gradient.square().sum(1)


def train(model, dtype, shuffle=0, batch=4):
    net = model()
    g, d = Parameters(0, dtype), Parameters(300, dtype)
    order = (torch.arange(batch) * (2 * shuffle + 1) + shuffle) % batch
    out = {"d_loss": [], "g_loss": [], "penalty": []}
    optimizers, norms = {}, {}

    def run(p, network, x):
        p.at = 0
        return network(p, x)

    def update(side, p, loss):
        if side not in optimizers:
            optimizers[side] = (torch.optim.SGD(p.values, lr=net.lr, momentum=0.9) if net.penalty
                                else torch.optim.Adam(p.values, lr=net.lr, betas=(0.0, 0.99), eps=1e-8))
        optimizers[side].zero_grad()
        loss.backward()
        norms.setdefault(side, math.sqrt(sum(v.grad.double().square().sum().item() for v in p.values if v.grad is not None)))
        optimizers[side].step()

    for t in range(STEPS):
        z_d, z_g = (filled(given((batch, net.latent), 1000 * k + t, 1.7)).to(dtype)[order] for k in (1, 2))
        real = filled(given((batch, 32 * 32 * 3), 3000 + t, 1.0)).to(dtype)[order]
        if hasattr(net, "begin") and net.begin(t + 1):
            optimizers.clear()
        real = net.real(real) if hasattr(net, "real") else real
        fake = run(g, net.generator, z_d).detach()
        fake_logits = run(d, net.discriminator, fake)
        real_logits = run(d, net.discriminator, real)
        loss, _ = losses(net.loss, real_logits, fake_logits)
        penalty = torch.zeros((), dtype=dtype)
        if net.penalty:
            penalty = GAMMA / 2 * slope(net.discriminator, d, real).mean()
        if net.penalty == "r1_r2":
            penalty = penalty + GAMMA / 2 * slope(net.discriminator, d, fake).mean()
        out["d_loss"].append(loss.item())
        out["penalty"].append(penalty.item())
        update("d", d, loss + penalty)
        fake_logits = run(d, net.discriminator, run(g, net.generator, z_g))
        real_logits = run(d, net.discriminator, real).detach()
        _, loss = losses(net.loss, real_logits, fake_logits)
        out["g_loss"].append(loss.item())
        update("g", g, loss)
    return out, {"g": g.specs, "d": d.specs}, norms


def deviation(found, expected):
    def off(a, b):
        return abs(a - b) / max(abs(b), 0.1)
    return [max(off(found[key][t], expected[key][t]) for key in expected) for t in range(STEPS)]


def network(model):
    double, specs, norms = train(model, torch.float64)
    runs = [deviation(train(model, torch.float32, shuffle)[0], double) for shuffle in range(3)]
    spread = list(accumulate((max(step) for step in zip(*runs)), max))
    return {"g_tensors": specs["g"], "d_tensors": specs["d"], "norms": norms, "spread": spread} | double


MODELS = {"r3gan-32": R3gan32, "pggan-32": Pggan32, "stylegan2-32": Stylegan2At32, "msg-32": Msg32}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", nargs="?", default=Path(__file__).with_name("high_resolution_models.json"))
    lines = []
    for name, model in MODELS.items():
        parts = ",\n".join(f"{json.dumps(key)}:{line(rounded(value))}" for key, value in network(model).items())
        lines.append(f"{json.dumps(name)}:{{\n{parts}\n}}")
    Path(parser.parse_args().output).write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
