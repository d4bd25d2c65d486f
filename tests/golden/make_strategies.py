"""Write strategies.json: reference numbers for losses, penalties and optimisers, computed with PyTorch.

Everything is computed in float64 on inputs that are exact in float32, and rounded to nine significant digits. Lists are
flat and row-major (a list of steps is a list of such lists). Weights have PyTorch's layout: Linear (out, in), y = x W^T +
b, and Conv (out, in, ky, kx), gradients too; images are N, C, H, W. An input {"shape", "stream", "scale", "offset"} is
offset + hashed(n, stream, scale) in float32, over the flat row-major index; hashed() is that of make_layers.py. The slope
of leaky_relu is 0.2. All means are over the batch. softplus(t) = ln(1 + e^t).

losses          loss -> {x, y, d_loss, d_x, d_y, g_loss, g_y}: x = D(real), y = D(fake); d_x is D's loss by x, g_y G's by y,
                x being constant for G. "ideal": D's loss where D is undecided.
targets         loss -> {x, y, real, fake, d_loss, d_x, d_y}: one target per row, d_loss the mean of the two terms.
lecam           {x, y, e_real, e_fake, weight, value, d_x, d_y}:
                weight * (mean relu(x - e_fake)^2 + mean relu(e_real - y)^2).
drift           {x, drift, value, d_x}: drift * mean x^2.
penalties       list of {name, layers, parameters {name: input}, x, u, logits, r1, wgan_gp}. logits = D(x).
                r1: gamma / 2 * mean |g|^2 at x; wgan_gp: weight * mean (|g| - target)^2 at u, both
                {value, norms, gradients {name: list}, gamma or weight, target}. g is the input gradient of D(.).sum(), of which
                batch normalisation makes every sample's depend on the batch; norms has |g| for each sample; gradients
                are those of the penalty. maxout: unit o of 6 is the largest of features o, o + 6, o + 12.
spectral_norm   list of {name, weight, u, c, after {"1", "50"}: {sigma, u, v, gradient}}. As a matrix (out, rest): n times
                v = normalize(W^T u), u = normalize(W v), then sigma = u^T W v. gradient is that of sum(c * W / sigma)
                by W, u and v being constant. "exact" is the largest singular value.
optimizers      optimistic_adam, optimistic_adam_weight_decay {lr, betas, eps, weight_decay, initial, grads, params}.
                Adam's direction u_t = mhat / (sqrt(vhat) + eps); w <- w - 2 lr u_t + lr u_{t-1}, u_0 = 0.
minibatch_stddev, minibatch_discrimination
                {..., c, output, d_...}: gradients of sum(c * output). See the functions.

Inputs are chosen (by their streams) so that no pre-activation is closer than MARGIN to a kink.
Use: python make_strategies.py [output], with make_layers.py beside it or on PYTHONPATH.
"""

import argparse
import json
import math
from itertools import count
from pathlib import Path

import torch
import torch.nn.functional as F
from make_layers import filled, given

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)

MARGIN = 2e-5
ADAM = {"betas": (0.5, 0.999), "eps": 1e-8}


class TooNear(Exception):
    """An input that float32 may take to the other side."""


def apart(values, margin=MARGIN):
    """The values, which must keep away from 0."""
    if values.detach().abs().min() < margin:
        raise TooNear
    return values


def searched(make):
    """The result of make(stream) for the first stream (a multiple of 1000) that keeps away from kinks and zeros."""
    for stream in count(0, 1000):
        try:
            return make(stream)
        except TooNear:
            continue


def value(spec):
    return filled(spec).double().requires_grad_()


def values(specs):
    return {name: value(spec) for name, spec in specs.items()}


def grads(of, by, **options):
    """Gradients, zeros where nothing depends."""
    return torch.autograd.grad(of, by, allow_unused=True, materialize_grads=True, **options)


def leaky(x):
    return F.leaky_relu(apart(x), 0.2)


def hinge(x):
    return apart(x).relu()


# ---- losses ----

softplus = F.softplus


def mean(*terms):
    """The mean of the means of the terms."""
    return sum(term.mean() for term in terms) / len(terms)


