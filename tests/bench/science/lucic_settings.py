"""Draws the settings of experiments/lucic_settings.csv: python tests/bench/science/lucic_settings.py

100 settings a loss from the wide ranges of Lucic et al. 2018 ("Are GANs created equal?"), which are those of google/compare_gan,
compare_gan/src/params.py at 49495fd: one learning rate for both players 10^U[-5, -2], beta1 U[0, 1], 1 or 5 updates of D a step,
the bound of clipped weights 10^U[-3, 0], the weight of a penalty 10^U[-1, 2]. The losses share the draws of what all of them have.
"""

import numpy

LOSSES = {
    "MM GAN": ("minimax", None),
    "NS GAN": ("non_saturating", None),
    "LSGAN": ("least_squares", None),
    "WGAN": ("wasserstein", "{weight_clip: {bound: %g}}"),
    "WGAN-GP": ("wasserstein", "{wgan_gp: {weight: %g}}"),
    "DRAGAN": ("non_saturating", "{dragan: {weight: %g}}"),
}


def rounded(value):
    return float(f"{value:.3g}")


random = numpy.random.default_rng(2018)
rows = []
for trial in range(100):
    rate = rounded(10 ** random.uniform(-5, -2))
    beta = round(random.uniform(0, 0.999), 3)
    updates = random.choice([1, 5])
    bound, weight = rounded(10 ** random.uniform(-3, 0)), rounded(10 ** random.uniform(-1, 2))
    for loss, regularizer in LOSSES.values():
        drawn = bound if regularizer and "clip" in regularizer else weight
        rows.append(
            [
                loss,
                f"[{regularizer % drawn}]" if regularizer else "[]",
                f"{rate:g}",
                f"{rate:g}",
                f'"{{adam: {{betas: [{beta:g}, 0.999]}}}}"',
                f'"{{ratio: {{d: {updates}}}}}"' if updates > 1 else "alternate",
            ]
        )
with open("experiments/lucic_settings.csv", "w") as file:
    print("loss,regularize,lr_g,lr_d,optimizer,balance", file=file)
    for row in rows:
        print(",".join(row), file=file)
