"""Mean relative living times of a sphere and a torus by GUDHI 3.13: numbers for GeometryScoreTest.

    python living_times.py

Written from section 3 of Khrulkov and Oseledets 2018: 1,500 points, 48 landmarks with repetition, gamma 1/4, 200 repetitions.
"""
import gudhi
import numpy as np

N, LANDMARKS, GAMMA, TIMES, MOST = 1500, 48, 0.25, 200, 10


def living(points, rng):
    landmarks = points[rng.integers(0, N, LANDMARKS)]
    distances = np.sqrt(((points[:, None] - landmarks[None]) ** 2).sum(2))
    limit = GAMMA * distances.max()
    order = np.argsort(distances, axis=1)
    table = [list(zip(row.tolist(), d[row].tolist())) for row, d in zip(order, distances)]
    tree = gudhi.WitnessComplex(nearest_landmark_table=table).create_simplex_tree(max_alpha_square=limit, limit_dimension=2)
    tree.persistence(homology_coeff_field=2)
    intervals = [(b, min(e, limit)) for b, e in tree.persistence_intervals_in_dimension(1)]
    ends = sorted({0.0, limit, *(end for interval in intervals for end in interval)})
    times = np.zeros(MOST)
    for low, high in zip(ends, ends[1:]):
        alive = sum(b <= (low + high) / 2 < e for b, e in intervals)
        if alive < MOST:
            times[alive] += (high - low) / limit
    return times


rng = np.random.default_rng(0)
u, v = rng.random((2, N))
a, b = 2 * np.pi * u, 2 * np.pi * v
r = 2 * np.sqrt(v * (1 - v))
for name, axes in {"sphere": [r * np.cos(a), r * np.sin(a), 1 - 2 * v],
                   "torus": [(2 + 0.7 * np.cos(b)) * np.cos(a), (2 + 0.7 * np.cos(b)) * np.sin(a), 0.7 * np.sin(b)]}.items():
    points = np.stack(axes, 1)
    print(name, np.mean([living(points, rng) for _ in range(TIMES)], axis=0).round(4).tolist())
