"""Writes statistics.json: tests, estimates and intervals by scipy and by counting out, for src/statistics.

python make_statistics.py    (needs numpy and scipy; no test needs this script)
"""
import itertools
import json
import pathlib

import numpy as np
import scipy
from scipy import stats

rng = np.random.default_rng(20261125)


def interval(differences):
    """Of the pseudo-median, as R's wilcox.test(conf.int = TRUE) does it, from the exact null distribution by counting."""
    n = len(differences)
    walsh = np.sort([(differences[i] + differences[j]) / 2 for i in range(n) for j in range(i, n)])
    counts = np.zeros(n * (n + 1) // 2 + 1)
    counts[0] = 1
    for rank in range(1, n + 1):
        counts[rank:] += counts[:-rank].copy()
    below = np.cumsum(counts / 2.0**n)
    outside = int(np.sum(below < 0.025))
    return [walsh[outside - 1], walsh[len(walsh) - outside]] if outside else None


def enumerated(differences):
    """The two-sided signed-rank test with ties, zeros left out, over all signs."""
    apart = np.array([d for d in differences if d != 0])
    ranks = stats.rankdata(np.abs(apart))
    seen = ranks[apart > 0].sum()
    seen = min(seen, ranks.sum() - seen)
    sums = [np.dot(signs, ranks) for signs in itertools.product([0, 1], repeat=len(ranks))]
    return min(1.0, 2 * np.mean(np.array(sums) <= seen + 1e-9))


cases = []
for n, shift in [(3, 0.5), (5, 1.0), (6, 0.8), (8, 0.0), (10, 0.6), (12, -0.4), (20, 0.5), (40, 0.1), (150, 0.2), (300, 0.1)]:
    differences = np.round(rng.normal(shift, 1.0, n), 6)
    test = stats.wilcoxon(differences, method="exact" if n <= 150 else "approx", correction=n > 150)
    positive, negative = int((differences > 0).sum()), int((differences < 0).sum())
    walsh = [(differences[i] + differences[j]) / 2 for i in range(n) for j in range(i, n)]
    cases.append({
        "differences": differences.tolist(),
        "wilcoxon": test.pvalue,
        "sign": stats.binomtest(positive, positive + negative).pvalue,
        "estimate": float(np.median(walsh)),
        "interval": interval(differences) if n <= 150 else None,
    })
for differences in [[1, 1, 2, 3, 0, -1, 4, 2], [2, -2, 2, 2, 2, 0, 0, 2, 2], [1, 1, 1, 1, 1, 1, 1], [0.5, -0.5, 1.5, 1.5]]:
    positive, negative = sum(d > 0 for d in differences), sum(d < 0 for d in differences)
    cases.append({
        "differences": differences,
        "wilcoxon": enumerated(differences),
        "sign": stats.binomtest(positive, positive + negative).pvalue,
        "estimate": float(np.median([(a + b) / 2 for i, a in enumerate(differences) for b in differences[i:]])),
        "interval": interval(np.array(differences, float)),
    })
shares = []
for count, total in [(0, 1), (1, 1), (0, 5), (2, 5), (5, 5), (7, 20), (999, 1000)]:
    bounds = stats.binomtest(count, total).proportion_ci(method="wilson")
    shares.append({"count": count, "total": total, "low": bounds.low, "high": bounds.high})
medians = []
for n in [6, 9, 17, 100, 1000]:
    outside = int(stats.binom.ppf(0.025, n, 0.5))
    while stats.binom.cdf(outside, n, 0.5) > 0.025:
        outside -= 1
    medians.append({"count": n, "rank": outside + 1})
trends = []
for values in [
    [1, 2, 3, 4, 5], [5, 4, 3, 2, 1], [1, 3, 2, 5, 4, 6, 8, 7], [0, 0, 0, 1, 1, 2, 2, 2, 5],
    [0.2, 0.1, 0.4, 0.3, 0.3, 0.2, 0.5, 0.1], np.round(rng.normal(size=60), 6).tolist(),
]:
    place = np.arange(len(values))
    test = stats.kendalltau(place, values, method="asymptotic")
    trends.append({
        "values": values,
        "z": float(np.sign(test.statistic) * stats.norm.isf(test.pvalue / 2)),
        "slope": float(stats.theilslopes(values, place).slope),
    })
out = {"scipy": scipy.__version__, "paired": cases, "shares": shares, "medians": medians, "trends": trends}
path = pathlib.Path(__file__).with_name("statistics.json")
path.write_text(json.dumps(out, indent=1).replace("NaN", "null") + "\n")
