"""Train a small GAN on a ring of 8 Gaussians over a grid of learning rates; one JSON line per run.

Runs already in ring.jsonl are skipped, so the script can be stopped and started again.
d_loss is the mean of the real and the fake term. D's figures are from before its update, on the
batch of that update. reverse_kl and other numbers that do not exist or are not finite are null.

`ring_pytorch.py summary` writes ring_pytorch.csv: late_* are medians of the last ten evaluations, d_loss and d_acc means
of the last 500 steps. The committed file also holds seeds 3 and up of the cells (3e-3, 1e-3), (1e-3, 3e-4) and (3e-4, 3e-4),
which end in different ways from seed to seed.
"""

import json
import math
import sys
import time
from itertools import product
from pathlib import Path
from statistics import median

import torch
from torch import nn
from torch.nn.functional import softplus

torch.set_num_threads(1)
MODES, STD, BATCH, STEPS, LATENT, EVAL_N = 8, 0.02, 256, 4000, 64, 2500
OUT = Path(__file__).with_name("ring.jsonl")
ANGLE = 2 * math.pi * torch.arange(MODES) / MODES
CENTRES = torch.stack([ANGLE.cos(), ANGLE.sin()], 1)
EVAL_Z = torch.randn(EVAL_N, LATENT, generator=torch.Generator().manual_seed(12345))


def mlp(inputs, outputs):
    return nn.Sequential(nn.Linear(inputs, 128), nn.LeakyReLU(0.2), nn.Linear(128, 128),
                         nn.LeakyReLU(0.2), nn.Linear(128, outputs))


def real_batch():
    return CENTRES[torch.randint(MODES, (BATCH,))] + STD * torch.randn(BATCH, 2)


@torch.no_grad()
def evaluate(g):
    squared = (g(EVAL_Z)[:, None] - CENTRES).square().sum(-1)
    distance, mode = squared.sqrt().min(1)
    counts = torch.bincount(mode[distance < 3 * STD], minlength=MODES).double()
    total = counts.sum().item()
    share = counts[counts > 0] / total
    return {"modes": len(share), "high_quality": total / EVAL_N,
            "reverse_kl": math.log(MODES) + (share * share.log()).sum().item() if total else None}


def step(net, opt, loss):
    opt.zero_grad(set_to_none=True)
    loss.backward(inputs=list(net.parameters()))
    norm = torch.stack([p.grad.norm() for p in net.parameters()]).norm().item()
    opt.step()
    return norm


def train(lr_g, lr_d, variant, seed, d_steps=1, g_steps=1, skip_below=-math.inf):
    torch.manual_seed(seed)
    g, d = mlp(LATENT, 2), mlp(2, 1)
    g_opt = torch.optim.Adam(g.parameters(), lr_g, betas=(0.5, 0.999), fused=True)
    d_opt = torch.optim.Adam(d.parameters(), lr_d, betas=(0.5, 0.999), fused=True)
    rows, evals, times, norms, skipped = [], [], [], {"g": 0.0, "d": 0.0}, 0
    for t in range(1, STEPS + 1):
        start, row = time.perf_counter(), []
        for _ in range(d_steps):
            with torch.no_grad():
                fakes = g(torch.randn(BATCH, LATENT))
            real, fake = d(real_batch()), d(fakes)
            loss = 0.5 * (softplus(-real).mean() + softplus(fake).mean())
            with torch.no_grad():
                acc = 0.5 * ((real > 0).float().mean() + (fake < 0).float().mean())
                row.append([loss.item(), acc.item(), real.sigmoid().mean().item(), fake.sigmoid().mean().item()])
            if loss.item() < skip_below:
                skipped += 1
            else:
                norms["d"] = max(step(d, d_opt, loss), norms["d"])
        g_losses = []
        for _ in range(g_steps):
            loss = softplus(-d(g(torch.randn(BATCH, LATENT)))).mean()
            g_losses.append(loss.item())
            norms["g"] = max(step(g, g_opt, loss), norms["g"])
        rows.append([sum(c) / d_steps for c in zip(*row)] + [sum(g_losses) / g_steps])
        times.append(time.perf_counter() - start)
        if t % 100 == 0:
            evals.append({"step": t} | evaluate(g))
    last = torch.tensor(rows[-500:], dtype=torch.float64).mean(0).tolist()
    finite = all(p.isfinite().all() for net in (g, d) for p in net.parameters())
    clean = lambda x: x if math.isfinite(x) else None
    return {
        "lr_g": lr_g, "lr_d": lr_d, "variant": variant, "seed": seed,
        **{k: evals[-1][k] for k in ("modes", "high_quality", "reverse_kl")},
        **{k: clean(v) for k, v in zip(["d_loss", "d_acc", "d_real", "d_fake", "g_loss"], last)},
        "max_grad_norm_g": clean(norms["g"]), "max_grad_norm_d": clean(norms["d"]),
        "nan": not finite or any(math.isnan(x) for r in rows for x in r),
        "d_skipped": skipped / (STEPS * d_steps), "ms_per_step": 1e3 * median(times), "evals": evals,
    }


def plan():
    first = [(1e-3, 1e-3), (1e-4, 1e-2)]
    for g, d in first:
        for seed in range(4):
            yield (g, d, "base", seed), {}
    rest = [c for c in product([1e-4, 3e-4, 1e-3, 3e-3, 1e-2], repeat=2) if c not in first]
    variants = {"d5_g1": {"d_steps": 5}, "d1_g5": {"g_steps": 5}, "skip_d_0.3": {"skip_below": 0.3}}
    for seed in range(3):  # seed by seed, so that an early stop leaves every cell covered
        for g, d in rest:
            yield (g, d, "base", seed), {}
        for name, lr_d in product(variants, [1e-3, 1e-2]) if seed < 2 else ():
            yield (1e-3, lr_d, name, seed), variants[name]


def main():
    records = [json.loads(s) for s in OUT.read_text().splitlines()] if OUT.exists() else []
    done = {(r["lr_g"], r["lr_d"], r["variant"], r["seed"]) for r in records if "seed" in r}
    for key, options in plan():
        if key in done:
            continue
        record = train(*key, **options)
        records.append(record)
        with OUT.open("a") as f:
            f.write(json.dumps(record) + "\n")
        print({k: v for k, v in record.items() if k != "evals"}, flush=True)
    base = [r["ms_per_step"] for r in records if r.get("variant") == "base"]
    with OUT.open("a") as f:
        f.write(json.dumps({"timing": "median ms per step, base runs", "ms_per_step": median(base)}) + "\n")


def summary():
    records = [json.loads(line) for line in OUT.read_text().splitlines()]
    names = ["lr_g", "lr_d", "variant", "seed", "modes", "high_quality", "reverse_kl"]
    rows = []
    for r in (r for r in records if "lr_g" in r):
        late = [median(e[k] for e in r["evals"][-10:]) for k in ("modes", "high_quality")]
        rows.append([r[k] for k in names] + [late[0], round(late[1], 4), round(r["d_loss"], 4), round(r["d_acc"], 4)])
    rows.sort(key=lambda r: (r[2], *r[:2], r[3]))
    lines = [",".join(names + ["late_modes", "late_high_quality", "d_loss", "d_acc"])]
    lines += [",".join("" if x is None else str(x) for x in r) for r in rows]
    Path(__file__).with_name("ring_pytorch.csv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    summary() if sys.argv[1:] == ["summary"] else main()
