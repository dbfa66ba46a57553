"""Training steps of small GANs of vectors in plain PyTorch, from the same seed as the Java learner.

Made with Python 3.12, torch 2.10.0, safetensors 0.6: python mlp.py ../../resources/goldens/mlp/steps.safetensors
Random numbers are drawn in the learner's order: weights of G and D, then of every step the real
batch, z, and what the penalties need. Losses whose gradients of biases cancel to rounding errors are
taken with plain descent: Adam would blow those up to whole steps.
"""

import math
import sys

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

SEED, STEPS, BATCH, NOISE, WIDTH, LAYERS = 7, 3, 16, 2, 8, 2
MODES, RADIUS, SIGMA = 8, 2.0, 0.1

CASES = {
    "plain": dict(),
    "smoothed-minimax-k2": dict(loss="minimax", k=2, real=0.9, fake=0.1),
    "rmsprop": dict(descent="rmsprop"),
    "hinge-r1": dict(loss="hinge", r1=0.5, descent="sgd", lr=0.05),
    "least-squares-sgd": dict(loss="least_squares", descent="sgd", lr=0.05),
    "wgan-clip": dict(loss="wasserstein", clip=0.05, k=2, descent="sgd", lr=0.05),
    "wgan-gp": dict(loss="wasserstein", gp=0.1, k=2, descent="sgd", lr=0.05),
    "instance-noise": dict(noise=0.5),
    "unrolled-adam": dict(unroll=3),
    "unrolled-sgd-minimax": dict(unroll=3, descent="sgd", lr=0.05, loss="minimax"),
}


def linear(g, n_in, n_out):
    b = 1 / math.sqrt(n_in)
    return [
        torch.empty(n_out, n_in).uniform_(-b, b, generator=g),
        torch.empty(n_out).uniform_(-b, b, generator=g),
    ]


def net(g, n_in, n_out):
    sizes = [n_in] + [WIDTH] * LAYERS + [n_out]
    params = []
    for a, b in zip(sizes, sizes[1:]):
        params += linear(g, a, b)
    return [p.requires_grad_() for p in params]


def forward(params, x):
    for i in range(0, len(params), 2):
        if i:
            x = torch.relu(x)
        x = F.linear(x, params[i], params[i + 1])
    return x


def real_loss(kind, x):
    return {
        "non_saturating": lambda: F.softplus(-x).mean(),
        "minimax": lambda: F.softplus(-x).mean(),
        "hinge": lambda: F.relu(1 - x).mean(),
        "least_squares": lambda: ((x - 1) ** 2).mean(),
        "wasserstein": lambda: -x.mean(),
    }[kind]()


def fake_loss(kind, x):
    return {
        "non_saturating": lambda: F.softplus(x).mean(),
        "minimax": lambda: F.softplus(x).mean(),
        "hinge": lambda: F.relu(1 + x).mean(),
        "least_squares": lambda: (x**2).mean(),
        "wasserstein": lambda: x.mean(),
    }[kind]()


def g_loss(kind, x):
    return {
        "non_saturating": lambda: F.softplus(-x).mean(),
        "minimax": lambda: -F.softplus(x).mean(),
        "hinge": lambda: -x.mean(),
        "least_squares": lambda: ((x - 1) ** 2).mean(),
        "wasserstein": lambda: -x.mean(),
    }[kind]()


def run(loss="non_saturating", k=1, real=1.0, fake=0.0, r1=0.0, gp=0.0, clip=0.0, noise=0.0,
        unroll=0, descent="adam", lr=1e-2):
    g = torch.Generator().manual_seed(SEED)
    gen, dis = net(g, NOISE, 2), net(g, 2, 1)
    make = {
        "adam": lambda p: torch.optim.Adam(p, lr, betas=(0.5, 0.999)),
        "sgd": lambda p: torch.optim.SGD(p, lr, momentum=0.0),
        "rmsprop": lambda p: torch.optim.RMSprop(p, lr, alpha=0.9),
    }[descent]
    g_opt, d_opt = make(gen), make(dis)
    angles = [2 * math.pi * i / MODES for i in range(MODES)]
    centres = torch.tensor([[RADIUS * math.cos(a), RADIUS * math.sin(a)] for a in angles])

    def data():
        x = torch.randn(BATCH, 2, generator=g)
        mode = (torch.rand(BATCH, generator=g) * MODES).clamp(0, MODES - 1e-3).long()
        return noisy(x * SIGMA + centres[mode])

    def noisy(x):
        return x + torch.randn(BATCH, 2, generator=g) * noise if noise else x

    def d_loss(params, x, y):
        a, b = forward(params, x), forward(params, y)
        return (real * real_loss(loss, a) + (1 - real) * fake_loss(loss, a)
                + (1 - fake) * fake_loss(loss, b) + fake * real_loss(loss, b))

    for _ in range(STEPS):
        for _ in range(k):
            if clip:
                with torch.no_grad():
                    for p in dis:
                        p.clamp_(-clip, clip)
            x = data()
            with torch.no_grad():
                y = noisy(forward(gen, torch.randn(BATCH, NOISE, generator=g)))
            total = d_loss(dis, x, y)
            if gp:
                e = torch.rand(BATCH, 1, generator=g)
                p = (y + (x - y) * e).requires_grad_()
                s = torch.autograd.grad(forward(dis, p).sum(), p, create_graph=True)[0]
                total = total + gp * ((s.norm(dim=1) - 1) ** 2).mean()
            if r1:
                p = x.clone().requires_grad_()
                s = torch.autograd.grad(forward(dis, p).sum(), p, create_graph=True)[0]
                total = total + r1 / 2 * (s**2).sum(1).mean()
            d_opt.zero_grad()
            total.backward()
            d_opt.step()
        y = noisy(forward(gen, torch.randn(BATCH, NOISE, generator=g)))
        if not unroll:
            total = g_loss(loss, forward(dis, y))
        else:
            x = data()
            ahead = [p.detach().clone().requires_grad_() for p in dis]
            if descent == "adam":
                m = [d_opt.state[p]["exp_avg"].clone() for p in dis]
                v = [d_opt.state[p]["exp_avg_sq"].clone() for p in dis]
                t = int(d_opt.state[dis[0]]["step"])
            for i in range(1, unroll + 1):
                grads = torch.autograd.grad(d_loss(ahead, x, y), ahead, create_graph=True)
                if descent == "sgd":
                    ahead = [p - lr * d for p, d in zip(ahead, grads)]
                    continue
                m = [0.5 * a + 0.5 * d for a, d in zip(m, grads)]
                v = [0.999 * a + 0.001 * d * d for a, d in zip(v, grads)]
                c1, c2 = 1 - 0.5 ** (t + i), 1 - 0.999 ** (t + i)
                ahead = [
                    p - lr / c1 * a / ((b / c2 + 1e-30).sqrt() + 1e-8)
                    for p, a, b in zip(ahead, m, v)
                ]
            total = (-d_loss(ahead, x, y) if loss == "minimax"
                     else g_loss(loss, forward(ahead, y)))
        grads = torch.autograd.grad(total, gen)
        for p, d in zip(gen, grads):
            p.grad = d
        g_opt.step()
    names = [f"{2 * (i // 2)}.{'bias' if i % 2 else 'weight'}" for i in range(len(gen))]
    return ({f"generator/{n}": p.detach().clone() for n, p in zip(names, gen)}
            | {f"discriminator/{n}": p.detach().clone() for n, p in zip(names, dis)})


torch.set_num_threads(1)
save_file(
    {f"{case}/{n}": t for case, kw in CASES.items() for n, t in run(**kw).items()}, sys.argv[1]
)
