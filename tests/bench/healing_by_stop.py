"""What `heal` does where no state was healthy, counted with `stop` alone: a run is stopped on a lasting failure, patched
by its verdict, and trained again from its start, at most twice; its twin is trained without. Of both, 10,000 fresh
samples of the last state are counted as the calibration study counts them. Settings are those of
experiments/calibration.yaml in the plane, with seeds from 100 on.

    python3 tests/bench/healing_by_stop.py target/release/seesaw > healing.jsonl      (numpy, pyyaml; run it in the repository)
"""

import glob
import json
import math
import os
import subprocess
import sys
import tempfile

import numpy as np
import yaml

PROGRAM = os.path.abspath(sys.argv[1])
FAILURES = ["divergence", "mode_collapse", "discriminator_dominance", "generator_dominance", "frozen"]
ATTEMPTS, PATIENCE, SEEDS = 2, 10, [100, 101]
LEFT_OUT = ["_keeps_", "shapes", "digits", "long"]
# The arms that fail with most seeds come first, so that a part of the list is of use.
MOSTLY_FAIL = [
    "ring_fast_d", "ring_slow_g", "ring_fast_d_hinge", "ring_slowest_g", "ring_slow_g_hinge", "ring_fast_g", "narrow_fast_d",
    "narrow_fast_g", "grid_fast_d", "grid_slow_g", "ring_late", "ring_d_stops_from_1250", "ring_d_stops_hinge_from_1250",
    "grid_d_stops_from_1800", "grid_1e-3",
]

with open("experiments/calibration.yaml") as file:
    STUDY = yaml.safe_load(file)
BASE, ARMS = STUDY["run"], STUDY["sweep"]["grid"]["game"]


def call(*arguments):
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, env={**os.environ, "NO_COLOR": "1"})
    assert done.returncode == 0, done.stderr


def train(changes, seed, is_stopped):
    """The verdict of a run, its steps, its first patch, whether a state was healthy, and whether it is by its samples."""
    run = {**BASE, **changes, "seed": seed}
    if is_stopped:
        run["stop"] = {"on": FAILURES, "patience": PATIENCE}
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/one.yaml", "w") as file:
            yaml.safe_dump({"study": "one", "run": run}, file)
        call("sweep", f"{folder}/one.yaml", "--no-plots", "--results", folder)
        (directory,) = glob.glob(f"{folder}/one/runs/*")
        with open(f"{directory}/verdict.json") as file:
            verdict = json.load(file)
        with open(f"{directory}/run.json") as file:
            steps = json.load(file)["steps"]
        has_best = os.path.exists(f"{directory}/best.safetensors")
        call("sample", directory, "--count", "10000", "--seed", "77", "-o", f"{folder}/samples.npz")
        samples = np.load(f"{folder}/samples.npz")["samples"].reshape(-1, 2).astype(float)
    return verdict["verdict"], steps, verdict["findings"][0]["remedy"]["patch"], has_best, is_healthy(samples, run)


def centres(data):
    """Centres and standard deviation of the modes."""
    if data == "ring":
        data = {"ring": {}}
    if "ring" in data:
        keys = data["ring"]
        angles = 2 * np.pi * np.arange(keys.get("modes", 8)) / keys.get("modes", 8)
        return keys.get("radius", 1) * np.stack([np.cos(angles), np.sin(angles)], 1), keys.get("std", 0.02)
    keys = data["grid"]
    side = keys.get("side", 5)
    places = (np.arange(side) - (side - 1) / 2) * keys.get("spacing", 2)
    return np.array([[x, y] for x in places for y in places]), keys.get("std", 0.05)


def is_healthy(samples, run):
    """A tenth within three standard deviations of a mode, no mode without one, more than half of the modes in effect used."""
    if not np.isfinite(samples).all():
        return False
    modes, std = centres(run["data"])
    distances = np.linalg.norm(samples[:, None] - modes[None], axis=2)
    nearest = distances.argmin(1)
    good = distances.min(1) <= 3 * std
    counts = np.bincount(nearest[good], minlength=len(modes))
    if good.mean() < 0.1 or (counts == 0).any():
        return False
    shares = counts / counts.sum()
    return bool(math.exp(-(shares * np.log(shares)).sum()) / len(modes) > 0.5)


def pair(arm, seed):
    changes = ARMS[arm] or {}
    verdict, *_, healthy = train(changes, seed, False)
    found = {"arm": arm, "seed": seed, "alone": [verdict, healthy], "history": []}
    for attempt in range(ATTEMPTS + 1):
        verdict, steps, patch, has_best, healthy = train(changes, seed, attempt < ATTEMPTS)
        if attempt == ATTEMPTS or verdict not in FAILURES or not patch:
            break
        found["history"].append([verdict, steps, patch, has_best])
        changes = {**changes, **yaml.safe_load(patch)}
    return {**found, "healed": [verdict, healthy]}


arms = [arm for arm in ARMS if not any(words in arm for words in LEFT_OUT)]
constructed = [arm for arm in arms if arm.startswith(("d_wins", "g_wins", "diverges", "frozen"))]
first = [arm for arm in MOSTLY_FAIL if arm in arms] + constructed
for seed in SEEDS:
    for arm in first:
        print(json.dumps(pair(arm, seed)), flush=True)
for arm in arms:
    if arm not in first:
        print(json.dumps(pair(arm, SEEDS[0])), flush=True)
