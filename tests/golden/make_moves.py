"""Write moves.json: whole steps of tiny GANs with each kind of move, computed with PyTorch in float64.

The file is what training() returns: {g, d, batches, lr, betas, eps, variants}. Each variant has d_loss and g_loss of every
step, before the respective update, and the final parameters g and d (lists by name). Layout and inputs are those of
make_strategies.py; they are chosen so that no pre-activation is closer than MARGIN to a kink and no gradient closer than
SMALLEST to 0, where Adam's step is uncertain; "free" names the parameters whose gradient is exactly 0.
Use: python make_moves.py [output], with make_strategies.py and make_layers.py beside it.
"""

import argparse
import copy
from pathlib import Path

import torch
import torch.nn.functional as F
from make_layers import filled, given
from make_strategies import ADAM, LOSSES, Adam, apart, grads, inputs_of, leaky, mean, r1, searched, sizes_of, write

SMALLEST = 1e-5


def net(p, x):
    """Linear leaky_relu Linear."""
    return F.linear(leaky(F.linear(x, p["w0"], p["b0"])), p["w1"], p["b1"])


class Player:
    """Parameters and their optimiser."""

    def __init__(self, specs):
        self.p, self.lr = {name: filled(spec).double() for name, spec in specs.items()}, 1e-2
        self.adams = {name: Adam() for name in specs}

    def needed(self):
        return {name: tensor.clone().requires_grad_() for name, tensor in self.p.items()}

    def learn(self, gradients, rule="step", start=None, free=()):
        """A step with these gradients, from `start` if given; `free` are not searched for small gradients."""
        start = start or self.p
        for name, g in zip(self.p, gradients):
            if name not in free:
                apart(g, SMALLEST)
            self.p[name] = getattr(self.adams[name], rule)(start[name], g, self.lr)


def d_turn(g, d, real, z, loss, penalty=None):
    """D's loss, penalty and gradients."""
    p = d.needed()
    fake = net(g.p, z).detach()
    lost = loss(net(p, real), net(p, fake))
    extra = penalty(p, real) if penalty else torch.zeros(())
    return lost, extra, grads(lost + extra, list(p.values()))


def g_turn(g, d, real, z, loss):
    """G's loss and gradients; real is judged where the loss wants it."""
    p = g.needed()
    lost = loss(net(d.p, real).detach(), net(d.p, net(p, z)))
    return lost, grads(lost, list(p.values()))


def smoothed(x, y):
    return mean((x - 0.9) ** 2, y**2)


def squared_gradient(p, real):
    return r1(net, p, real.clone().requires_grad_(), 1.0)[0]


def play(specs, batches, loss, clip=None, of_d=None, penalty=None, simultaneous=False, unroll=0, rule="step", beta=None,
         extragradient=False, free=()):
    g, d = Player(specs["g"]), Player(specs["d"])
    average, of_d, of_g = dict(g.p), of_d or LOSSES[loss][0], LOSSES[loss][1]
    out = {"loss": loss, "d_loss": [], "g_loss": []} | ({"penalty": []} if penalty else {})
    for step in range(3):
        batch = {name: filled(spec[step]).double() for name, spec in batches.items()}

        def together(tag):
            """Both players' gradients from the same point, on the batch with this tag."""
            real = batch["real" + tag]
            d_loss, _, by_d = d_turn(g, d, real, batch["z_d" + tag], of_d)
            g_loss, by_g = g_turn(g, d, real, batch["z_g" + tag], of_g)
            out.setdefault("d_loss" + tag, []).append(d_loss)
            out.setdefault("g_loss" + tag, []).append(g_loss)
            return by_d, by_g

        if simultaneous or extragradient:
            saved = dict(g.p), dict(d.p)
            for tag in ("", "_b") if extragradient else ("",):
                by_d, by_g = together(tag)
                d.learn(by_d, rule, saved[1])
                g.learn(by_g, rule, saved[0])
            continue
        d_loss, extra, gradients = d_turn(g, d, batch["real"], batch["z_d"], of_d, penalty)
        d.learn(gradients, rule, free=free)
        if clip:
            d.p = {name: tensor.clamp(-clip, clip) for name, tensor in d.p.items()}
        ahead = copy.deepcopy(d)
        for k in range(unroll):
            ahead.learn(d_turn(g, ahead, batch[f"real_ahead{k}"], batch[f"z_ahead{k}"], of_d)[2])
        g_loss, gradients = g_turn(g, ahead, batch["real"], batch["z_g"], of_g)
        g.learn(gradients, rule)
        out["d_loss"].append(d_loss)
        out["g_loss"].append(g_loss)
        if penalty:
            out["penalty"].append(extra)
        if beta:
            average = {name: beta * average[name] + (1 - beta) * g.p[name] for name in g.p}
    for name in free:
        start = filled(specs["d"][name]).double()
        assert (d.p[name] - (start.clamp(-clip, clip) if clip else start)).abs().max() < 1e-9
    out |= {"free": [f"d.{name}" for name in free], "g": g.p, "d": d.p}
    return out | ({"average": average} if beta else {})


