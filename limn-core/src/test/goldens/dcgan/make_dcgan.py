#!/usr/bin/env python3
"""Writes dcgan.safetensors: DCGANs in PyTorch, their outputs and gradients, and two training steps of one.

    make_dcgan.py ../../resources/goldens/dcgan/dcgan.safetensors

Made with torch 2.10.0, float32, one thread. Variants, all with width 2, noise 5 and batch 2, at 28x28 grey unless said otherwise:
  faces      32x32 colour, transposed convolutions of 4: the networks of PyTorch's example, smaller
  paper      32x32 colour, kernels of 5 with an output padding of 1
  fashion    nearest up-sampling and 3x3 convolutions
  embedding  fashion with three classes: vectors of 4 and planes
  onehot     fashion with three classes, one-hot
  rules      fashion with all four rules broken
Names: VARIANT/generator/..., VARIANT/discriminator/... are weights; VARIANT/z, classes, real; pictures, logits (of real);
VARIANT/generator-grad/... and VARIANT/discriminator-grad/... are gradients of sum(pictures * seed) and sum(logits * judge-seed).
step/... is two steps of `embedding` with real targets of .9: after/..., moment/... (Adam's first moments), losses of the second step.
"""
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors.torch import save_file

torch.set_num_threads(1)
torch.manual_seed(5)
WIDTH, Z, B, HIDDEN = 2, 5, 2, 1024


class Net(nn.Module):
    def __init__(self, main, label):
        super().__init__()
        if label is not None:
            self.label = nn.Embedding(*label)
        self.main = nn.Sequential(*main)


