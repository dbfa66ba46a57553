"""Makes the goldens of dev.limn.text and dev.limn.metric with PyTorch and NumPy.

    python make_goldens.py ../../resources/goldens/text

Everything is written anew from the papers and from the equations in the documentation of the Java classes; networks are small,
their weights are stored beside inputs, outputs and gradients.
"""
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from safetensors.torch import save_file

ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789-,;.!?:'\"/\\|_@#$%^&*~`+-=<>()[]{} "
CAPTIONS = ["this flower has red petals.", "a well-known BIRD; 3 toes!", "x" * 300, "é?"]


def one_hot(text):
    rows = torch.zeros(201, 70)
    for i, letter in enumerate(text.lower()[:201]):
        column = ALPHABET.rfind(letter)  # the later of two equal characters
        if column >= 0:
            rows[i, column] = 1
    return rows


class CharCnnRnn(nn.Module):
    """HybridCNNLong with the gated unit of FixedGRU; one linear map per gate, as in the original."""

    def __init__(self, first, second, hidden, width):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv1d(70, first, 4), nn.Conv1d(first, second, 4)
        self.conv3 = nn.Conv1d(second, hidden, 4)
        self.wu, self.wr, self.wc = (nn.Linear(hidden, hidden) for _ in range(3))
        self.uu, self.ur, self.uc = (nn.Linear(hidden, hidden) for _ in range(3))
        self.head = nn.Linear(hidden, width)
        for p in self.parameters():
            nn.init.uniform_(p, -0.3, 0.3)

    def forward(self, x):  # [N, 201, 70]
        h = F.max_pool1d(F.relu(self.conv1(x.transpose(1, 2))), 3, 3)
        h = F.max_pool1d(F.relu(self.conv2(h)), 3, 3)
        h = F.relu(self.conv3(h))  # [N, hidden, 18]
        assert h.shape[2] == 18
        state, states = None, []
        for t in range(18):
            x_t = h[:, :, t]
            if state is None:
                state = torch.tanh(self.wc(x_t))
            else:
                u = torch.sigmoid(self.wu(x_t) + self.uu(state))
                r = torch.sigmoid(self.wr(x_t) + self.ur(state))
                candidate = torch.tanh(self.wc(x_t) + self.uc(r * state))
                state = u * candidate + (1 - u) * state
            states.append(state)
        return self.head(torch.stack(states).mean(0))

    def java_names(self, tensor_of):
        cat = lambda *parts: torch.cat([tensor_of(p) for p in parts])
        out = {}
        for name in ("conv1", "conv2", "conv3", "head"):
            for kind in ("weight", "bias"):
                out[f"{name}.{kind}"] = tensor_of(getattr(getattr(self, name), kind))
        for kind in ("weight", "bias"):
            get = lambda m: getattr(m, kind)
            out[f"rnn.input.{kind}"] = cat(get(self.wu), get(self.wr), get(self.wc))
            out[f"rnn.gates.{kind}"] = cat(get(self.uu), get(self.ur))
            out[f"rnn.candidate.{kind}"] = tensor_of(get(self.uc))
        return out


def char_cnn_rnn(folder):
    torch.manual_seed(1)
    net = CharCnnRnn(8, 9, 10, 12)
    out = net(torch.stack([one_hot(c) for c in CAPTIONS]))
    target = torch.randn_like(out)
    ((out - target) ** 2).sum().backward()
    tensors = {f"weight/{k}": v for k, v in net.java_names(lambda p: p.data).items()}
    tensors |= {f"grad/{k}": v for k, v in net.java_names(lambda p: p.grad).items()}
    save_file({k: v.contiguous() for k, v in (tensors | {"target": target, "output": out.data}).items()}, folder / "char-cnn-rnn.safetensors")


def word_gru(folder):
    torch.manual_seed(2)
    embedding, gru, head = nn.Embedding(9, 6), nn.GRU(6, 7, batch_first=True), nn.Linear(7, 5)
    rows = [[2, 3, 4, 5], [8], [6, 6, 1], [2, 3, 7, 4, 5, 8, 1, 2]]
    outputs = []
    for row in rows:  # one at a time: no padding at all
        states, _ = gru(embedding(torch.tensor([row])))
        outputs.append(head(states.mean(1))[0])
    out = torch.stack(outputs)
    target = torch.randn_like(out)
    ((out - target) ** 2).sum().backward()
    words = torch.zeros(4, 8, dtype=torch.long)
    for i, row in enumerate(rows):
        words[i, : len(row)] = torch.tensor(row)
    tensors = {"words": words, "output": out.data, "target": target}
    for prefix, module in (("embedding", embedding), ("gru", gru), ("head", head)):
        for name, p in module.named_parameters():
            tensors[f"weight/{prefix}.{name}"] = p.data
            tensors[f"grad/{prefix}.{name}"] = p.grad
    save_file(tensors, folder / "word-gru.safetensors")


def joint_loss(folder):
    torch.manual_seed(3)
    pictures = torch.randn(6, 4, requires_grad=True)
    captions = torch.randn(6, 4, requires_grad=True)
    negative = torch.ones(6, 6) - torch.eye(6)
    negative[1, 4] = negative[4, 1] = 0
    total = 0
    scores = pictures @ captions.T
    for i in range(6):
        for j in range(6):
            if negative[i, j]:
                total = total + F.relu(1 + scores[i, j] - scores[i, i]) + F.relu(1 + scores[i, j] - scores[j, j])
    total.backward()
    save_file({"pictures": pictures.data, "captions": captions.data, "negative": negative, "loss": total.data[None],
               "grad/pictures": pictures.grad, "grad/captions": captions.grad}, folder / "joint-loss.safetensors")


