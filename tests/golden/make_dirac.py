"""Writes dirac.json: final radii of the Dirac-GAN in f64, from the vector fields of Mescheder, Geiger and
Nowozin 2018, "Which training methods for GANs do actually converge?", in the paper's own convention: D is
high on fakes, f(t) = -log(1 + e^-t), L = f(psi theta) + f(0), D ascends and G descends. Each case stands
beside the keys of a study that mean the same. Losses here are halved for D, so lr_d is twice the paper's
step, or once for losses that compare real with fake; penalties are not halved.

    python3 make_dirac.py
"""

import json
from math import exp, hypot, isclose

STEPS, H = 500, 0.2


def slope(t):
    """f'(t)."""
    return 1.0 / (1.0 + exp(t))


# v_theta and v_psi of section 3, and the loss's name here.
FIELDS = {
    "minimax": (lambda t, p: -p * slope(p * t), lambda t, p: t * slope(p * t)),
    "non_saturating": (lambda t, p: -p * slope(-p * t), lambda t, p: t * slope(p * t)),
    "wasserstein": (lambda t, p: -p, lambda t, p: t),
}
FIELDS["rsgan"] = FIELDS["non_saturating"]


def run(field, order, extra=lambda p: 0.0, clip=None):
    v_theta, v_psi = FIELDS[field]
    t, p = 1.0, 1.0
    for _ in range(STEPS):
        def theta(t, p):
            return t + H * v_theta(t, p)

        def psi(t, p):
            p = p + H * (v_psi(t, p) + extra(p))
            return p if clip is None else max(-clip, min(clip, p))

        if order == "simultaneous":
            t, p = theta(t, p), psi(t, p)
        elif order == "generator_first":
            t = theta(t, p)
            p = psi(t, p)
        else:
            p = psi(t, p)
            t = theta(t, p)
    return hypot(t, p)


def gradient_penalty(weight, target):
    return lambda p: -weight * (1.0 if p > 0 else -1.0) * (abs(p) - target)


# name, field, keys of the study beside the loss and the order, what is added to v_psi, clip
CASES = [
    ("GAN", "minimax", "lr_d: 0.4", {}),
    ("NSGAN", "non_saturating", "lr_d: 0.4", {}),
    ("RpGAN", "rsgan", "lr_d: 0.2", {}),
    ("WGAN", "wasserstein", "lr_d: 0.4", {}),
    ("R1 .3", "minimax", "lr_d: 0.4, regularize: [{r1: {gamma: 0.15}}]", {"extra": lambda p: -0.3 * p}),
    ("R1 1", "minimax", "lr_d: 0.4, regularize: [{r1: {gamma: 0.5}}]", {"extra": lambda p: -1.0 * p}),
    ("R2 .3", "minimax", "lr_d: 0.4, regularize: [{r2: {gamma: 0.15}}]", {"extra": lambda p: -0.3 * p}),
    ("NSGAN+R1 .3", "non_saturating", "lr_d: 0.4, regularize: [{r1: {gamma: 0.15}}]",
     {"extra": lambda p: -0.3 * p}),
    ("RpGAN+R1+R2 .3", "rsgan", "lr_d: 0.2, regularize: [{r1: {gamma: 0.3}}, {r2: {gamma: 0.3}}]",
     {"extra": lambda p: -0.6 * p}),
    ("WGAN-GP", "wasserstein", "lr_d: 0.4, regularize: [{wgan_gp: {weight: 0.175}}]",
     {"extra": gradient_penalty(0.7, 1.0)}),
    ("WGAN-clip", "wasserstein", "lr_d: 0.4, regularize: [{weight_clip: {bound: 1.0}}]", {"clip": 1.0}),
]

# Radii that others found for the same fields, which this script must meet.
KNOWN = {
    ("GAN", "simultaneous"): 3.09695, ("GAN", "generator_first"): 1.42102, ("GAN", "discriminator_first"): 1.4126,
    ("NSGAN", "simultaneous"): 0.640207, ("NSGAN", "generator_first"): 0.283923,
    ("NSGAN", "discriminator_first"): 0.27063,
    ("WGAN", "simultaneous"): 25636, ("WGAN", "generator_first"): 1.39786, ("WGAN", "discriminator_first"): 1.43394,
    ("R1 .3", "simultaneous"): 2.64266e-6, ("R1 .3", "generator_first"): 2.30091e-7,
    ("R1 .3", "discriminator_first"): 2.3827e-7,
    ("R1 1", "simultaneous"): 9.52872e-22, ("R1 1", "generator_first"): 7.48124e-17,
    ("R1 1", "discriminator_first"): 8.48867e-17,
    ("NSGAN+R1 .3", "simultaneous"): 2.21196e-6, ("NSGAN+R1 .3", "generator_first"): 1.49942e-7,
    ("NSGAN+R1 .3", "discriminator_first"): 1.63922e-7, ("RpGAN+R1+R2 .3", "discriminator_first"): 1.49564e-14,
    ("WGAN-GP", "simultaneous"): 1.80179, ("WGAN-GP", "generator_first"): 1.22107,
    ("WGAN-GP", "discriminator_first"): 1.28015,
    ("WGAN-clip", "simultaneous"): 1.002152, ("WGAN-clip", "generator_first"): 1.024119,
    ("WGAN-clip", "discriminator_first"): 0.984644,
}

runs = []
for name, field, keys, extra in CASES:
    for order in ["simultaneous", "generator_first", "discriminator_first"]:
        radius = run(field, order, **extra)
        known = KNOWN.get((name, order))
        assert known is None or isclose(radius, known, rel_tol=1e-5), (name, order, radius, known)
        how = "balance: simultaneous" if order == "simultaneous" else f"order: {order}"
        runs.append({"name": name, "order": order, "radius": radius,
                     "keys": f"loss: {field}, {how}, lr_g: 0.2, {keys}, steps: {STEPS}"})
with open(__file__.replace("make_dirac.py", "dirac.json"), "w") as out:
    json.dump({"runs": runs}, out, indent=1)
