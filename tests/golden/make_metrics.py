"""Write metrics.json: reference numbers for the metrics, from the authors' code or well-kept packages where there are any.

Written with Python 3.11, numpy 2.4.6, scipy 1.17.1, scikit-learn 1.9.1, prdc 0.2, vendi-score 0.0.3, pytorch-msssim 1.0.0 and
torch 2.15.0 (CPU). Inputs are numpy.random.default_rng(SEED), rounded to float32 with six digits, and are all in the file.
Results are computed in float64 on those inputs. Use: python make_metrics.py [output]
"""

import argparse
import json
import math
from pathlib import Path

import numpy as np
import torch
from prdc import compute_prdc
from pytorch_msssim import ssim
from scipy.linalg import sqrtm
from scipy.spatial.distance import cdist, jensenshannon
from scipy.stats import norm
from sklearn.metrics.pairwise import polynomial_kernel
from vendi_score import vendi

SEED = 20261125
random = np.random.default_rng(SEED)


def rounded(values):
    """Values that a short decimal and a float32 both hold."""
    return np.float32(np.round(values, 4)).astype(np.float64)


def normal(count, width, scale=1.0, offset=0.0):
    return rounded(random.normal(size=(count, width)) * scale + offset)


def neighbours():
    """Precision and recall: k = 3 and <=, as precision_recall.py of Kynkaanniemi et al.; density and coverage: prdc, k = 5.
    prdc's own precision and recall with k = 3 are strict: on rows without ties they are the same."""

    def case(real, fake):
        between, reals, fakes = cdist(real, fake), cdist(real, real), cdist(fake, fake)
        real_radii, fake_radii = np.sort(reals, axis=1)[:, 3], np.sort(fakes, axis=1)[:, 3]
        precision = (between <= real_radii[:, None]).any(axis=0).mean()
        recall = (between <= fake_radii[None, :]).any(axis=1).mean()
        strict, dense = compute_prdc(real, fake, nearest_k=3), compute_prdc(real, fake, nearest_k=5)
        assert precision == strict["precision"] and recall == strict["recall"]
        radius = np.sort(np.sort(reals, axis=1)[:, 1])[(len(real) - 1) // 4]
        pairs = lambda distances: int((distances[np.tril_indices(len(distances), -1)] <= radius * (1 + 1e-6)).sum())
        return {
            "width": real.shape[1], "real": real, "fake": fake, "precision": precision, "recall": recall,
            "density": dense["density"], "coverage": dense["coverage"],
            "collisions": pairs(fakes), "real_collisions": pairs(reals),
        }

    points = normal(120, 2)
    wide = normal(60, 20)
    return [
        case(points, np.concatenate([normal(50, 2, 0.3), normal(40, 2, 1.0, 1.5)])),
        case(wide, normal(75, 20, 0.8, 0.2)),
    ]


def frechet():
    def case(name, real, fake):
        means = ((real.mean(0) - fake.mean(0)) ** 2).sum()
        one, other = (np.atleast_2d(np.cov(rows, rowvar=False)) for rows in (real, fake))
        root = sqrtm(one @ other).real
        distance = means + np.trace(one) + np.trace(other) - 2 * np.trace(root)
        return {"name": name, "width": real.shape[1], "real": real, "fake": fake, "distance": distance}

    mixing = random.normal(size=(6, 6))
    real, fake = rounded(normal(80, 6) @ mixing), normal(60, 6, 1.3, 0.4)
    flat = fake.copy()
    flat[:, 2] = flat[:, 1]
    flat[:, 4] = 0.5
    return [
        case("full", real, fake),
        case("one feature", normal(30, 1), normal(40, 1, 2.0, 1.0)),
        # Covariances that can be inverted on one side only: sqrtm is exact enough there.
        case("degenerate samples", real, flat),
        case("fewer rows than features", normal(60, 12), normal(7, 12, 0.5, 1.0)),
    ]


def kernel_distance():
    def case(real, fake):
        kernel = lambda a, b: polynomial_kernel(a, b, degree=3, gamma=1 / a.shape[1], coef0=1)
        within = lambda rows: (kernel(rows, rows).sum() - np.trace(kernel(rows, rows))) / (len(rows) * (len(rows) - 1))
        distance = within(real) + within(fake) - 2 * kernel(real, fake).mean()
        return {"width": real.shape[1], "real": real, "fake": fake, "distance": distance}

    cases = [case(normal(50, 2), normal(43, 2, 0.7, 0.5)), case(normal(40, 30), normal(33, 30, 1.0, 0.3)),
             case(normal(60, 5), normal(60, 5))]
    return cases


def vendi_scores():
    def gaussian(rows, bandwidth):
        kernel = np.exp(-cdist(rows, rows, "sqeuclidean") / (2 * bandwidth**2))
        return {"width": rows.shape[1], "rows": rows, "bandwidth": bandwidth, "score": vendi.score_K(kernel)}

    def cosine(rows):
        unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        primal, dual = vendi.score_K(unit @ unit.T), vendi.score_dual(unit)
        assert math.isclose(primal, dual, rel_tol=1e-9)
        return {"width": rows.shape[1], "rows": rows, "score": primal}

    ring = np.repeat(np.arange(8), 15)
    ring = np.stack([np.cos(ring * math.tau / 8), np.sin(ring * math.tau / 8)], 1)
    return [
        gaussian(rounded(ring + random.normal(size=ring.shape) * 0.02), 0.14), gaussian(normal(150, 2), 0.5),
        gaussian(normal(40, 3), 0.05), cosine(normal(90, 8, 1.0, 0.5)), cosine(normal(10, 40)),
    ]


def bins():
    """NDB as ndb.py of Richardson and Weiss: two proportions, pooled, two-sided at 0.05. JS in nats is SciPy's distance squared."""

    def case(centres, real, fake):
        counts = lambda rows: np.bincount(cdist(rows, centres).argmin(1), minlength=len(centres))
        a, b = counts(real), counts(fake)
        p, q = a / a.sum(), b / b.sum()
        pooled = (a + b) / (a.sum() + b.sum())
        error = np.sqrt(pooled * (1 - pooled) * (1 / a.sum() + 1 / b.sum()))
        with np.errstate(invalid="ignore"):
            z = np.where(error > 0, np.abs(p - q) / error, 0)
        different = (2 * norm.sf(z) < 0.05).mean()
        return {"width": centres.shape[1], "centres": centres, "real": real, "fake": fake, "different": different,
                "jensen_shannon": jensenshannon(p, q) ** 2}

    far = np.array([[50.0, 50.0]])
    return [
        case(np.concatenate([normal(9, 2), far]), normal(200, 2), normal(150, 2, 0.7, 0.4)),
        case(normal(20, 4), normal(120, 4), normal(160, 4)),
    ]


def similarity():
    """Channels last in the file. The window is the largest odd one of at most 11 that fits."""

    def case(side, channels, mix):
        one = rounded(np.tanh(random.normal(size=(side, side, channels))))
        other = rounded(np.clip(mix * one + (1 - mix) * random.uniform(-1, 1, one.shape), -1, 1))
        tensor = lambda image: torch.tensor(image + 1).permute(2, 0, 1)[None]
        window = min(11, side - 1 + side % 2)
        value = ssim(tensor(one), tensor(other), data_range=2, win_size=window, win_sigma=1.5)
        return {"side": side, "channels": channels, "one": one, "other": other, "ssim": float(value)}

    return [case(8, 1, 0.7), case(11, 1, 0.0), case(20, 3, 0.8), case(28, 1, 0.95), case(5, 3, 0.5)]


def minibatch_stddev():
    """As torch code of Karras et al. 2018 has it, groups of four rows that follow each other."""
    rows = normal(24, 5)
    groups = torch.tensor(rows).reshape(6, 4, 5)
    value = (groups.var(1, unbiased=False) + 1e-8).sqrt().mean()
    return {"width": 5, "rows": rows, "value": float(value)}


def plain(value):
    if isinstance(value, np.ndarray):
        return [round(float(number), 4) for number in value.flatten()]
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return float(value) if isinstance(value, np.floating) else value


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", nargs="?", default=Path(__file__).with_name("metrics.json"))
    golden = {
        "neighbours": neighbours(),
        "frechet": frechet(),
        "kernel_distance": kernel_distance(),
        "vendi": vendi_scores(),
        "bins": bins(),
        "similarity": similarity(),
        "minibatch_stddev": minibatch_stddev(),
    }
    lines = (f"{json.dumps(name)}: {json.dumps(plain(value))}" for name, value in golden.items())
    Path(parser.parse_args().output).write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
