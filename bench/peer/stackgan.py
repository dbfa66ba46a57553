"""StackGAN (Zhang et al. 2017) in PyTorch as its paper and released code order the layers: both generators, the discriminators, and a
training step of either stage. `NETS` has the sizes of Limn's presets, and the paper's with 128x128 behind 64x64."""
import contextlib
from dataclasses import dataclass

import torch
import torch.nn as nn
import torch.nn.functional as F

SLOPE, RATE, KL, CUT = 0.2, 2e-4, 2.0, 2.0


@dataclass(frozen=True)
class Sizes:
    gf: int
    df: int
    low: int
    side: int
    blocks: int
    text: int = 256
    noise: int = 100
    condition: int = 128
    features: int = 128


PAPER, HALF, SMALL = Sizes(128, 64, 64, 256, 4), Sizes(128, 64, 64, 128, 4), Sizes(64, 32, 32, 64, 2)
NETS = {"stackgan-1": (HALF, 1), "stackgan-2": (HALF, 2), "stackgan-1-small": (SMALL, 1), "stackgan-2-small": (SMALL, 2),
        "stackgan-64": (PAPER, 1), "stackgan-2-256": (PAPER, 2)}


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
        self.c1, self.c2, self.c3 = ConvNorm(channels, inner, 1, 1, 0), ConvNorm(inner, inner, 3, 1, 1), ConvNorm(inner, channels, 3, 1, 1)

    def forward(self, x):
        h = F.leaky_relu(self.c1(x), self.slope)
        h = F.leaky_relu(self.c2(h), self.slope)
        return F.leaky_relu(self.c3(h) + x, self.slope)


