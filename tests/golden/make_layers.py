"""Write layers.json: reference numbers for layers and optimisers, computed with PyTorch.

Every list is flat and row-major. Images are channels last: N, H, W, C. Weights are laid out as
    Conv           [out][ky][kx][in]
    ConvTranspose  [in][ky][kx][out]
    Dense          [in][out]
and so are their gradients. Inputs are not in the file but given as {"shape", "stream", "scale", "offset"}: the values
are offset + hashed(n, stream, scale), n being the product of the shape. hashed() is, for i in 0..n, with x an unsigned
32-bit number and all its arithmetic wrapping:
    x = i * 2654435761 + stream * 40503 + 12345
    x ^= x >> 16;  x *= 2246822519;  x ^= x >> 13;  x *= 3266489917;  x ^= x >> 16
    value = ((x >> 8) / 2^24 - 0.5) * 2 * scale
in float32, with scale rounded to float32. Everything before "* scale" is exact, so there is one rounding, and one more
where offset is not 0. Case number c (from 0, in the order of the file, optimisers not counted) has the streams 10 c + k:
k = 0 for x, 1 weight, 2 bias, 3 dy, 4 gamma, 5 beta.

Results are computed in float64 on those float32 inputs and rounded to 8 digits, except the optimisers, which run in
float32 and whose inputs are in the file. y is the output after "activation"; dx, dweight, ... are gradients of sum(y * dy).
A case without "bias" has none. The slope of leaky_relu is 0.2. Results of the last cases are summaries: "norm" is the
L2 norm, "along" the scalar products with hashed(n, 9001, 1) and hashed(n, 9002, 1), "first" the first four values.
No pre-activation is closer than 1e-4 to a kink, and no two candidates of a maximum are closer than 1e-4.
Use: python make_layers.py [output]
"""

import argparse
import json
import math
from pathlib import Path

import numpy as np
import torch
from torch import nn

torch.set_num_threads(1)

ACTIVATIONS = {
    "none": nn.Identity(), "relu": nn.ReLU(), "leaky_relu": nn.LeakyReLU(0.2), "tanh": nn.Tanh(), "sigmoid": nn.Sigmoid(),
}
KINKED = ("relu", "leaky_relu")
MARGIN = 1e-4


def hashed(n, stream, scale):
    """n float32 numbers in [-scale, scale), see above."""
    x = np.arange(n, dtype=np.uint32) * np.uint32(2654435761) + np.uint32((stream * 40503 + 12345) % 2**32)
    x ^= x >> np.uint32(16)
    x *= np.uint32(2246822519)
    x ^= x >> np.uint32(13)
    x *= np.uint32(3266489917)
    x ^= x >> np.uint32(16)
    unit = (x >> np.uint32(8)).astype(np.float32) / np.float32(2**24) - np.float32(0.5)
    return torch.from_numpy(unit * np.float32(2) * np.float32(scale))


def given(shape, stream, scale, offset=0.0):
    """An input as the file describes it."""
    return {"shape": list(shape), "stream": stream, "scale": scale, "offset": offset}


def filled(spec):
    """The float32 values of an input."""
    values = hashed(math.prod(spec["shape"]), spec["stream"], spec["scale"])
    if spec["offset"]:
        values = values + torch.tensor(spec["offset"], dtype=torch.float32)
    return values.reshape(spec["shape"])


def to_torch(weight):
    """Dense: [in][out] to [out, in]. Both kinds of convolution: the last axis moves to the second place."""
    return weight.t() if weight.dim() == 2 else weight.permute(0, 3, 1, 2) if weight.dim() == 4 else weight


def from_torch(weight):
    return weight.t() if weight.dim() == 2 else weight.permute(0, 2, 3, 1) if weight.dim() == 4 else weight


def first(images):
    """N, H, W, C to N, C, H, W; anything but images stays."""
    return images.permute(0, 3, 1, 2) if images.dim() == 4 else images


def last(images):
    return images.permute(0, 2, 3, 1) if images.dim() == 4 else images