LOSSES = {
    "non_saturating": (lambda x, y: mean(softplus(-x), softplus(y)), lambda x, y: softplus(-y).mean()),
    "minimax": (lambda x, y: mean(softplus(-x), softplus(y)), lambda x, y: -softplus(y).mean()),
    "least_squares": (lambda x, y: mean((x - 1) ** 2, y**2), lambda x, y: ((y - 1) ** 2).mean()),
    "hinge": (lambda x, y: mean(hinge(1 - x), hinge(1 + y)), lambda x, y: -y.mean()),
    "wasserstein": (lambda x, y: mean(y, -x), lambda x, y: -y.mean()),
    "rsgan": (lambda x, y: softplus(-(x - y)).mean(), lambda x, y: softplus(-(y - x)).mean()),
    "ra_gan": (
        lambda x, y: mean(softplus(-(x - y.mean())), softplus(y - x.mean())),
        lambda x, y: mean(softplus(-(y - x.mean())), softplus(x - y.mean())),
    ),
    "ra_hinge": (
        lambda x, y: mean(hinge(1 - (x - y.mean())), hinge(1 + (y - x.mean()))),
        lambda x, y: mean(hinge(1 + (x - y.mean())), hinge(1 - (y - x.mean()))),
    ),
}
LOGITS = {"x": [2.5, -0.75, 0.3125, 1.5, -3.0], "y": [-2.25, 0.625, 1.75, -0.5, -1.375]}
TARGETED = {
    "non_saturating": F.binary_cross_entropy_with_logits,
    "least_squares": F.mse_loss,
}


def logits():
    return (torch.tensor(LOGITS[name]).requires_grad_() for name in ("x", "y"))


def losses():
    out = {}
    for name, (of_d, of_g) in LOSSES.items():
        x, y = logits()
        d_loss, g_loss = of_d(x, y), of_g(x.detach(), y)
        d_x, d_y = grads(d_loss, [x, y])
        undecided = torch.full((2,), 0.5 if name == "least_squares" else 0.0)
        out[name] = {"x": x, "y": y, "d_loss": d_loss, "d_x": d_x, "d_y": d_y, "g_loss": g_loss,
                     "g_y": grads(g_loss, [y])[0], "ideal": of_d(undecided, undecided)}
    return out


def targets():
    out = {}
    real, fake = torch.tensor([0.875, 1.125, 0.0, 0.75, 1.0]), torch.tensor([0.0, 0.25, 1.0, 0.125, 0.3125])
    for name, term in TARGETED.items():
        x, y = logits()
        d_loss = mean(term(x, real), term(y, fake))
        d_x, d_y = grads(d_loss, [x, y])
        out[name] = {"x": x, "y": y, "real": real, "fake": fake, "d_loss": d_loss, "d_x": d_x, "d_y": d_y}
    return out


def lecam():
    x, y = logits()
    given_numbers = {"e_real": 0.5, "e_fake": -0.25, "weight": 0.3}
    value = 0.3 * (hinge(x + 0.25).square().mean() + hinge(0.5 - y).square().mean())
    d_x, d_y = grads(value, [x, y])
    return {"x": x, "y": y} | given_numbers | {"value": value, "d_x": d_x, "d_y": d_y}


def drift():
    x, _ = logits()
    value = 1e-3 * x.square().mean()
    return {"x": x, "drift": 1e-3, "value": value, "d_x": grads(value, [x])[0]}


# ---- penalties ----


def mlp(activation):
    def run(p, x):
        for layer in (0, 1):
            x = activation(F.linear(x, p[f"w{layer}"], p[f"b{layer}"]))
        return F.linear(x, p["w2"], p["b2"])

    return run


def convolutional(p, x):
    x = leaky(F.conv2d(x, p["conv0"], stride=2, padding=1))
    x = F.batch_norm(F.conv2d(x, p["conv1"], stride=2, padding=1), None, None, p["gamma"], p["beta"], True, eps=1e-5)
    return F.linear(leaky(x).flatten(1), p["w"], p["b"])


def maxout(p, x):
    pieces = F.linear(x, p["w0"], p["b0"]).unflatten(1, (3, -1)).mT
    top = pieces.topk(2, -1).values
    apart(top[..., 0] - top[..., 1])
    return F.linear(pieces.amax(-1), p["w1"], p["b1"])


def sizes_of(*sizes):
    """Names and shapes of the weights and biases of Linear layers."""
    pairs = enumerate(zip(sizes, sizes[1:]))
    return {name: shape for k, (a, b) in pairs for name, shape in ((f"w{k}", (b, a)), (f"b{k}", (b,)))}


def inputs_of(shapes, stream, gain=1.0):
    """Parameters: tensor k has stream + k; weights have the scale gain / sqrt(inputs), all others 0.5, gamma the offset 1."""
    def scale(shape):
        return 0.5 if len(shape) == 1 else round(gain / math.sqrt(math.prod(shape[1:])), 3)

    return {name: given(shape, stream + k, scale(shape), 1.0 * (name == "gamma"))
            for k, (name, shape) in enumerate(shapes.items())}


def input_gradient(net, p, x):
    (g,) = torch.autograd.grad(net(p, x).sum(), [x], create_graph=True)
    return g.flatten(1)


