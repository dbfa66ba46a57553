"""DF-GAN (Tao et al. 2022) in PyTorch as the paper orders its layers, and its training step with the widths of Limn's small preset; for
df-gan-64-default with that preset's contrastive loss (XMC-GAN, Zhang et al. 2021), the formulas of limn-core's goldens/dfgan/make_step.py."""
import contextlib

import torch
import torch.nn as nn
import torch.nn.functional as F

NF, DF, NOISE, TEXT, SLOPE, MOST = 32, 32, 100, 256, 0.2, 8
PENALTY, POWER, PERIOD = 2.0, 6, 4
SENTENCES, OTHERS, TEMPERATURE, SAME, SHARE = 8192, 1024, 0.07, 0.01, 0.001


def channels(width, side):
    blocks = side.bit_length() - 3  # from 4 x 4
    return [width * min(1 << (blocks - i), MOST) for i in range(blocks + 1)]


class Affine(nn.Module):
    def __init__(self, condition, width):
        super().__init__()
        small = lambda: nn.Sequential(nn.Linear(condition, width), nn.ReLU(True), nn.Linear(width, width))
        self.gamma, self.beta = small(), small()
        for layer, bias in ((self.gamma[2], 1), (self.beta[2], 0)):
            nn.init.zeros_(layer.weight)
            nn.init.constant_(layer.bias, bias)

    def forward(self, x, c):
        return self.gamma(c)[:, :, None, None] * x + self.beta(c)[:, :, None, None]


class Fusion(nn.Module):
    def __init__(self, condition, width):
        super().__init__()
        self.affine0, self.affine1 = Affine(condition, width), Affine(condition, width)

    def forward(self, x, c):
        return F.leaky_relu(self.affine1(F.leaky_relu(self.affine0(x, c), SLOPE, True), c), SLOPE, True)


class Up(nn.Module):
    def __init__(self, condition, i, o):
        super().__init__()
        self.fuse1, self.c1 = Fusion(condition, i), nn.Conv2d(i, o, 3, 1, 1)
        self.fuse2, self.c2 = Fusion(condition, o), nn.Conv2d(o, o, 3, 1, 1)
        self.shortcut = nn.Conv2d(i, o, 1) if i != o else nn.Identity()

    def forward(self, x, c):
        x = F.interpolate(x, scale_factor=2, mode="nearest")
        return self.shortcut(x) + self.c2(self.fuse2(self.c1(self.fuse1(x, c)), c))


class Generator(nn.Module):
    noise = NOISE

    def __init__(self, side):
        super().__init__()
        width = channels(NF, side)
        self.start = nn.Linear(NOISE, width[0] * 16)
        self.blocks = nn.ModuleList(Up(NOISE + TEXT, i, o) for i, o in zip(width, width[1:]))
        self.picture = nn.Conv2d(NF, 3, 3, 1, 1)

    def forward(self, z, text):
        c, h = torch.cat([z, text], 1), self.start(z).reshape(len(z), -1, 4, 4)
        for block in self.blocks:
            h = block(h, c)
        return self.picture(F.leaky_relu(h, SLOPE, True)).tanh()


