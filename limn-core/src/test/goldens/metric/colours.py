"""Pictures of petals and what the Python definition of the colour measure says about them.

python colours.py DIR_OF_COLOURS_PY ../../resources/goldens/metric    (numpy 2, Pillow 12)

Writes petals.png, a sheet of 8x6 pictures of 64x64, and colours.txt: the CRC-32 of the classes of all 2^24 colours in
the order red, green, blue (blue fastest), how many colours each class has, then the colour of each picture.
"""

import sys
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

sys.path.insert(0, sys.argv[1])
import colours

out = Path(sys.argv[2])
rng = np.random.default_rng(20)
axis = np.arange(64)
y, x = np.meshgrid(axis - 31.5, axis - 31.5, indexing="ij")
pictures = []
for number in range(48):
    petals, middle, ground = rng.integers(0, 256, (3, 3))
    if number % 3 == 0:
        petals = np.clip(petals.mean() + rng.integers(-40, 41, 3), 0, 255)  # greyish ones lie near the bounds
    radius = rng.uniform(8, 26) * (1 + 0.3 * np.cos(rng.integers(3, 8) * np.arctan2(y, x) + rng.uniform(0, 6)))
    distance = np.hypot(y - rng.uniform(-6, 6), x - rng.uniform(-6, 6))
    picture = np.where((distance < radius)[..., None], petals, ground)
    picture = np.where((distance < radius / 4)[..., None], middle, picture)
    shade = 1 - 0.012 * distance[..., None]
    pictures.append(np.clip(picture * shade, 0, 255).astype(np.uint8))
pictures.append(np.zeros((64, 64, 3), np.uint8))
pictures = np.stack(pictures[1:])
sheet = pictures.reshape(6, 8, 64, 64, 3).transpose(0, 2, 1, 3, 4).reshape(384, 512, 3)
Image.fromarray(sheet).save(out / "petals.png", optimize=True)

crc, counts = 0, np.zeros(8, int)
plane = np.stack(np.meshgrid(np.arange(256), np.arange(256), indexing="ij"), -1)
for red in range(256):
    pixels = np.concatenate([np.full((256, 256, 1), red), plane], -1).astype(np.uint8)
    c = colours.classes(pixels).astype(np.uint8)
    crc = zlib.crc32(c.tobytes(), crc)
    counts += np.bincount(c.ravel(), minlength=8)
lines = [str(crc), " ".join(map(str, counts))] + colours.dominant(pictures)
(out / "colours.txt").write_text("\n".join(lines) + "\n")
