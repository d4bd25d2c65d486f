"""Train GANs on points with PyTorch, in ways that seesaw has not: other initialisations, optimizers and
faults. Each run leaves what a training script leaves, a printed log and samples by their step.

    foreign_trainers.py OUT            trains what is not there yet, 80 runs of 10 to 25 seconds of a core
    foreign_trainers.py OUT SEESAW     has this program judge them, and writes results/reference/foreign_trainers.md
                                       and src/diagnose/foreign_confidence.csv (from the root of the repository)

The truth is PacGAN's count (Lin et al. 2018): a mode is captured when one of 10,000 fresh samples lies within
three standard deviations of it. It is counted at the four moments of the last tenth; the lower median counts. No
line of seesaw's is in it, except the share of high quality (0.1) below which samples are samples of nothing: of
those runs nothing is expected. SEESAW sees the log and the saved sets of 2,500, none of the fresh samples.
"""

import json
import math
import subprocess
import sys
import time
from itertools import product
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.functional import relu, softplus

torch.set_num_threads(1)
BATCH, SAMPLES, FRESH, SETS = 256, 2_500, 10_000, 40
ANGLES = 2 * math.pi * torch.arange(8) / 8
SIDE = 2.0 * (torch.arange(5) - 2)
DATA = {
    "ring": (torch.stack([ANGLES.cos(), ANGLES.sin()], 1), 0.02, "ring:8"),
    "grid": (torch.cartesian_prod(SIDE, SIDE), 0.1, "grid:5,std=0.1"),
}
LOSSES = ["bce", "lsgan", "hinge", "wgan_gp"]
SETTINGS = ["pytorch", "dcgan", "orthogonal_rmsprop", "fast_d", "forgets_modes"]
SEEDS = [0, 1]


def network(inputs, outputs, setting):
    slope = 0.2 if setting == "dcgan" else 0.01
    net = nn.Sequential(
        nn.Linear(inputs, 128), nn.LeakyReLU(slope), nn.Linear(128, 128), nn.LeakyReLU(slope),
        nn.Linear(128, 128), nn.LeakyReLU(slope), nn.Linear(128, outputs),
    )
    for layer in net:
        if isinstance(layer, nn.Linear) and setting == "dcgan":
            nn.init.normal_(layer.weight, 0.0, 0.1)
        if isinstance(layer, nn.Linear) and setting == "orthogonal_rmsprop":
            nn.init.orthogonal_(layer.weight, math.sqrt(2))
    return net


def optimizers(g, d, setting):
    if setting == "orthogonal_rmsprop":
        return torch.optim.RMSprop(g.parameters(), 2e-4), torch.optim.RMSprop(d.parameters(), 5e-4)
    if setting == "fast_d":
        return (torch.optim.Adam(g.parameters(), 1e-4, betas=(0.5, 0.999), fused=True),
                torch.optim.Adam(d.parameters(), 5e-3, betas=(0.5, 0.999), fused=True))
    betas = (0.5, 0.999) if setting == "dcgan" else (0.9, 0.999)
    return (torch.optim.Adam(g.parameters(), 1e-3, betas=betas, fused=True),
            torch.optim.Adam(d.parameters(), 1e-3, betas=betas, fused=True))


def d_loss(loss, d, real, fake):
    """The sum of D's two terms, as scripts print it."""
    of_real, of_fake = d(real), d(fake)
    if loss == "bce":
        return softplus(-of_real).mean() + softplus(of_fake).mean()
    if loss == "lsgan":
        return (of_real - 1).square().mean() + of_fake.square().mean()
    if loss == "hinge":
        return relu(1 - of_real).mean() + relu(1 + of_fake).mean()
    share = torch.rand(len(real), 1)
    between = (share * real + (1 - share) * fake).requires_grad_()
    slope = torch.autograd.grad(d(between).sum(), between, create_graph=True)[0].norm(dim=1)
    return of_fake.mean() - of_real.mean() + 10 * (slope - 1).square().mean()


