#!/usr/bin/env python3
"""Writes step.safetensors: the Reed networks in PyTorch, their outputs and gradients, and one GAN-INT-CLS step.

    make_step.py ../../resources/goldens/reed/step.safetensors

Made with torch 2.10.0, float32, one thread. Sizes: widths 2, noise 5, text 7 -> 6, batch 4, text norm in the discriminator.
Names: generator/…, discriminator/… are the weights before; after/… behind the step; grad/… of sum(out * seed);
terms/… is the same step with mode seeking of .5 and a gradient penalty of 2 (times 16, for a step in sixteen).
"""
import copy
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors.torch import save_file

torch.set_num_threads(1)
torch.manual_seed(3)
G, D, Z, W, T, B = 2, 2, 5, 7, 6, 4


class Residual(nn.Module):
    def __init__(self, channels, inner, slope):
        super().__init__()
        self.slope = slope
        self.c1 = nn.Conv2d(channels, inner, 1, bias=False)
        self.n1 = nn.BatchNorm2d(inner)
        self.c2 = nn.Conv2d(inner, inner, 3, 1, 1, bias=False)
        self.n2 = nn.BatchNorm2d(inner)
        self.c3 = nn.Conv2d(inner, channels, 3, 1, 1, bias=False)
        self.n3 = nn.BatchNorm2d(channels)

    def forward(self, x):
        h = F.leaky_relu(self.n1(self.c1(x)), self.slope)
        h = F.leaky_relu(self.n2(self.c2(h)), self.slope)
        return F.leaky_relu(self.n3(self.c3(h)) + x, self.slope)


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        up = lambda i, o: nn.ConvTranspose2d(i, o, 4, 2, 1, bias=False)
        self.text = nn.Linear(W, T)
        self.c1, self.n1 = nn.ConvTranspose2d(Z + T, 8 * G, 4, 1, 0, bias=False), nn.BatchNorm2d(8 * G)
        self.a = Residual(8 * G, 2 * G, 0.0)
        self.c2, self.n2 = up(8 * G, 4 * G), nn.BatchNorm2d(4 * G)
        self.b = Residual(4 * G, G, 0.0)
        self.c3, self.n3 = up(4 * G, 2 * G), nn.BatchNorm2d(2 * G)
        self.c4, self.n4 = up(2 * G, G), nn.BatchNorm2d(G)
        self.c5 = up(G, 3)

    def forward(self, z, text):
        t = F.leaky_relu(self.text(text), 0.2)
        h = torch.cat([z, t], 1)[:, :, None, None]
        h = self.a(self.n1(self.c1(h)))
        h = self.b(self.n2(self.c2(h)))
        h = F.relu(self.n3(self.c3(h)))
        h = F.relu(self.n4(self.c4(h)))
        return self.c5(h).tanh()


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        down = lambda i, o: nn.Conv2d(i, o, 4, 2, 1, bias=False)
        self.c1 = down(3, D)
        self.c2, self.n2 = down(D, 2 * D), nn.BatchNorm2d(2 * D)
        self.c3, self.n3 = down(2 * D, 4 * D), nn.BatchNorm2d(4 * D)
        self.c4, self.n4 = down(4 * D, 8 * D), nn.BatchNorm2d(8 * D)
        self.a = Residual(8 * D, 2 * D, 0.2)
        self.text, self.text_norm = nn.Linear(W, T), nn.BatchNorm1d(T)
        self.c5, self.n5 = nn.Conv2d(8 * D + T, 8 * D, 1, bias=False), nn.BatchNorm2d(8 * D)
        self.c6 = nn.Conv2d(8 * D, 1, 4, bias=False)

    def features(self, x):
        h = F.leaky_relu(self.c1(x), 0.2)
        h = F.leaky_relu(self.n2(self.c2(h)), 0.2)
        return self.a(self.n4(self.c4(self.n3(self.c3(h)))))

    def judge(self, features, text):
        t = F.leaky_relu(self.text_norm(self.text(text)), 0.2)
        h = torch.cat([features, t[:, :, None, None].expand(-1, -1, 4, 4)], 1)
        h = F.leaky_relu(self.n5(self.c5(h)), 0.2)
        return self.c6(h).reshape(-1)


def state(prefix, network):
    return {prefix + k: v.detach().clone().contiguous() for k, v in network.state_dict().items()
            if not k.endswith("num_batches_tracked")}


