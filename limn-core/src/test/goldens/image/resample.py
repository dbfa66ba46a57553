"""Makes ../../resources/goldens/image/resample.bin: pictures resized by Pillow.

The source pictures are not stored: `picture` below and `Pictures.seeded` in the Java tests make the
same ones from a linear congruential generator. The file is a sequence of records, big-endian int32:
source width, source height, seed, target width, target height, filter (its position in FILTERS), and
then the target's RGB bytes. Run with Pillow 13.0.0.
"""

import pathlib
import struct

from PIL import Image

FILTERS = [
    Image.Resampling.NEAREST,
    Image.Resampling.BOX,
    Image.Resampling.BILINEAR,
    Image.Resampling.BICUBIC,
    Image.Resampling.LANCZOS,
]
CASES = [
    # source, target
    ((97, 61), (28, 28)),
    ((61, 97), (13, 40)),
    ((64, 64), (64, 17)),
    ((64, 64), (23, 64)),
    ((33, 20), (47, 51)),
    ((7, 5), (31, 29)),
    ((300, 3), (64, 2)),
    ((3, 401), (5, 64)),
    ((1, 1), (4, 3)),
    ((40, 40), (1, 1)),
    ((100, 75), (32, 24)),
    ((31, 17), (30, 18)),
    ((30, 60), (20, 39)),
    ((30, 60), (20, 40)),
    ((44, 38), (45, 31)),
]


def picture(width, height, seed):
    """Smooth waves, hard edges and noise in equal parts: overshoot, ringing and rounding all show."""
    state = seed & 0xFFFFFFFF
    out = bytearray()
    for y in range(height):
        for x in range(width):
            for channel in range(3):
                state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
                noise = state >> 24
                third = (x + y + channel) % 3
                if third == 0:
                    out.append(noise)
                elif third == 1:
                    out.append(255 if (x // 4 + y // 3) % 2 else 0)
                else:
                    out.append((x * 5 + y * 3 + channel * 40) % 256)
    return Image.frombytes("RGB", (width, height), bytes(out))


def main():
    target = pathlib.Path(__file__).parents[2] / "resources/goldens/image/resample.bin"
    with open(target, "wb") as file:
        for seed, ((sw, sh), (tw, th)) in enumerate(CASES, start=1):
            source = picture(sw, sh, seed)
            for index, kernel in enumerate(FILTERS):
                file.write(struct.pack(">6i", sw, sh, seed, tw, th, index))
                file.write(source.resize((tw, th), kernel).tobytes())


if __name__ == "__main__":
    main()
