"""One-dimensional holes of witness complexes by GUDHI 3.13: the golden of GeometryScoreTest.

    python holes.py > ../../resources/goldens/metric/holes.txt

Shapes are made of fractions of multiples of irrational numbers, landmarks of every so manieth point, some twice. A line for a
shape: its name, then births and deaths ("inf" for those that outlive the largest scale).
"""

import gudhi
import numpy as np

N, LANDMARKS, GAMMA = 400, 24, 0.25
i = np.arange(N)
u, v, w = ((i * step) % 1.0 for step in (0.6180339887498949, 0.41421356237309515, 0.7320508075688772))
a, b, r = 2 * np.pi * u, 2 * np.pi * v, 1 + 0.1 * (w - 0.5)
SHAPES = {
    "circle": [r * np.cos(a), r * np.sin(a)],
    "disc": [np.sqrt(v) * np.cos(a), np.sqrt(v) * np.sin(a)],
    "sphere": [2 * np.sqrt(v * (1 - v)) * np.cos(a), 2 * np.sqrt(v * (1 - v)) * np.sin(a), 1 - 2 * v],
    "torus": [(2 + 0.7 * np.cos(b)) * np.cos(a), (2 + 0.7 * np.cos(b)) * np.sin(a), 0.7 * np.sin(b)],
}
for name, axes in SHAPES.items():
    points = np.stack(axes, 1)
    landmarks = points[(np.arange(LANDMARKS) * 37) % (N - 30)]
    landmarks[-1] = landmarks[0]
    distances = np.sqrt(((points[:, None] - landmarks[None]) ** 2).sum(2))
    limit = GAMMA * distances.max()
    table = [sorted(enumerate(row), key=lambda pair: pair[1]) for row in distances]
    tree = gudhi.WitnessComplex(nearest_landmark_table=table).create_simplex_tree(max_alpha_square=limit, limit_dimension=2)
    tree.persistence(homology_coeff_field=2)
    intervals = sorted(tree.persistence_intervals_in_dimension(1).tolist())
    print(name, *(f"{end:.12g}" for interval in intervals for end in interval))
