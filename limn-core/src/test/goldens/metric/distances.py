"""Distances of real pictures by the Python definitions: numbers for FeatureDistancesTest.

python distances.py DIR_OF_FSD_PY WEIGHTS FLOWERS BIRDS    (PyTorch 2.10)

Sets are the first 600 held-back pictures in the order of names. The kernel distance is the unbiased estimate on all of
them, with the kernel (x.y / 512 + 1)^3.
"""

import sys

import torch

sys.path.insert(0, sys.argv[1])
import fsd
import reed

torch.set_num_threads(1)
net = fsd.SqueezeNet(sys.argv[2])
one, two = (net.features(reed.Captioned(root, 64, held=True).pixels[:600]) for root in sys.argv[3:5])
print("FSD flowers, birds", fsd.frechet((one.mean(0), torch.cov(one.T)), (two.mean(0), torch.cov(two.T))))
a, b = one[:300], one[300:]
print("FSD flowers, flowers", fsd.frechet((a.mean(0), torch.cov(a.T)), (b.mean(0), torch.cov(b.T))))
kernel = lambda x, y: (x @ y.T / 512 + 1) ** 3
own = lambda x: (kernel(x, x).sum() - kernel(x, x).diagonal().sum()) / (len(x) * (len(x) - 1))
print("KSD flowers, birds", float(own(one) + own(two) - 2 * kernel(one, two).mean()))
print("mean pairwise distance of flowers", float(torch.pdist(one).mean()))
print("first features of the first flower", one[0, :4].tolist())