class Down(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.c1, self.c2 = nn.Conv2d(i, o, 4, 2, 1, bias=False), nn.Conv2d(o, o, 3, 1, 1, bias=False)
        self.shortcut = nn.Conv2d(i, o, 1) if i != o else nn.Identity()
        self.share = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        h = F.leaky_relu(self.c2(F.leaky_relu(self.c1(x), SLOPE, True)), SLOPE, True)
        return F.avg_pool2d(self.shortcut(x), 2) + self.share * h


class Discriminator(nn.Module):
    def __init__(self, side):
        super().__init__()
        width = channels(DF, side)[::-1]
        self.first = nn.Conv2d(3, DF, 3, 1, 1)
        self.trunk = nn.Sequential(*[Down(i, o) for i, o in zip(width, width[1:])])
        self.join, self.output = nn.Conv2d(width[-1] + TEXT, 2 * DF, 3, 1, 1, bias=False), nn.Conv2d(2 * DF, 1, 4, bias=False)

    def features(self, x):
        return self.trunk(self.first(x))

    def judge(self, features, text):
        h = torch.cat([features, text.to(features.dtype)[:, :, None, None].expand(-1, -1, 4, 4)], 1)
        return self.output(F.leaky_relu(self.join(h), SLOPE, True)).reshape(-1).float()


class Matcher(nn.Module):
    """Sentences are whitened, those longer than twice the usual shortened; picture and sentence meet as unit vectors."""

    def __init__(self, width, sentences):
        super().__init__()
        self.pictures, self.sentences = nn.Conv2d(width, width, 4), nn.Linear(TEXT, width)
        centre = sentences.double().mean(0)
        apart = sentences.double() - centre
        values, vectors = torch.linalg.eigh(apart.T @ apart / len(apart))
        turn = vectors * values.clamp(min=SHARE * values.max()).rsqrt() @ vectors.T
        self.register_buffer("centre", centre.float())
        self.register_buffer("turn", (turn / (apart @ turn).square().mean().sqrt()).float())

    def even(self, text):
        h = (text - self.centre) @ self.turn
        return h * (2 / h.square().mean(1, keepdim=True).sqrt()).clamp(max=1)

    def forward(self, features, text, others):
        with torch.no_grad():
            own, other = self.even(text), self.even(others)
            apart = own.square().mean(1, keepdim=True) + other.square().mean(1) - own @ other.T * (2 / TEXT)
            same = (1 - apart / SAME).clamp(min=0) * 1e4
        p = F.normalize(self.pictures(F.leaky_relu(features.float(), SLOPE)).flatten(1), dim=1)
        right = (p * F.normalize(self.sentences(own), dim=1)).sum(1, keepdim=True)
        wrong = p @ F.normalize(self.sentences(other), dim=1).T
        logits = torch.cat([right / TEMPERATURE, wrong / TEMPERATURE - same], 1)
        return F.cross_entropy(logits, torch.zeros(len(logits), dtype=torch.long))


class Step:
    """A training step. `functions` are what torch.compile may replace; what is differentiated twice it cannot compile."""

    period = PERIOD

    def __init__(self, net, batch, best):
        side, contrasts = int(net.split("-")[2]), net.endswith("-default")
        self.batch, self.count, self.first = batch, 0, {}
        self.generator, self.discriminator, self.average = Generator(side), Discriminator(side), Generator(side).requires_grad_(False)
        self.real, self.text = torch.rand(batch, 3, side, side) * 2 - 1, torch.randn(batch, TEXT)
        for block in self.discriminator.trunk:
            nn.init.ones_(block.share)  # as the preset has it; the paper begins with 0
        self.sentences = torch.randn(SENTENCES, TEXT)
        self.discriminator.matcher = Matcher(DF * MOST, self.sentences) if contrasts else None
        if best:
            for network in (self.generator, self.discriminator, self.average):
                network.to(memory_format=torch.channels_last)
            self.real = self.real.to(memory_format=torch.channels_last)
        self.cast = (lambda: torch.autocast("cpu", dtype=torch.bfloat16)) if best else contextlib.nullcontext
        self.adam_g = torch.optim.Adam(self.generator.parameters(), 2e-4, betas=(0.0, 0.9))
        self.adam_d = torch.optim.Adam(self.discriminator.parameters(), 4e-4, betas=(0.0, 0.9))
        self.functions = [self.generator.forward, self.both, self.one, self.discriminator.matcher.forward if contrasts else None]

    def both(self, x, text, wrong):
        features = self.discriminator.features(x)
        return self.discriminator.judge(features, text), self.discriminator.judge(features, wrong), features

    def one(self, x, text):
        features = self.discriminator.features(x)
        return self.discriminator.judge(features, text), features

    def __call__(self):
        draw, both, one, contrast = self.functions
        real, text, penalised = self.real, self.text, self.count % PERIOD == 0
        start = self.count * OTHERS % SENTENCES
        others, first = self.sentences[start : start + OTHERS], {}
        self.count += 1
        if penalised:
            real, text, both = real.clone().requires_grad_(), text.clone().requires_grad_(), self.both
        z = torch.randn(self.batch, NOISE)
        with self.cast():
            drawn = draw(z, self.text)
            right, wrong, features = both(real, text, self.text.roll(1, 0))
            fake, _ = one(drawn.detach(), self.text)
        loss = F.relu(1 - right).mean() + 0.5 * F.relu(1 + wrong).mean() + 0.5 * F.relu(1 + fake).mean()
        if not self.first:
            first["loss/d"] = loss.item()
        if contrast:
            matched = contrast(features, self.text, others)
            if not self.first:
                first["contrast/real"] = matched.item()
            loss = loss + matched
        if penalised:
            gx, gt = torch.autograd.grad(right.sum(), (real, text), create_graph=True)
            slope = ((gx.flatten(1).norm(dim=1) + gt.norm(dim=1)) ** POWER).mean()
            if not self.first:
                first["penalty"] = slope.item()
            loss = loss + PERIOD * PENALTY * slope
        self.adam_d.zero_grad(set_to_none=True)
        loss.backward()
        self.adam_d.step()
        self.discriminator.requires_grad_(False)
        with self.cast():
            judged, features = one(drawn, self.text)
        loss = -judged.mean()
        if contrast:
            matched = contrast(features, self.text, others)
            if not self.first:
                first["contrast/drawn"] = matched.item()
            loss = loss + matched
        self.first = self.first or first | {"loss/g": loss.item()}
        self.adam_g.zero_grad(set_to_none=True)
        loss.backward()
        self.adam_g.step()
        self.discriminator.requires_grad_(True)
        with torch.no_grad():
            torch._foreach_lerp_(list(self.average.parameters()), list(self.generator.parameters()), 0.001)
