"""Writes racing.json: tests of settings over seeds by scipy, for src/statistics and src/search.

python make_racing.py    (needs numpy and scipy; no test needs this script)

Friedman's test is scipy's. Conover's comparisons are written out from Conover (1999), 5.8, with scipy's t distribution;
`--check` compares them, doubled, with scikit-posthocs. Wilcoxon's one-sided test is counted out over all signs.
"""
import itertools
import json
import pathlib
import sys

import numpy as np
import scipy
from scipy import stats

rng = np.random.default_rng(20261128)


def friedman(values):
    """`values`: one row per setting, one column per seed; higher is better."""
    values = np.array(values, float)
    settings, seeds = values.shape
    ranks = np.stack([stats.rankdata(-values[:, seed]) for seed in range(seeds)], axis=1)
    sums = ranks.sum(axis=1)
    freedom = (seeds - 1) * (settings - 1)
    error = np.sqrt(2 * (seeds * (ranks**2).sum() - (sums**2).sum()) / freedom)
    behind = stats.t.sf((sums - sums.min()) / error, freedom)
    if "--check" in sys.argv:
        import scikit_posthocs

        both = scikit_posthocs.posthoc_conover_friedman(-values.T).to_numpy()
        two_sided = both[int(np.argmin(sums))]
        apart = sums > sums.min()
        assert np.allclose(2 * behind[apart], two_sided[apart], atol=1e-9), (behind, two_sided)
    return {
        "values": values.tolist(),
        "sums": sums.tolist(),
        "friedman": float(stats.friedmanchisquare(*values).pvalue),
        "behind": behind.tolist(),
    }


def below(differences):
    apart = np.array([d for d in differences if d != 0], float)
    ranks = stats.rankdata(np.abs(apart))
    seen = ranks[apart > 0].sum()
    sums = [np.dot(signs, ranks) for signs in itertools.product([0, 1], repeat=len(ranks))]
    return {"differences": differences, "below": float(np.mean(np.array(sums) <= seen + 1e-9))}


cases = []
for settings, seeds, spread in [(3, 2, 1.0), (3, 5, 1.0), (4, 3, 0.3), (5, 5, 0.0), (8, 4, 2.0), (20, 5, 1.0), (60, 5, 0.5)]:
    strength = spread * rng.normal(size=(settings, 1))
    cases.append(friedman(np.round(strength + rng.normal(size=(settings, seeds)), 6)))
for settings, seeds in [(4, 4), (10, 5), (30, 3)]:
    cases.append(friedman(rng.integers(0, 4, size=(settings, seeds))))

paired = [[-1, -2, -3, -4, -5], [-1, -2, -3, 4], [1, 2, 3, 4, 5], [-1, -1, 0, 2, -3, -1], [-0.5] * 7, [-5, 1, -4, 2, -3, -6]]
for count in [5, 8, 12]:
    paired.append(np.round(rng.normal(-0.6, 1.0, count), 6).tolist())
for differences in paired:
    if 0 not in differences and len({abs(d) for d in differences}) == len(differences):
        expected = stats.wilcoxon(differences, alternative="less", method="exact").pvalue
        assert abs(below(differences)["below"] - expected) < 1e-12

written = {"scipy": scipy.__version__, "friedman": cases, "paired": [below(differences) for differences in paired]}
pathlib.Path(__file__).with_name("racing.json").write_text(json.dumps(written, indent=1) + "\n")
