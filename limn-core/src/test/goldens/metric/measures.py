"""Inception Score, precision and recall, R-precision and kernel distance of points made of sines: numbers for MeasuresGoldenTest.

    python measures.py    (NumPy 2)

Written from the papers: Salimans et al. 2016 section 4, Kynkäänniemi et al. 2019 section 2, Bińkowski et al. 2018 section 4.
"""
import numpy as np


def wave(phase, count, width):
    return np.sin(np.arange(count * width) * 0.7390851 + phase).astype(np.float32).astype(np.float64).reshape(count, width)


def inception_score(p, splits):
    scores = []
    for part in np.array_split(p, splits) if len(p) % splits == 0 else [p[i * len(p) // splits : (i + 1) * len(p) // splits] for i in range(splits)]:
        mean = part.mean(0, keepdims=True)
        scores.append(np.exp((part * (np.log(part) - np.log(mean))).sum(1).mean()))
    return np.mean(scores), np.std(scores)


def share(centres, points, k):
    inner = np.linalg.norm(centres[:, None] - centres[None], axis=2)
    radii = np.sort(inner, axis=1)[:, k]
    across = np.linalg.norm(points[:, None] - centres[None], axis=2)
    return (across <= radii[None]).any(1).mean()


def kernel(x, y):
    k = lambda a, b: (a @ b.T / a.shape[1] + 1) ** 3
    off = lambda m: (m.sum() - np.trace(m)) / (len(m) * (len(m) - 1))
    return off(k(x, x)) + off(k(y, y)) - 2 * k(x, y).mean()


logits = 3 * wave(1, 45, 7)
p = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
print("inception score of 10 splits", *inception_score(p.astype(np.float32).astype(np.float64), 10))
real, fake = wave(2, 60, 5), wave(3, 50, 5) * 1.3 + 0.2
for k in (3, 5):
    print("precision, recall", k, share(real, fake, k), share(fake, real, k))
print("kernel distance", kernel(real, (wave(3, 60, 5) * 1.3 + 0.2).astype(np.float32).astype(np.float64)))
