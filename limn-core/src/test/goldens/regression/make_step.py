#!/usr/bin/env python3
"""Writes step.safetensors: two training steps from descriptions to pictures, and of the classifier that perceives for them.

    make_step.py ../../resources/goldens/regression/step.safetensors

Made with torch 2.10.0, float32, one thread. The generator is that of goldens/reed/make_step.py: width 2, noise 5, text 7 -> 6,
batch 4. Everything that goes in is a formula: element i of the k-th tensor is wave = sin(0.37 i i + k), k the place of its name
among the sorted names of a network; weights of more than one dimension are scale * wave, scales and running variances
1 + .3 wave, all others .1 wave. Pictures are the 100th wave, descriptions the 200th.
Names: pixels/... and mixed/... are two steps (Adam, rate 4e-4, beta1 .9) on pixels alone, and on .2 of pixels and the whole of the
perceptual loss through the classifier: losses [2, 3] of pixels, perception and both, after/..., average/... with a half-life of
5,000 pictures. classifier/...: what is in the pictures before, losses of two steps, after/... (of convolutions the first two filters).
"""
import math
import pathlib
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors.torch import save_file

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "reed"))
from make_step import B, W, Z, Generator  # noqa: E402

torch.set_num_threads(1)
THINGS = 3


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        widths = (3, 24, 48, 96)
        self.convs = nn.ModuleList(nn.Conv2d(i, o, 3, 2, 1, bias=False) for i, o in zip(widths, widths[1:]))
        self.norms = nn.ModuleList(nn.BatchNorm2d(o) for o in widths[1:])
        self.head = nn.Linear(widths[-1], THINGS)

    def maps(self, x):
        maps = []
        for conv, norm in zip(self.convs, self.norms):
            x = F.leaky_relu(norm(conv(x)), 0.2)
            maps.append(x)
        return maps

    def forward(self, x):
        return self.head(self.maps(x)[-1].mean((2, 3)))


def wave(k, *shape):
    i = torch.arange(math.prod(shape), dtype=torch.float64)
    return torch.sin(0.37 * i * i + k).view(shape)


def state(net):
    return {k: v for k, v in net.state_dict().items() if not k.endswith("num_batches_tracked")}


def fill(net, scale):
    for k, (name, value) in enumerate(sorted(state(net).items())):
        w = wave(k, *value.shape)
        if value.dim() > 1:
            w = scale * w
        elif name.endswith("running_var") or name.endswith("weight"):
            w = 1 + 0.3 * w
        else:
            w = 0.1 * w
        value.copy_(w.float())
    return net


def gram(x):
    n, c, h, w = x.shape
    f = x.flatten(2)
    return f @ f.transpose(1, 2) / (c * h * w)


def perceived(classifier, drawn, target):
    total = 0
    for a, b in zip(classifier.maps(drawn), classifier.maps(target)):
        total = total + ((a - b) ** 2).mean() / (b**2).mean()
        total = total + ((gram(a) - gram(b)) ** 2).mean() / (gram(b) ** 2).mean()
    return total


pictures = wave(100, B, 3, 64, 64).float()
text = wave(200, B, W).float()
there = (wave(300, B, THINGS) > 0).float()
out = {}


def train(name, pixel, perceptual):
    g = fill(Generator(), 0.2)
    average = {k: v.clone() for k, v in state(g).items()}
    classifier = fill(Classifier(), 0.1).eval()
    adam = torch.optim.Adam(g.parameters(), 4e-4, (0.9, 0.999))
    noise = torch.Generator().manual_seed(123)
    losses = []
    for step in range(2):
        drawn = g(torch.randn(B, Z, generator=noise), text)
        of_pixels = F.mse_loss(drawn, pictures)
        of_maps = perceived(classifier, drawn, pictures)
        loss = pixel * of_pixels + perceptual * of_maps
        adam.zero_grad()
        loss.backward()
        adam.step()
        losses.append(torch.stack([of_pixels, of_maps, loss]).detach())
        seen = (step + 1) * B
        kept = 0.5 ** (B / min(5000, max(seen * 0.05, 1)))
        for k, v in state(g).items():
            average[k] = kept * average[k] + (1 - kept) * v
    out[f"{name}/losses"] = torch.stack(losses)
    out.update({f"{name}/after/{k}": v.clone() for k, v in state(g).items()})
    if perceptual:
        out.update({f"{name}/average/{k}": v for k, v in average.items()})


train("pixels", 1.0, 0.0)
train("mixed", 0.2, 1.0)
classifier = fill(Classifier(), 0.1).eval()
out["classifier/probabilities"] = classifier(pictures).sigmoid().detach()
classifier.train()
adam = torch.optim.Adam(classifier.parameters(), 2e-3, (0.9, 0.999))
losses = []
for _ in range(2):
    loss = F.binary_cross_entropy_with_logits(classifier(pictures), there)
    adam.zero_grad()
    loss.backward()
    adam.step()
    losses.append(loss.detach())
out["classifier/losses"] = torch.stack(losses)
out.update({f"classifier/after/{k}": v[:2].clone() if v.dim() == 4 else v.clone() for k, v in state(classifier).items()})
save_file({k: v.contiguous() for k, v in out.items()}, sys.argv[1])