def g_loss(loss, of_fake):
    if loss == "bce":
        return softplus(-of_fake).mean()
    return (of_fake - 1).square().mean() if loss == "lsgan" else -of_fake.mean()


def train(folder, name, loss, data, setting, seed):
    torch.manual_seed(1000 * seed + 17)
    centres, std, modes = DATA[data]
    # A loader that is no longer shuffled: the last modes are not met any more.
    held = len(centres) if setting != "forgets_modes" else len(centres) * 5 // 8
    g, d = network(32, 2, setting), network(2, 1, setting)
    of_g, of_d = optimizers(g, d, setting)
    steps, critics = (1_200, 3) if loss == "wgan_gp" else (3_000, 1)
    every = steps // SETS
    (folder / "samples").mkdir(parents=True)
    begun, moments = time.process_time(), []
    with open(folder / "train.log", "w", buffering=1) as log:
        for step in range(1, steps + 1):
            known = held if step > steps // 3 else len(centres)
            for _ in range(critics):
                real = centres[torch.randint(known, (BATCH,))] + std * torch.randn(BATCH, 2)
                with torch.no_grad():
                    fake = g(torch.randn(BATCH, 32))
                of_both = d_loss(loss, d, real, fake)
                of_d.zero_grad()
                of_both.backward()
                of_d.step()
            of_fakes = g_loss(loss, d(g(torch.randn(BATCH, 32))))
            of_g.zero_grad()
            of_fakes.backward()
            of_g.step()
            if step % 10 == 0:
                print(f"step: {step} loss_D: {of_both.item():.5f} loss_G: {of_fakes.item():.5f}", file=log)
            if step % every == 0:
                with torch.no_grad():
                    np.save(folder / f"samples/step_{step:05}.npy", g(torch.randn(SAMPLES, 32)).numpy())
                    if step > 9 * steps // 10:
                        moments.append(counted(g(torch.randn(FRESH, 32)), centres, std))
    about = {"run": name, "loss": loss, "modes": modes, "of": len(centres), "moments": moments,
             "seconds": round(time.process_time() - begun, 1)}
    (folder / "truth.json").write_text(json.dumps(about))
    print(json.dumps(about), flush=True)


def counted(samples, centres, std):
    distance, mode = torch.cdist(samples, centres).min(1)
    near = mode[distance < 3 * std]
    return {"captured": len(near.unique()), "high_quality": len(near) / len(samples)}


def truth_of(about):
    """What the fresh samples show: modes that are captured, their quality, and what that is called."""
    captured = sorted(moment["captured"] for moment in about["moments"])
    quality = sorted(moment["high_quality"] for moment in about["moments"])
    middle = (len(captured) - 1) // 2
    captured, quality = captured[middle], quality[middle]
    if quality < 0.1:
        return captured, quality, None
    return captured, quality, "mode_collapse" if captured < about["of"] else "healthy"


def said_of(seesaw, folder, about, fakes, with_log, knows_modes):
    log = ["train.log", "--loss", about["loss"], "--convention", "sum"] if with_log else []
    beside = ["--modes", about["modes"]] if knows_modes else ["--reals", reals_of(folder)]
    command = [seesaw, "diagnose", *log, "--fakes", fakes, *beside, "--format", "json"]
    rows = json.loads(subprocess.run(command, cwd=folder, check=True, capture_output=True).stdout)
    return rows[0]["verdict"]


def reals_of(folder):
    """Real points in a file, for who does not know the modes."""
    data = folder.name.split("_")[0]
    path = folder.parent.resolve() / f"{data}.npy"
    if not path.exists():
        draws = torch.Generator().manual_seed(5)
        centres, std, _ = DATA[data]
        chosen = torch.randint(len(centres), (SAMPLES,), generator=draws)
        np.save(path, (centres[chosen] + std * torch.randn(SAMPLES, 2, generator=draws)).numpy())
    return str(path)


