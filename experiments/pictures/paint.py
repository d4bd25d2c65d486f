"""Paint swirl.jpg: brush strokes that follow a swirling flow, night blues around yellow lights.

Needs numpy and Pillow. The same versions paint the same picture. Use: python paint.py [output]
"""

import argparse
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT, SCALE = 320, 240, 3
# Centre of each vortex, its turn and its reach, in units of the height.
VORTICES = [(0.35, 0.35, 1.0, 0.28), (0.95, 0.30, -1.0, 0.24), (0.70, 0.70, 0.9, 0.22), (1.20, 0.75, 0.8, 0.20), (0.15, 0.85, -0.8, 0.2)]
LIGHTS = [(0.35, 0.35, 0.12), (0.95, 0.30, 0.09), (1.20, 0.75, 0.07), (0.62, 0.12, 0.05), (0.15, 0.12, 0.04)]
NIGHT = np.array([[16, 28, 84], [26, 58, 140], [44, 104, 190], [108, 168, 214], [20, 40, 60]], float)
LIGHT = np.array([[250, 214, 70], [244, 170, 40], [255, 240, 170], [226, 120, 40]], float)


def flow(x, y):
    """The direction of the strokes at a point."""
    u, v = 0.5 + 0.25 * np.sin(5 * y), 0.25 * np.cos(4 * x)
    for cx, cy, turn, reach in VORTICES:
        dx, dy = x - cx, y - cy
        strength = turn * np.exp(-(dx * dx + dy * dy) / (2 * reach * reach)) / reach
        u, v = u - strength * dy * 4, v + strength * dx * 4
    length = np.hypot(u, v) + 1e-9
    return u / length, v / length


def colour(x, y, random):
    """Lights are yellow, rings around them pale, the rest is night."""
    glow = sum(np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * size * size)) for cx, cy, size in LIGHTS)
    palette = LIGHT if random.random() < min(1.2 * glow, 0.95) else NIGHT
    shade = palette[random.integers(len(palette))]
    return tuple(int(value) for value in np.clip(shade + random.normal(0, 12, 3), 0, 255))


def paint():
    random = np.random.default_rng(7)
    size = (WIDTH * SCALE, HEIGHT * SCALE)
    canvas = Image.new("RGB", size, (22, 44, 110))
    draw = ImageDraw.Draw(canvas)
    for layer, (count, width, steps) in enumerate([(1800, 15, 26), (3600, 10, 22), (3800, 6, 18)]):
        for _ in range(count):
            x, y = random.random() * WIDTH / HEIGHT, random.random()
            ink = colour(x, y, random)
            points = []
            for _ in range(steps):
                points.append((x * HEIGHT * SCALE, y * HEIGHT * SCALE))
                u, v = flow(x, y)
                x, y = x + 0.006 * u, y + 0.006 * v
            draw.line(points, fill=ink, width=width, joint="curve")
            # A darker edge gives the stroke body.
            shadow = tuple(int(0.72 * value) for value in ink)
            lower = [(px + width * 0.35, py + width * 0.35) for px, py in points]
            draw.line(lower, fill=shadow, width=max(1, width // 4), joint="curve")
    canvas = canvas.filter(ImageFilter.GaussianBlur(0.8))
    return canvas.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output", nargs="?", default=Path(__file__).with_name("swirl.jpg"))
    paint().save(parser.parse_args().output, quality=90)


if __name__ == "__main__":
    main()
