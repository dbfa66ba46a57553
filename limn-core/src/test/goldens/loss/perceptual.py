#!/usr/bin/env python3
"""Writes perceptual.safetensors: the losses of Johnson et al. 2016 in PyTorch, with gradients.

    perceptual.py ../../resources/goldens/loss/perceptual.safetensors

Made with torch 2.10.0, float32, one thread. A network of two 3x3 convolutions with ReLU: w1, b1, w2, b2.
absolute: weights content (1, .5), style (2, 3), variation .01. relative: each distance over the target's own square.
"""
import sys

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

torch.set_num_threads(1)
torch.manual_seed(2)
w1, b1 = torch.randn(4, 3, 3, 3) * 0.3, torch.randn(4) * 0.1
w2, b2 = torch.randn(6, 4, 3, 3) * 0.3, torch.randn(6) * 0.1
drawn, target = torch.rand(2, 3, 10, 12) * 2 - 1, torch.rand(2, 3, 10, 12) * 2 - 1
CONTENT, STYLE, VARIATION = (1.0, 0.5), (2.0, 3.0), 0.01


def maps(x):
    a = F.relu(F.conv2d(x, w1, b1, padding=1))
    return [a, F.relu(F.conv2d(a, w2, b2, stride=2, padding=1))]


def gram(x):
    n, c, h, w = x.shape
    f = x.view(n, c, h * w)
    return f @ f.transpose(1, 2) / (c * h * w)


def variation(x):
    return ((x[:, :, 1:] - x[:, :, :-1]).square().sum() + (x[..., 1:] - x[..., :-1]).square().sum()) / x.shape[0]


def loss(x, relative):
    total = VARIATION * variation(x)
    for a, b, c, s in zip(maps(x), maps(target), CONTENT, STYLE):
        content = ((a - b).flatten(1).norm(dim=1) ** 2 / a[0].numel()).mean()
        style = (torch.linalg.matrix_norm(gram(a) - gram(b)) ** 2).mean()
        if relative:
            content = content / b.square().mean()
            style = style / (torch.linalg.matrix_norm(gram(b)) ** 2).mean()
        total = total + c * content + s * style
    return total


out = dict(w1=w1, b1=b1, w2=w2, b2=b2, drawn=drawn, target=target, gram=gram(maps(drawn)[0]), variation=variation(drawn)[None])
for name, relative in (("absolute", False), ("relative", True)):
    x = drawn.clone().requires_grad_(True)
    value = loss(x, relative)
    value.backward()
    out |= {name: value.detach()[None], name + "-grad": x.grad}
save_file({k: v.contiguous() for k, v in out.items()}, sys.argv[1])