class Maxout(nn.Module):
    """The largest piece of each unit: piece p of unit o is feature p * units + o."""

    def __init__(self, pieces):
        super().__init__()
        self.pieces = pieces

    def forward(self, x):
        return x.unflatten(1, (self.pieces, -1)).amax(1)


class MinibatchStddev(nn.Module):
    """Groups are strided: with G samples in each of the M = N / G groups, sample n belongs to group n % M.
    G is the largest divisor of N that is at most 4. Biased variance over the group, sqrt(variance + 1e-8), mean over
    C, H, W: one number per group, appended as one more channel (the last) to each of its samples."""

    def forward(self, x):
        n, c, h, w = x.shape
        size = group_size(n)
        groups = x.reshape(size, n // size, c, h, w)
        deviation = (groups.var(0, unbiased=False) + 1e-8).sqrt().mean((1, 2, 3))
        return torch.cat([x, deviation.repeat(size)[:, None, None, None].expand(n, 1, h, w)], 1)


def group_size(n):
    return max(size for size in (1, 2, 3, 4) if n % size == 0)


def gap(windows):
    """The smallest distance between the largest and the second largest of the last axis."""
    top = windows.topk(2, -1).values
    return (top[..., 0] - top[..., 1]).min().item()


def check_margin(module, before, after, activation):
    """Float32 must take the same side of every kink, and the same candidate of every maximum."""
    if activation in KINKED:
        assert after.abs().min() > MARGIN
    if isinstance(module, nn.MaxPool2d):
        side = module.kernel_size
        windows = before.unfold(2, side, module.stride).unfold(3, side, module.stride)
        assert gap(windows.flatten(-2)) > MARGIN


def summary(values):
    """What is written of a tensor with too many values."""
    flat = values.detach().double().flatten()
    along = [float(flat @ hashed(len(flat), stream, 1.0).double()) for stream in (9001, 9002)]
    return {"norm": flat.norm().item(), "along": along, "first": flat[:4].tolist()}


class Cases:
    """The list of layer cases; each add() computes one."""

    def __init__(self):
        self.done = []

    def add(self, kind, module, shape, activation="none", x_scale=1.0, x_offset=0.0, **config):
        base = 10 * len(self.done)
        module = module.double()
        inputs = {"x": given(shape, base, x_scale, x_offset)}
        normalised = isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d))
        names = {"weight": "gamma", "bias": "beta"} if normalised else {"weight": "weight", "bias": "bias"}
        for at, (name, p) in enumerate((n.split(".")[-1], p) for n, p in module.named_parameters()):
            scale = 0.5 if normalised or name == "bias" else 1 / math.sqrt(p[0].numel())
            scale = round(scale, 3)
            spec = given(from_torch(p).shape, base + 1 + at + 3 * normalised, scale, 1.0 * (normalised and name == "weight"))
            inputs[names[name]] = spec
            p.data = to_torch(filled(spec).double()).contiguous()

        x = filled(inputs["x"]).double().requires_grad_()
        inner = module(first(x))
        check_margin(module, first(x).detach(), inner.detach(), activation)
        if kind == "maxout":
            dense = module[0](x).detach()
            assert gap(dense.unflatten(1, (config["pieces"], -1)).mT) > MARGIN
        y = last(ACTIVATIONS[activation](inner))
        inputs["dy"] = given(y.shape, base + 3, 1.0)
        parameters = list(module.parameters())
        dx, *grads = torch.autograd.grad(y, [x, *parameters], filled(inputs["dy"]).double())
        sizes = " -> ".join("x".join(map(str, value.shape)) for value in (x, y))
        after = "" if activation == "none" else f", {activation}"
        name = " ".join([kind, sizes, *(f"{key}={value}" for key, value in config.items())])
        name += (", bias" if "bias" in inputs else "") + after
        assert name not in [case["name"] for case in self.done]
        out = {"name": name, "kind": kind, "activation": activation} | config | inputs | {"y": y, "dx": dx}
        for (name, _), grad in zip(module.named_parameters(), grads):
            out["d" + names[name.split(".")[-1]]] = from_torch(grad)
        if normalised:
            module.eval()
            out |= {
                "running_mean": module.running_mean, "running_var": module.running_var,
                "y_eval": last(ACTIVATIONS[activation](module(first(x)))),
            }
        self.done.append(out)


