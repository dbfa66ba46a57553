#!/usr/bin/env python3
"""Writes larger.safetensors: the Reed networks at 128x128 in PyTorch, a drawing and what is thought of it.

    make_larger.py ../../resources/goldens/reed/larger.safetensors

Sizes as in make_step.py. The large end has a layer of half the width: up0 in the generator, c_down1 in the discriminator.
The drawing is kept at every eighth pixel; gradients, of the layers at the large end, are those of the sum of the logits.
"""
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors.torch import save_file

from make_step import B, D, G, W, Z, Discriminator, Generator, state


class LargerGenerator(Generator):
    def __init__(self):
        super().__init__()
        self.up0, self.up_norm0 = nn.ConvTranspose2d(G, G // 2, 4, 2, 1, bias=False), nn.BatchNorm2d(G // 2)
        self.c5 = nn.ConvTranspose2d(G // 2, 3, 4, 2, 1, bias=False)

    def forward(self, z, text):
        t = F.leaky_relu(self.text(text), 0.2)
        h = self.a(self.n1(self.c1(torch.cat([z, t], 1)[:, :, None, None])))
        h = self.b(self.n2(self.c2(h)))
        for c, n in ((self.c3, self.n3), (self.c4, self.n4), (self.up0, self.up_norm0)):
            h = F.relu(n(c(h)))
        return self.c5(h).tanh()


class LargerDiscriminator(Discriminator):
    def __init__(self):
        super().__init__()
        self.c_down1 = nn.Conv2d(3, D // 2, 4, 2, 1, bias=False)
        self.c1, self.n1 = nn.Conv2d(D // 2, D, 4, 2, 1, bias=False), nn.BatchNorm2d(D)

    def features(self, x):
        h = F.leaky_relu(self.c_down1(x), 0.2)
        h = F.leaky_relu(self.n1(self.c1(h)), 0.2)
        h = F.leaky_relu(self.n2(self.c2(h)), 0.2)
        return self.a(self.n4(self.c4(self.n3(self.c3(h)))))


torch.manual_seed(4)
g, d = LargerGenerator(), LargerDiscriminator()
for network in (g, d):
    for name, p in network.named_parameters():
        if p.dim() == 4:
            nn.init.normal_(p, 0, 0.15)
        elif p.dim() == 1 and name.endswith("weight"):
            nn.init.normal_(p, 1, 0.1)
out = {**state("generator/", g), **state("discriminator/", d), "z": torch.randn(B, Z), "text": torch.randn(B, W)}
drawing = g(out["z"], out["text"])
logits = d.judge(d.features(drawing), out["text"])
logits.sum().backward()
out.update({"drawing": drawing.detach()[:, :, ::8, ::8], "logits": logits.detach()})
for key in ("up0.weight", "up_norm0.weight", "c5.weight", "c4.weight"):
    out["generator-grad/" + key] = dict(g.named_parameters())[key].grad
for key in ("c_down1.weight", "c1.weight", "n1.weight", "c2.weight"):
    out["discriminator-grad/" + key] = dict(d.named_parameters())[key].grad
save_file({k: v.contiguous() for k, v in out.items()}, sys.argv[1])