def training():
    """Three steps of tiny GANs from the same start on the same batches of 6. G: Linear(3,8) leaky_relu Linear(8,2), D:
    Linear(2,8) leaky_relu Linear(8,1). Adam for both, lr 1e-2. batches has one input per step: D's turn comes first, on "real" and
    G("z_d"); then G's, through the updated D, on "z_g" (relativistic: beside "real" of the same step). Variants:
    weight_clip       every parameter of D clamped to +-0.05 after its turn
    label_smoothing   D's target of reals is 0.9; G's remains 1
    r1                gamma 1, added to D's loss; d_loss is without it, "penalty" is it
    simultaneous      both gradients at the same point, then both steps
    unroll            after D's turn a copy of D (Adam's state included) takes 2 more steps, step k on "real_ahead{k}" and
                      G("z_ahead{k}"); G's loss and gradient are by the copy, which is then dropped
    optimistic_adam   both players
    extragradient     both players at once: extrapolation on the plain batch, update from the saved point on the batch
                      "_b"; d_loss, g_loss are at the start of the step, d_loss_b, g_loss_b at the extrapolated point
    ema               average <- 0.9 average + 0.1 g after every step, from the initial g
    """

    def make(stream):
        specs = {"g": inputs_of(sizes_of(3, 8, 2), stream, 1.5), "d": inputs_of(sizes_of(2, 8, 1), stream + 10, 2.5)}
        batches = {}
        for k, name in enumerate(["real", "z_d", "z_g", "real_b", "z_d_b", "z_g_b",
                                  "real_ahead0", "z_ahead0", "real_ahead1", "z_ahead1"]):
            shape, scale, offset = ((6, 2), 1.0, 0.75) if name.startswith("real") else ((6, 3), 1.5, 0.0)
            batches[name] = [given(shape, stream + 100 + 10 * k + t, scale, offset) for t in range(3)]
        variants = {
            "hinge": {"loss": "hinge"},
            "weight_clip": {"loss": "wasserstein", "clip": 0.05, "free": ["b1"]},
            "ra_gan": {"loss": "ra_gan", "free": ["b1"]},
            "label_smoothing": {"loss": "least_squares", "of_d": smoothed},
            "r1": {"loss": "non_saturating", "penalty": squared_gradient},
            "simultaneous": {"loss": "non_saturating", "simultaneous": True},
            "unroll": {"loss": "non_saturating", "unroll": 2},
            "optimistic_adam": {"loss": "non_saturating", "rule": "optimistic_step"},
            "extragradient": {"loss": "non_saturating", "extragradient": True},
            "ema": {"loss": "non_saturating", "beta": 0.9},
        }
        return specs | {"batches": batches, "lr": 1e-2} | ADAM | {
            "variants": {name: play(specs, batches, **options) for name, options in variants.items()}
        }

    return searched(make)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", nargs="?", default=Path(__file__).with_name("moves.json"))
    write(parser.parse_args().output, training())


if __name__ == "__main__":
    main()
