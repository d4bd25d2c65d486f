"""Write golden.json: reference numbers, computed with PyTorch and prdc, for testing GAN code.

Inputs are closed formulas, mostly seq(): scale * sin(step * i + shift) + offset over the flat,
row-major index. They are rounded to float32 (the logits of "non_saturating" are not) and are all in
the file. Results are computed in float64 on those inputs, except "adam*", which runs in float32.
Weights have PyTorch's layout: Linear weight is [out, in] row-major, y = x W^T + b.
Matrices are lists of rows. Use: python make_golden.py [output]
"""

import argparse
import json
import math
from pathlib import Path

import numpy as np
import torch
from prdc import compute_prdc
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits as bce

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


def seq(*shape, step=0.7, shift=0.0, scale=1.0, offset=0.0):
    """The closed formula for all inputs, rounded to float32 and held as float64."""
    i = torch.arange(math.prod(shape))
    return (torch.sin(step * i + shift) * scale + offset).reshape(shape).float().double()


def gan_d_loss(real, fake):
    """Mean of the real and the fake term."""
    return 0.5 * (bce(real, torch.ones_like(real)) + bce(fake, torch.zeros_like(fake)))


def gan_g_loss(fake):
    """Non-saturating: mean softplus(-fake)."""
    return bce(fake, torch.ones_like(fake))


def non_saturating():
    # The last three differ: without them both lists are symmetric about 0 and all terms are equal.
    logits = [-100, -30, -5, -1, -0.1, 0, 0.1, 1, 5, 30, 100]
    real = torch.tensor(logits + [2.5, -0.7, 12]).requires_grad_()
    fake = torch.tensor(logits + [-3.5, 0.4, -20]).requires_grad_()
    d_loss, g_loss = gan_d_loss(real, fake), gan_g_loss(fake)
    d_real, d_fake = torch.autograd.grad(d_loss, [real, fake])
    (g_fake,) = torch.autograd.grad(g_loss, [fake])
    return {
        "real": real, "fake": fake,
        "d_loss": d_loss, "d_loss_grad_real": d_real, "d_loss_grad_fake": d_fake,
        "g_loss": g_loss, "g_loss_grad_fake": g_fake,
    }


def adam(weight_decay):
    """weight_decay is torch.optim.Adam's: L2, added to the gradient (not AdamW)."""
    p = nn.Parameter(seq(7, step=1.3, shift=0.4).float())
    opt = torch.optim.Adam([p], lr=2e-3, betas=(0.5, 0.999), eps=1e-8, weight_decay=weight_decay)
    out = {
        "lr": 2e-3, "beta1": 0.5, "beta2": 0.999, "eps": 1e-8, "weight_decay": weight_decay,
        "initial": p.detach().clone(), "grads": [], "params": [],
    }
    for t in range(12):
        # The scale differs by parameter, over six orders of magnitude.
        p.grad = (seq(7, step=0.7, shift=0.9 * t) * torch.logspace(-4, 2, 7)).float()
        opt.step()
        out["grads"].append(p.grad)
        out["params"].append(p.detach().clone())
    state = opt.state[p]
    return out | {"exp_avg": state["exp_avg"], "exp_avg_sq": state["exp_avg_sq"]}


def dense(activation):
    w = seq(3, 4, step=0.9, shift=0.3, scale=0.8).requires_grad_()
    b = seq(3, step=1.1, shift=0.2, scale=0.3).requires_grad_()
    x = seq(5, 4, step=0.7, shift=0.1, scale=1.5).requires_grad_()
    dy = seq(5, 3, step=1.7, shift=0.5)
    y = activation(nn.functional.linear(x, w, b))
    dw, db, dx = torch.autograd.grad(y, [w, b, x], dy)
    return {"weight": w, "bias": b, "x": x, "dy": dy, "y": y, "dweight": dw, "dbias": db, "dx": dx}


def batch_norm():
    """The batch is normalised by its biased variance; running_var takes the unbiased one.
    running = (1 - momentum) * running + momentum * batch, from mean 0 and variance 1."""
    bn = nn.BatchNorm1d(3, momentum=0.2)
    gamma, beta = seq(3, step=1.9, shift=0.6, offset=0.5), seq(3, step=0.8, shift=2.0, scale=0.4)
    bn.load_state_dict(bn.state_dict() | {"weight": gamma, "bias": beta})
    x = seq(6, 3, step=1.3, shift=0.2, scale=2.0, offset=0.7).requires_grad_()
    dy = seq(6, 3, step=1.7, shift=0.5)
    act = nn.LeakyReLU(0.2)
    y = act(bn(x))
    dgamma, dbeta, dx = torch.autograd.grad(y, [bn.weight, bn.bias, x], dy)
    bn.eval()
    return {
        "eps": bn.eps, "momentum": bn.momentum, "slope": 0.2, "gamma": gamma, "beta": beta,
        "x": x, "dy": dy, "y_train": y, "dgamma": dgamma, "dbeta": dbeta, "dx": dx,
        "running_mean": bn.running_mean, "running_var": bn.running_var, "y_eval": act(bn(x)),
    }


