"""Writes augment.json: augmentations of images with given draws, in PyTorch, float64.

DiffAugment as in mit-han-lab/data-efficient-gans (Zhao et al. 2020), ADA's changes as in NVlabs/stylegan2-ada-pytorch,
training/augment.py (Karras et al. 2020): the same formulas, with the draws as arguments. Images are NCHW there and are
written channels last; inputs are hashed() of make_layers.py. A draw is from [0, 1), except `normal`; a whole number below
n is floor(n u).

    python make_augment.py > augment.json
"""

import json
import math

import torch
import torch.nn.functional as F
from make_layers import hashed

SIDE = 8


def image(channels, stream):
    return hashed(SIDE * SIDE * channels, stream, 1.0).double().reshape(1, SIDE, SIDE, channels).permute(0, 3, 1, 2)


def written(x):
    return [float(f"{value:.7g}") for value in x.permute(0, 2, 3, 1).reshape(-1).tolist()]


def diff_augment(x, draws, translation=0.125, cutout=0.5):
    x = x + (draws["brightness"] - 0.5)
    mean = x.mean(dim=1, keepdim=True)
    x = (x - mean) * (draws["saturation"] * 2) + mean
    mean = x.mean(dim=[1, 2, 3], keepdim=True)
    x = (x - mean) * (draws["contrast"] + 0.5) + mean
    most = int(SIDE * translation + 0.5)
    down, right = (math.floor(u * (2 * most + 1)) - most for u in draws["shift"])
    padded = F.pad(x, [most] * 4)
    x = padded[:, :, most - down : most - down + SIDE, most - right : most - right + SIDE]
    size = int(SIDE * cutout + 0.5)
    mask = torch.ones_like(x)
    top, left = (math.floor(u * (SIDE + (1 - size % 2))) for u in draws["cutout"])
    rows = (torch.arange(size) + top - size // 2).clamp(0, SIDE - 1)
    columns = (torch.arange(size) + left - size // 2).clamp(0, SIDE - 1)
    mask[:, :, rows[:, None], columns[None, :]] = 0
    return x * mask


def ada(x, draws, translation=0.125):
    channels = x.shape[1]
    if math.floor(draws["flip"] * 2) == 1:
        x = x.flip(3)
    x = torch.rot90(x, math.floor(draws["turn"] * 4), [2, 3])
    down, right = (round((u * 2 - 1) * translation * SIDE) for u in draws["shift"])
    margin = SIDE // 2
    padded = F.pad(x, [margin] * 4, mode="reflect")
    x = padded[:, :, margin - down : margin - down + SIDE, margin - right : margin - right + SIDE]

    eye = torch.eye(4, dtype=torch.float64)
    v = torch.tensor([1, 1, 1, 0], dtype=torch.float64) / math.sqrt(3)
    C = eye.clone()
    brightness = draws["normal"][0] * 0.2
    translate = eye.clone()
    translate[:3, 3] = brightness
    C = translate @ C
    contrast = 2 ** (draws["normal"][1] * 0.5)
    C = torch.diag(torch.tensor([contrast, contrast, contrast, 1], dtype=torch.float64)) @ C
    C = (eye - 2 * v.outer(v) * math.floor(draws["luma"] * 2)) @ C
    if channels > 1:
        theta = (draws["hue"] * 2 - 1) * math.pi
        vx, vy, vz = (value.item() for value in v[:3])
        s, c = math.sin(theta), math.cos(theta)
        cc = 1 - c
        rotate = torch.tensor(
            [
                [vx * vx * cc + c, vx * vy * cc - vz * s, vx * vz * cc + vy * s, 0],
                [vy * vx * cc + vz * s, vy * vy * cc + c, vy * vz * cc - vx * s, 0],
                [vz * vx * cc - vy * s, vz * vy * cc + vx * s, vz * vz * cc + c, 0],
                [0, 0, 0, 1],
            ],
            dtype=torch.float64,
        )
        C = rotate @ C
        C = (v.outer(v) + (eye - v.outer(v)) * 2 ** draws["normal"][2]) @ C
    x = x.reshape(1, channels, -1)
    if channels == 3:
        x = C[:3, :3] @ x + C[:3, 3:]
    else:
        C = C[:3, :].mean(dim=0, keepdim=True)
        x = x * C[:, :3].sum(dim=1, keepdim=True) + C[:, 3:]
    return x.reshape(1, channels, SIDE, SIDE)


CASES = [
    {"brightness": 0.9, "saturation": 0.2, "contrast": 0.75, "shift": [0.1, 0.9], "cutout": [0.3, 0.7]},
    {"brightness": 0.05, "saturation": 0.95, "contrast": 0.1, "shift": [0.99, 0.5], "cutout": [0.0, 0.999]},
]
ADA_CASES = [
    {"flip": 0.7, "turn": 0.3, "shift": [0.02, 0.97], "luma": 0.8, "hue": 0.65, "normal": [0.7, -1.1, 0.4]},
    {"flip": 0.2, "turn": 0.6, "shift": [0.9, 0.5], "luma": 0.1, "hue": 0.1, "normal": [-0.3, 0.5, -0.9]},
    {"flip": 0.9, "turn": 0.9, "shift": [0.5, 0.1], "luma": 0.6, "hue": 0.95, "normal": [1.3, 0.2, 1.5]},
]


def cases(function, all_draws):
    return [
        {"channels": channels, "stream": 70 + number, "draws": draws, "output": written(function(image(channels, 70 + number), draws))}
        for number, draws in enumerate(all_draws)
        for channels in (3, 1)
    ]


print(json.dumps({"side": SIDE, "diff_augment": cases(diff_augment, CASES), "ada_pipeline": cases(ada, ADA_CASES)}))