def grads(prefix, network):
    return {prefix + k: p.grad.detach().clone().contiguous() for k, p in network.named_parameters()}


def step(out, prefix, g, d, real, text, z, seeking=0.0, gamma=0.0):
    """One step of GAN-INT-CLS with a target of .9 for real pairs."""
    adam = lambda net: torch.optim.Adam(net.parameters(), lr=2e-4, betas=(0.5, 0.999), eps=1e-8)
    ga, da = adam(g), adam(d)
    half = B // 2
    drawn_text = torch.cat([text, 0.5 * text[:half] + 0.5 * text[half:]] + ([text[:half]] if seeking else []))
    wrong_text = torch.cat([text[2:], text[:2]])  # labels 0 0 1 1: only a shift by two meets no text of its own class
    bce = lambda x, target: F.binary_cross_entropy_with_logits(x, torch.full_like(x, target))
    drawn = g(z, drawn_text)
    f = d.features(real)
    right = d.judge(f, text)
    wrong = d.judge(f, wrong_text)
    fake = d.judge(d.features(drawn[:B].detach()), text)
    loss_d = bce(right, 0.9) + 0.5 * bce(wrong, 0.0) + 0.5 * bce(fake, 0.0)
    da.zero_grad()
    loss_d.backward()
    if gamma:
        x = real.clone().requires_grad_()
        slope, = torch.autograd.grad(d.judge(d.features(x), text).sum(), x, create_graph=True)
        penalty = slope.square().sum() / B
        out[prefix + "penalty"] = penalty.detach()
        (16 * gamma / 2 * penalty).backward()
    da.step()
    loss_g = bce(d.judge(d.features(drawn), drawn_text), 1.0)
    if seeking:
        moved = (drawn[:half] - drawn[-half:]).abs().mean((1, 2, 3))
        noise = (z[:half] - z[-half:]).abs().mean(1)
        loss_g = loss_g + seeking * (1 / (moved / noise + 1e-5)).mean()
    ga.zero_grad()
    loss_g.backward()
    ga.step()
    out.update(state(prefix + "after/generator/", g))
    out.update(state(prefix + "after/discriminator/", d))
    for name, net, optimiser in (("generator", g, ga), ("discriminator", d, da)):
        for key, p in net.named_parameters():
            out[f"{prefix}moment/{name}/{key}"] = optimiser.state[p]["exp_avg"].clone().contiguous()
    out[prefix + "losses"] = torch.stack([loss_d.detach(), loss_g.detach()])


def main():
    g, d = Generator(), Discriminator()
    for network in (g, d):
        for name, p in network.named_parameters():
            if p.dim() == 4:
                nn.init.normal_(p, 0, 0.15)
            elif p.dim() == 1 and name.endswith("weight"):
                nn.init.normal_(p, 1, 0.1)
    out = {}
    out.update(state("generator/", g))
    out.update(state("discriminator/", d))
    real = torch.rand(B, 3, 64, 64) * 2 - 1
    text = torch.randn(B, W)
    z = torch.randn(B + B // 2, Z, generator=torch.Generator().manual_seed(123))
    out.update({"real": real, "text": text, "z": z})

    # Outputs and gradients, of copies of the buffers.
    buffers = {n: b.clone() for net in (g, d) for n, b in [(id(b), b) for b in net.buffers()]}
    seed = torch.randn(B, 3, 64, 64)
    pictures = g(z[:B], text)
    (pictures * seed).sum().backward()
    out.update({"generator-out": pictures.detach(), "generator-seed": seed, **grads("generator-grad/", g)})
    x = real.clone().requires_grad_()
    logits = d.judge(d.features(x), text)
    weight = torch.randn(B)
    (logits * weight).sum().backward()
    out.update({"discriminator-out": logits.detach(), "discriminator-seed": weight, "picture-grad": x.grad,
                **grads("discriminator-grad/", d)})
    with torch.no_grad():
        for net in (g, d):
            for b in net.buffers():
                b.copy_(buffers[id(b)])

    out["z-again"] = torch.randn(2 * B, Z, generator=torch.Generator().manual_seed(123))
    plain = copy.deepcopy((g, d))
    step(out, "", g, d, real, text, z)
    step(out, "terms/", *plain, real, text, out["z-again"], seeking=0.5, gamma=2.0)
    save_file({k: v.contiguous() for k, v in out.items()}, sys.argv[1])


if __name__ == "__main__":
    main()
