"""Write features.json: reference numbers for feature extractors and style transfer, computed with PyTorch in float64.

Layouts, hashed() and the description of inputs are those of make_layers.py, summaries those of make_high_resolution.py. Maps are
(N, H, W, C) here and (N, C, H, W) there. Layers: y = relu(layer(x)), dx that of sum(y * dy). Networks: the map of each layer for
an image from 0 to 1, and the gradient, with respect to the image, of the sum over layers of mean(map * hashed(n, 700 + layer, 1)).
SqueezeNet has the weights of the program; convolution k of VGG has the streams 2 k (kernel, OIHW, scale sqrt(6 / fan in)) and
2 k + 1 (bias, scale 0.1). Losses: of SqueezeNet, content fire4 and fire5, style conv1, fire2 and fire4, each alone.
Use: python make_features.py [output]
"""

import argparse
import json
import math
from pathlib import Path

import numpy as np
import torch
from make_layers import MARGIN, filled, first, given, hashed, last, line, summary, to_torch
from torch.nn import functional as F

torch.set_num_threads(2)

WEIGHTS = Path(__file__).parents[2] / "src/record/feature_weights/squeezenet1_1.safetensors"
CAFFE = (torch.full((3,), 255.0), torch.tensor([-123.68, -116.779, -103.939]))
DEVIATIONS = torch.tensor([0.229, 0.224, 0.225])
TORCHVISION = (1 / DEVIATIONS, -torch.tensor([0.485, 0.456, 0.406]) / DEVIATIONS)


def squeezenet_weights():
    data = WEIGHTS.read_bytes()
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + size])
    tensors = {}
    for name, about in header.items():
        if name == "__metadata__":
            continue
        start, end = about["data_offsets"]
        values = np.frombuffer(data[8 + size:][start:end], np.float16).reshape(about["shape"])
        tensors[name] = torch.from_numpy(values.astype(np.float64))
    return tensors


class SqueezeNet:
    input = CAFFE

    def __init__(self, dtype=torch.float64):
        self.weights = {name: values.to(dtype) for name, values in squeezenet_weights().items()}

    def conv(self, x, name, **options):
        return F.relu(F.conv2d(x, self.weights[name + ".weight"], self.weights[name + ".bias"], **options))

    def __call__(self, x):
        """The map of every layer, by name."""
        maps = {"conv1": self.conv(x, "conv1", stride=2)}
        x = maps["conv1"]
        for number in range(2, 10):
            if number in (2, 4, 6):
                x = F.max_pool2d(x, 3, 2)
            name = f"fire{number}"
            x = self.conv(x, name + ".squeeze1x1")
            x = torch.cat([self.conv(x, name + ".expand1x1"), self.conv(x, name + ".expand3x3", padding=1)], 1)
            maps[name] = x
        maps["conv10"] = self.conv(x, "conv10")
        return maps


class Vgg:
    input = TORCHVISION

    def __init__(self, blocks, dtype=torch.float64):
        self.blocks, self.weights, channels, number = blocks, [], 3, 0
        for out, count in zip((64, 128, 256, 512, 512), blocks):
            for _ in range(count):
                scale = math.sqrt(6 / (channels * 9))
                kernel = hashed(out * channels * 9, 2 * number, float(np.float32(scale)))
                bias = hashed(out, 2 * number + 1, float(np.float32(0.1)))
                self.weights.append((kernel.to(dtype).reshape(out, channels, 3, 3), bias.to(dtype)))
                channels, number = out, number + 1

    def __call__(self, x):
        maps, number = {}, 0
        for block, count in enumerate(self.blocks, 1):
            if block > 1:
                x = F.max_pool2d(x, 2, 2)
            for place in range(1, count + 1):
                x = F.relu(F.conv2d(x, *self.weights[number], padding=1))
                maps[f"conv{block}_{place}"], number = x, number + 1
        return maps


def image(height, width, stream):
    """An image (H, W, 3) from 0 to 1, described as the tests fill it."""
    spec = given((height, width, 3), stream, 0.5, 0.5)
    return spec, filled(spec).double()


def enter(network, pixels):
    scale, offset = network.input
    return (pixels * scale.to(pixels.dtype) + offset.to(pixels.dtype)).permute(2, 0, 1)[None]


def flat(maps):
    return maps.permute(0, 2, 3, 1)


def network_case(name, network, height, width, stream):
    spec, pixels = image(height, width, stream)
    pixels = pixels.clone().requires_grad_()
    maps = network(enter(network, pixels))
    total = 0
    for at, values in enumerate(maps.values()):
        weights = hashed(values.numel(), 700 + at, 1.0).double()
        total = total + (flat(values).flatten() * weights).mean()
    total.backward()
    shapes = [list(values.shape[1:]) for values in maps.values()]
    return {"name": name, "image": spec, "layers": list(maps), "shapes": shapes,
            "maps": [summary(flat(values)) for values in maps.values()], "gradient": summary(pixels.grad)}