def networks(base, doublings, channels, kernel=4, nearest=False, labels="none", classes=0, embed=4, broken=False):
    side = base << doublings
    norm = not broken
    bias = broken
    extra_z = {"none": 0, "embedding": embed, "one_hot": classes}[labels]
    extra_c = {"none": 0, "embedding": 1, "one_hot": classes}[labels]
    c = WIDTH << (doublings - 1)
    up = []

    def finish(n):
        if norm:
            up.append(nn.BatchNorm2d(n))
        up.append(nn.ReLU())

    def double(i, o, b):
        if nearest:
            up.append(nn.Upsample(scale_factor=2))
            up.append(nn.Conv2d(i, o, 5 if kernel == 5 else 3, 1, 2 if kernel == 5 else 1, bias=b))
        elif kernel == 5:
            up.append(nn.ConvTranspose2d(i, o, 5, 2, 2, 1, bias=b))
        else:
            up.append(nn.ConvTranspose2d(i, o, 4, 2, 1, bias=b))

    if broken:
        up += [nn.Flatten(), nn.Linear(Z + extra_z, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, c * base * base, bias=False)]
        up.append(nn.Unflatten(1, (c, base, base)))
    else:
        up.append(nn.ConvTranspose2d(Z + extra_z, c, base, 1, 0, bias=bias))
    finish(c)
    for _ in range(1, doublings):
        double(c, c // 2, bias)
        c //= 2
        finish(c)
    double(c, channels, False)
    up.append(nn.Tanh())
    down = []
    act = (lambda: nn.ReLU()) if broken else (lambda: nn.LeakyReLU(0.2))
    i, o = channels + extra_c, WIDTH
    for n in range(doublings):
        if broken:
            down += [nn.Conv2d(i, o, 3, 1, 1, bias=bias), nn.MaxPool2d(2)]
        else:
            down.append(nn.Conv2d(i, o, kernel, 2, 2 if kernel == 5 else 1, bias=bias))
        if norm and n > 0:
            down.append(nn.BatchNorm2d(o))
        down.append(act())
        i, o = o, 2 * o
    if broken:
        down += [nn.Flatten(), nn.Linear(i * base * base, HIDDEN), act(), nn.Linear(HIDDEN, 1)]
    else:
        down.append(nn.Conv2d(i, 1, base, 1, 0, bias=False))
    embedded = labels == "embedding"
    g = Net(up, (classes, embed) if embedded else None)
    d = Net(down, (classes, side * side) if embedded else None)

    def draw(z, y):
        if labels == "embedding":
            z = torch.cat([z, g.label(y)], 1)
        elif labels == "one_hot":
            z = torch.cat([z, F.one_hot(y, classes).float()], 1)
        return g.main(z[:, :, None, None])

    def judge(x, y):
        if labels == "embedding":
            x = torch.cat([x, d.label(y).view(-1, 1, side, side)], 1)
        elif labels == "one_hot":
            x = torch.cat([x, F.one_hot(y, classes).float()[:, :, None, None].expand(-1, -1, side, side)], 1)
        return d.main(x).view(-1)

    for net in (g, d):
        for name, p in net.named_parameters():
            scale = 0.02 if p.numel() > 20000 else 0.3
            with torch.no_grad():
                p.copy_(1 + 0.1 * torch.randn_like(p) if p.dim() == 1 and name.endswith("weight") else scale * torch.randn_like(p))
    return g, d, draw, judge, side


VARIANTS = {
    "faces": dict(base=4, doublings=3, channels=3),
    "paper": dict(base=4, doublings=3, channels=3, kernel=5),
    "fashion": dict(base=7, doublings=2, channels=1, nearest=True),
    "embedding": dict(base=7, doublings=2, channels=1, nearest=True, labels="embedding", classes=3),
    "onehot": dict(base=7, doublings=2, channels=1, nearest=True, labels="one_hot", classes=3),
    "rules": dict(base=7, doublings=2, channels=1, nearest=True, broken=True),
}
out = {}
SMALL = 3000


def keep(name, tensors):
    # the hidden layers of 1,024 are told by a part of them: goldens are kilobytes
    for key, value in tensors:
        out[f"{name}/{key}"] = value.detach().clone().contiguous()


for variant, options in VARIANTS.items():
    g, d, draw, judge, side = networks(**options)
    channels = options["channels"]
    y = torch.tensor([2, 0]) if options.get("classes") else torch.zeros(B, dtype=torch.long)
    z = torch.randn(B, Z)
    real = torch.rand(B, channels, side, side) * 2 - 1
    if variant == "rules":
        # too large to store: constants by formula, which the test repeats
        with torch.no_grad():
            for net in (g, d):
                for p in net.parameters():
                    p.copy_((torch.arange(p.numel(), dtype=torch.float64) * 0.7).sin().float().view_as(p) * (0.2 if p.numel() < SMALL else 0.02))
    else:
        keep(f"{variant}/generator", g.state_dict().items())
        keep(f"{variant}/discriminator", d.state_dict().items())
    if variant == "embedding":
        start = [{k: v.clone() for k, v in n.state_dict().items()} for n in (g, d)]
    pictures = draw(z, y)
    seed = torch.randn_like(pictures)
    (pictures * seed).sum().backward()
    logits = judge(real, y)
    judge_seed = torch.randn(B)
    (logits * judge_seed).sum().backward()
    keep(variant, [("z", z), ("real", real), ("classes", y.int()), ("pictures", pictures), ("seed", seed), ("logits", logits), ("judge-seed", judge_seed)])
    for name, net in (("generator", g), ("discriminator", d)):
        keep(f"{variant}/{name}-grad", ((k, p.grad) for k, p in net.named_parameters() if p.numel() < SMALL))
    if variant == "embedding":
        for net, state in ((g, start[0]), (d, start[1])):
            net.load_state_dict(state)
            net.zero_grad()
        adams = [torch.optim.Adam(n.parameters(), 2e-4, (0.5, 0.999)) for n in (g, d)]
        torch.manual_seed(123)
        for _ in range(2):
            z = torch.randn(B, Z)
            drawn = draw(z, y)
            right, fake = judge(real, y), judge(drawn.detach(), y)
            loss_d = 0.9 * F.softplus(-right).mean() + 0.1 * F.softplus(right).mean() + F.softplus(fake).mean()
            adams[1].zero_grad()
            loss_d.backward()
            adams[1].step()
            loss_g = F.softplus(-judge(drawn, y)).mean()
            adams[0].zero_grad()
            loss_g.backward()
            adams[0].step()
        keep("step", [("losses", torch.stack([loss_d, loss_g]))])
        torch.manual_seed(123)
        keep("step", [("z", torch.randn(B, Z))])
        for name, net, adam in (("generator", g, adams[0]), ("discriminator", d, adams[1])):
            keep(f"step/after/{name}", net.state_dict().items())
            keep(f"step/moment/{name}", ((k, adam.state[p]["exp_avg"]) for k, p in net.named_parameters()))
out = {k: v for k, v in out.items() if not k.endswith("num_batches_tracked")}
save_file(out, sys.argv[1])
