"""Which petal colour does a picture show? One definition, numpy only, so that another language can repeat it exactly.

Take the middle of a 64x64 picture, rows and columns 12 to 51 (40x40 pixels). Each pixel is put into a class by hue
(degrees), saturation and value (0..1), the usual hexcone HSV of uint8 / 255:

    value < 0.20                                             none (dark)
    saturation < 0.25:  white if value >= 0.65, else none (grey)
    saturation < 0.30 and 14 <= hue < 180 and value >= 0.65  white (cream)
    hue in [345, 360) or [0, 14):  pink if saturation < 0.45 and value >= 0.55, else red
    hue in [14, 40) orange, [40, 66) yellow, [66, 180) none (leaves), [180, 255) blue, [255, 306) purple, [306, 345) pink

The picture's colour is the class with most pixels (none does not count; ties go to the earlier of red, orange, yellow,
white, blue, purple, pink); a picture without any coloured pixel has colour none.

The bounds were fitted on real training pictures whose first caption is "this flower has <one colour> petals.";
`python colours.py DATA` prints the confusion matrix on training and on held-back pictures.
"""
import numpy as np

BASE = ["red", "orange", "yellow", "white", "blue", "purple", "pink"]

# The ten colour words of the score. The last three are shades; each names the base colours it may show as.
ACCEPTED = {
    "red": {"red"}, "orange": {"orange"}, "yellow": {"yellow"}, "white": {"white"}, "blue": {"blue"},
    "purple": {"purple"}, "pink": {"pink"}, "violet": {"purple"}, "lavender": {"purple"}, "magenta": {"pink", "purple"},
}
NAMES = list(ACCEPTED)
SENTENCES = [f"this flower has {c} petals." for c in NAMES]


def hsv(pixels):
    p = pixels.astype(np.float32) / 255
    r, g, b = p[..., 0], p[..., 1], p[..., 2]
    top, low = p.max(-1), p.min(-1)
    span = np.where(top == low, 1, top - low)
    hue = 60 * np.where(top == r, ((g - b) / span) % 6, np.where(top == g, (b - r) / span + 2, (r - g) / span + 4))
    return hue, (top - low) / np.where(top == 0, 1, top), top


def classes(pixels):
    """[..., 3] uint8 to class numbers; 7 is none."""
    h, s, v = hsv(pixels)
    c = np.full(h.shape, 7)
    red = (h >= 345) | (h < 14)
    c[red] = 0
    c[(h >= 14) & (h < 40)] = 1
    c[(h >= 40) & (h < 66)] = 2
    c[(h >= 180) & (h < 255)] = 4
    c[(h >= 255) & (h < 306)] = 5
    c[(h >= 306) & (h < 345)] = 6
    c[red & (s < 0.45) & (v >= 0.55)] = 6
    c[(h >= 14) & (h < 180) & (s < 0.30) & (v >= 0.65)] = 3
    c[s < 0.25] = 7
    c[(s < 0.25) & (v >= 0.65)] = 3
    c[v < 0.20] = 7
    return c


def dominant(pictures):
    """uint8 [N, 64, 64, 3] to names, "none" where nothing is coloured."""
    c = classes(pictures[:, 12:52, 12:52]).reshape(len(pictures), -1)
    counts = np.stack([(c == k).sum(1) for k in range(7)], 1)
    return [BASE[row.argmax()] if row.any() else "none" for row in counts]


def agreement(pictures):
    """uint8 [10 colours, 20 seeds, 64, 64, 3] to the number that agree, per colour."""
    return [sum(found in ACCEPTED[name] for found in dominant(row)) for name, row in zip(NAMES, pictures)]


def main():
    import re
    import sys

    import reed

    for held in (False, True):
        data = reed.Captioned(sys.argv[1], 64, held=held)
        matrix = np.zeros((7, 8), int)
        found = dominant(data.pixels)
        for captions, colour in zip(data.captions, found):
            match = re.fullmatch(r"this flower has (\w+) petals\.", captions[0])
            if match:
                matrix[BASE.index(match.group(1)), (BASE + ["none"]).index(colour)] += 1
        right = np.trace(matrix[:, :7])
        print("held back" if held else "training", matrix.sum(), f"pictures, {100 * right / matrix.sum():.1f} % agree, "
              f"mean of colours {100 * np.mean(np.diag(matrix[:, :7]) / matrix.sum(1)):.1f} %")
        print("         " + " ".join(f"{n[:6]:>6}" for n in BASE + ["none"]))
        for name, row in zip(BASE, matrix):
            print(f"{name:>8} " + " ".join(f"{x:6d}" for x in row))


if __name__ == "__main__":
    main()