def conv(cases, side_in, c_in, side_out, c_out, k, stride, pad, batch, bias, activation="none"):
    module = nn.Conv2d(c_in, c_out, k, stride, pad, bias=bias)
    cases.add("conv", module, (batch, side_in, side_in, c_in), activation, kernel=k, stride=stride, pad=pad)
    assert cases.done[-1]["y"].shape == (batch, side_out, side_out, c_out)


def conv_transpose(cases, side_in, c_in, side_out, c_out, k, stride, pad, output_padding, batch, bias, activation="none"):
    module = nn.ConvTranspose2d(c_in, c_out, k, stride, pad, output_padding, bias=bias)
    cases.add("conv_transpose", module, (batch, side_in, side_in, c_in), activation,
              kernel=k, stride=stride, pad=pad, output_padding=output_padding)
    assert cases.done[-1]["y"].shape == (batch, side_out, side_out, c_out)


def summarised(case):
    """The case with its results as summaries."""
    return {name: summary(value) if isinstance(value, torch.Tensor) else value for name, value in case.items()}


def layers():
    """All layer cases. Parameters of normalised layers: momentum as in PyTorch, running = (1 - m) * running + m * batch
    from mean 0 and variance 1, the batch variance being biased for y and unbiased for running_var. y_eval is computed
    with the running statistics of that one pass."""
    cases = Cases()
    for bias, *case in [
        (True, 28, 1, 14, 8, 4, 2, 1, 2), (False, 14, 8, 7, 12, 4, 2, 1, 3), (True, 7, 12, 3, 20, 4, 2, 1, 1),
        (False, 3, 20, 1, 1, 4, 2, 1, 5), (True, 5, 3, 5, 7, 3, 1, 1, 2), (False, 5, 3, 5, 7, 3, 1, 1, 2),
        (True, 6, 2, 4, 5, 3, 1, 0, 1), (False, 9, 4, 4, 6, 3, 2, 0, 2), (True, 7, 5, 2, 3, 5, 3, 1, 2),
        (False, 7, 5, 2, 3, 5, 3, 1, 2), (True, 8, 3, 8, 4, 1, 1, 0, 2), (False, 8, 3, 8, 4, 1, 1, 0, 2),
    ]:
        conv(cases, *case, bias)
    conv(cases, 5, 3, 5, 7, 3, 1, 1, 2, True, "leaky_relu")
    for bias, *case in [
        (False, 1, 10, 3, 8, 3, 2, 0, 0, 3), (True, 3, 8, 7, 6, 3, 2, 0, 0, 2), (False, 7, 6, 15, 4, 3, 2, 0, 0, 1),
        (True, 4, 5, 8, 3, 4, 2, 1, 0, 2), (False, 4, 5, 8, 3, 4, 2, 1, 0, 2), (True, 5, 3, 5, 4, 3, 1, 1, 0, 2),
        (True, 2, 3, 7, 2, 5, 3, 1, 1, 2), (False, 1, 6, 4, 5, 4, 1, 0, 0, 2), (True, 1, 6, 4, 5, 4, 1, 0, 0, 2),
    ]:
        conv_transpose(cases, *case, bias)
    conv_transpose(cases, 15, 4, 28, 1, 3, 2, 2, 1, 2, True, "tanh")
    conv_transpose(cases, 3, 8, 7, 6, 3, 2, 0, 0, 2, False, "relu")

    cases.add("upsample", nn.Upsample(scale_factor=2), (2, 3, 3, 5), factor=2)
    cases.add("upsample", nn.Upsample(scale_factor=3), (2, 2, 2, 4), factor=3)
    for side in (6, 7):
        cases.add("avg_pool", nn.AvgPool2d(2, 2), (2, side, side, 3), kernel=2, stride=2)
    for side in (6, 7):
        cases.add("max_pool", nn.MaxPool2d(2, 2), (2, side, side, 3), kernel=2, stride=2)
    cases.add("max_pool", nn.MaxPool2d(3, 2), (2, 7, 7, 3), kernel=3, stride=2)

    for batch in (3, 1):
        for activation in ("none", "leaky_relu", "relu"):
            cases.add("batch_norm", nn.BatchNorm2d(6), (batch, 5, 5, 6), activation, 2.0, 0.7, momentum=0.1, eps=1e-5)
    cases.add("batch_norm", nn.BatchNorm1d(5, momentum=0.2), (7, 5), "relu", 2.0, 0.7, momentum=0.2, eps=1e-5)

    cases.add("dense", nn.Linear(6, 5), (4, 6), "relu")
    cases.add("dense", nn.Linear(6, 5), (4, 6), "sigmoid")
    cases.add("dense", nn.Linear(6, 5, bias=False), (4, 6))
    cases.add("maxout", nn.Sequential(nn.Linear(6, 4 * 5), Maxout(5)), (7, 6), units=4, pieces=5)
    for batch in (8, 4, 6, 5):
        cases.add("minibatch_stddev", MinibatchStddev(), (batch, 3, 3, 5), eps=1e-8, group=group_size(batch))
    # Even sides and channels enough for Winograd's F(2 x 2, 3 x 3).
    whole = len(cases.done)
    conv(cases, 8, 32, 8, 48, 3, 1, 1, 3, True)
    conv(cases, 10, 40, 10, 32, 3, 1, 1, 2, False)
    return cases.done[:whole] + [summarised(case) for case in cases.done[whole:]]


