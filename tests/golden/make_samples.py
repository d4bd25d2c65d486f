"""Write samples.json: what prdc, scipy and scikit-learn make of the arrays that the test of `diagnose --fakes --reals` writes to
files and reads back.

Written with Python 3.11, numpy 2.4.6, scipy 1.17.1, scikit-learn 1.9.1 and prdc 0.2. Inputs are the formula of `golden::hashed`;
results are computed in float64 on them. Use: python make_samples.py [output]
"""

import json
import sys
from pathlib import Path

import numpy as np
from prdc import compute_prdc
from scipy.linalg import sqrtm
from scipy.spatial.distance import cdist
from sklearn.metrics.pairwise import polynomial_kernel

COUNT, WIDTH = 300, 8


def hashed(n, stream, scale):
    """n float32 numbers in [-scale, scale), as in make_layers.py."""
    x = np.arange(n, dtype=np.uint32) * np.uint32(2654435761) + np.uint32((stream * 40503 + 12345) % 2**32)
    x ^= x >> np.uint32(16)
    x *= np.uint32(2246822519)
    x ^= x >> np.uint32(13)
    x *= np.uint32(3266489917)
    x ^= x >> np.uint32(16)
    unit = (x >> np.uint32(8)).astype(np.float32) / np.float32(2**24) - np.float32(0.5)
    return unit * np.float32(2) * np.float32(scale)


def part_shares(real, fake, is_scaled, around=10):
    """What `PartShares` says: real rows that are missed, what is near real rows and what is like none, with every distance
    held."""
    if is_scaled:
        mean, deviation = real.mean(0), real.std(0) + 1e-6
        real, fake = (real - mean) / deviation, (fake - mean) / deviation
    own, between = cdist(real, real), cdist(real, fake)
    np.fill_diagonal(own, np.inf)
    near, last = np.sort(own, axis=1)[:, [4, around - 1]].T
    usual = np.sort(own.min(1))[round(0.99 * (len(real) - 1))]
    return {
        "samples_near": (between.min(0) <= near[between.argmin(0)]).mean(),
        "reals_near": (own.min(1) <= near[own.argmin(1)]).mean(),
        "reals_missed": (between.min(1) > last).mean(),
        "samples_unlike": (between.min(0) > 1.25 * usual).mean(),
    }


def main():
    real = hashed(COUNT * WIDTH, 1, 1.0).reshape(COUNT, WIDTH).astype(np.float64)
    fake = hashed(COUNT * WIDTH, 2, 0.8).reshape(COUNT, WIDTH).astype(np.float64)
    real_radii = np.sort(cdist(real, real), axis=1)[:, 3]
    fake_radii = np.sort(cdist(fake, fake), axis=1)[:, 3]
    between = cdist(real, fake)
    dense = compute_prdc(real, fake, nearest_k=5)
    one, other = np.cov(real, rowvar=False), np.cov(fake, rowvar=False)
    means = ((real.mean(0) - fake.mean(0)) ** 2).sum()
    kernel = lambda a, b: polynomial_kernel(a, b, degree=3, gamma=1 / WIDTH, coef0=1)
    without_itself = lambda k: (k.sum() - np.trace(k)) / (COUNT * (COUNT - 1))
    expected = {
        "precision": (between <= real_radii[:, None]).any(axis=0).mean(),
        "recall": (between <= fake_radii[None, :]).any(axis=1).mean(),
        "density": dense["density"],
        "coverage": dense["coverage"],
        "frechet": means + np.trace(one) + np.trace(other) - 2 * np.trace(sqrtm(one @ other).real),
        "kernel_distance": without_itself(kernel(real, real)) + without_itself(kernel(fake, fake)) - 2 * kernel(real, fake).mean(),
    }
    # Of a cube of three sides samples fill a part; the third value is a hundred times as large.
    cube, part = (hashed(COUNT * 3, stream, 1.0).reshape(COUNT, 3).astype(np.float64) for stream in (3, 4))
    cube[:, 2] *= 100
    part[:, 2] *= 100
    part[:, 0] = 0.5 + 0.5 * part[:, 0]
    # Some lie beyond the cube.
    part[:40, 1] *= 3
    parts = {name: part_shares(cube, part, name != "plain", 25 if name == "wider" else 10)
             for name in ("plain", "scaled", "wider")}
    floats = lambda values: {name: float(value) for name, value in values.items()}
    out = {"count": COUNT, "width": WIDTH, "expected": floats(expected),
           "parts": {name: floats(values) for name, values in parts.items()}}
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("samples.json")
    path.write_text(json.dumps(out, indent=1) + "\n")


if __name__ == "__main__":
    main()
