"""Write high_resolution.json: reference numbers for the layers of high-resolution GANs, computed with PyTorch in float64.

Layouts, hashed() and the description of inputs are those of make_layers.py. A case's parameters are in the order in which
the layer shows them; weights of convolutions, transposed or not, have their last axis in PyTorch's second place.
Tensors of results are summaries: "norm" is the L2 norm, "along" the scalar products with hashed(n, 9001, 1) and
hashed(n, 9002, 1), "first" the first four values, all of the channels-last layout. dx, gradients, ... are those of
sum(y * dy). No pre-activation is closer than 1e-4 to a kink.
Use: python make_high_resolution.py [output]
"""

import argparse
import json
import math
from pathlib import Path

import torch
from make_layers import MARGIN, filled, first, from_torch, given, last, line, summary, to_torch
from torch.nn import functional as F

torch.set_num_threads(1)

KINKED = {"none": lambda x: x, "leaky_relu": lambda x: F.leaky_relu(x, 0.2),
          "scaled_leaky_relu": lambda x: math.sqrt(2) * F.leaky_relu(x, 0.2)}


def parameter(spec):
    """The values of a parameter in PyTorch's layout; maps of a basis are S, S, C here and C, S, S there."""
    values = filled(spec).double()
    return (values.permute(2, 0, 1) if values.dim() == 3 else to_torch(values)).contiguous().requires_grad_()


def ours(gradient):
    return gradient.permute(1, 2, 0) if gradient.dim() == 3 else from_torch(gradient)


class Cases:
    """The list of layer cases; each add() computes one."""

    def __init__(self):
        self.done = []

    def add(self, name, layer, shapes, parameters=(), activation="none"):
        """layer(*inputs, *parameters), of inputs of these shapes; a parameter is (shape, scale) or (shape, scale, offset)."""
        base = 20 * len(self.done)
        inputs = [given(shape, base + at, 1.0) for at, shape in enumerate(shapes)]
        given_parameters = [given(spec[0], base + 5 + at, *spec[1:]) for at, spec in enumerate(parameters)]
        tensors = [first(filled(spec).double()).requires_grad_() for spec in inputs]
        values = [parameter(spec) for spec in given_parameters]
        before = layer(*tensors, *values)
        assert activation == "none" or before.abs().min() > MARGIN, name
        y = last(KINKED[activation](before))
        dy = given(y.shape, base + 4, 1.0)
        (y * filled(dy).double()).sum().backward()
        self.done.append({
            "name": name, "inputs": inputs, "parameters": given_parameters, "dy": dy, "y": summary(y),
            "input_gradients": [summary(last(x.grad)) for x in tensors],
            "gradients": [summary(ours(v.grad)) if v.grad is not None else None for v in values],
        })


def equalized_dense(gain, multiplier):
    def layer(x, weight, bias):
        return F.linear(x, weight * (gain * multiplier / math.sqrt(x.shape[1])), bias * multiplier)
    return layer


def equalized_conv(gain, stride, padding):
    def layer(x, weight, bias):
        scale = gain / math.sqrt(weight[0].numel())
        return F.conv2d(x, weight * scale, bias, stride=stride, padding=padding)
    return layer


def pixel_norm(x):
    return x * (x.square().mean(1, keepdim=True) + 1e-8).rsqrt()


def fir(taps, stride, padding, gain=1.0, transposed=False, dtype=torch.float64):
    taps = torch.tensor(taps, dtype=dtype)
    kernel = gain * torch.outer(taps, taps) / taps.sum().square()

    def layer(x):
        weight = kernel.expand(x.shape[1], 1, -1, -1)
        run = F.conv_transpose2d if transposed else F.conv2d
        return run(x, weight, stride=stride, padding=padding, groups=x.shape[1])
    return layer


def stddev(x):
    deviation = (x.var(0, unbiased=False) + 1e-8).sqrt().mean()
    return torch.cat([x, deviation.expand(len(x), 1, *x.shape[2:])], 1)


