#!/usr/bin/env python3
"""Writes step.safetensors: DF-GAN's networks in PyTorch, as the paper orders their layers, their outputs and gradients, and one step.

    make_step.py ../../resources/goldens/dfgan/step.safetensors

Made with torch 2.10.0, float32, one thread. Sizes: 64 x 64, widths 1, noise 5, text 7, batch 4. Real pictures are stored as 8 x 8 and
enlarged by repetition. Names: generator/…, discriminator/… are the weights before; after/… behind the step; …-grad/… of sum(out * seed).
terms/… is the same step with R1 of 2 (times 16, for a step in sixteen), mode seeking of .5 and no matching-aware penalty. contrast/… has
no penalty but a contrastive loss of weight .7, whose sentences are the batch's, over and over; its matcher/… are the weights before.
"""
import copy
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors.torch import save_file

torch.set_num_threads(1)
torch.manual_seed(5)
NF, Z, W, B, SLOPE = 1, 5, 7, 4, 0.2


class Affine(nn.Module):
    def __init__(self, condition, channels):
        super().__init__()
        self.hidden = nn.Linear(condition, 2 * channels)
        self.gamma, self.beta = nn.Linear(channels, channels), nn.Linear(channels, channels)

    def forward(self, x, c):
        g, b = F.relu(self.hidden(c)).chunk(2, 1)
        return self.gamma(g)[:, :, None, None] * x + self.beta(b)[:, :, None, None]


class Fusion(nn.Module):
    def __init__(self, condition, channels):
        super().__init__()
        self.affine0, self.affine1 = Affine(condition, channels), Affine(condition, channels)

    def forward(self, x, c):
        return F.leaky_relu(self.affine1(F.leaky_relu(self.affine0(x, c), SLOPE), c), SLOPE)


class Up(nn.Module):
    def __init__(self, condition, i, o):
        super().__init__()
        self.fuse1, self.c1 = Fusion(condition, i), nn.Conv2d(i, o, 3, 1, 1)
        self.fuse2, self.c2 = Fusion(condition, o), nn.Conv2d(o, o, 3, 1, 1)
        if i != o:
            self.shortcut = nn.Conv2d(i, o, 1)

    def forward(self, x, c):
        x = F.interpolate(x, scale_factor=2, mode="nearest")
        skipped = self.shortcut(x) if hasattr(self, "shortcut") else x
        return skipped + self.c2(self.fuse2(self.c1(self.fuse1(x, c)), c))


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        channels = [8 * NF, 8 * NF, 4 * NF, 2 * NF, NF]
        self.start = nn.Linear(Z, channels[0] * 16)
        for k in range(1, 5):
            setattr(self, f"block{k}", Up(Z + W, channels[k - 1], channels[k]))
        self.picture = nn.Conv2d(NF, 3, 3, 1, 1)

    def forward(self, z, text):
        c = torch.cat([z, text], 1)
        h = self.start(z).reshape(len(z), -1, 4, 4)
        for k in range(1, 5):
            h = getattr(self, f"block{k}")(h, c)
        return self.picture(F.leaky_relu(h, SLOPE)).tanh()


