#!/usr/bin/env python3
"""Writes step.safetensors: both stages of StackGAN in PyTorch, outputs, gradients, and three training steps of each.

    make_step.py ../../resources/goldens/stackgan/step.safetensors

Made with torch 2.10.0, float32, one thread. Sizes: 32 x 32, then 64 x 64; widths 2 (generator) and 1, noise 5, condition 3, text 7,
text features 4, one residual block, batch 4. Real pictures are stored as 8 x 8 and enlarged by repetition. one/ and two/ hold the stages:
generator/…, discriminator/… before; out and grad of sum(out * seed); after/… behind three Adam steps; losses a row a step. Random
numbers come from the generators that are seeded with 123 (for one/) and 321 (for two/), in the order in which a step draws them.
"""
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors.torch import save_file

torch.set_num_threads(1)
torch.manual_seed(11)
GF, DF, Z, C, W, T, B, SLOPE, KL, STEPS, RATE = 2, 1, 5, 3, 7, 4, 4, 0.2, 2.0, 3, 2e-4


def up(x):
    return F.interpolate(x, scale_factor=2, mode="nearest")


class ConvNorm(nn.Module):
    def __init__(self, i, o, k, s, p):
        super().__init__()
        self.conv, self.norm = nn.Conv2d(i, o, k, s, p, bias=False), nn.BatchNorm2d(o)

    def forward(self, x):
        return self.norm(self.conv(x))


