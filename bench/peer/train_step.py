#!/usr/bin/env python3
"""Speed of PyTorch training steps, one JSON line each, for ratios against Limn in the same run.

    train_step.py [--threads 2] [--net dcgan|dcgan-fashion|reed-small|reed-paper|all] [--mode eager|best|all] [--batch 64] [--steps 20]

    dcgan       the DCGAN-64 of the PyTorch tutorial: z 100, ngf = ndf = 64, D and G step
    dcgan-fashion  28x28 grey: two nearest up-samplings with 3x3 convolutions from 7x7, widths 32
    reed-small  the step of reed.py with ngf = ndf = 64, text 256
    reed-paper  ngf 128, ndf 64, text 1024
    eager       PyTorch's defaults: float32, contiguous, no compilation
    best        bfloat16 autocast, channels-last, torch.compile where it works ("compiled" says whether it did)

Every net and mode runs in a process of its own, so that peak_rss_mib is that step's alone.
"""
import argparse
import json
import os
import resource
import subprocess
import sys
import time

# as in reed.py: keep freed pages
if os.environ.get("MALLOC_TRIM_THRESHOLD_") is None and os.environ.get("LIMN_PEER_MALLOC", "tuned") == "tuned" and "--mode=eager" not in sys.argv:
    os.environ.update(MALLOC_MMAP_THRESHOLD_="1073741824", MALLOC_TRIM_THRESHOLD_="4294967296")
    os.execv(sys.executable, [sys.executable] + sys.argv)

NETS, MODES = ["dcgan", "dcgan-fashion", "reed-small", "reed-paper"], ["eager", "best"]


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


def measure(net, mode, batch, steps, threads):
    import contextlib

    import torch
    import torch.nn as nn

    import reed

    torch.set_num_threads(threads)
    torch.manual_seed(0)
    best = mode == "best"
    width, dim = (128, 1024) if net == "reed-paper" else (64, 256)
    plain_gan = net.startswith("dcgan")
    if plain_gan:
        g, d = dcgan(nn) if net == "dcgan" else fashion(nn)
    else:
        g, d = reed.Generator(dim, width), reed.Discriminator(dim, 64)
    reed.initialise(g)
    reed.initialise(d)
    shape = (batch, 1, 28, 28) if net == "dcgan-fashion" else (batch, 3, 64, 64)
    real, text = torch.rand(*shape) * 2 - 1, torch.randn(batch, dim)
    if best:
        g, d, real = (x.to(memory_format=torch.channels_last) for x in (g, d, real))
    adam_g = torch.optim.Adam(g.parameters(), 2e-4, betas=(0.5, 0.999))
    adam_d = torch.optim.Adam(d.parameters(), 2e-4, betas=(0.5, 0.999))
    cast = (lambda: torch.autocast("cpu", dtype=torch.bfloat16)) if best else contextlib.nullcontext
    # compiled as functions, so that both players keep their parameters
    draw = g.forward
    if plain_gan:
        judge = lambda x: d(x).flatten().float()
        both = one = None
    else:
        def both(x, t, w):
            h = d.trunk(x)
            return d.judge(h, t), d.judge(h, w)

        def one(x, t):
            return d.judge(d.trunk(x), t)

        judge = None
    wrap = [lambda f: f]

    def step():
        z = torch.randn(batch if plain_gan else batch + batch // 2, 100)
        if plain_gan:
            with cast():
                fakes = wrapped[0](z[:, :, None, None])
                loss = reed.bce(wrapped[1](real), 1.0) + reed.bce(wrapped[1](fakes.detach()), 0.0)
        else:
            mixed = torch.cat([text, 0.5 * (text[: batch // 2] + text[batch // 2 :])])
            with cast():
                fakes = wrapped[0](z, mixed)
                right, wrong = wrapped[2](real, text, text.roll(1, 0))
                loss = reed.bce(right, 1.0) + 0.5 * reed.bce(wrong, 0.0) + 0.5 * reed.bce(wrapped[1](fakes[:batch].detach(), text), 0.0)
        adam_d.zero_grad(set_to_none=True)
        loss.backward()
        adam_d.step()
        d.requires_grad_(False)
        with cast():
            loss = reed.bce(wrapped[1](fakes) if plain_gan else wrapped[1](fakes, mixed), 1.0)
        adam_g.zero_grad(set_to_none=True)
        loss.backward()
        adam_g.step()
        d.requires_grad_(True)

    plain = [draw, judge or one, both]
    wrapped, compiled, why = plain, False, None
    if best:
        try:
            wrapped = [torch.compile(f) if f is not None else None for f in plain]
            step()
            compiled = True
        except Exception as e:  # no C++ compiler, usually
            wrapped, why = plain, str(e).splitlines()[0][:200]
            torch._dynamo.reset()
    for _ in range(3):
        step()
    times = []
    for _ in range(steps):
        started = time.perf_counter()
        step()
        times.append(time.perf_counter() - started)
    times.sort()
    median = times[len(times) // 2]
    print(json.dumps(dict(peer="pytorch " + torch.__version__, net=net, mode=mode, threads=threads, batch=batch, steps=steps,
                          ms_per_step=round(1000 * median, 1), ms_fastest=round(1000 * times[0], 1), pictures_per_s=round(batch / median, 1),
                          peak_rss_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, compiled=compiled,
                          **({"not_compiled_because": why} if why else {}))), flush=True)


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