def optimiser(make, state_name, config):
    """Twelve steps on seven parameters in float32. weight_decay is L2, added to the gradient."""

    def seq(step, shift):
        return torch.sin(step * torch.arange(7, dtype=torch.float64) + shift).float().double()

    p = nn.Parameter(seq(1.3, 0.4).float())
    opt = make([p], **config)
    out = config | {"initial": p.detach().clone(), "grads": [], "params": []}
    for t in range(12):
        # The scale differs by parameter, over six orders of magnitude.
        p.grad = (seq(0.7, 0.9 * t) * torch.logspace(-4, 2, 7, dtype=torch.float64)).float()
        opt.step()
        out["grads"].append(p.grad)
        out["params"].append(p.detach().clone())
    state = opt.state[p].get(state_name)
    return out if state is None else out | {state_name: state}


def optimisers():
    rmsprop = {"lr": 2e-3, "alpha": 0.99, "eps": 1e-8, "momentum": 0.0}
    sgd = {"lr": 2e-3, "momentum": 0.0}
    out = {}
    for name, make, state, config in [
        ("rmsprop", torch.optim.RMSprop, "square_avg", rmsprop),
        ("sgd", torch.optim.SGD, "momentum_buffer", sgd),
        ("sgd_momentum", torch.optim.SGD, "momentum_buffer", sgd | {"momentum": 0.9}),
    ]:
        out[name] = optimiser(make, state, config | {"weight_decay": 0.0})
        out[f"{name}_weight_decay"] = optimiser(make, state, config | {"weight_decay": 0.1})
    return out


def plain(value):
    """Tensors as flat lists. Nine digits are exact for float32."""
    if isinstance(value, torch.Tensor):
        digits = 9 if value.dtype == torch.float32 else 8
        return [float(f"{v:.{digits}g}") for v in value.detach().flatten().tolist()]
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    return value


def line(value):
    return json.dumps(plain(value), separators=(",", ":"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", nargs="?", default=Path(__file__).with_name("layers.json"))
    sample = {"n": 8, "stream": 7, "scale": 0.05, "values": hashed(8, 7, 0.05)}
    lines = [f'"hashed":{line(sample)}', '"layers":[\n' + ",\n".join(line(case) for case in layers()) + "\n]"]
    lines += [f"{json.dumps(name)}:{line(block)}" for name, block in optimisers().items()]
    Path(parser.parse_args().output).write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