class Down(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.c1, self.c2 = nn.Conv2d(i, o, 4, 2, 1, bias=False), nn.Conv2d(o, o, 3, 1, 1, bias=False)
        if i != o:
            self.shortcut = nn.Conv2d(i, o, 1)
        self.share = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        h = F.leaky_relu(self.c2(F.leaky_relu(self.c1(x), SLOPE)), SLOPE)
        skipped = self.shortcut(x) if hasattr(self, "shortcut") else x
        return F.avg_pool2d(skipped, 2) + self.share * h


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        channels = [NF, 2 * NF, 4 * NF, 8 * NF, 8 * NF]
        self.first = nn.Conv2d(3, NF, 3, 1, 1)
        self.trunk = nn.Sequential(*[Down(i, o) for i, o in zip(channels, channels[1:])])
        self.join = nn.Conv2d(channels[-1] + W, 2 * NF, 3, 1, 1, bias=False)
        self.output = nn.Conv2d(2 * NF, 1, 4, bias=False)

    def features(self, x):
        return self.trunk(self.first(x))

    def judge(self, features, text):
        h = torch.cat([features, text[:, :, None, None].expand(-1, -1, 4, 4)], 1)
        return self.output(F.leaky_relu(self.join(h), SLOPE)).reshape(-1)


class Matcher(nn.Module):
    """Sentences are whitened, those longer than twice the usual shortened; picture and sentence meet as unit vectors."""

    def __init__(self):
        super().__init__()
        width = 8 * NF
        self.whitening = nn.Module()
        self.whitening.register_buffer("centre", torch.zeros(W))
        self.whitening.register_buffer("turn", torch.eye(W))
        self.pictures, self.sentences = nn.Conv2d(width, width, 4), nn.Linear(W, width)

    def contrast(self, features, text):
        even = (text - self.whitening.centre) @ self.whitening.turn
        even = even * (2 / even.square().mean(1, keepdim=True).sqrt()).clamp(max=1)
        p = F.normalize(self.pictures(F.leaky_relu(features, SLOPE)).flatten(1), dim=1)
        logits = p @ F.normalize(self.sentences(even), dim=1).T / 0.07
        # every other sentence is there 256 times, as one of 1,024
        often = torch.full((B, B), 256.0).log().fill_diagonal_(0)
        return F.cross_entropy(logits + often, torch.arange(B))


def state(prefix, network):
    return {prefix + k: v.detach().clone().contiguous() for k, v in network.state_dict().items()}


def weights(prefix, network):
    return {prefix + k: p.detach().clone().contiguous() for k, p in network.named_parameters()}


def grads(prefix, network):
    return {prefix + k: p.grad.detach().clone().contiguous() for k, p in network.named_parameters()}


def step(out, prefix, g, d, real, text, z, penalty, r1, seeking, contrast=0):
    ga = torch.optim.Adam(g.parameters(), lr=1e-4, betas=(0.0, 0.9), eps=1e-8)
    da = torch.optim.Adam(d.parameters(), lr=4e-4, betas=(0.0, 0.9), eps=1e-8)
    half = B // 2
    drawn_text = torch.cat([text[:half], text[:half]]) if seeking else text
    wrong_text = torch.cat([text[2:], text[:2]])  # labels 0 0 1 1: only a shift by two meets no text of its own class
    drawn = g(z, drawn_text)
    x, e = real.clone().requires_grad_(), text.clone().requires_grad_()
    right = d.judge(d.features(x), e)
    wrong = d.judge(d.features(real), wrong_text)
    fake = d.judge(d.features(drawn.detach()), drawn_text)
    loss_d = F.relu(1 - right).mean() + 0.5 * F.relu(1 + wrong).mean() + 0.5 * F.relu(1 + fake).mean()
    total = loss_d
    if penalty:
        gx, ge = torch.autograd.grad(right.sum(), (x, e), create_graph=True)
        slopes = (gx.flatten(1).norm(dim=1) + ge.norm(dim=1)) ** 6
        out[prefix + "penalty"] = slopes.mean().detach()
        total = total + penalty * slopes.mean()
    if r1:
        gx, = torch.autograd.grad(right.sum(), x, create_graph=True)
        slope = gx.square().sum((1, 2, 3)).mean()
        out[prefix + "r1"] = slope.detach()
        total = total + 16 * r1 / 2 * slope
    if contrast:
        total = total + contrast * d.matcher.contrast(d.features(real), text)
    da.zero_grad()
    total.backward()
    da.step()
    loss_g = -d.judge(d.features(drawn), drawn_text).mean()
    if seeking:
        moved = (drawn[:half] - drawn[half:]).abs().mean((1, 2, 3))
        noise = (z[:half] - z[half:]).abs().mean(1)
        loss_g = loss_g + seeking * (1 / (moved / noise + 1e-5)).mean()
    if contrast:
        loss_g = loss_g + contrast * d.matcher.contrast(d.features(drawn), text)
    ga.zero_grad()
    loss_g.backward()
    ga.step()
    out.update(weights(prefix + "after/generator/", g))
    out.update(weights(prefix + "after/discriminator/", d))
    for name, net, optimiser in (("generator", g, ga), ("discriminator", d, da)):
        for key, p in net.named_parameters():
            out[f"{prefix}moment/{name}/{key}"] = optimiser.state[p]["exp_avg"].clone().contiguous()
    out[prefix + "losses"] = torch.stack([loss_d.detach(), loss_g.detach()])


def main():
    g, d = Generator(), Discriminator()
    for network in (g, d):  # everything takes part; the initial zeros and ones would hide half of it
        for p in network.parameters():
            nn.init.normal_(p, 0, 0.3)
    for name, p in g.named_parameters():
        if name.endswith("gamma.bias"):
            nn.init.normal_(p, 1, 0.1)
    small = torch.rand(B, 3, 8, 8) * 2 - 1
    real = F.interpolate(small, scale_factor=8, mode="nearest")
    text = torch.randn(B, W)
    z = torch.randn(B, Z, generator=torch.Generator().manual_seed(123))
    out = {**state("generator/", g), **state("discriminator/", d), "real": small, "text": text, "z": z}

    seed = torch.randn(B, 3, 8, 8)
    pictures = g(z, text)
    (pictures * F.interpolate(seed, scale_factor=8)).sum().backward()
    out.update({"generator-out": pictures[:1].detach().clone(), "generator-seed": seed, **grads("generator-grad/", g)})
    x = real.clone().requires_grad_()
    logits = d.judge(d.features(x), text)
    weight = torch.randn(B)
    (logits * weight).sum().backward()
    out.update({"discriminator-out": logits.detach(), "discriminator-seed": weight, "picture-grad": x.grad[:1].clone(),
                **grads("discriminator-grad/", d)})

    plain, contrasted = copy.deepcopy((g, d)), copy.deepcopy((g, d))
    step(out, "", g, d, real, text, z, penalty=2.0, r1=0, seeking=0)
    step(out, "terms/", *plain, real, text, z, penalty=0, r1=2.0, seeking=0.5)
    g, d = contrasted
    d.matcher = Matcher()
    for p in d.matcher.parameters():
        nn.init.normal_(p, 0, 0.3)
    d.matcher.whitening.centre.normal_()
    d.matcher.whitening.turn.normal_()
    out.update(state("contrast/matcher/", d.matcher))
    step(out, "contrast/", g, d, real, text, z, penalty=0, r1=0, seeking=0, contrast=0.7)
    save_file({k: v.contiguous() for k, v in out.items()}, sys.argv[1])


main()
