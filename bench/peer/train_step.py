#!/usr/bin/env python3
"""Speed of PyTorch training steps, one JSON line each, for ratios against Limn in the same run.

    train_step.py [--threads 2] [--net NET|all] [--mode eager|best|all] [--batch 64] [--steps 20]

    dcgan       the DCGAN-64 of the PyTorch tutorial: z 100, ngf = ndf = 64, D and G step
    dcgan-fashion  28x28 grey: two nearest up-samplings with 3x3 convolutions from 7x7, widths 32
    reed-small  the step of reed.py with ngf = ndf = 64, text 256
    reed-paper  ngf 128, ndf 64, text 1024
    stackgan-1, stackgan-2, with -small  a stage of stackgan.py with the paper's widths, the second from 64x64 to 128x128; or the preset's
    stackgan-64, stackgan-2-256          a stage of the paper's preset: 64x64, and 256x256 from it
    df-gan-64, df-gan-128, df-gan-256    the step of df_gan.py
    df-gan-64-default                    the same with the contrastive loss that Limn's default has
    eager       PyTorch's defaults: float32, contiguous, no compilation
    best        bfloat16 autocast, channels-last, torch.compile where it works ("compiled" says whether it did)

Every net and mode runs in a process of its own, so that peak_rss_mib is that step's alone.
"""
import argparse
import contextlib
import json
import os
import resource
import subprocess
import sys

# as in reed.py: keep freed pages
if os.environ.get("MALLOC_TRIM_THRESHOLD_") is None and os.environ.get("LIMN_PEER_MALLOC", "tuned") == "tuned" and "--mode=eager" not in sys.argv:
    os.environ.update(MALLOC_MMAP_THRESHOLD_="1073741824", MALLOC_TRIM_THRESHOLD_="4294967296")
    os.execv(sys.executable, [sys.executable] + sys.argv)

NETS = ["dcgan", "dcgan-fashion", "reed-small", "reed-paper", "stackgan-1", "stackgan-2", "stackgan-1-small", "stackgan-2-small",
        "stackgan-64", "stackgan-2-256", "df-gan-64-default", "df-gan-64", "df-gan-128", "df-gan-256"]
MODES = ["eager", "best"]


def dcgan(nn):
    up = lambda i, o, s, p: [nn.ConvTranspose2d(i, o, 4, s, p, bias=False)]
    g = []
    for i, o in [(100, 512), (512, 256), (256, 128), (128, 64)]:
        g += up(i, o, 1 if i == 100 else 2, 0 if i == 100 else 1) + [nn.BatchNorm2d(o), nn.ReLU(True)]
    g += up(64, 3, 2, 1) + [nn.Tanh()]
    d = [nn.Conv2d(3, 64, 4, 2, 1, bias=False), nn.LeakyReLU(0.2, True)]
    for i, o in [(64, 128), (128, 256), (256, 512)]:
        d += [nn.Conv2d(i, o, 4, 2, 1, bias=False), nn.BatchNorm2d(o), nn.LeakyReLU(0.2, True)]
    d += [nn.Conv2d(512, 1, 4, 1, 0, bias=False)]
    return nn.Sequential(*g), nn.Sequential(*d)