def modulated(x, w, affine, affine_bias, weight, up=False, demodulate=True):
    """StyleGAN2's modulated convolution as published: one weight for each sample. affine_bias begins at 1 there; the 1 is
    added here. A transposed weight is (in, out, K, K)."""
    styles = F.linear(w, affine / math.sqrt(w.shape[1]), affine_bias) + 1
    n, size = x.shape[0], weight.shape[2]
    weights = weight.transpose(0, 1) if up else weight
    weights = weights[None] * styles[:, None, :, None, None]
    if demodulate:
        weights = weights * (weights.square().sum((2, 3, 4), keepdim=True) + 1e-8).rsqrt()
    x = x.reshape(1, -1, *x.shape[2:])
    if up:
        weights = weights.transpose(1, 2).reshape(-1, weights.shape[1], size, size)
        y = F.conv_transpose2d(x, weights, stride=2, groups=n)
        y = y.reshape(n, -1, *y.shape[2:])
        return fir([1, 3, 3, 1], 1, 1, 4.0, dtype=y.dtype)(y)
    y = F.conv2d(x, weights.reshape(-1, *weights.shape[2:]), padding=size // 2, groups=n)
    return y.reshape(n, -1, *y.shape[2:])


def styled(up):
    """With the strength of its noise, the constant that is its noise in eval, and its bias. Noise has no gradient here."""
    def layer(x, w, affine, affine_bias, weight, strength, noise, bias):
        y = modulated(x, w, affine, affine_bias, weight, up)
        return y + (strength * noise.reshape(1, 1, *y.shape[2:])).detach() + bias.reshape(1, -1, 1, 1)
    return layer


def to_rgb(x, w, affine, affine_bias, weight):
    return modulated(x, w, affine, affine_bias, weight * 0.5, demodulate=False)


def layers():
    cases = Cases()
    cases.add("equalized_dense", equalized_dense(math.sqrt(2), 1), [(4, 6)], [((6, 5), 1.7), ((5,), 0.5)], "leaky_relu")
    cases.add("equalized_dense_slow", equalized_dense(1, 0.01), [(4, 6)], [((6, 5), 170.0), ((5,), 50.0)], "scaled_leaky_relu")
    cases.add("equalized_conv", equalized_conv(math.sqrt(2), 1, 1), [(2, 5, 5, 3)], [((7, 3, 3, 3), 1.7), ((7,), 0.5)], "leaky_relu")
    cases.add("equalized_conv_wide", equalized_conv(math.sqrt(2), 1, 1), [(3, 4, 4, 18)], [((20, 3, 3, 18), 1.7), ((20,), 0.5)])
    cases.add("equalized_conv_down", equalized_conv(1, 2, 0), [(2, 7, 7, 4)], [((5, 3, 3, 4), 1.7), ((5,), 0.5)])
    cases.add("equalized_to_rgb", equalized_conv(1, 1, 0), [(2, 4, 4, 6)], [((3, 1, 1, 6), 1.7), ((3,), 0.5)])
    cases.add("pixel_norm_maps", pixel_norm, [(2, 3, 3, 11)])
    cases.add("pixel_norm_features", pixel_norm, [(3, 16)])
    for name, taps in (("binomial3", [1, 2, 1]), ("binomial4", [1, 3, 3, 1])):
        cases.add(f"{name}_down", fir(taps, 2, 1), [(2, 6, 6, 5)])
    cases.add("binomial4_up", fir([1, 3, 3, 1], 2, 1, 4.0, True), [(2, 4, 4, 5)])
    cases.add("binomial4_blur", fir([1, 3, 3, 1], 1, 2), [(2, 4, 4, 3)])
    cases.add("binomial3_blur", fir([1, 2, 1], 1, 1), [(2, 5, 5, 3)])
    cases.add("grouped_conv", lambda x, w, b: F.conv2d(x, w, b, padding=1, groups=3), [(2, 4, 4, 12)],
              [((9, 3, 3, 4), 0.3), ((9,), 0.5)], "leaky_relu")
    cases.add("grouped_conv_wide", lambda x, w: F.conv2d(x, w, padding=1, groups=2), [(2, 4, 4, 34)], [((34, 3, 3, 17), 0.2)])
    cases.add("generative_basis", lambda x, b: b * x[:, :, None, None], [(3, 5)], [((4, 4, 5), 1.7)])
    cases.add("discriminative_basis", lambda x, b: (x * b).sum((2, 3)), [(3, 4, 4, 5)], [((4, 4, 5), 0.4)])
    cases.add("minibatch_stddev_whole", stddev, [(7, 3, 3, 4)])
    cases.add("biased_activation", lambda x, b: x + b.reshape(1, -1, 1, 1), [(2, 3, 3, 4)], [((4,), 0.5)], "scaled_leaky_relu")
    cases.add("learned_constant", lambda x, c: c.expand(len(x), -1, -1, -1) + 0 * x.sum(), [(3, 2)], [((4, 4, 5), 1.7)])
    for up in (False, True):
        side, inputs, outputs = (10, 6, 7) if up else (5, 6, 7)
        weight = (6, 3, 3, 7) if up else (7, 3, 3, 6)
        for noise in (0.3, 0.0):
            name = f"styled{'_up' * up}_conv{'' if noise else '_without_noise'}"
            cases.add(name, styled(up), [(3, 5, 5, inputs), (3, 4)], [
                ((4, inputs), 1.7), ((inputs,), 0.5), (weight, 1.7), ((1,), noise), ((side * side,), 1.7), ((outputs,), 0.5),
            ], "scaled_leaky_relu")
    cases.add("style_to_rgb", to_rgb, [(3, 5, 5, 4), (3, 6)], [((6, 4), 1.7), ((4,), 0.5), ((3, 1, 1, 4), 1.7)])
    return cases.done


def rounded(value):
    """Nine digits."""
    if isinstance(value, float):
        return float(f"{value:.9g}")
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(v) for v in value]
    return value


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", nargs="?", default=Path(__file__).with_name("high_resolution.json"))
    blocks = {"layers": layers()}
    text = ",\n".join(
        f"{json.dumps(name)}:[\n" + ",\n".join(line(rounded(case)) for case in cases) + "\n]" for name, cases in blocks.items()
    )
    Path(parser.parse_args().output).write_text("{\n" + text + "\n}\n")


if __name__ == "__main__":
    main()
