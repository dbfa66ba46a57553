"""Least milliseconds of one Adam update of five million parameters: adam_step.py default|fused STEPS"""
import sys
import time

import torch

torch.set_num_threads(1)
p = torch.nn.Parameter(torch.randn(1000, 5000))
p.grad = torch.randn_like(p)
adam = torch.optim.Adam([p], lr=1e-4, fused=True if sys.argv[1] == "fused" else None)
best = float("inf")
for _ in range(int(sys.argv[2])):
    start = time.perf_counter()
    adam.step()
    best = min(best, time.perf_counter() - start)
print(best * 1e3)
