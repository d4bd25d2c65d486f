"""Write unroll.json: G's gradient through D's unrolled steps (Metz et al. 2017), by PyTorch's autograd in float64.

G: Linear(3,8) leaky_relu Linear(8,2), D: Linear(2,8) leaky_relu Linear(8,1), weights (out, in), batches of 6. D takes two steps
that are kept, on "real_w{k}" and G("z_w{k}"), then STEPS steps ahead on "real{k}" and G("z{k}"). G's loss is on G("z_g"), judged by
the D that has taken all of them (rsgan: beside "real_g"); its gradient goes through the steps ahead, and not through the two before.
D's loss is the mean of its terms. Each variant has "gradient", a list by parameter w0 b0 w1 b1, and "stopped", the same
without the steps' dependence on G.
Use: python make_unroll.py [output], with make_layers.py beside it.
"""

import argparse
import json
from pathlib import Path

import torch
import torch.nn.functional as F
from make_layers import filled, given

STEPS, LR = 5, 0.05
BETAS, EPS = (0.5, 0.9), 1e-8


def net(p, x):
    return F.linear(F.leaky_relu(F.linear(x, p["w0"], p["b0"]), 0.2), p["w1"], p["b1"])


LOSSES = {
    "minimax": (lambda x, y: (F.softplus(-x).mean() + F.softplus(y).mean()) / 2, lambda x, y: -F.softplus(y).mean()),
    "least_squares": (lambda x, y: (((x - 1) ** 2).mean() + (y**2).mean()) / 2, lambda x, y: ((y - 1) ** 2).mean()),
    "rsgan": (lambda x, y: F.softplus(-(x - y)).mean(), lambda x, y: F.softplus(-(y - x.detach())).mean()),
}


def adam(weight_decay):
    def step(p, g, state, t):
        out = {}
        for name in p:
            grad = g[name] + weight_decay * p[name]
            m, v = state.get(name, (torch.zeros_like(grad), torch.zeros_like(grad)))
            m, v = BETAS[0] * m + (1 - BETAS[0]) * grad, BETAS[1] * v + (1 - BETAS[1]) * grad**2
            state[name] = m, v
            out[name] = p[name] - LR * (m / (1 - BETAS[0] ** t)) / ((v / (1 - BETAS[1] ** t)).sqrt() + EPS)
        return out

    return step


def sgd(momentum):
    def step(p, g, state, _):
        out = {}
        for name in p:
            state[name] = momentum * state.get(name, 0.0) + g[name]
            out[name] = p[name] - LR * state[name]
        return out

    return step


def variant(specs, batches, loss, rule, full):
    of_d, of_g = LOSSES[loss]
    batch = {name: filled(spec).double() for name, spec in batches.items()}
    g = {name: filled(spec).double().requires_grad_() for name, spec in specs["g"].items()}
    d = {name: filled(spec).double().requires_grad_() for name, spec in specs["d"].items()}
    state, t = {}, 0

    def turn(d, real, z, through):
        fake = net(g, z)
        fake = fake if through else fake.detach()
        loss = of_d(net(d, real), net(d, fake))
        return dict(zip(d, torch.autograd.grad(loss, list(d.values()), create_graph=through)))

    for k in range(2):
        t += 1
        d = rule(d, turn(d, batch[f"real_w{k}"], batch[f"z_w{k}"], False), state, t)
        d = {name: value.detach().requires_grad_() for name, value in d.items()}
        state = {name: tuple(m.detach() for m in value) if isinstance(value, tuple) else value.detach()
                 for name, value in state.items()}
    for k in range(STEPS):
        t += 1
        d = rule(d, turn(d, batch[f"real{k}"], batch[f"z{k}"], full), state, t)
        if not full:
            d = {name: value.detach().requires_grad_() for name, value in d.items()}
    lost = of_g(net(d, batch["real_g"]), net(d, net(g, batch["z_g"])))
    return [value.flatten().tolist() for value in torch.autograd.grad(lost, list(g.values()))]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", nargs="?", default=Path(__file__).with_name("unroll.json"))
    shapes = {"g": [(8, 3), (8,), (2, 8), (2,)], "d": [(8, 2), (8,), (1, 8), (1,)]}
    specs = {player: {name: given(shape, 900 + 10 * i + j, 1.0)
                      for j, (name, shape) in enumerate(zip(["w0", "b0", "w1", "b1"], of_player))}
             for i, (player, of_player) in enumerate(shapes.items())}
    names = [f"{what}_w{k}" for k in range(2) for what in ("real", "z")]
    names += [f"{what}{k}" for k in range(STEPS) for what in ("real", "z")] + ["real_g", "z_g"]
    batches = {name: given((6, 2) if name.startswith("real") else (6, 3), 950 + k, 1.0, 0.5 if name.startswith("real") else 0.0)
               for k, name in enumerate(names)}
    rules = {"adam": adam(0.0), "adam_weight_decay": adam(0.1), "sgd": sgd(0.0), "sgd_momentum": sgd(0.5)}
    variants = [
        {"loss": loss, "rule": rule,
         "gradient": variant(specs, batches, loss, rules[rule], True),
         "stopped": variant(specs, batches, loss, rules[rule], False)}
        for loss in LOSSES for rule in rules
        # D's last bias has no gradient there, and the root of Adam's second moment no slope at 0.
        if (loss, rule) != ("rsgan", "adam")
    ]
    out = specs | {"batches": batches, "lr": LR, "betas": BETAS, "steps": STEPS, "variants": variants}
    Path(parser.parse_args().output).write_text(json.dumps(out, indent=1) + "\n")


if __name__ == "__main__":
    main()
