"""Tests, cell by cell of two planes of learning rates, whether GANs of seesaw and of PyTorch come out alike.

    train.py ring OUT; train.py digits OUT
    seesaw sweep experiments/ring_learning_rates.yaml --set checkpoint.keep=all
    seesaw sweep experiments/digits_learning_rates.yaml --set checkpoint.keep=all
    judge.py OUT SEESAW [RESULTS]       from the root of the repository: writes results/reference/pytorch_cells.csv

`seesaw diagnose --fakes` measures 2,500 samples of the end of every run, those of PyTorch beside those of `seesaw sample
--from last`. Equal seeds are no pairs, since the random numbers differ. The test is that of Mann and Whitney, two-sided
and exact with ties; a row `all` tests the ranks of each seed, summed over the cells of a plane, which finds what is small
but everywhere. Holm corrects over all rows. A reverse KL that does not exist, as no sample is of high quality, is worse
than any. A cell counts when each side has ten runs. Needs numpy, scipy, pyyaml.
"""

import csv
import json
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
import yaml
from scipy import stats

from train import SAMPLES, SEEDS, digits, name_of

METRICS = {"ring": ["modes", "high_quality", "reverse_kl"],
           "digits": ["modes", "reverse_kl", "precision", "recall", "coverage", "frechet"]}
TABLE = Path("results/reference/pytorch_cells.csv")


def samples_of_seesaw(plane, out, seesaw, results):
    folder = out / f"{plane}_of_seesaw"
    folder.mkdir(exist_ok=True)
    for path in sorted((results / f"{plane}-learning-rates").glob("runs/*/run.json")):
        run = yaml.safe_load((path.parent / "run.yaml").read_text())
        run = run.get("run", run)
        name = name_of(float(run["lr_g"]), float(run["lr_d"]), run["seed"])
        to = folder / f"{name}.safetensors"
        if json.loads(path.read_text())["status"] == "complete" and not to.exists():
            command = [seesaw, "sample", path.parent, "--from", "last", "--count", SAMPLES, "--threads", 1, "--out", to]
            subprocess.run([str(part) for part in command], check=True, capture_output=True)
    return {path.stem: path for path in folder.iterdir()}


def measured(plane, out, seesaw, sets):
    """Metrics of each set; all are judged at once, as if they were the steps of one run, which changes no metric here."""
    folder = out / f"{plane}_judged"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for number, path in enumerate(sets):
        # In this order, since sets that are older than those of earlier steps are taken for an earlier attempt.
        shutil.copyfile(path, folder / f"{number:06}{path.suffix}")
    beside = ["--modes", "ring:8"]
    if plane == "digits":
        np.savez(out / "reals.npz", images=digits("images-idx3", 16).reshape(-1, 8, 8), labels=digits("labels-idx1", 8))
        beside = ["--reals", out / "reals.npz", "--features", "classes", "--fakes-range=-1..1", "--reals-range=0..255"]
    command = [seesaw, "diagnose", "--fakes", folder, *beside, "--format", "json"]
    printed = subprocess.run([str(part) for part in command], check=True, capture_output=True).stdout
    found = {row["step"]: row for row in json.loads(printed)[0]["metrics"]}
    return [found[number] for number in range(len(sets))]


def tested(ours, theirs):
    """Of all ways to draw as many of the scores, the share whose sum is as far from its mean as that of ours, or farther."""
    scores = np.rint(2 * np.concatenate([ours, theirs])).astype(int)  # ranks are whole numbers and halves
    ways = np.zeros((len(ours) + 1, scores.sum() + 1))
    ways[0, 0] = 1
    for score in scores:
        ways[1:, score:] += ways[:-1, : ways.shape[1] - score]
    mean = len(ours) * scores.mean()
    distance = np.abs(np.arange(ways.shape[1]) - mean)
    far = distance >= abs(scores[: len(ours)].sum() - mean) - 1e-9
    return ways[-1, far].sum() / ways[-1].sum()


def holm(p):
    order, corrected, largest = np.argsort(p), np.empty(len(p)), 0.0
    for place, at in enumerate(order):
        largest = max(largest, min(1.0, (len(p) - place) * p[at]))
        corrected[at] = largest
    return corrected


def rows_of(plane, out, seesaw, results):
    sides = {"seesaw": samples_of_seesaw(plane, out, seesaw, results),
             "pytorch": {path.stem: path for path in (out / plane).glob("*.npy")}}
    cells = defaultdict(lambda: defaultdict(list))
    for side, sets in sides.items():
        for name, path in sets.items():
            cells[tuple(float(rate) for rate in name.split(",")[:2])][side].append(path)
    whole = {cell: of for cell, of in sorted(cells.items()) if all(len(of[side]) == len(SEEDS) for side in sides)}
    paths = [path for of in whole.values() for side in sides for path in sorted(of[side])]
    metrics = dict(zip(paths, measured(plane, out, seesaw, paths) if paths else []))
    summed = defaultdict(lambda: np.zeros((2, len(SEEDS))))
    for (lr_g, lr_d), of in whole.items():
        for metric in METRICS[plane]:
            values = [[metrics[path][metric] for path in sorted(of[side])] for side in sides]
            known = [[value for value in side if value is not None] for side in values]
            filled = [np.inf if value is None else value for side in values for value in side]
            ranks = stats.rankdata(filled).reshape(2, len(SEEDS))
            summed[metric] += ranks
            about = [f"{of_side(side):.4f}" if side else "" for of_side in (np.mean, deviation) for side in known]
            yield [plane, f"{lr_g:g}", f"{lr_d:g}", metric, *map(len, values), *about, tested(*ranks)]
    for metric, ranks in summed.items():
        yield [plane, "all", "all", metric, *map(len, ranks), "", "", "", "", tested(*ranks)]


def deviation(values):
    return np.std(values, ddof=1) if len(values) > 1 else float("nan")


def main():
    out, seesaw = Path(sys.argv[1]), str(Path(sys.argv[2]).resolve())
    results = Path(sys.argv[3] if len(sys.argv) > 3 else "results")
    rows = [row for plane in METRICS for row in rows_of(plane, out, seesaw, results)]
    p = np.array([row[-1] for row in rows])
    with TABLE.open("w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["data", "lr_g", "lr_d", "metric", "n_seesaw", "n_pytorch", "mean_seesaw", "mean_pytorch",
                        "std_seesaw", "std_pytorch", "p", "p_holm"])
        for row, corrected in zip(rows, holm(p)):
            table.writerow([*row[:-1], f"{row[-1]:.6f}", f"{corrected:.6f}"])
    print(f"{len(p)} tests, {(p < 0.05).sum()} with p < 0.05, {(holm(p) < 0.05).sum()} after correction")


main()
