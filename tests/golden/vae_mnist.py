"""Train the lesson's variational autoencoder (AI for Beginners, lesson 09-Autoencoders, AutoEncodersPyTorch) with PyTorch on one file of
28x28 images, and print its loss on another: 784-512-2 and back, RMSprop with learning rate 1e-3 and eps 1e-8, 6,300 steps of 256 images (30 epochs of 54,000),
latents m + exp(l) e, loss 784 mse + mean KL. To be compared with `cargo run --release --example vae_mnist`.
Use: python vae_mnist.py TRAIN.idx.gz TEST.idx.gz [STEPS] [SEED]
"""

import gzip
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn

torch.set_num_threads(1)


def images(path):
    values = np.frombuffer(gzip.decompress(path.read_bytes()), np.uint8, offset=16)
    return torch.from_numpy(values.reshape(-1, 784).astype(np.float32) / 255)


class Vae(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden, self.mean, self.log = nn.Linear(784, 512), nn.Linear(512, 2), nn.Linear(512, 2)
        self.decoder = nn.Sequential(nn.Linear(2, 512), nn.ReLU(), nn.Linear(512, 784), nn.Sigmoid())

    def loss(self, x):
        h = torch.relu(self.hidden(x))
        mean, log = self.mean(h), self.log(h)
        made = self.decoder(mean + torch.exp(log) * torch.randn_like(mean))
        kl = -0.5 * (1 + log - mean.square() - log.exp()).sum(1)
        return 784 * (made - x).square().mean() + kl.mean()


def main():
    train, test = (images(Path(path)) for path in sys.argv[1:3])
    steps, seed = (int(value) for value in (sys.argv[3:5] + ["6300", "42"][len(sys.argv) - 3:]))
    torch.manual_seed(seed)
    model = Vae()
    optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-3, eps=1e-8)
    order, at = torch.randperm(len(train)), 0
    for _ in range(steps):
        if at + 256 > len(train):
            order, at = torch.randperm(len(train)), 0
        loss = model.loss(train[order[at:at + 256]])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        at += 256
    with torch.no_grad():
        losses = [model.loss(test[first:first + 250]).item() for first in range(0, len(test), 250)]
    print(f"loss on {len(test)} unseen images: {np.mean(losses):.3f}")


if __name__ == "__main__":
    main()