def mlp_step():
    """Three steps of a GAN, discriminator first. Parameter order: w0, b0, w1, b1.
    d_loss, g_loss and the gradient norms are taken before the respective update."""

    def net(sizes, shift):
        a, b, c = sizes
        layers = nn.Sequential(nn.Linear(a, b), nn.LeakyReLU(0.2), nn.Linear(b, c))
        for k, p in enumerate(layers.parameters()):
            p.data = seq(*p.shape, step=1.3 + 0.2 * k, shift=shift + k, scale=0.7)
        return layers

    def params(layers):
        return dict(zip(["w0", "b0", "w1", "b1"], [p.detach().clone() for p in layers.parameters()]))

    def update(layers, opt, loss):
        opt.zero_grad()
        loss.backward()
        norm = torch.cat([p.grad.flatten() for p in layers.parameters()]).norm()
        opt.step()
        return norm

    g, d = net((3, 4, 2), 0.3), net((2, 4, 1), 0.8)
    adam_args = {"lr": 1e-2, "betas": (0.5, 0.999), "eps": 1e-8}
    g_opt, d_opt = (torch.optim.Adam(m.parameters(), **adam_args) for m in (g, d))
    out = {
        "slope": 0.2, "lr": 1e-2, "beta1": 0.5, "beta2": 0.999, "eps": 1e-8,
        "g_initial": params(g), "d_initial": params(d), "steps": [],
    }
    for t in range(3):
        real = seq(6, 2, step=0.7, shift=0.5 * t, offset=0.5)
        z_d = seq(6, 3, step=1.1, shift=0.2 + 0.5 * t, scale=1.2)
        z_g = seq(6, 3, step=1.7, shift=0.9 + 0.5 * t, scale=1.2)
        d_loss = gan_d_loss(d(real), d(g(z_d).detach()))
        d_norm = update(d, d_opt, d_loss)
        g_loss = gan_g_loss(d(g(z_g)))
        g_norm = update(g, g_opt, g_loss)
        out["steps"].append({
            "real": real, "z_d": z_d, "z_g": z_g, "d_loss": d_loss, "g_loss": g_loss,
            "d_grad_norm": d_norm, "g_grad_norm": g_norm, "g": params(g), "d": params(d),
        })
    return out


def knn():
    """Three clusters on each side, partly overlapping; the third fake one is off and spread wider."""

    def points(n, shift, spread):
        centres = torch.tensor([[0.0, 0, 0], [4, 0, 1], [0, 4, -1]])
        noise = seq(n, 3, step=1.7, shift=shift) + seq(n, 3, step=0.37, shift=2 * shift)
        which = torch.arange(n) % 3
        return ((centres + shift * torch.tensor([[0.0], [0.3], [2]]))[which]
                + noise * torch.tensor(spread)[which, None]).float().double()

    real, fake = points(60, 0.0, [1.0, 1.0, 1.0]), points(50, 0.5, [0.5, 1.0, 2.0])
    result = compute_prdc(real.numpy(), fake.numpy(), nearest_k=5)
    return {"k": 5, "real": real, "fake": fake} | {name: float(v) for name, v in result.items()}


def modes():
    """Ring of 8. High quality: nearest mode closer than 3 std. Captured: at least one such sample."""
    k, std, n = 8, 0.02, 40
    angle = 2 * math.pi * torch.arange(k) / k
    centres = torch.stack([angle.cos(), angle.sin()], 1)
    i = torch.arange(n)
    near = (i * i // 5) % 7
    radius = 4.5 * std * torch.sin(0.7 * i + 0.3).abs()
    offset = radius[:, None] * torch.stack([torch.cos(1.3 * i), torch.sin(1.3 * i)], 1)
    samples = (centres[near] + offset).float().double()
    distance, mode = torch.cdist(samples, centres, compute_mode="donot_use_mm_for_euclid_dist").min(1)
    high = distance < 3 * std
    counts = torch.bincount(mode[high], minlength=k)
    share = counts[counts > 0] / counts.sum()
    return {
        "count": k, "std": std, "samples": samples, "histogram": counts,
        "captured": int((counts > 0).sum()), "high_quality": high.double().mean(),
        "reverse_kl": math.log(k) + (share * share.log()).sum(),
    }


def plain(value):
    """Tensors and arrays as nested lists or numbers."""
    if isinstance(value, (torch.Tensor, np.ndarray)):
        return value.tolist()
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    return value


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", nargs="?", default=Path(__file__).with_name("golden.json"))
    golden = {
        "non_saturating": non_saturating(),
        "adam": adam(0.0),
        "adam_weight_decay": adam(0.01),
        "dense_leaky_relu": dense(nn.LeakyReLU(0.2)),
        "dense_tanh": dense(torch.tanh),
        "batch_norm": batch_norm(),
        "mlp_step": mlp_step(),
        "knn": knn(),
        "modes": modes(),
    }
    lines = (f"{json.dumps(k)}: {json.dumps(plain(v))}" for k, v in golden.items())
    Path(parser.parse_args().output).write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
