#!/usr/bin/env python3
"""Writes step.safetensors: two steps of the semi-supervised GAN (Salimans et al. 2016) in PyTorch.

    make_step.py ../../resources/goldens/semisupervised/step.safetensors

Made with torch 2.10.0, float32, one thread. 16 pixels, 3 classes, hidden 8 and 6, noise 5, generator 7, batch 4.
All noise comes from one generator with seed 123, in the order: z; the discriminator's input and hidden noise; for the generator's
step the noise for real features; z; the noise for drawn features.
Names: generator/…, discriminator/… before; after/… behind the second step; x, y, u; losses [step, (labelled, unlabelled, g)].
"""
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors.torch import save_file

torch.set_num_threads(1)
torch.manual_seed(5)
P, K, Z, W, B, HIDDEN, LR = 16, 3, 5, 7, 4, [8, 6], 1e-3
noise = torch.Generator().manual_seed(123)


class NormalisedLinear(nn.Module):
    def __init__(self, i, o, scaled):
        super().__init__()
        self.direction = nn.Parameter(torch.randn(o, i) * 0.1)
        self.bias = nn.Parameter(torch.randn(o) * 0.1)
        s = torch.randn(o) * 0.1
        self.scale = nn.Parameter(s) if scaled else None
        if not scaled:
            del self.scale
            self.register_buffer("scale", s)

    def forward(self, x):
        w = self.direction * (self.scale.exp() / self.direction.norm(dim=1))[:, None]
        return F.linear(x, w, self.bias)


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        sizes = [P] + HIDDEN
        self.layers = nn.ModuleList(NormalisedLinear(a, b, False) for a, b in zip(sizes, sizes[1:]))
        self.head = NormalisedLinear(sizes[-1], K, True)

    def features(self, x):
        h = x + 0.2 * torch.randn(x.shape, generator=noise)
        for i, layer in enumerate(self.layers):
            if i > 0:
                h = h + 0.5 * torch.randn(h.shape, generator=noise)
            h = torch.relu(layer(h))
        return h

    def logits(self, f):
        return self.head(f + 0.5 * torch.randn(f.shape, generator=noise))


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.l1, self.n1 = nn.Linear(Z, W, bias=False), nn.BatchNorm1d(W)
        self.l2, self.n2 = nn.Linear(W, W, bias=False), nn.BatchNorm1d(W)
        self.l3 = nn.Linear(W, P)

    def forward(self, z):
        h = F.softplus(self.n1(self.l1(z)))
        return torch.sigmoid(self.l3(F.softplus(self.n2(self.l2(h)))))


g, d = Generator(), Discriminator()
nets = (("generator", g), ("discriminator", d))
keep = lambda prefix: {f"{prefix}{n}/{k}": v.clone() for n, net in nets for k, v in net.state_dict().items() if "num_batches" not in k}
out = keep("")
og, od = torch.optim.Adam(g.parameters(), LR, (0.5, 0.999)), torch.optim.Adam(d.parameters(), LR, (0.5, 0.999))
losses = []
for step in range(2):
    x, y, u = torch.rand(B, P), torch.randint(0, K, (B,)), torch.rand(B, P)
    out |= {f"x{step}": x.clone(), f"y{step}": y.clone(), f"u{step}": u.clone()}
    fake = g(torch.rand(B, Z, generator=noise)).detach()
    l = d.logits(d.features(torch.cat([x, u, fake])))
    labelled = F.cross_entropy(l[:B], y)
    zu, zf = l[B : 2 * B].logsumexp(1), l[2 * B :].logsumexp(1)
    unlabelled = -0.5 * zu.mean() + 0.5 * F.softplus(zu).mean() + 0.5 * F.softplus(zf).mean()
    od.zero_grad()
    (labelled + unlabelled).backward()
    od.step()
    wanted = d.features(u).detach().mean(0)
    loss_g = ((d.features(g(torch.rand(B, Z, generator=noise))).mean(0) - wanted) ** 2).mean()
    og.zero_grad()
    loss_g.backward()
    og.step()
    losses.append([labelled.item(), unlabelled.item(), loss_g.item()])
out["losses"] = torch.tensor(losses)
out |= keep("after/")
save_file({k: v.contiguous() for k, v in out.items()}, sys.argv[1])
