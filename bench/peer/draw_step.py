#!/usr/bin/env python3
"""Speed of drawing in PyTorch, one JSON line, for ratios against Limn in the same run.

    draw_step.py --net reed-64|reed-128|stackgan-64|stackgan-128|stackgan-256|df-gan-64|df-gan-128|df-gan-256 [--count 1] [--threads 2]

Noise and text features in, bytes of pictures out: float32, eager, without a graph, all pictures at once. The widths are those of the
small presets, the weights random.
"""
import argparse
import json

import torch

import df_gan
import reed
import stackgan
import timing

MOST = 400


def generator(net):
    family, side = net.rsplit("-", 1)
    if family == "reed":
        model = reed.Generator(256, 64, side=int(side))
        model.noise = 100
        return model
    if net == "stackgan-64":
        return stackgan.Sketching(stackgan.Sizes(64, 32, 64, 128, 2))
    if family == "stackgan":
        return stackgan.Drawing(stackgan.Sizes(64, 32, 64, int(side), 2))
    return df_gan.Generator(int(side))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--net", required=True)
    p.add_argument("--count", type=int, default=1)
    p.add_argument("--threads", type=int, default=2)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(0)
    model = generator(a.net).eval()
    z, text = torch.randn(a.count, model.noise), torch.randn(a.count, 256)

    def draw():
        with torch.inference_mode():
            pictures = model(z, text).add_(1).mul_(127.5).round_().clamp_(0, 255)
            return pictures.to(torch.uint8).permute(0, 2, 3, 1).contiguous().numpy().tobytes()

    ms = timing.per_run(draw, 1, MOST)
    print(json.dumps(dict(peer="pytorch " + torch.__version__, net=a.net, count=a.count, threads=a.threads, ms=round(ms, 2),
                          pictures_per_s=round(1000 * a.count / ms, 1))))


if __name__ == "__main__":
    main()
