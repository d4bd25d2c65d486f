"""The PyTorch side of two planes of learning rates: GANs on the ring, and fully connected ones on digits.

    train.py ring OUT        trains what is not there yet, a cell of ten seeds at a time
    train.py digits OUT
    train.py check           nets that are trained side by side are those that are trained alone

OUT gets 2,500 samples of the end of every run. judge.py compares them with seesaw's. Data, networks, losses, Adam, batch
and steps are those of experiments/ring_learning_rates.yaml and experiments/digits_learning_rates.yaml; initial parameters
are PyTorch's own. Needs numpy, torch.
"""

import gzip
import itertools
import math
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.functional import batch_norm, softplus

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests/golden"))
from ring_pytorch import CENTRES, MODES, STD, mlp  # noqa: E402

torch.set_num_threads(1)
SAMPLES, SEEDS, LATENT = 2_500, range(10), 64
INNER = [3e-4, 1e-3, 3e-3]
RATES = {"ring": [1e-4, *INNER, 1e-2], "digits": INNER}
STEPS = {"ring": 4_000, "digits": 1_500}
BATCH = {"ring": 256, "digits": 64}


def digits(what, header):
    packed = ROOT / f"src/data/digits/digits-{what}-ubyte.gz"
    return np.frombuffer(gzip.decompress(packed.read_bytes()), np.uint8, offset=header)


def fc_8():
    """The pair of src/models/fc_8.rs, with PyTorch's own initialisation."""
    g = [nn.Linear(64, 128), nn.BatchNorm1d(128, momentum=0.2), nn.LeakyReLU(0.2),
         nn.Linear(128, 256), nn.BatchNorm1d(256, momentum=0.2), nn.LeakyReLU(0.2), nn.Linear(256, 64), nn.Tanh()]
    d = [nn.Linear(64, 256), nn.LeakyReLU(0.2), nn.Linear(256, 128), nn.LeakyReLU(0.2), nn.Linear(128, 1)]
    return nn.Sequential(*g), nn.Sequential(*d)


class SideBySide:
    """Networks of one form that are computed together: (nets, rows, features). A step of ten costs less than ten steps."""

    def __init__(self, nets):
        self.layers = []
        for alike in zip(*nets):
            if isinstance(alike[0], nn.Linear):
                held = [torch.stack([layer.weight.T for layer in alike]), torch.stack([layer.bias for layer in alike])[:, None]]
            elif isinstance(alike[0], nn.BatchNorm1d):
                held = [torch.cat([layer.weight for layer in alike]), torch.cat([layer.bias for layer in alike])]
            else:
                held = []
            held = [tensor.detach().clone().requires_grad_() for tensor in held]
            running = [torch.zeros_like(held[0]), torch.ones_like(held[0])] if isinstance(alike[0], nn.BatchNorm1d) else None
            self.layers.append((alike[0], held, running))
        self.parameters = [tensor for _, held, _ in self.layers for tensor in held]

    def __call__(self, x, pass_="train"):
        """"frozen" uses the batch's statistics and leaves the running ones alone; "eval" uses these."""
        for layer, held, running in self.layers:
            if isinstance(layer, nn.Linear):
                x = torch.baddbmm(held[1], x, held[0])
            elif isinstance(layer, nn.BatchNorm1d):
                nets, rows, width = x.shape
                flat = x.transpose(0, 1).reshape(rows, nets * width)
                kept = running if pass_ != "frozen" else [None, None]
                flat = batch_norm(flat, *kept, *held, pass_ != "eval", layer.momentum, layer.eps)
                x = flat.reshape(rows, nets, width).transpose(0, 1)
            else:
                x = layer(x)
        return x


def ring_batches(draws):
    while True:
        centres = torch.randint(MODES, (BATCH["ring"],), generator=draws)
        yield CENTRES[centres] + STD * torch.randn(BATCH["ring"], 2, generator=draws)


def digit_batches(draws):
    """Epochs in shuffled order; what does not fill a batch is dropped."""
    images = torch.from_numpy(digits("images-idx3", 16).reshape(-1, 64) / 127.5 - 1).to(torch.get_default_dtype())
    while True:
        order = torch.randperm(len(images), generator=draws)
        yield from (images[chosen] for chosen in order.split(BATCH["digits"]) if len(chosen) == BATCH["digits"])


