"""Judge crops of real photographs, of which samples show all, a part, or all in a changed way.

    real_photographs.py SEESAW SEEDS PHOTOGRAPH..

prints a table of verdicts. It is the held-out set of the rule that finds a missing part: its thresholds were chosen
on photographs that a program makes (photographs.rs) and on digits. The photographs are not part of the repository;
docs/validation.md names the packages that they are from. It needs NumPy, SciPy and Pillow.

For each seed 20 of the photographs are drawn, each a square of 512 pixels in 8 x 8 cells. Real crops are white
squares of that board, 20 of each photograph; samples are black ones, 400 in all: no crop is on both sides, and no
two overlap. What is made of samples is in `ways`.
"""

import io
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.ndimage import uniform_filter

CELL, SIDE, ORIGINALS, COUNT = 64, 512, 20, 400
BOARD = [[(y, x) for y in range(8) for x in range(8) if (y + x) % 2 == colour] for colour in (0, 1)]


def squares(paths):
    found = []
    for path in paths:
        picture = Image.open(path)
        picture.draft("RGB", (2 * SIDE, 2 * SIDE))
        picture, least = picture.convert("RGB"), min(picture.size)
        left, top = [(length - least) // 2 for length in picture.size]
        square = picture.crop((left, top, left + least, top + least))
        found.append(np.array(square.resize((SIDE, SIDE), Image.Resampling.LANCZOS)))
    return found


def cell(square, place):
    y, x = (CELL * at for at in place)
    return square[y:y + CELL, x:x + CELL]


def jpeg(picture, quality):
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=quality)
    return np.array(Image.open(file))


def principal_components(train, draws):
    """A generator that misses nothing and is imperfect everywhere: Gaussian noise around the training pictures in
    their first hundred principal components."""
    rows = train.reshape(len(train), -1).astype(np.float32)
    mean = rows.mean(0)
    u, scales, axes = np.linalg.svd(rows - mean, full_matrices=False)
    latent = (u * scales)[draws.integers(len(rows), size=COUNT), :100]
    latent = latent + 0.5 * draws.normal(size=latent.shape) * scales[:100] / np.sqrt(len(rows))
    return (latent @ axes[:100] + mean).reshape(-1, *train.shape[1:])


def ways(of, draws):
    """Samples by what was done to them; `of(originals, count)` are crops of these originals."""
    for held in (20, 15, 10, 5, 2, 1):
        yield f"{held} of {ORIGINALS}", of(range(held), COUNT)
    every = range(ORIGINALS)
    whole = of(every, COUNT)
    x = whole.astype(np.float32)
    blurred = uniform_filter(x, (1, 3, 3, 1))
    yield "a little noise (5)", x + draws.uniform(-5, 5, x.shape)
    yield "noise (20)", x + draws.uniform(-20, 20, x.shape)
    yield "blurred", blurred
    yield "a little blurred", 0.7 * x + 0.3 * blurred
    yield "brighter (15)", x + 15
    yield "half the range", 64 + x / 2
    yield "JPEG, quality 50", np.stack([jpeg(picture, 50) for picture in whole])
    yield "JPEG, quality 15", np.stack([jpeg(picture, 15) for picture in whole])
    yield "other colours", x * draws.uniform(0.7, 1.3, (COUNT, 1, 1, 3))
    yield "blended", 0.7 * x + 0.3 * x[draws.permutation(COUNT)]
    shifts = draws.uniform(0.85, 1.15, (COUNT, 1, 1, 3))
    yield "moved, other brightness", np.roll(x, int(draws.integers(4, 9)), 1) * shifts
    board = np.where(np.indices((CELL, CELL)).sum(0) % 2 == 0, 12, -12)
    yield "checkerboard", x + board[None, :, :, None]
    yield "half of them blurred", np.concatenate([uniform_filter(x[:COUNT // 2], (1, 5, 5, 1)), x[COUNT // 2:]])
    good, bad = of(range(10), COUNT // 2), of(range(10, 20), COUNT // 2).astype(np.float32)
    yield "ten originals noisy (40)", np.concatenate([good, bad + draws.uniform(-40, 40, bad.shape)])
    yield "ten originals blurred", np.concatenate([good, uniform_filter(bad, (1, 5, 5, 1))])
    yield "ten originals with a fifth of their share", np.concatenate([of(range(10), 333), of(range(10, 20), 67)])
    yield "principal components", principal_components(whole, draws)


def main():
    program, seeds, photographs = sys.argv[1], int(sys.argv[2]), squares(sys.argv[3:])
    found, near = {}, {}
    with tempfile.TemporaryDirectory() as folder:
        reals, fakes = Path(folder, "reals.npy"), Path(folder, "fakes.npy")
        for seed in range(seeds):
            draws = np.random.default_rng(5_000 + seed)
            chosen = [photographs[at] for at in draws.permutation(len(photographs))[:ORIGINALS]]
            white = [cell(square, BOARD[0][at]) for square in chosen for at in draws.permutation(32)[:20]]
            np.save(reals, np.stack(white)[draws.permutation(COUNT)])

            def of(originals, count):
                drawn = zip(draws.choice(originals, count), draws.integers(32, size=count))
                return np.stack([cell(chosen[original], BOARD[1][place]) for original, place in drawn])

            for way, samples in ways(of, draws):
                np.save(fakes, samples.clip(0, 255).astype(np.uint8))
                command = [program, "diagnose", "--fakes", fakes, "--reals", reals, "--format", "json",
                           "--results", Path(folder, "results")]
                output = subprocess.run(command, capture_output=True, check=False, text=True)
                rows = json.loads(output.stdout)
                found.setdefault(way, []).append(rows[0]["verdict"])
                numbers = {it["name"]: it["value"] for row in rows for it in row.get("evidence") or []}
                near.setdefault(way, []).append([value for name, value in numbers.items() if "neighbours" in name
                                                 or "each other" in name])
            print(f"seed {seed}", file=sys.stderr, flush=True)
    verdicts = ["mode_collapse", "undecided", "healthy"]
    print("| samples |", " | ".join(f"`{verdict}`" for verdict in verdicts), "| real rows missed | samples near |")
    print("|--|" + "--|" * (len(verdicts) + 2))
    for way, said in found.items():
        counts = " | ".join(str(said.count(verdict)) for verdict in verdicts)
        ranges = " | ".join(f"{min(column):.2f}-{max(column):.2f}" for column in zip(*near[way]))
        print(f"| {way} | {counts} | {ranges} |")


main()
