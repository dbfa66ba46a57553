#!/usr/bin/env python3
"""Writes step.safetensors: two steps of GAIN (Yoon et al. 2018) in PyTorch, in the form of the released code.

    make_step.py ../../resources/goldens/gain/step.safetensors

Made with torch 2.10.0, float32, one thread. Rows of 5, hidden 7, batch 6.
Names: generator/…, discriminator/… before; after/… behind the second step; x, m, noise, told; losses [step, (d, g)].
"""
import sys

import torch
import torch.nn as nn
from safetensors.torch import save_file

torch.set_num_threads(1)
torch.manual_seed(11)
D, H, B = 5, 7, 6


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l1, self.l2, self.l3 = nn.Linear(2 * D, H), nn.Linear(H, H), nn.Linear(H, D)

    def forward(self, a, b):
        h = torch.relu(self.l1(torch.cat([a, b], 1)))
        return torch.sigmoid(self.l3(torch.relu(self.l2(h))))


g, d = Net(), Net()
out = {f"{n}/{k}": v.clone() for n, net in (("generator", g), ("discriminator", d)) for k, v in net.state_dict().items()}
og, od = torch.optim.Adam(g.parameters(), 1e-3), torch.optim.Adam(d.parameters(), 1e-3)
losses = []
for step in range(2):
    x, m = torch.rand(B, D), (torch.rand(B, D) < 0.7).float()
    x = x * m
    noise, told = torch.rand(B, D) * 0.01, (torch.rand(B, D) < 0.9).float()
    for k, v in (("x", x), ("m", m), ("noise", noise), ("told", told)):
        out[f"{k}{step}"] = v.clone()
    hint = m * told
    shown = m * x + (1 - m) * noise
    whole = m * x + (1 - m) * g(shown, m)
    p = d(whole.detach(), hint)
    loss_d = -torch.mean(m * torch.log(p + 1e-8) + (1 - m) * torch.log(1 - p + 1e-8))
    od.zero_grad()
    loss_d.backward()
    od.step()
    proposed = g(shown, m)
    p = d(m * x + (1 - m) * proposed, hint)
    error = torch.mean((m * x - m * proposed) ** 2) / torch.mean(m)
    loss_g = -torch.mean((1 - m) * torch.log(p + 1e-8)) + 100 * error
    og.zero_grad()
    loss_g.backward()
    og.step()
    losses.append([loss_d.item(), loss_g.item()])
out["losses"] = torch.tensor(losses)
out |= {f"after/{n}/{k}": v.clone() for n, net in (("generator", g), ("discriminator", d)) for k, v in net.state_dict().items()}
save_file({k: v.contiguous() for k, v in out.items()}, sys.argv[1])