class Bottleneck(nn.Module):
    def __init__(self, channels, slope):
        super().__init__()
        inner, self.slope = max(1, channels // 4), slope
        self.c1, self.n1 = nn.Conv2d(channels, inner, 1, bias=False), nn.BatchNorm2d(inner)
        self.c2, self.n2 = nn.Conv2d(inner, inner, 3, 1, 1, bias=False), nn.BatchNorm2d(inner)
        self.c3, self.n3 = nn.Conv2d(inner, channels, 3, 1, 1, bias=False), nn.BatchNorm2d(channels)

    def forward(self, x):
        h = F.leaky_relu(self.n1(self.c1(x)), self.slope)
        h = F.leaky_relu(self.n2(self.c2(h)), self.slope)
        return F.leaky_relu(self.n3(self.c3(h)) + x, self.slope)


class Residual(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.c1, self.n1 = nn.Conv2d(channels, channels, 3, 1, 1, bias=False), nn.BatchNorm2d(channels)
        self.c2, self.n2 = nn.Conv2d(channels, channels, 3, 1, 1, bias=False), nn.BatchNorm2d(channels)

    def forward(self, x):
        return F.relu(self.n2(self.c2(F.relu(self.n1(self.c1(x))))) + x)


class Conditioning(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(W, 2 * C)

    def forward(self, text, epsilon):
        mu, log_sigma = F.leaky_relu(self.layer(text), SLOPE).chunk(2, 1)
        kl = (0.5 * (mu ** 2 + torch.exp(2 * log_sigma) - 1 - 2 * log_sigma)).mean()
        return mu + torch.exp(log_sigma) * epsilon, kl


class One(nn.Module):
    def __init__(self):
        super().__init__()
        self.conditioning = Conditioning()
        self.start, self.start_norm = nn.Linear(C + Z, 128 * GF, bias=False), nn.BatchNorm1d(128 * GF)
        self.a, self.b = Bottleneck(8 * GF, 0), Bottleneck(4 * GF, 0)
        self.up1, self.up2 = ConvNorm(8 * GF, 4 * GF, 3, 1, 1), ConvNorm(4 * GF, 2 * GF, 3, 1, 1)
        self.picture = nn.Conv2d(2 * GF, 3, 3, 1, 1, bias=False)

    def forward(self, z, epsilon, text):
        c, kl = self.conditioning(text, epsilon)
        h = self.a(self.start_norm(self.start(torch.cat([c, z], 1))).reshape(-1, 8 * GF, 4, 4))
        h = self.b(self.up1(up(h)))
        h = F.relu(self.up2(up(h)))
        return self.picture(up(h)).tanh(), kl


class Two(nn.Module):
    def __init__(self):
        super().__init__()
        self.conditioning = Conditioning()
        self.code1 = nn.Conv2d(3, GF, 3, 1, 1, bias=False)
        self.code2, self.code3 = ConvNorm(GF, 2 * GF, 4, 2, 1), ConvNorm(2 * GF, 4 * GF, 4, 2, 1)
        self.join = ConvNorm(4 * GF + C, 4 * GF, 3, 1, 1)
        self.residual1 = Residual(4 * GF)
        self.up1, self.up2 = ConvNorm(4 * GF, 2 * GF, 3, 1, 1), ConvNorm(2 * GF, GF, 3, 1, 1)
        self.up3 = ConvNorm(GF, GF // 2, 3, 1, 1)
        self.picture = nn.Conv2d(GF // 2, 3, 3, 1, 1, bias=False)

    def forward(self, sketch, epsilon, text):
        c, kl = self.conditioning(text, epsilon)
        h = F.relu(self.code3(F.relu(self.code2(F.relu(self.code1(sketch))))))
        h = torch.cat([h, c[:, :, None, None].expand(-1, -1, 8, 8)], 1)
        h = self.residual1(F.relu(self.join(h)))
        for layer in (self.up1, self.up2, self.up3):
            h = F.relu(layer(up(h)))
        return self.picture(h).tanh(), kl


class Discriminator(nn.Module):
    def __init__(self, halvings):
        super().__init__()
        self.first, self.halvings = nn.Conv2d(3, DF, 4, 2, 1, bias=False), halvings
        for i in range(1, halvings):
            setattr(self, f"trunk{i}", ConvNorm(DF << (i - 1), DF << i, 4, 2, 1))
        most = DF << (halvings - 1)
        self.residual, self.text = Bottleneck(most, SLOPE), nn.Linear(W, T)
        self.join, self.output = ConvNorm(most + T, most, 1, 1, 0), nn.Conv2d(most, 1, 4, bias=False)

    def features(self, x):
        h = F.leaky_relu(self.first(x), SLOPE)
        for i in range(1, self.halvings):
            h = getattr(self, f"trunk{i}")(h)
            if i < self.halvings - 2:
                h = F.leaky_relu(h, SLOPE)
        return self.residual(h)

    def judge(self, features, text):
        t = F.leaky_relu(self.text(text), SLOPE)[:, :, None, None].expand(-1, -1, 4, 4)
        return self.output(F.leaky_relu(self.join(torch.cat([features, t], 1)), SLOPE)).reshape(-1)


def truncated(generator):
    values = torch.randn(B, C, generator=generator)
    while (values.abs() > 2).any():
        values = torch.where(values.abs() > 2, torch.randn(B, C, generator=generator), values)
    return values


def state(prefix, network):
    return {prefix + k: v.detach().clone() for k, v in network.state_dict().items() if not k.endswith("num_batches_tracked")}


def grads(prefix, network):
    return {prefix + k: p.grad.detach().clone() for k, p in network.named_parameters()}


def stage(out, prefix, g, d, real, text, start, generator):
    """Golden outputs, then three steps; start(generator) draws what a step begins with."""
    out.update(state(prefix + "generator/", g))
    out.update(state(prefix + "discriminator/", d))
    begin, epsilon = start(generator)
    out.update({prefix + "start": begin, prefix + "epsilon": epsilon})
    pictures, kl = g(begin, epsilon, text)
    seed = torch.randn(B, 3, 8, 8)
    ((pictures * F.interpolate(seed, size=pictures.shape[2:])).sum() + kl).backward()
    out.update({prefix + "pictures": pictures[:1].detach().clone(), prefix + "kl": kl.detach(), prefix + "seed": seed})
    out.update(grads(prefix + "generator-grad/", g))
    logits = d.judge(d.features(real), text)
    weight = torch.randn(B)
    (logits * weight).sum().backward()
    out.update({prefix + "logits": logits.detach(), prefix + "weight": weight, **grads(prefix + "discriminator-grad/", d)})
    g.load_state_dict({k[len(prefix + "generator/"):]: v for k, v in out.items() if k.startswith(prefix + "generator/")}, strict=False)
    d.load_state_dict({k[len(prefix + "discriminator/"):]: v for k, v in out.items() if k.startswith(prefix + "discriminator/")}, strict=False)
    ga = torch.optim.Adam(g.parameters(), lr=RATE, betas=(0.5, 0.999))
    da = torch.optim.Adam(d.parameters(), lr=RATE, betas=(0.5, 0.999))
    wrong_text = torch.cat([text[2:], text[:2]])  # labels 0 0 1 1: only a shift by two meets no text of its own class
    losses = []
    for step in range(STEPS):
        if step:
            begin, epsilon = start(generator)
        drawn, kl = g(begin, epsilon, text)
        features = d.features(real)
        right, wrong = d.judge(features, text), d.judge(features, wrong_text)
        fake = d.judge(d.features(drawn.detach()), text)
        loss_d = F.softplus(-right).mean() + 0.5 * F.softplus(wrong).mean() + 0.5 * F.softplus(fake).mean()
        da.zero_grad()
        loss_d.backward()
        da.step()
        loss_g = F.softplus(-d.judge(d.features(drawn), text)).mean() + KL * kl
        ga.zero_grad()
        loss_g.backward()
        ga.step()
        losses.append(torch.stack([loss_d.detach(), loss_g.detach(), kl.detach()]))
    out[prefix + "losses"] = torch.stack(losses)
    out.update(state(prefix + "after/generator/", g))
    out.update(state(prefix + "after/discriminator/", d))


def main():
    one, two = One(), Two()
    judge_one, judge_two = Discriminator(3), Discriminator(4)
    for network in (one, two, judge_one, judge_two):
        for name, p in network.named_parameters():
            nn.init.normal_(p, 1 if p.dim() == 1 and name.endswith("weight") else 0, 0.3)
        for name, buffer in network.named_buffers():
            if name.endswith("running_var"):
                nn.init.uniform_(buffer, 0.5, 1.5)
    small = torch.rand(B, 3, 8, 8) * 2 - 1
    text = torch.randn(B, W)
    out = {"real": small, "text": text}
    real = F.interpolate(small, scale_factor=8, mode="nearest")
    frozen = One()
    frozen.load_state_dict(one.state_dict())
    frozen.eval()

    def first(generator):
        return torch.randn(B, Z, generator=generator), truncated(generator)

    def second(generator):
        z, epsilon = first(generator)
        with torch.no_grad():
            sketch, _ = frozen(z, epsilon, text)
        return sketch, truncated(generator)

    stage(out, "one/", one, judge_one, F.avg_pool2d(real, 2), text, first, torch.Generator().manual_seed(123))
    stage(out, "two/", two, judge_two, real, text, second, torch.Generator().manual_seed(321))
    save_file({k: v.contiguous() for k, v in out.items()}, sys.argv[1])


main()