def fashion(nn):
    g = [nn.ConvTranspose2d(100, 64, 7, 1, 0, bias=False), nn.BatchNorm2d(64), nn.ReLU(True)]
    g += [nn.Upsample(scale_factor=2), nn.Conv2d(64, 32, 3, 1, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU(True)]
    g += [nn.Upsample(scale_factor=2), nn.Conv2d(32, 1, 3, 1, 1, bias=False), nn.Tanh()]
    d = [nn.Conv2d(1, 32, 4, 2, 1, bias=False), nn.LeakyReLU(0.2, True)]
    d += [nn.Conv2d(32, 64, 4, 2, 1, bias=False), nn.BatchNorm2d(64), nn.LeakyReLU(0.2, True)]
    d += [nn.Conv2d(64, 1, 7, 1, 0, bias=False)]
    return nn.Sequential(*g), nn.Sequential(*d)


class First:
    """A step of the nets of 2015 and 2016. `functions` are what torch.compile may replace."""

    period = 1

    def __init__(self, net, batch, best):
        import torch
        import torch.nn as nn

        import reed

        width, dim = (128, 1024) if net == "reed-paper" else (64, 256)
        self.batch, self.plain_gan = batch, net.startswith("dcgan")
        if self.plain_gan:
            g, d = dcgan(nn) if net == "dcgan" else fashion(nn)
        else:
            g, d = reed.Generator(dim, width), reed.Discriminator(dim, 64)
        reed.initialise(g)
        reed.initialise(d)
        shape = (batch, 1, 28, 28) if net == "dcgan-fashion" else (batch, 3, 64, 64)
        self.real, self.text = torch.rand(*shape) * 2 - 1, torch.randn(batch, dim)
        if best:
            g, d, self.real = (x.to(memory_format=torch.channels_last) for x in (g, d, self.real))
        self.d = d
        self.adam_g = torch.optim.Adam(g.parameters(), 2e-4, betas=(0.5, 0.999))
        self.adam_d = torch.optim.Adam(d.parameters(), 2e-4, betas=(0.5, 0.999))
        self.cast = (lambda: torch.autocast("cpu", dtype=torch.bfloat16)) if best else contextlib.nullcontext
        # compiled as functions, so that both players keep their parameters
        self.functions = [g.forward, self.plain if self.plain_gan else self.one, None if self.plain_gan else self.both]

    def plain(self, x):
        return self.d(x).flatten().float()

    def both(self, x, t, w):
        h = self.d.trunk(x)
        return self.d.judge(h, t), self.d.judge(h, w)

    def one(self, x, t):
        return self.d.judge(self.d.trunk(x), t)

    def __call__(self):
        import torch
        from reed import bce

        (draw, judge, both), batch, text = self.functions, self.batch, self.text
        z = torch.randn(batch if self.plain_gan else batch + batch // 2, 100)
        if self.plain_gan:
            with self.cast():
                fakes = draw(z[:, :, None, None])
                loss = bce(judge(self.real), 1.0) + bce(judge(fakes.detach()), 0.0)
        else:
            mixed = torch.cat([text, 0.5 * (text[: batch // 2] + text[batch // 2 :])])
            with self.cast():
                fakes = draw(z, mixed)
                right, wrong = both(self.real, text, text.roll(1, 0))
                loss = bce(right, 1.0) + 0.5 * bce(wrong, 0.0) + 0.5 * bce(judge(fakes[:batch].detach(), text), 0.0)
        self.adam_d.zero_grad(set_to_none=True)
        loss.backward()
        self.adam_d.step()
        self.d.requires_grad_(False)
        with self.cast():
            loss = bce(judge(fakes) if self.plain_gan else judge(fakes, mixed), 1.0)
        self.adam_g.zero_grad(set_to_none=True)
        loss.backward()
        self.adam_g.step()
        self.d.requires_grad_(True)


def measure(net, mode, batch, steps, threads):
    import torch

    import df_gan
    import stackgan
    import timing

    torch.set_num_threads(threads)
    torch.manual_seed(0)
    best = mode == "best"
    kind = stackgan.Step if net.startswith("stackgan") else df_gan.Step if net.startswith("df-gan") else First
    step = kind(net, batch, best)
    plain, compiled, why = step.functions, False, None
    if best:
        try:
            step.functions = [torch.compile(f) if f is not None else None for f in plain]
            for _ in range(step.period):  # whole rounds, so that what is timed begins with the first kind
                step()
            compiled = True
        except Exception as e:  # no C++ compiler, usually
            step, why = kind(net, batch, best), str(e).splitlines()[0][:200]
            torch._dynamo.reset()
    median = timing.per_run(step, step.period, steps)
    print(json.dumps(dict(peer="pytorch " + torch.__version__, net=net, mode=mode, threads=threads, batch=batch,
                          ms_per_step=round(median, 1), pictures_per_s=round(1000 * batch / median, 1),
                          peak_rss_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, compiled=compiled,
                          first_step=getattr(step, "first", {}), **({"not_compiled_because": why} if why else {}))), flush=True)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--net", default="all", choices=NETS + ["all"])
    p.add_argument("--mode", default="all", choices=MODES + ["all"])
    p.add_argument("--batch", type=int, default=64)
    p.add_argument("--steps", type=int, default=20)
    a = p.parse_args()
    if a.net != "all" and a.mode != "all":
        return measure(a.net, a.mode, a.batch, a.steps, a.threads)
    for net in NETS if a.net == "all" else [a.net]:
        for mode in MODES if a.mode == "all" else [a.mode]:
            subprocess.run([sys.executable, __file__, f"--threads={a.threads}", f"--net={net}", f"--mode={mode}", f"--batch={a.batch}", f"--steps={a.steps}"], check=True)


if __name__ == "__main__":
    main()