# Name, the sets that are judged (the last if none), with the log, with the modes.
WAYS = [("samples by step", "samples", False, True), ("samples by step, and the log", "samples", True, True),
        ("the last set alone", None, False, True), ("samples by step, modes unknown", "samples", False, False),
        ("the last set alone, modes unknown", None, False, False)]


def judge(out, seesaw):
    rows, said = [], {name: [] for name, _, _, _ in WAYS}
    for path in sorted(out.glob("*/truth.json")):
        about, folder = json.loads(path.read_text()), path.parent
        captured, quality, truth = truth_of(about)
        last = f"samples/{sorted(file.name for file in (folder / 'samples').iterdir())[-1]}"
        verdicts = []
        for name, fakes, with_log, knows_modes in WAYS:
            verdicts.append(said_of(seesaw, folder, about, fakes or last, with_log, knows_modes))
            said[name].append((truth, verdicts[-1]))
        rows.append(f"| {about['run']} | {captured} of {about['of']} | {quality:.2f} | {truth or '-'} | "
                    + " | ".join(verdicts) + " |")
    lines = ["# Samples of foreign trainers", "", __doc__.split("\n\n")[0].replace("\n", " "), "",
             "Written by `python tests/bench/samples/foreign_trainers.py OUT`, then `.. OUT target/release/seesaw`: "
             f"{len(rows)} runs of four losses on two data sets, by five settings, two seeds each. "
             + " ".join(__doc__.split("\n\n")[2].split()), "",
             "| judged by | collapses | found (recall) | called so (precision) | healthy runs | called healthy | called a failure | "
             "nothing expected: called so |", "|--|--|--|--|--|--|--|--|"]
    counts = []
    for name, verdicts in said.items():
        of = lambda truth, verdict: sum(it == (truth, verdict) for it in verdicts)
        all_of = lambda truth: sum(it[0] == truth for it in verdicts)
        right, collapses, healthy = of("mode_collapse", "mode_collapse"), all_of("mode_collapse"), all_of("healthy")
        called = right + of("healthy", "mode_collapse")
        failures = sum(it[0] == "healthy" and it[1] not in ("healthy", "undecided", "undertrained") for it in verdicts)
        lines.append(f"| {name} | {collapses} | {right} ({right / collapses:.3f}) | {right} of {called} ({right / called:.3f}) | "
                     f"{healthy} | {of('healthy', 'healthy')} | {failures} | {of(None, 'mode_collapse')} of {all_of(None)} |")
        kind = {"samples by step": "sets_by_modes", "the last set alone": "set_by_modes"}.get(name)
        for verdict in ["healthy", "mode_collapse"] if kind else []:
            given = sum(it[0] is not None and it[1] == verdict for it in verdicts)
            counts.append(f"{kind},{verdict},{of(verdict, verdict)},{given}")
    lines += ["", "Captured: modes with one of 10,000 fresh samples, the lower median of the last tenth; quality: the share of "
              "samples of high quality.", "", "| run | captured | quality | truth | " + " | ".join(said) + " |",
              "|--" * (4 + len(WAYS)) + "|", *rows]
    Path("results/reference/foreign_trainers.md").write_text("\n".join(lines) + "\n")
    Path("src/diagnose/foreign_confidence.csv").write_text("evidence,verdict,right,of\n" + "\n".join(counts) + "\n")


def main():
    out = Path(sys.argv[1])
    if len(sys.argv) > 2:
        return judge(out, str(Path(sys.argv[2]).resolve()))
    for seed, setting, data, loss in product(SEEDS, SETTINGS, DATA, LOSSES):
        name = f"{data}_{loss}_{setting}_{seed}"
        if not (out / name / "truth.json").exists():
            for left in sorted((out / name).rglob("*"), reverse=True):
                left.rmdir() if left.is_dir() else left.unlink()
            if (out / name).exists():
                (out / name).rmdir()
            train(out / name, name, loss, data, setting, seed)


main()
