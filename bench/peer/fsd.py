"""Frechet SqueezeNet distance (FSD): the Frechet distance on 512 pooled SqueezeNet 1.1 features. Never call it FID.

Preprocessing: uint8 RGB pictures [N, 64, 64, 3] are enlarged to 128x128 ("bicubic": Pillow's, the default; or
"bilinear": half-pixel centres, no antialiasing), values 0..255, channel order BGR, minus (103.939, 116.779, 123.68); the features are the global average of the last fire
module. `python fsd.py WEIGHTS FLOWERS BIRDS [ENLARGE]` prints the reference figures: flowers half against half, against the
same blurred by 1 and by 3, against noise, against birds, and birds half against half. Measured: bilinear 436, 2331, 8855,
14433, 8575, 537; bicubic 513, 3242, 10755, -, 10555, -. A figure without its enlargement means little.
"""
import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from safetensors.torch import load_file

MEAN = torch.tensor([103.939, 116.779, 123.68]).view(1, 3, 1, 1)


class SqueezeNet:
    def __init__(self, path, enlarge="bicubic"):
        self.tensors = load_file(path)
        self.enlarge = enlarge

    def conv(self, x, name, stride=1, padding=0):
        return F.relu(F.conv2d(x, self.tensors[name + ".weight"], self.tensors[name + ".bias"], stride, padding))

    @torch.no_grad()
    def features(self, pixels):
        rows = []
        for start in range(0, len(pixels), 100):
            part = np.ascontiguousarray(pixels[start : start + 100])
            if self.enlarge == "bicubic":
                part = np.stack([np.asarray(Image.fromarray(p).resize((128, 128), Image.BICUBIC)) for p in part])
            x = torch.from_numpy(part).permute(0, 3, 1, 2).float()
            if self.enlarge == "bilinear":
                x = F.interpolate(x, size=(128, 128), mode="bilinear", align_corners=False)
            h = self.conv(x.flip(1) - MEAN, "conv1", stride=2)
            for fire in range(2, 10):
                if fire in (2, 4, 6):
                    h = F.max_pool2d(h, 3, 2)
                s = self.conv(h, f"fire{fire}.squeeze1x1")
                h = torch.cat([self.conv(s, f"fire{fire}.expand1x1"), self.conv(s, f"fire{fire}.expand3x3", padding=1)], 1)
            rows.append(h.mean((2, 3)))
        return torch.cat(rows).double()  # [N, 512]


def statistics(net, pixels):
    f = net.features(pixels)
    return f.mean(0), torch.cov(f.T)


def frechet(one, two):
    """|m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)); the trace of the root from the symmetric product C1^(1/2) C2 C1^(1/2)."""
    (m1, c1), (m2, c2) = one, two
    values, vectors = torch.linalg.eigh(c1)
    root = vectors @ torch.diag(values.clamp(min=0).sqrt()) @ vectors.T
    cross = torch.linalg.eigvalsh(root @ c2 @ root).clamp(min=0).sqrt().sum()
    return float((m1 - m2).square().sum() + c1.trace() + c2.trace() - 2 * cross)


def main():
    import sys
    from PIL import ImageFilter

    import reed

    net = SqueezeNet(sys.argv[1], *sys.argv[4:5])
    rng = np.random.default_rng(0)

    def sample(root, count):
        data = reed.Captioned(root, 64)
        return data.pixels[rng.permutation(len(data.paths))[:count]]

    def blur(pixels, radius):
        return np.stack([np.asarray(Image.fromarray(p).filter(ImageFilter.GaussianBlur(radius))) for p in pixels])

    flowers, birds = sample(sys.argv[2], 3000), sample(sys.argv[3], 3000)
    base = statistics(net, flowers[:1500])
    noise = rng.integers(0, 256, flowers[:1500].shape, dtype=np.uint8)
    for name, other in [("half against half", flowers[1500:]), ("blurred by 1", blur(flowers[:1500], 1)), ("blurred by 3", blur(flowers[:1500], 3)),
                        ("noise", noise), ("birds", birds[:1500])]:
        print(f"flowers against {name}: {frechet(base, statistics(net, other)):.0f}", flush=True)
    print(f"birds half against half: {frechet(statistics(net, birds[:1500]), statistics(net, birds[1500:])):.0f}")


if __name__ == "__main__":
    main()