def pair_of(plane, seed):
    torch.manual_seed(seed)
    return (mlp(LATENT, 2), mlp(2, 1)) if plane == "ring" else fc_8()


def adam(net, rate):
    return torch.optim.Adam(net.parameters, rate, betas=(0.5, 0.999), fused=True)


def train(plane, lr_g, lr_d, seeds, steps):
    """2,500 samples of each seed's G after so many steps."""
    g, d = (SideBySide(nets) for nets in zip(*(pair_of(plane, seed) for seed in seeds)))
    of_g, of_d = adam(g, lr_g), adam(d, lr_d)
    draws = [torch.Generator().manual_seed(1_000 + seed) for seed in seeds]
    batches = [{"ring": ring_batches, "digits": digit_batches}[plane](own) for own in draws]

    def latents(rows):
        return torch.stack([torch.randn(rows, LATENT, generator=own) for own in draws])

    def move(net, optimizer, losses):
        # Nets share nothing: each gets the gradient of its own loss.
        optimizer.zero_grad(set_to_none=True)
        losses.sum().backward(inputs=net.parameters)
        optimizer.step()

    def mean(values):
        return values.mean((1, 2))

    for _ in range(steps):
        with torch.no_grad():
            fakes = g(latents(BATCH[plane]), "frozen")
        reals = torch.stack([next(own) for own in batches])
        move(d, of_d, 0.5 * (mean(softplus(-d(reals))) + mean(softplus(d(fakes)))))
        move(g, of_g, mean(softplus(-d(g(latents(BATCH[plane]))))))
    with torch.no_grad():
        return g(latents(SAMPLES), "eval").numpy()


def name_of(lr_g, lr_d, seed):
    return f"{lr_g:g},{lr_d:g},{seed}"


def train_plane(plane, out):
    # The inner cells first, and of these the diagonal, so that an early stop leaves what matters most.
    order = lambda cell: (any(rate not in INNER for rate in cell), abs(math.log(cell[0] / cell[1])))
    cells = sorted(itertools.product(RATES[plane], repeat=2), key=order)
    (out / plane).mkdir(parents=True, exist_ok=True)
    for lr_g, lr_d in cells:
        paths = [out / plane / f"{name_of(lr_g, lr_d, seed)}.npy" for seed in SEEDS]
        if not all(path.exists() for path in paths):
            samples = train(plane, lr_g, lr_d, SEEDS, STEPS[plane])
            for path, of_seed in zip(paths, samples):
                np.save(path, of_seed.reshape(-1, 8, 8) if plane == "digits" else of_seed)
            print(plane, lr_g, lr_d, flush=True)


def check():
    """Three nets side by side and each alone give the same samples, up to the order of sums, which f64 keeps small."""
    torch.set_default_dtype(torch.float64)
    for plane in STEPS:
        together = train(plane, 1e-3, 1e-3, range(3), 20)
        for seed in range(3):
            alone = train_plainly(plane, 1e-3, 1e-3, seed, 20)
            print(plane, seed, "largest difference of a sample", np.abs(together[seed] - alone).max())


def train_plainly(plane, lr_g, lr_d, seed, steps):
    """The same as scripts have it: modules, one net of each player."""
    g, d = pair_of(plane, seed)
    of_g, of_d = (torch.optim.Adam(net.parameters(), rate, betas=(0.5, 0.999)) for net, rate in [(g, lr_g), (d, lr_d)])
    draws = torch.Generator().manual_seed(1_000 + seed)
    batches = {"ring": ring_batches, "digits": digit_batches}[plane](draws)
    norms = [layer for layer in g if isinstance(layer, nn.BatchNorm1d)]

    def latents(rows):
        return torch.randn(rows, LATENT, generator=draws)

    for _ in range(steps):
        for norm in norms:
            norm.momentum = 0.0
        fakes = g(latents(BATCH[plane])).detach()
        for norm in norms:
            norm.momentum = 0.2
        of_d.zero_grad()
        (0.5 * (softplus(-d(next(batches))).mean() + softplus(d(fakes)).mean())).backward()
        of_d.step()
        of_g.zero_grad()
        softplus(-d(g(latents(BATCH[plane])))).mean().backward()
        of_g.step()
    return g.eval()(latents(SAMPLES)).detach().numpy()


if __name__ == "__main__":
    check() if sys.argv[1:] == ["check"] else train_plane(sys.argv[1], Path(sys.argv[2]))
