"""Median milliseconds of a training step of a toy GAN in PyTorch's eager mode, as its tutorials write it:
toy_step.py line|ring|ring-wgan-gp|ring-unrolled STEPS

Sizes as in ToyStep.java. Losses are read after every step, as they are there. The time is that
of the processor in this thread.
"""
import math
import statistics
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_num_threads(1)
torch.manual_seed(0)
toy, steps = sys.argv[1], int(sys.argv[2])
line = toy == "line"
batch, width, noise, dim = (64, 16, 1, 1) if line else (128, 64, 2, 2)


def mlp(i, o):
    hidden = [] if line else [nn.Linear(width, width), nn.ReLU(True)]
    return nn.Sequential(nn.Linear(i, width), nn.ReLU(True), *hidden, nn.Linear(width, o))


g, d = mlp(noise, dim), mlp(dim, 1)
adam_g = torch.optim.Adam(g.parameters(), 1e-3, betas=(0.5, 0.999))
adam_d = torch.optim.Adam(d.parameters(), 1e-3, betas=(0.5, 0.999))
bce = nn.BCEWithLogitsLoss()
ones, zeros = torch.ones(batch, 1), torch.zeros(batch, 1)
angles = [2 * math.pi * i / 8 for i in range(8)]
centres = torch.tensor([[2 * math.cos(a), 2 * math.sin(a)] for a in angles])


def data():
    x = torch.randn(batch, dim)
    return x + 5 if line else x * 0.1 + centres[torch.randint(8, (batch,))]


def z():
    return torch.rand(batch, noise) * 2 - 1 if line else torch.randn(batch, noise)


def forward(params, x):
    for i in range(0, len(params), 2):
        if i:
            x = F.relu(x)
        x = F.linear(x, params[i], params[i + 1])
    return x


def unrolled(fake):
    real, params = data(), [p.detach().requires_grad_() for p in d.parameters()]
    state = [adam_d.state[p] for p in d.parameters()]
    m, v, t = [s["exp_avg"] for s in state], [s["exp_avg_sq"] for s in state], int(state[0]["step"])
    for i in range(1, 6):
        loss = bce(forward(params, real), ones) + bce(forward(params, fake), zeros)
        grads = torch.autograd.grad(loss, params, create_graph=True)
        m = [0.5 * a + 0.5 * b for a, b in zip(m, grads)]
        v = [0.999 * a + 0.001 * b * b for a, b in zip(v, grads)]
        c1, c2 = 1 - 0.5 ** (t + i), 1 - 0.999 ** (t + i)
        params = [p - 1e-3 / c1 * a / ((b / c2 + 1e-30).sqrt() + 1e-8) for p, a, b in zip(params, m, v)]
    return bce(forward(params, fake), ones)


def step():
    real = data()
    with torch.no_grad():
        fake = g(z())
    if toy == "ring-wgan-gp":
        e = torch.rand(batch, 1)
        between = (fake + e * (real - fake)).requires_grad_()
        slope = torch.autograd.grad(d(between).sum(), between, create_graph=True)[0]
        loss = d(fake).mean() - d(real).mean() + 0.1 * ((slope.norm(dim=1) - 1) ** 2).mean()
    else:
        loss = bce(d(real), ones) + bce(d(fake), zeros)
    adam_d.zero_grad()
    loss.backward()
    adam_d.step()
    loss.item()
    fake = g(z())
    if toy == "ring-wgan-gp":
        loss = -d(fake).mean()
    elif toy == "ring-unrolled":
        loss = unrolled(fake)
    else:
        loss = bce(d(fake), ones)
    adam_g.zero_grad()
    loss.backward()
    adam_g.step()
    loss.item()


times = []
for i in range(-steps, steps):
    start = time.thread_time()
    step()
    if i >= 0:
        times.append(time.thread_time() - start)
print(statistics.median(times) * 1e3)
