"""Racing beside Optuna's pruners, replayed on the recorded runs of whole grids: steps spent, and what was found.

    seesaw sweep grid.yaml                               # the whole grid, `search` left out
    seesaw sweep race.yaml                               # the same study with `search`: decides from what is there, trains nothing
    python racing_replay.py results/GRID [results/GRID ..]      (needs numpy, scipy, polars, optuna)

Of seesaw, `search.json` says what was decided. Optuna sees the settings in 20 random orders: SuccessiveHalvingPruner
with the same first rung and share, on the mean over seeds; WilcoxonPruner with each seed's value at the end. The truth is
the whole grid: the best setting by ranks within seeds, and Conover's one-sided p-value that the one found is no worse.
"""
import collections
import json
import pathlib
import sys

import numpy as np
import optuna
import polars as pl
from scipy import stats

optuna.logging.set_verbosity(optuna.logging.ERROR)
UP = {"modes", "high_quality", "rarest_mode", "precision", "recall", "coverage"}


def read(study, metric):
    """Scores by setting, seed and step, more being better; what has diverged or was not measured is the worst seen."""
    found = collections.defaultdict(dict)
    for path in sorted(study.glob("runs/*/run.json")):
        run = json.loads(path.read_text())
        setting = run["run"].split(",seed=")[0]
        table = pl.read_parquet(path.parent / "evals.parquet", columns=["step", metric])
        values = {step: value for step, value in table.iter_rows() if step > 0 and value is not None}
        found[setting][run["seed"]] = values if metric in UP else {step: -value for step, value in values.items()}
    settings, seeds = sorted(found), sorted(next(iter(found.values())))
    steps = sorted({step for runs in found.values() for run in runs.values() for step in run})
    scores = np.array([[[found[s][q].get(t, np.nan) for t in steps] for q in seeds] for s in settings])
    scores[~np.isfinite(scores)] = np.nanmin(scores[np.isfinite(scores)]) - 1
    return settings, steps, scores


def truth(final):
    ranks = np.stack([stats.rankdata(-final[:, seed]) for seed in range(final.shape[1])], axis=1)
    sums = ranks.sum(axis=1)
    settings, seeds = final.shape
    freedom = (seeds - 1) * (settings - 1)
    error = np.sqrt(2 * (seeds * (ranks**2).sum() - (sums**2).sum()) / freedom)
    return sums, stats.t.sf((sums - sums.min()) / error, freedom)


def spent_by_race(decisions, seeds):
    done, spent = 0, 0
    for rung in decisions["rungs"]:
        spent += (rung["step"] - done) * len(rung["settings"]) * seeds
        done = rung["step"]
    return spent


def halving(steps, scores, rungs, factor, order):
    """Asynchronous successive halving; returns steps spent and the place of the best by its mean at the end."""
    pruner = optuna.pruners.SuccessiveHalvingPruner(min_resource=rungs[0], reduction_factor=factor)
    study = optuna.create_study(direction="maximize", pruner=pruner)
    spent, ended = 0, {}
    for setting in order:
        trial, means = study.ask(), scores[setting].mean(axis=0)
        for step, mean in zip(steps, means):
            trial.report(mean, step)
            if trial.should_prune() or step == steps[-1]:
                spent += step * scores.shape[1]
                break
        if step == steps[-1]:
            ended[setting] = mean
            study.tell(trial, mean)
        else:
            study.tell(trial, state=optuna.trial.TrialState.PRUNED)
    return spent, max(ended, key=ended.get)


def wilcoxon(steps, scores, order):
    """A setting is given up among its seeds, each trained to its end."""
    study = optuna.create_study(direction="maximize", pruner=optuna.pruners.WilcoxonPruner(p_threshold=0.1))
    spent, ended = 0, {}
    for setting in order:
        trial, final = study.ask(), scores[setting, :, -1]
        for seed, value in enumerate(final):
            trial.report(value, seed)
            spent += steps[-1]
            if trial.should_prune():
                break
        # As Optuna advises, a pruned trial is told with the mean of what it has.
        study.tell(trial, float(final[: seed + 1].mean()))
        if seed + 1 == len(final):
            ended[setting] = final.mean()
    return spent, max(ended, key=ended.get)


def main():
    rng = np.random.default_rng(0)
    for study in map(pathlib.Path, sys.argv[1:]):
        decisions = json.loads((study / "search.json").read_text())
        rungs = [rung["step"] for rung in decisions["rungs"]]
        settings, steps, scores = read(study, decisions["metric"])
        final = scores[:, :, -1]
        sums, p = truth(final)
        best, whole = int(np.argmin(sums)), steps[-1] * final.size

        def line(name, spent, found):
            regret = np.median(final[best]) - np.median(final[found])
            untold = np.mean(p[found] >= 0.05)
            places = np.mean([(sums < sums[place]).sum() + 1 for place in found])
            print(f"{study.name:16} {name:28} {np.mean(spent) / whole:6.1%} of the steps, place {places:5.1f} of {len(settings)}, "
                  f"not told from the best {untold:4.0%}, regret {np.mean([np.median(final[best]) - np.median(final[x]) for x in found]):+.3f}")

        at_end = decisions["rungs"][-1]["settings"]
        winner = min(at_end, key=lambda it: it["rank_sum"])["setting"]
        names = {tuple(name.split("=")[1] if "=" in name else name for name in s.split(",")): place for place, s in enumerate(settings)}
        key = {normal(parts): place for parts, place in names.items()}
        found = key[normal(tuple(winner.split(", ")))]
        line(f"seesaw {decisions['search']}", [spent_by_race(decisions, final.shape[1])], [found])
        orders = [rng.permutation(len(settings)) for _ in range(20)]
        runs = [halving(steps, scores, rungs, 3, order) for order in orders]
        line("Optuna SuccessiveHalving", [run[0] for run in runs], [run[1] for run in runs])
        runs = [wilcoxon(steps, scores, order) for order in orders]
        line("Optuna Wilcoxon", [run[0] for run in runs], [run[1] for run in runs])


def normal(parts):
    """Numbers are spelled in several ways."""
    def one(part):
        try:
            return float(part)
        except ValueError:
            return part
    return tuple(one(part) for part in parts)


main()