def picture_tower(folder):
    """Stages of convolution, batch norm with running statistics and leaky ReLU; averages of the whole and of the central half."""
    torch.manual_seed(5)
    x = torch.rand(2, 3, 16, 16) * 2 - 1
    tensors, pooled, h, before = {"pictures": x}, [], x, 3
    for i, width in enumerate((32, 64, 128, 256, 256)):
        conv = nn.Conv2d(before, width, 3, 1 if i == 0 else 2, 1, bias=False)
        # few bits, so that the file compresses; the same weights on every output channel but for a factor
        factor = (torch.arange(width) % 7 - 3).float().view(-1, 1, 1, 1) / 8
        base = torch.randn(1, before, 3, 3).half().float() / np.sqrt(before)
        conv.weight.data = factor * base
        tensors[f"stage{i}.base"], before = base, width
        norm = nn.BatchNorm2d(width).eval()
        norm.running_mean.uniform_(-0.1, 0.1)
        norm.running_var.uniform_(0.5, 2)
        norm.weight.data.uniform_(0.5, 1.5)
        norm.bias.data.uniform_(-0.5, 0.5)
        for name in ("running_mean", "running_var", "weight", "bias"):
            tensors[f"norms.{i}.{name}"] = getattr(norm, name).data
        with torch.no_grad():
            h = F.leaky_relu(norm(conv(h)), 0.2)
        side = h.shape[2]
        q = side // 4
        pooled += [h.mean((2, 3)), h[:, :, q : side - q, q : side - q].mean((2, 3))]
    save_file(tensors | {"output": torch.cat(pooled, 1)}, folder / "picture-tower.safetensors")


def wave(name, shape, scale):
    """A weight that both sides can make: sines of the place, with a phase of the name."""
    phase = sum(map(ord, name)) % 100
    places = np.arange(int(np.prod(shape)), dtype=np.float64)
    return torch.from_numpy((np.sin(places * 0.7390851 + phase) * scale).astype(np.float32)).reshape(shape)


def squeeze_net(folder):
    """SqueezeNet 1.1 by hand on made-up weights (the real ones may not be shipped)."""
    size, channels = 64, 3
    x = wave("pictures", (2, channels, size, size), 1.0)
    with torch.no_grad():
        pixels = ((x + 1) * 127.5).round().clamp(0, 255).byte().permute(0, 2, 3, 1).numpy()
        h = np.stack([np.asarray(Image.fromarray(p).resize((128, 128), Image.BICUBIC)) for p in pixels])
        h = torch.from_numpy(h).permute(0, 3, 1, 2).float()
        h = h.flip(1) - torch.tensor([103.939, 116.779, 123.68]).view(1, 3, 1, 1)

        def conv(h, name, out, kernel, **more):
            weight = wave(name + ".weight", (out, h.shape[1], kernel, kernel), np.sqrt(4 / (h.shape[1] * kernel * kernel)))
            return F.relu(F.conv2d(h, weight, wave(name + ".bias", (out,), 0.1), **more))

        h = conv(h, "conv1", 64, 3, stride=2)
        for fire, squeeze in zip(range(2, 10), (16, 16, 32, 32, 48, 48, 64, 64)):
            if fire in (2, 4, 6):
                h = F.max_pool2d(h, 3, 2)
            s = conv(h, f"fire{fire}.squeeze1x1", squeeze, 1)
            h = torch.cat([conv(s, f"fire{fire}.expand1x1", 4 * squeeze, 1), conv(s, f"fire{fire}.expand3x3", 4 * squeeze, 3, padding=1)], 1)
    save_file({"output": h.mean((2, 3))}, folder / "squeeze-net.safetensors")


def frechet(folder):
    """Two sets of features and their distance by the general matrix square root: V sqrt(L) V^-1 of the plain product."""
    rng = np.random.default_rng(6)
    one = rng.normal(size=(50, 8)) @ rng.normal(size=(8, 8))
    two = rng.normal(size=(60, 8)) @ rng.normal(size=(8, 8)) + 0.5
    few = np.repeat(rng.normal(size=(3, 8)), 4, 0)  # a covariance without full rank
    out = {}
    for name, (a, b) in {"full": (one, two), "flat": (one, few)}.items():
        a, b = a.astype(np.float32).astype(np.float64), b.astype(np.float32).astype(np.float64)
        ca, cb = np.cov(a.T), np.cov(b.T)
        values = np.linalg.eigvals(ca @ cb)
        root = np.sqrt(np.clip(values.real, 0, None)).sum()
        distance = ((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(ca) + np.trace(cb) - 2 * root
        out |= {f"{name}/one": torch.from_numpy(a.astype(np.float32)), f"{name}/two": torch.from_numpy(b.astype(np.float32)),
                f"{name}/distance": torch.tensor([distance], dtype=torch.float64)}
    save_file(out, folder / "frechet.safetensors")


if __name__ == "__main__":
    torch.set_num_threads(1)
    target_folder = Path(sys.argv[1])
    for make in (char_cnn_rnn, word_gru, joint_loss, picture_tower, squeeze_net, frechet):
        make(target_folder)