class Residual(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.c1, self.c2 = ConvNorm(channels, channels, 3, 1, 1), ConvNorm(channels, channels, 3, 1, 1)

    def forward(self, x):
        return F.relu(self.c2(F.relu(self.c1(x))) + x)


class Conditioning(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layer = nn.Linear(sizes.text, 2 * sizes.condition)

    def forward(self, text, epsilon):
        mu, log_sigma = F.leaky_relu(self.layer(text), SLOPE).float().chunk(2, 1)
        divergence = 0.5 * (mu.square() + torch.exp(2 * log_sigma) - 1 - 2 * log_sigma).mean()
        return mu + torch.exp(log_sigma) * epsilon, divergence


class One(nn.Module):
    """forward(z, epsilon, text) gives [N, 3, low, low] and the conditions' divergence."""

    def __init__(self, sizes):
        super().__init__()
        self.widest = channels = 8 * sizes.gf
        self.conditioning = Conditioning(sizes)
        self.start, self.start_norm = nn.Linear(sizes.condition + sizes.noise, 16 * channels, bias=False), nn.BatchNorm1d(16 * channels)
        self.a, self.b = Bottleneck(channels, 0.0), Bottleneck(channels // 2, 0.0)
        self.up, side = nn.ModuleList(), 8
        while side < sizes.low:
            self.up.append(ConvNorm(channels, channels // 2, 3, 1, 1))
            channels, side = channels // 2, 2 * side
        self.picture = nn.Conv2d(channels, 3, 3, 1, 1, bias=False)

    def forward(self, z, epsilon, text):
        condition, divergence = self.conditioning(text, epsilon)
        h = self.start_norm(self.start(torch.cat([condition, z], 1))).reshape(-1, self.widest, 4, 4)
        h = self.a(h)
        for i, layer in enumerate(self.up):
            h = layer(up(h))
            h = F.relu(h) if i else self.b(h)
        return self.picture(up(h)).tanh(), divergence


class Two(nn.Module):
    """forward(sketch, epsilon, text) gives [N, 3, side, side] and the conditions' divergence."""

    def __init__(self, sizes):
        super().__init__()
        gf = sizes.gf
        self.conditioning, self.at = Conditioning(sizes), sizes.low // 4
        self.code1 = nn.Conv2d(3, gf, 3, 1, 1, bias=False)
        self.code2, self.code3 = ConvNorm(gf, 2 * gf, 4, 2, 1), ConvNorm(2 * gf, 4 * gf, 4, 2, 1)
        self.join = ConvNorm(4 * gf + sizes.condition, 4 * gf, 3, 1, 1)
        self.residuals = nn.ModuleList(Residual(4 * gf) for _ in range(sizes.blocks))
        self.up, channels, side = nn.ModuleList(), 4 * gf, self.at
        while side < sizes.side:
            self.up.append(ConvNorm(channels, channels // 2, 3, 1, 1))
            channels, side = channels // 2, 2 * side
        self.picture = nn.Conv2d(channels, 3, 3, 1, 1, bias=False)

    def forward(self, sketch, epsilon, text):
        condition, divergence = self.conditioning(text, epsilon)
        h = F.relu(self.code3(F.relu(self.code2(F.relu(self.code1(sketch))))))
        h = torch.cat([h, condition.to(h.dtype)[:, :, None, None].expand(-1, -1, self.at, self.at)], 1)
        h = F.relu(self.join(h))
        for residual in self.residuals:
            h = residual(h)
        for layer in self.up:
            h = F.relu(layer(up(h)))
        return self.picture(h).tanh(), divergence


class Discriminator(nn.Module):
    def __init__(self, sizes, side):
        super().__init__()
        halvings = side.bit_length() - 3  # to 4 x 4
        self.first = nn.Conv2d(3, sizes.df, 4, 2, 1, bias=False)
        self.trunk, self.active = nn.ModuleList(), []
        channels, widest = sizes.df, sizes.df << (halvings - 1)
        most = min(widest, 8 * sizes.df)
        for i in range(1, halvings):
            self.trunk.append(ConvNorm(channels, 2 * channels, 4, 2, 1))
            self.active.append(widest > most or i < halvings - 2)
            channels *= 2
        while channels > most:
            self.trunk.append(ConvNorm(channels, channels // 2, 1, 1, 0))
            channels //= 2
            self.active.append(channels > most)
        self.residual, self.text = Bottleneck(most, SLOPE), nn.Linear(sizes.text, sizes.features)
        self.join, self.output = ConvNorm(most + sizes.features, most, 1, 1, 0), nn.Conv2d(most, 1, 4, bias=False)

    def features(self, x):
        h = F.leaky_relu(self.first(x), SLOPE)
        for layer, active in zip(self.trunk, self.active):
            h = F.leaky_relu(layer(h), SLOPE) if active else layer(h)
        return self.residual(h)

    def judge(self, features, text):
        t = F.leaky_relu(self.text(text), SLOPE).to(features.dtype)[:, :, None, None].expand(-1, -1, 4, 4)
        h = F.leaky_relu(self.join(torch.cat([features, t], 1)), SLOPE)
        return self.output(h).reshape(-1).float()


class Sketching(nn.Module):
    """The first stage alone, from the noise of a drawing and the text."""

    def __init__(self, sizes):
        super().__init__()
        self.sizes, self.one, self.noise = sizes, One(sizes), sizes.noise + 2 * sizes.condition

    def forward(self, numbers, text):
        z, first, _ = numbers.split([self.sizes.noise, self.sizes.condition, self.sizes.condition], 1)
        return self.one(z, first.clamp(-CUT, CUT), text)[0]


class Drawing(nn.Module):
    """Both stages one behind the other, from the noise of a drawing and the text."""

    def __init__(self, sizes):
        super().__init__()
        self.sizes, self.one, self.two = sizes, One(sizes), Two(sizes)
        self.noise = sizes.noise + 2 * sizes.condition

    def forward(self, numbers, text):
        z, first, second = numbers.split([self.sizes.noise, self.sizes.condition, self.sizes.condition], 1)
        sketch, _ = self.one(z, first.clamp(-CUT, CUT), text)
        return self.two(sketch, second.clamp(-CUT, CUT), text)[0]


def truncated(*shape):
    return nn.init.trunc_normal_(torch.empty(*shape), 0, 1, -CUT, CUT)


class Step:
    """A training step. `functions` are what torch.compile may replace."""

    period = 1

    def __init__(self, net, batch, best):
        (self.sizes, self.stage), self.batch, self.first = NETS[net], batch, {}
        sizes = self.sizes
        side = sizes.low if self.stage == 1 else sizes.side
        self.generator, self.discriminator = (One if self.stage == 1 else Two)(sizes), Discriminator(sizes, side)
        self.average = (One if self.stage == 1 else Two)(sizes).requires_grad_(False)
        self.sketcher = None if self.stage == 1 else One(sizes).requires_grad_(False).eval()
        self.real, self.text = torch.rand(batch, 3, side, side) * 2 - 1, torch.randn(batch, sizes.text)
        if best:
            for network in (self.generator, self.discriminator, self.average, self.sketcher):
                if network is not None:
                    network.to(memory_format=torch.channels_last)
            self.real = self.real.to(memory_format=torch.channels_last)
        self.cast = (lambda: torch.autocast("cpu", dtype=torch.bfloat16)) if best else contextlib.nullcontext
        adam = lambda network: torch.optim.Adam(network.parameters(), RATE, betas=(0.5, 0.999))
        self.adam_g, self.adam_d = adam(self.generator), adam(self.discriminator)
        self.functions = [self.generator.forward, self.both, self.one, self.sketcher.forward if self.sketcher else None]

    def both(self, x, text, wrong):
        features = self.discriminator.features(x)
        return self.discriminator.judge(features, text), self.discriminator.judge(features, wrong)

    def one(self, x, text):
        return self.discriminator.judge(self.discriminator.features(x), text)

    def __call__(self):
        draw, both, one, sketch = self.functions
        start, epsilon = torch.randn(self.batch, self.sizes.noise), truncated(self.batch, self.sizes.condition)
        with self.cast():
            if sketch:
                with torch.no_grad():
                    start = sketch(start, truncated(self.batch, self.sizes.condition), self.text)[0]
            drawn, divergence = draw(start, epsilon, self.text)
            right, wrong = both(self.real, self.text, self.text.roll(1, 0))
            fake = one(drawn.detach(), self.text)
        loss = F.softplus(-right).mean() + 0.5 * F.softplus(wrong).mean() + 0.5 * F.softplus(fake).mean()
        first = self.first or {"loss/d": loss.item()}
        self.adam_d.zero_grad(set_to_none=True)
        loss.backward()
        self.adam_d.step()
        self.discriminator.requires_grad_(False)
        with self.cast():
            judged = one(drawn, self.text)
        loss = F.softplus(-judged).mean() + KL * divergence
        self.first = self.first or first | {"loss/g": loss.item(), "kl": divergence.item()}
        self.adam_g.zero_grad(set_to_none=True)
        loss.backward()
        self.adam_g.step()
        self.discriminator.requires_grad_(True)
        with torch.no_grad():
            torch._foreach_lerp_(list(self.average.parameters()), list(self.generator.parameters()), 0.001)