def r1(net, p, x, gamma):
    g = input_gradient(net, p, x)
    return gamma / 2 * g.square().sum(1).mean(), g.norm(dim=1)


def wgan_gp(net, p, u, weight, target):
    norms = input_gradient(net, p, u).norm(dim=1)
    return weight * (norms - target).square().mean(), norms


def check_differences(penalty, p, gradients):
    """Central differences at a few values of every parameter."""
    h = 1e-6
    for (name, tensor), gradient in zip(p.items(), gradients):
        flat = tensor.detach().flatten()
        for at in {0, len(flat) // 2, len(flat) - 1}:
            def moved(by):
                changed = flat.clone()
                changed[at] += by
                return penalty(p | {name: changed.reshape(tensor.shape)})[0].item()

            found, expected = (moved(h) - moved(-h)) / (2 * h), gradient.flatten()[at].item()
            assert abs(found - expected) < 1e-6 * max(1, abs(expected)), (name, at, found, expected)


def penalty_case(name, layers, net, shapes, x_shape, gain):
    def make(stream):
        specs = inputs_of(shapes, stream, gain)
        x_spec, u_spec = given(x_shape, stream + 100, 1.5), given(x_shape, stream + 101, 1.0)
        p, x, u = values(specs), value(x_spec), value(u_spec)
        out = {"name": name, "layers": layers, "parameters": specs, "x": x_spec, "u": u_spec, "logits": net(p, x)}
        kinds = [
            ("r1", {"gamma": 10.0}, lambda p: r1(net, p, x, 10.0)),
            ("wgan_gp", {"weight": 10.0, "target": 1.0}, lambda p: wgan_gp(net, p, u, 10.0, 1.0)),
        ]
        for kind, numbers, penalty in kinds:
            penalised, norms = penalty(p)
            gradients = grads(penalised, list(p.values()))
            check_differences(penalty, p, gradients)
            out[kind] = numbers | {"value": penalised, "norms": norms, "gradients": dict(zip(p, gradients))}
        return out

    return searched(make)


def penalties():
    conv = {"conv0": (4, 1, 4, 4), "conv1": (6, 4, 4, 4), "gamma": (6,), "beta": (6,), "w": (1, 24), "b": (1,)}
    small, large = sizes_of(2, 16, 16, 1), sizes_of(2, 64, 64, 1)
    return [
        penalty_case("mlp_leaky_relu", "Linear(2,16) leaky_relu Linear(16,16) leaky_relu Linear(16,1)", mlp(leaky), small,
                     (32, 2), 1.7),
        penalty_case("mlp_tanh", "Linear(2,16) tanh Linear(16,16) tanh Linear(16,1)", mlp(torch.tanh), small, (32, 2), 1.7),
        penalty_case("conv_batch_norm", "conv0 (stride 2, pad 1, no bias) leaky_relu conv1 (stride 2, pad 1, no bias) "
                     "batch_norm (training, eps 1e-5) leaky_relu flatten (C, H, W) Linear(24,1)", convolutional, conv,
                     (16, 1, 8, 8), 1.7),
        penalty_case("maxout", "Linear(2,18) maxout (3 pieces) Linear(6,1)", maxout,
                     {"w0": (18, 2), "b0": (18,), "w1": (1, 6), "b1": (1,)}, (32, 2), 1.7),
        penalty_case("mlp_leaky_relu_large", "Linear(2,64) leaky_relu Linear(64,64) leaky_relu Linear(64,1)", mlp(leaky),
                     large, (256, 2), 1.7),
    ]


# ---- spectral norm ----


def spectral_norm():
    out = []
    for at, (name, shape) in enumerate([("linear", (6, 5)), ("conv", (4, 3, 4, 4))]):
        specs = {key: given(size, 10 * at + k, 1.0) for k, (key, size) in
                 enumerate([("weight", shape), ("u", shape[:1]), ("c", shape)])}
        raw, u, c = values(specs).values()
        after = {}
        for n in (1, 50):
            w = raw.detach().flatten(1)
            left = u.detach()
            for _ in range(n):
                right = F.normalize(w.T @ left, dim=0, eps=1e-12)
                left = F.normalize(w @ right, dim=0, eps=1e-12)
            sigma = left @ raw.flatten(1) @ right
            after[str(n)] = {"sigma": sigma, "u": left, "v": right, "gradient": grads((c * raw / sigma).sum(), [raw])[0]}
        exact = torch.linalg.matrix_norm(raw.flatten(1), 2)
        assert abs(after["50"]["sigma"] - exact) < 1e-6
        out.append({"name": name} | specs | {"eps": 1e-12, "after": after, "exact": exact})
    return out


# ---- optimisers ----


class Adam:
    """Adam's direction u_t = mhat / (sqrt(vhat) + eps) for a list of tensors; weight decay is added to the gradient."""

    def __init__(self, weight_decay=0.0):
        self.t, self.m, self.v, self.last, self.weight_decay = 0, 0.0, 0.0, 0.0, weight_decay

    def direction(self, w, g):
        (a, b), eps = ADAM["betas"], ADAM["eps"]
        self.t += 1
        g = g + self.weight_decay * w
        self.m, self.v = a * self.m + (1 - a) * g, b * self.v + (1 - b) * g * g
        return self.m / (1 - a**self.t) / ((self.v / (1 - b**self.t)).sqrt() + eps)

    def step(self, w, g, lr):
        return w - lr * self.direction(w, g)

    def optimistic_step(self, w, g, lr):
        u, last = self.direction(w, g), self.last
        self.last = u
        return w - 2 * lr * u + lr * last


def check_adam(weight_decay):
    """The above against PyTorch's."""
    p = torch.nn.Parameter(value(given((6,), 0, 1.0)).detach())
    mine, w = Adam(weight_decay), p.detach().clone()
    theirs = torch.optim.Adam([p], lr=0.01, weight_decay=weight_decay, **ADAM)
    for t in range(5):
        p.grad = value(given((6,), 1 + t, 1.0)).detach()
        theirs.step()
        w = mine.step(w, p.grad, 0.01)
    assert (w - p).abs().max() < 1e-12


def optimistic(weight_decay):
    check_adam(weight_decay)
    w, adam = value(given((6,), 0, 1.0)).detach(), Adam(weight_decay)
    out = {"lr": 0.01} | ADAM | {"weight_decay": weight_decay, "initial": w, "grads": [], "params": []}
    for t in range(5):
        out["grads"].append(value(given((6,), 1 + t, 1.0)).detach())
        w = adam.optimistic_step(w, out["grads"][-1], 0.01)
        out["params"].append(w)
    return out


# ---- minibatch layers ----


def minibatch_stddev():
    """Features f (8, 5), groups of 4: sample n belongs to group n mod 2. sqrt(biased variance over the group + 1e-8), mean over
    the features: one number per group, appended to each of its samples as the last feature."""
    specs = {"f": given((8, 5), 0, 1.0), "c": given((8, 6), 1, 1.0)}
    f, c = values(specs).values()
    deviation = (f.unflatten(0, (4, 2)).var(0, unbiased=False) + 1e-8).sqrt().mean(1)
    output = torch.cat([f, deviation.repeat(4)[:, None]], 1)
    return specs | {"group": 4, "eps": 1e-8, "output": output, "d_f": grads((c * output).sum(), [f])[0]}


def minibatch_discrimination():
    """Features f (6, 5), t (5, 3 kernels, 2): m_ibc = sum_a f_ia t_abc, o_ib = sum over j != i of
    exp(-sum_c |m_ibc - m_jbc|); output = concat(f, o)."""
    specs = {"f": given((6, 5), 0, 1.0), "t": given((5, 3, 2), 1, 0.8), "c": given((6, 8), 2, 1.0)}
    f, t, c = values(specs).values()
    m = torch.einsum("ia,abc->ibc", f, t)
    distance, others = m[:, None] - m[None], ~torch.eye(6, dtype=bool)
    apart(distance[others])
    similar = torch.exp(-distance.abs().sum(3)) * others[:, :, None]
    output = torch.cat([f, similar.sum(1)], 1)
    d_f, d_t = grads((c * output).sum(), [f, t])
    return specs | {"output": output, "d_f": d_f, "d_t": d_t}


def plain(value):
    """Tensors as flat lists or numbers, floats of nine digits."""
    if isinstance(value, torch.Tensor):
        return plain(value.detach().flatten().tolist() if value.dim() else value.item())
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return float(f"{value + 0.0:.9g}") if isinstance(value, float) else value


def write(path, golden):
    """One block a line."""
    lines = (f"{json.dumps(name)}:{json.dumps(plain(block), separators=(',', ':'))}" for name, block in golden.items())
    Path(path).write_text("{\n" + ",\n".join(lines) + "\n}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", nargs="?", default=Path(__file__).with_name("strategies.json"))
    golden = {
        "losses": losses(), "targets": targets(), "lecam": lecam(), "drift": drift(), "penalties": penalties(),
        "spectral_norm": spectral_norm(),
        "optimizers": {"optimistic_adam": optimistic(0.0), "optimistic_adam_weight_decay": optimistic(0.01)},
        "minibatch_stddev": minibatch_stddev(), "minibatch_discrimination": minibatch_discrimination(),
    }
    write(parser.parse_args().output, golden)


if __name__ == "__main__":
    main()
