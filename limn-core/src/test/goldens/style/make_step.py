#!/usr/bin/env python3
"""Writes step.safetensors: a style encoder (Reed et al. 2016, section 4.4) in PyTorch, read with and trained for two steps.

    make_step.py ../../resources/goldens/style/step.safetensors

Made with torch 2.10.0, float32, one thread. Width 2, pictures of 32, noise of 5, batch 4. The generator is a formula:
pixel i of a drawing is tanh(sum over k of z[k] * sin(0.7 i + k)).
Names: before/… and after/… (two steps of Adam, rate 1e-3, beta1 .5); z and read: noise and what the untrained encoder reads off
its drawings in evaluation mode; losses of the two steps, whose noise comes from a generator seeded with 5.
"""
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors.torch import save_file

torch.set_num_threads(1)
torch.manual_seed(3)
D, R, Z, B = 2, 32, 5, 4


class Style(nn.Module):
    def __init__(self):
        super().__init__()
        conv = lambda i, o, k, s, p: nn.Conv2d(i, o, k, s, p, bias=False)
        self.c1, self.c2, self.c3 = conv(3, D, 4, 2, 1), conv(D, 2 * D, 4, 2, 1), conv(2 * D, 4 * D, 4, 2, 1)
        self.n2, self.n3 = nn.BatchNorm2d(2 * D), nn.BatchNorm2d(4 * D)
        self.a1, self.an1 = conv(4 * D, D, 1, 1, 0), nn.BatchNorm2d(D)
        self.a2, self.an2 = conv(D, D, 3, 1, 1), nn.BatchNorm2d(D)
        self.a3, self.an3 = conv(D, 4 * D, 3, 1, 1), nn.BatchNorm2d(4 * D)
        self.head = nn.Linear(4 * D * 16, Z)

    def forward(self, x):
        act = lambda t: F.leaky_relu(t, 0.2)
        h = act(self.c1(x))
        h = self.n3(self.c3(self.n2(self.c2(h))))
        r = act(self.an2(self.a2(act(self.an1(self.a1(h))))))
        h = act(self.an3(self.a3(r)) + h)
        return self.head(h.flatten(1))


def draw(z):
    i = torch.arange(3 * R * R, dtype=torch.float64)[None, :]
    k = torch.arange(Z, dtype=torch.float64)[:, None]
    return torch.tanh(z.double() @ torch.sin(0.7 * i + k)).float().reshape(-1, 3, R, R)


s = Style()
out = {f"before/{k}": v.clone() for k, v in s.state_dict().items() if not k.endswith("num_batches_tracked")}
z = torch.randn(B, Z)
s.eval()
out |= {"z": z, "read": s(draw(z)).detach()}
s.train()
adam = torch.optim.Adam(s.parameters(), 1e-3, (0.5, 0.999))
g = torch.Generator().manual_seed(5)
losses = []
for _ in range(2):
    z = torch.randn(B, Z, generator=g)
    loss = F.mse_loss(s(draw(z)), z)
    adam.zero_grad()
    loss.backward()
    adam.step()
    losses.append(loss.item())
out["losses"] = torch.tensor(losses)
out |= {f"after/{k}": v.clone() for k, v in s.state_dict().items() if not k.endswith("num_batches_tracked")}
save_file({k: v.contiguous() for k, v in out.items()}, sys.argv[1])