def layer_case(name, layer, shape, parameters, base):
    inputs = given(shape, base, 1.0)
    specs = [given(spec, base + 1 + at, 0.3) for at, spec in enumerate(parameters)]
    x = first(filled(inputs).double()).requires_grad_()
    values = [to_torch(filled(spec).double()) for spec in specs]
    before = layer(x, *values)
    assert before.abs().min() > MARGIN / 10, (name, before.abs().min())
    y = last(F.relu(before) if parameters else before)
    dy = given(y.shape, base + 9, 1.0)
    (y * filled(dy).double()).sum().backward()
    return {"name": name, "input": inputs, "parameters": specs, "dy": dy, "y": summary(y), "dx": summary(last(x.grad))}


CONTENT, STYLE = ("fire4", "fire5"), ("conv1", "fire2", "fire4")


def gram(values):
    rows = flat(values).reshape(-1, values.shape[1])
    return rows.T @ rows / len(rows)


class Losses:
    def __init__(self, network, content, styles):
        self.network = network
        with torch.no_grad():
            maps = network(enter(network, content))
            self.content = {name: maps[name] for name in CONTENT}
            self.styles = []
            for weight, picture in styles:
                maps = network(enter(network, picture))
                self.styles.append((weight, {name: gram(maps[name]) for name in STYLE}))

    def __call__(self, pixels):
        maps = self.network(enter(self.network, pixels))
        content = sum(0.5 * (maps[name] - self.content[name]).square().sum() for name in CONTENT) / len(CONTENT)
        style = sum(weight * sum((gram(maps[name]) - grams[name]).square().mean() for name in STYLE) / len(STYLE)
                    for weight, grams in self.styles)
        variation = pixels.diff(dim=0).abs().sum() + pixels.diff(dim=1).abs().sum()
        return {"content": content, "style": style, "variation": variation}


WEIGHT = {"content": 1.0, "style": 0.01, "variation": 30.0}


def transfer():
    network = SqueezeNet()
    (content_spec, content), (style_spec, style) = image(37, 45, 801), image(39, 51, 802)
    other_spec, other = image(35, 33, 803)
    start_spec, start = image(37, 45, 804)
    losses = Losses(network, content, [(2.0, style), (1.0, other)])
    parts = {}
    for name in WEIGHT:
        pixels = start.clone().requires_grad_()
        value = losses(pixels)[name]
        value.backward()
        parts[name] = {"value": value.item(), "gradient": summary(pixels.grad)}

    def total(pixels):
        found = losses(pixels)
        return sum(WEIGHT[name] * found[name] for name in WEIGHT)

    pixels = start.clone().requires_grad_()
    optimizer = torch.optim.Adam([pixels], lr=0.02, betas=(0.9, 0.999), eps=1e-8)
    adam = []
    for _ in range(20):
        optimizer.zero_grad()
        loss = total(pixels)
        loss.backward()
        adam.append(loss.item())
        optimizer.step()
    adam_pixels = summary(pixels)

    pixels = start.clone().requires_grad_()
    optimizer = torch.optim.LBFGS([pixels], lr=1, max_iter=1, max_eval=26, history_size=4, line_search_fn="strong_wolfe",
                                  tolerance_grad=0, tolerance_change=0)
    lbfgs = []

    def closure():
        optimizer.zero_grad()
        loss = total(pixels)
        loss.backward()
        return loss

    for _ in range(10):
        lbfgs.append(optimizer.step(closure).item())
    return {"content": content_spec, "styles": [style_spec, other_spec], "style_weights": [2.0, 1.0], "start": start_spec,
            "content_layers": CONTENT, "style_layers": STYLE, "weights": WEIGHT, "parts": parts,
            "adam": {"losses": adam, "pixels": adam_pixels}, "lbfgs": {"losses": lbfgs, "pixels": summary(pixels)}}


def conv(stride, padding):
    return lambda x, weight, bias: F.conv2d(x, weight, bias, stride=stride, padding=padding)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output", nargs="?", default=Path(__file__).with_name("features.json"))
    layers = [
        layer_case("image, stride 2", conv(2, 0), (2, 11, 8, 3), [(20, 3, 3, 3), (20,)], 10),
        layer_case("padded", conv(1, 1), (2, 7, 10, 20), [(24, 3, 3, 20), (24,)], 30),
        layer_case("image, padded", conv(1, 1), (1, 5, 9, 3), [(17, 3, 3, 3), (17,)], 50),
        layer_case("pointwise", conv(1, 0), (1, 5, 6, 20), [(16, 1, 1, 20), (16,)], 70),
        layer_case("even kernel, stride 2", conv(2, 1), (1, 9, 7, 18), [(5, 4, 4, 18), (5,)], 90),
        layer_case("pool 3, 2", lambda x: F.max_pool2d(x, 3, 2), (2, 9, 8, 20), [], 110),
        layer_case("pool 2, 2", lambda x: F.max_pool2d(x, 2, 2), (1, 7, 5, 18), [], 130),
    ]
    networks = [network_case("squeezenet", SqueezeNet(), 53, 67, 601),
                network_case("vgg16", Vgg((2, 2, 3, 3, 3)), 33, 41, 602),
                network_case("vgg19", Vgg((2, 2, 4, 4, 4)), 35, 32, 603)]
    found = {"layers": layers, "networks": networks, "transfer": transfer()}
    blocks = ",\n".join(f'"{name}": {line(block)}' for name, block in found.items())
    Path(parser.parse_args().output).write_text(f"{{\n{blocks}\n}}\n")


if __name__ == "__main__":
    main()
