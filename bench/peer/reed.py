#!/usr/bin/env python3
"""The Reed family (GAN, CLS, INT, INT-CLS at 64x64) in plain PyTorch: the peer that Limn is measured against.

    reed.py encoder --data DIR --out RUN            the text encoder (classifier, then joint embedding)
    reed.py gan     --data DIR --out RUN --kimg 400 the generator and the discriminator
    reed.py score   --data DIR --out RUN            colour agreement and Frechet SqueezeNet distance
    reed.py score   --data DIR --out RUN --model DIR   the same for a model that Limn wrote
    reed.py draw    --out RUN --grid sheet.png "a small yellow bird" "a red bird"

Everything is seeded. One picture in four is held back from all training (see `Captioned`).
Sources: Reed et al. 2016 (arXiv 1605.05396) for the GAN, Reed et al. 2016 (arXiv 1605.05395) for the embedding.
"""
import argparse
import copy
import json
import math
import os
import re
import time
from pathlib import Path

# glibc gives large buffers back to the kernel after every step unless it is told to keep them; the page faults cost about a
# tenth of a training step. The variables are read when the process starts, hence the re-exec.
if os.environ.get("MALLOC_TRIM_THRESHOLD_") is None and __name__ == "__main__":
    import sys
    os.environ.update(MALLOC_MMAP_THRESHOLD_="1073741824", MALLOC_TRIM_THRESHOLD_="4294967296", MALLOC_TOP_PAD_="268435456")
    os.execv(sys.executable, [sys.executable] + sys.argv)

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image

import colours

# --------------------------------------------------------------------------------------------------------------- data


class Captioned:
    """Captioned pictures as uint8, [N, S, S, 3], with captions and class numbers.

    Samples are sorted by their path relative to the data folder; sample i is held back when i % 4 == 3.
    """

    def __init__(self, root, size, held=False):
        root = Path(root)
        if (root / "images").is_dir() and (root / "text").is_dir():  # CUB layout
            rows = []
            for picture in (root / "images").rglob("*.jpg"):
                relative = picture.relative_to(root / "images")
                lines = (root / "text" / relative).with_suffix(".txt").read_text().splitlines()
                rows.append((str(Path("images") / relative), [l.strip() for l in lines if l.strip()], relative.parts[0]))
        else:  # imagefolder: every folder with a metadata.jsonl
            rows = []
            for meta in root.rglob("metadata.jsonl"):
                for line in meta.read_text().splitlines():
                    entry = json.loads(line)
                    texts = entry["text"] if isinstance(entry["text"], list) else [entry["text"]]
                    name = (meta.parent / entry["file_name"]).relative_to(root)
                    rows.append((str(name), texts, entry.get("label", "")))
        rows.sort(key=lambda row: row[0])
        names = sorted({row[2] for row in rows})
        rows = [row for i, row in enumerate(rows) if (i % 4 == 3) == held]
        self.classes = len(names)
        self.paths = [row[0] for row in rows]
        self.captions = [row[1] for row in rows]
        self.labels = np.array([names.index(row[2]) for row in rows])
        self.pixels = np.empty((len(rows), size, size, 3), np.uint8)
        for i, path in enumerate(self.paths):
            picture = Image.open(root / path).convert("RGB")
            if picture.size != (size, size):
                picture = picture.resize((size, size), Image.BICUBIC)
            self.pixels[i] = np.asarray(picture)

    def batch(self, index, rng, size=64):
        """Random crop and flip, then values in -1..1, [B, 3, size, size]."""
        span = self.pixels.shape[1] - size
        out = np.empty((len(index), size, size, 3), np.uint8)
        for row, i in enumerate(index):
            y, x = rng.integers(0, span + 1, 2)
            crop = self.pixels[i, y : y + size, x : x + size]
            out[row] = crop[:, ::-1] if rng.random() < 0.5 else crop
        return torch.from_numpy(out).permute(0, 3, 1, 2).float().div_(127.5).sub_(1)  # channels-last memory


def order(count, batch, rng):
    """Endless batches of indices; every picture once an epoch, the remainder of an epoch is dropped."""
    while True:
        shuffled = rng.permutation(count)
        for start in range(0, count - batch + 1, batch):
            yield shuffled[start : start + batch]


# --------------------------------------------------------------------------------------------------------------- text

PAD, UNKNOWN = 0, 1


def tokens(text):
    """Lower case, apostrophes deleted, then every maximal run of a-z and 0-9 is a word; so "five-petaled" is two words."""
    return re.findall(r"[a-z0-9]+", text.lower().replace("'", "").replace("\u2019", ""))


class Vocabulary:
    """Words seen at least `minimum` times in the training captions, commonest first, ties by alphabet; 0 pad, 1 unknown."""

    def __init__(self, words):
        self.words = words
        self.ids = {w: i + 2 for i, w in enumerate(words)}

    @staticmethod
    def of(captions, minimum):
        counts = {}
        for caption in captions:
            for word in tokens(caption):
                counts[word] = counts.get(word, 0) + 1
        return Vocabulary([w for w, n in sorted(counts.items(), key=lambda e: (-e[1], e[0])) if n >= minimum])

    def encode(self, texts, longest=40):
        """Ids [B, T], padded with 0 on the right, and lengths [B]; an empty sentence is one unknown word."""
        rows = [[self.ids.get(w, UNKNOWN) for w in tokens(t)][:longest] or [UNKNOWN] for t in texts]
        out = torch.zeros(len(rows), max(map(len, rows)), dtype=torch.long)
        for i, row in enumerate(rows):
            out[i, : len(row)] = torch.tensor(row)
        return out, torch.tensor([len(r) for r in rows])


class TextEncoder(nn.Module):
    """Embedding, one GRU, mean of its outputs over the words, linear head."""

    def __init__(self, words, embedding=128, hidden=256, dim=256):
        super().__init__()
        self.embedding = nn.Embedding(words, embedding)
        self.gru = nn.GRU(embedding, hidden, batch_first=True)
        self.head = nn.Linear(hidden, dim)

    def forward(self, ids, lengths):
        outputs, _ = self.gru(self.embedding(ids))  # [B, T, H]; the padding is at the end, so it does not touch earlier steps
        mask = (torch.arange(ids.shape[1])[None] < lengths[:, None]).unsqueeze(2).to(outputs.dtype)  # [B, T, 1]
        return self.head((outputs * mask).sum(1) / lengths[:, None])  # [B, D]


class Classifier(nn.Module):
    """A small network that learns the data set's own classes; its pooled activations are the picture features.

    Every stage's output is pooled twice, over the whole picture and over its central half, so that colours and the subject
    survive: 2 * (32 + 64 + 128 + 256 + 256) = 1,472 features.
    """

    WIDTHS = (32, 64, 128, 256, 256)

    def __init__(self, classes):
        super().__init__()
        self.convs, self.norms = nn.ModuleList(), nn.ModuleList()
        before = 3
        for i, width in enumerate(self.WIDTHS):
            self.convs.append(nn.Conv2d(before, width, 3, stride=1 if i == 0 else 2, padding=1, bias=False))
            self.norms.append(nn.BatchNorm2d(width))
            before = width
        self.drop = nn.Dropout(0.3)
        self.head = nn.Linear(2 * sum(self.WIDTHS), classes)

    def features(self, x):
        pooled = []
        for conv, norm in zip(self.convs, self.norms):
            x = F.leaky_relu(norm(conv(x)), 0.2)
            q = x.shape[2] // 4
            pooled += [x.mean((2, 3)), x[:, :, q : 3 * q, q : 3 * q].mean((2, 3))]
        return torch.cat([p.float() for p in pooled], 1)  # [B, 1472]

    def forward(self, x):
        return self.head(self.drop(self.features(x)))


def autocast():
    return torch.autocast("cpu", dtype=torch.bfloat16)


def train_classifier(data, steps, batch, rng):
    net = Classifier(data.classes).to(memory_format=torch.channels_last)
    adam = torch.optim.Adam(net.parameters(), 1e-3, betas=(0.9, 0.999))
    feed, started, hits = order(len(data.paths), batch, rng), time.time(), 0.0
    for step in range(steps):
        for group in adam.param_groups:
            group["lr"] = 1e-3 * 0.5 * (1 + math.cos(math.pi * step / steps))
        index = next(feed)
        with autocast():
            logits = net(data.batch(index, rng))
        labels = torch.from_numpy(data.labels[index])
        loss = F.cross_entropy(logits.float(), labels)
        adam.zero_grad(set_to_none=True)
        loss.backward()
        adam.step()
        hits += 0.02 * ((logits.argmax(1) == labels).float().mean().item() - hits)
        if step % 100 == 99:
            print(f"classifier step {step + 1} loss {loss.item():.3f} top-1 {hits:.3f} {time.time() - started:.0f} s", flush=True)
    return net.eval()


@torch.no_grad()
def features(net, data, size=64):
    """Centre crop and its mirror image: [2, N, 1472]."""
    off = (data.pixels.shape[1] - size) // 2
    views = []
    for mirror in (False, True):
        rows = []
        for start in range(0, len(data.paths), 256):
            part = data.pixels[start : start + 256, off : off + size, off : off + size]
            part = part[:, :, ::-1] if mirror else part
            x = torch.from_numpy(part.copy()).permute(0, 3, 1, 2).float().div_(127.5).sub_(1)
            with autocast():
                rows.append(net.features(x))
        views.append(torch.cat(rows))
    return torch.stack(views)


def train_embedding(data, net, vocabulary, args, rng):
    """Deep structured joint embedding: symmetric hinge with margin 1 on dot products / sqrt(D).

    A pair (picture i, caption j) is no negative when caption j is also one of picture i's captions.
    """
    picture = features(net, data)
    flat = picture.flatten(0, 1)
    picture = (picture - flat.mean(0)) / (flat.std(0) + 1e-5)
    encoder = TextEncoder(len(vocabulary.words) + 2, args.embedding, args.hidden, args.text_dim)
    project = nn.Linear(picture.shape[2], args.text_dim)
    parameters = list(encoder.parameters()) + list(project.parameters())
    adam = torch.optim.Adam(parameters, args.encoder_lr)
    feed, started, mean = order(len(data.paths), args.encoder_batch, rng), time.time(), None
    sets = [set(c) for c in data.captions]
    for step in range(args.encoder_steps):
        for group in adam.param_groups:
            group["lr"] = args.encoder_lr * 0.5 * (1 + math.cos(math.pi * step / args.encoder_steps))
        index = next(feed)
        texts = [data.captions[i][rng.integers(len(data.captions[i]))] for i in index]
        ids, lengths = vocabulary.encode(texts)
        dropped = torch.from_numpy(rng.random(ids.shape) < args.word_dropout) & (ids != PAD)
        ids = torch.where(dropped, UNKNOWN, ids)
        t = encoder(ids, lengths)
        v = project(F.dropout(picture[int(rng.integers(2)), index], 0.2))
        scores = v @ t.T / math.sqrt(args.text_dim)  # [pictures, captions]
        free = torch.tensor([[texts[j] not in sets[i] for j in range(len(texts))] for i in index])
        own = scores.diagonal()
        loss = ((1 + scores - own[:, None]).clamp(min=0) * free + (1 + scores - own[None]).clamp(min=0) * free).sum() / len(index)
        adam.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 5.0)
        adam.step()
        mean = loss.item() if mean is None else mean + 0.02 * (loss.item() - mean)
        if step % 100 == 99:
            print(f"embedding step {step + 1} loss {mean:.3f} {time.time() - started:.0f} s", flush=True)
    # Fold centring and scaling of the embeddings into the head: over the training captions mean 0 per dimension, RMS 1 overall.
    with torch.no_grad():
        all_texts = sorted({c for cs in data.captions for c in cs})
        embedded = embed(encoder, vocabulary, all_texts)
        counts = {}
        for cs in data.captions:
            for c in cs:
                counts[c] = counts.get(c, 0) + 1
        weight = torch.tensor([float(counts[t]) for t in all_texts])[:, None]
        centre = (embedded * weight).sum(0) / weight.sum()
        rms = (((embedded - centre) ** 2).mean(1, keepdim=True) * weight).sum().div(weight.sum()).sqrt()
        encoder.head.weight.div_(rms)
        encoder.head.bias.copy_((encoder.head.bias - centre) / rms)
    return encoder.eval(), project


@torch.no_grad()
def embed(encoder, vocabulary, texts, batch=512):
    rows = []
    for start in range(0, len(texts), batch):
        rows.append(encoder(*vocabulary.encode(texts[start : start + batch])))
    return torch.cat(rows)


def save_encoder(run, encoder, vocabulary, args):
    torch.save(dict(words=vocabulary.words, state=encoder.state_dict(), shape=[args.embedding, args.hidden, args.text_dim]), run / "encoder.pt")


def load_encoder(run):
    saved = torch.load(run / "encoder.pt")
    vocabulary = Vocabulary(saved["words"])
    encoder = TextEncoder(len(vocabulary.words) + 2, *saved["shape"])
    encoder.load_state_dict(saved["state"])
    return encoder.eval(), vocabulary


def similarities(encoder, vocabulary, template, words):
    """Cosines between sentences that differ in one word; a good encoder keeps them well below 1."""
    e = F.normalize(embed(encoder, vocabulary, [template.format(w) for w in words]), dim=1)
    print("        " + " ".join(f"{w[:6]:>6}" for w in words))
    for w, row in zip(words, e @ e.T):
        print(f"{w[:7]:>7} " + " ".join(f"{x:6.2f}" for x in row.tolist()))


# ---------------------------------------------------------------------------------------------------------------- GAN


class Residual(nn.Module):
    """1x1, 3x3, 3x3 bottleneck with batch norm, added to its input, then the activation."""

    def __init__(self, channels, inner, slope, norm=nn.BatchNorm2d, bias=False):
        super().__init__()
        self.c1, self.n1 = nn.Conv2d(channels, inner, 1, bias=bias), norm(inner)
        self.c2, self.n2 = nn.Conv2d(inner, inner, 3, padding=1, bias=bias), norm(inner)
        self.c3, self.n3 = nn.Conv2d(inner, channels, 3, padding=1, bias=bias), norm(channels)
        self.slope = slope

    def forward(self, x):
        h = F.leaky_relu(self.n1(self.c1(x)), self.slope)
        h = F.leaky_relu(self.n2(self.c2(h)), self.slope)
        return F.leaky_relu(x + self.n3(self.c3(h)), self.slope)


class Generator(nn.Module):
    def __init__(self, text_dim, ngf=64, nz=100, nt=128, side=64):
        super().__init__()
        self.text = nn.Linear(text_dim, nt)
        up = lambda i, o: nn.ConvTranspose2d(i, o, 4, 2, 1, bias=False)
        self.c1, self.n1 = nn.ConvTranspose2d(nz + nt, 8 * ngf, 4, 1, 0, bias=False), nn.BatchNorm2d(8 * ngf)
        self.a = Residual(8 * ngf, 2 * ngf, 0.0)
        self.c2, self.n2 = up(8 * ngf, 4 * ngf), nn.BatchNorm2d(4 * ngf)
        self.b = Residual(4 * ngf, ngf, 0.0)
        self.c3, self.n3 = up(4 * ngf, 2 * ngf), nn.BatchNorm2d(2 * ngf)
        self.c4, self.n4 = up(2 * ngf, ngf), nn.BatchNorm2d(ngf)
        self.larger = nn.ModuleList()  # each doubles the side once more
        while side > 64:
            self.larger.append(nn.Sequential(up(ngf, ngf // 2), nn.BatchNorm2d(ngf // 2), nn.ReLU(True)))
            ngf, side = ngf // 2, side // 2
        self.c5 = up(ngf, 3)

    def forward(self, z, text):
        t = F.leaky_relu(self.text(text), 0.2)
        h = torch.cat([z, t], 1)[:, :, None, None]  # [B, nz + nt, 1, 1]
        h = self.a(self.n1(self.c1(h)))  # [B, 8 ngf, 4, 4]
        h = self.b(self.n2(self.c2(h)))  # [B, 4 ngf, 8, 8]
        h = F.relu(self.n3(self.c3(h)))
        h = F.relu(self.n4(self.c4(h)))
        for layer in self.larger:
            h = layer(h)
        return torch.tanh(self.c5(h))  # [B, 3, side, side]


class Discriminator(nn.Module):
    """With `spectral`, batch norm gives way to spectral normalisation of every convolution (which then has a bias)."""

    def __init__(self, text_dim, ndf=64, nt=128, spectral=False):
        super().__init__()
        norm = (lambda channels: nn.Identity()) if spectral else nn.BatchNorm2d
        down = lambda i, o: nn.Conv2d(i, o, 4, 2, 1, bias=spectral)
        self.c1 = down(3, ndf)
        self.c2, self.n2 = down(ndf, 2 * ndf), norm(2 * ndf)
        self.c3, self.n3 = down(2 * ndf, 4 * ndf), norm(4 * ndf)
        self.c4, self.n4 = down(4 * ndf, 8 * ndf), norm(8 * ndf)
        self.a = Residual(8 * ndf, 2 * ndf, 0.2, norm, spectral)
        self.text = nn.Linear(text_dim, nt)
        self.c5, self.n5 = nn.Conv2d(8 * ndf + nt, 8 * ndf, 1, bias=spectral), norm(8 * ndf)
        self.c6 = nn.Conv2d(8 * ndf, 1, 4, bias=spectral)
        self.slope = 0.2 if spectral else 1.0  # Reed's layers 3 and 4 have batch norm and no activation

    def spectral(self):
        """Normalises every convolution; call after the initialisation."""
        self.normed = [m for m in self.modules() if isinstance(m, nn.Conv2d)]
        for m in self.normed:
            nn.utils.parametrizations.spectral_norm(m)

    def trunk(self, x):
        h = F.leaky_relu(self.c1(x), 0.2)
        h = F.leaky_relu(self.n2(self.c2(h)), 0.2)
        h = F.leaky_relu(self.n3(self.c3(h)), self.slope)
        h = F.leaky_relu(self.n4(self.c4(h)), self.slope)
        return self.a(h)  # [B, 8 ndf, 4, 4]

    def judge(self, h, text):
        t = F.leaky_relu(self.text(text), 0.2)[:, :, None, None].expand(-1, -1, 4, 4)  # [B, nt, 4, 4]
        h = F.leaky_relu(self.n5(self.c5(torch.cat([h, t.to(h.dtype)], 1))), 0.2)
        return self.c6(h).flatten().float()  # [B]


def initialise(net):
    """Convolutions N(0, .02), batch norm N(1, .02) and 0, linear layers the framework's default."""
    for m in net.modules():
        if isinstance(m, (nn.Conv2d, nn.ConvTranspose2d)):
            nn.init.normal_(m.weight, 0, 0.02)
        elif isinstance(m, nn.BatchNorm2d):
            nn.init.normal_(m.weight, 1, 0.02)
            nn.init.zeros_(m.bias)


def bce(logits, target):
    return F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, target))


class Texts:
    """Embeddings of all training captions; draws the mean of one to four captions of a picture."""

    def __init__(self, data, encoder, vocabulary):
        distinct = sorted({c for cs in data.captions for c in cs})
        place = {c: i for i, c in enumerate(distinct)}
        self.table = embed(encoder, vocabulary, distinct)
        self.own = [np.array([place[c] for c in cs]) for cs in data.captions]

    def draw(self, index, rng, most):
        rows = []
        for i in index:
            own = self.own[i]
            k = min(int(rng.integers(1, most + 1)), len(own))
            rows.append(self.table[rng.permutation(own)[:k]].mean(0))
        return torch.stack(rows)  # [B, D]


def mismatched(labels, rng):
    """A cyclic shift of the batch, chosen at random, in which as few pictures as possible meet their own class."""
    shifts = rng.permutation(np.arange(1, len(labels)))[:8]
    best = min(shifts, key=lambda s: int((np.roll(labels, s) == labels).sum()))
    return torch.from_numpy(np.roll(np.arange(len(labels)), best))


@torch.no_grad()
def standing(generator, texts, rng, batches=32, batch=64):
    """A copy whose batch-norm statistics are measured anew, with the averaged weights, on training captions."""
    copied = copy.deepcopy(generator).train()
    norms = [m for m in copied.modules() if isinstance(m, nn.BatchNorm2d)]
    for m in norms:
        m.reset_running_stats()
        m.momentum = None  # cumulative mean
    noise = torch.Generator().manual_seed(12345)
    for _ in range(batches):
        index = rng.integers(0, len(texts.own), batch)
        copied(torch.randn(batch, 100, generator=noise), texts.draw(index, rng, 4))
    return copied.eval()


@torch.no_grad()
def pictures(generator, text, seeds):
    """uint8 [N, 64, 64, 3] for embeddings [N, D] and one seed each."""
    z = torch.stack([torch.randn(100, generator=torch.Generator().manual_seed(int(s))) for s in seeds])
    out = []
    for start in range(0, len(z), 100):
        x = generator(z[start : start + 100], text[start : start + 100]).float()
        out.append(x.add(1).mul(127.5).round().clamp(0, 255).byte().permute(0, 2, 3, 1).numpy())
    return np.concatenate(out)


def sheet(pixels, columns, path, scale=2):
    rows = [np.concatenate(list(pixels[i : i + columns]), 1) for i in range(0, len(pixels), columns)]
    picture = Image.fromarray(np.concatenate(rows, 0))
    picture.resize((picture.width * scale, picture.height * scale), Image.NEAREST).save(path)


class Examiner:
    """Colour agreement and Frechet SqueezeNet distance of a generator."""

    def __init__(self, data_root, encoder, vocabulary, weights, enlarge):
        import fsd
        self.fsd = fsd
        held = Captioned(data_root, 64, held=True)
        rng = np.random.default_rng(4)
        self.index = rng.permutation(len(held.paths))[:1500]
        self.net = fsd.SqueezeNet(weights, enlarge)
        self.real = fsd.statistics(self.net, held.pixels[self.index])
        # each drawing takes one caption of "its" held-back picture
        self.texts = embed(encoder, vocabulary, [held.captions[i][rng.integers(len(held.captions[i]))] for i in self.index])
        self.sentences = [s for s in colours.SENTENCES for _ in range(20)]
        self.coloured = embed(encoder, vocabulary, self.sentences)

    def judge(self, generator, sheet_path=None):
        drawn = pictures(generator, self.texts, np.arange(1500) + 10_000)
        distance = self.fsd.frechet(self.real, self.fsd.statistics(self.net, drawn))
        seeds = list(range(20)) * len(colours.SENTENCES)
        petals = pictures(generator, self.coloured, seeds)
        rows = colours.agreement(petals.reshape(len(colours.SENTENCES), 20, 64, 64, 3))
        if sheet_path is not None:
            show = petals.reshape(len(colours.SENTENCES), 20, 64, 64, 3)[:, :12].reshape(-1, 64, 64, 3)
            sheet(np.concatenate([show, drawn[:36]]), 12, sheet_path)
        return rows, distance


def train_gan(args):
    run = Path(args.out)
    run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)
    data = Captioned(args.data, args.cache)
    encoder, vocabulary = load_encoder(Path(args.encoder or run))
    texts = Texts(data, encoder, vocabulary)
    examiner = Examiner(args.data, encoder, vocabulary, args.weights, args.enlarge) if args.weights else None
    dim, b = texts.table.shape[1], args.batch
    g = Generator(dim, args.ngf).to(memory_format=torch.channels_last)
    d = Discriminator(dim, args.ndf, spectral=args.spectral == 1).to(memory_format=torch.channels_last)
    initialise(g)
    initialise(d)
    if args.spectral:
        d.spectral()
    ema = copy.deepcopy(g).requires_grad_(False)
    adam_g = torch.optim.Adam(g.parameters(), args.lr, betas=(0.5, 0.999))
    adam_d = torch.optim.Adam(d.parameters(), args.lr, betas=(0.5, 0.999))
    print(json.dumps(vars(args)), "G", sum(p.numel() for p in g.parameters()), "D", sum(p.numel() for p in d.parameters()), flush=True)
    feed, shown, started, tick = order(len(data.paths), b, rng), 0, time.time(), time.time()
    step, next_score, sums = 0, args.score_kimg * 1000, np.zeros(5)
    total = int(args.kimg * 1000)
    if args.resume and (run / "checkpoint.pt").exists():  # continues, with a fresh epoch; not bit for bit
        saved = torch.load(run / "checkpoint.pt", weights_only=False)
        for net, state in zip((g, d, ema), saved["nets"]):
            net.load_state_dict(state)
        for adam, state in zip((adam_g, adam_d), saved["adams"]):
            adam.load_state_dict(state)
        shown = saved["shown"]
        rng, _ = np.random.default_rng([args.seed, shown]), torch.manual_seed(args.seed + shown)
        feed = order(len(data.paths), b, rng)
        next_score = shown + args.score_kimg * 1000
    while shown < total:
        # the learning rate falls linearly to a tenth over the last part of the training
        left = min(1.0, (total - shown) / (args.decay * total)) if args.decay else 1.0
        for group in adam_g.param_groups + adam_d.param_groups:
            group["lr"] = args.lr * max(left, 0.1)
        index = next(feed)
        real = data.batch(index, rng)
        text = texts.draw(index, rng, args.most_captions)
        wrong = text[mismatched(data.labels[index], rng)]
        half = b // 2 if args.interpolate else 0
        mixed = torch.cat([text, 0.5 * (text[:half] + text[half : 2 * half])]) if half else text  # [1.5 B, D]
        if args.seeking:  # the first half once more, with other noise (Mao et al. 2019)
            mixed = torch.cat([mixed, text[: b // 2]])  # [2 B, D]
        z = torch.randn(len(mixed), 100)
        with autocast():
            fakes = g(z, mixed)
        with autocast(), nn.utils.parametrize.cached():
            # discriminator: one trunk pass of the real pictures serves the matching and the mismatched text
            h = d.trunk(real.to(torch.bfloat16))
            right_logits = d.judge(h, text)
            wrong_logits = d.judge(h, wrong)
            fake_logits = d.judge(d.trunk(fakes[:b].detach()), text)
        w = args.cls
        loss_d = bce(right_logits, args.smooth) + w * bce(wrong_logits, 0.0) + (1 - w) * bce(fake_logits, 0.0)
        adam_d.zero_grad(set_to_none=True)
        loss_d.backward()
        adam_d.step()
        # generator: the same fakes, the new discriminator
        d.requires_grad_(False)
        with autocast(), nn.utils.parametrize.cached():
            logits = d.judge(d.trunk(fakes), mixed)
        loss_g = bce(logits, 1.0)
        if args.seeking:
            pairs = b // 2
            moved = (fakes[:pairs].float() - fakes[-pairs:].float()).abs().mean((1, 2, 3))
            loss_g = loss_g + args.seeking * (1 / (moved / (z[:pairs] - z[-pairs:]).abs().mean(1) + 1e-5)).mean()
        adam_g.zero_grad(set_to_none=True)
        loss_g.backward()
        adam_g.step()
        d.requires_grad_(True)
        shown += b
        step += 1
        decay = 0.5 ** (b / (1000 * min(args.ema_kimg, 0.05 * shown / 1000 + 1e-3)))
        with torch.no_grad():
            for p, q in zip(ema.parameters(), g.parameters()):
                p.lerp_(q, 1 - decay)
        sums += [loss_d.item(), loss_g.item(), right_logits.sigmoid().mean().item(), wrong_logits.sigmoid().mean().item(), fake_logits.sigmoid().mean().item()]
        if step % 50 == 0:
            s = sums / 50
            print(f"kimg {shown / 1000:7.1f} D {s[0]:.3f} G {s[1]:.3f} right {s[2]:.2f} wrong {s[3]:.2f} fake {s[4]:.2f} {50 * b / (time.time() - tick):.0f} pictures/s {time.time() - started:.0f} s", flush=True)
            sums[:], tick = 0, time.time()
        if shown >= next_score or shown >= total:
            next_score += args.score_kimg * 1000
            still = standing(ema, texts, np.random.default_rng(7))
            torch.save(dict(shown=shown, nets=[n.state_dict() for n in (g, d, ema)], adams=[a.state_dict() for a in (adam_g, adam_d)]), run / "checkpoint.tmp")
            os.replace(run / "checkpoint.tmp", run / "checkpoint.pt")
            torch.save(dict(generator=still.state_dict(), ngf=args.ngf, dim=dim), run / "generator.pt")
            if examiner:
                rows, distance = examiner.judge(still, run / f"fakes{shown // 1000:06d}.png")
                print(f"score kimg {shown / 1000:.1f} FSD {distance:.0f} colours {100 * sum(rows) / len(rows) / 20:.1f} % {dict(zip(colours.NAMES, rows))}", flush=True)
            tick = time.time()
    print(f"done {shown / 1000:.1f} kimg in {time.time() - started:.0f} s", flush=True)


def load_generator(run):
    saved = torch.load(run / "generator.pt")
    g = Generator(saved["dim"], saved["ngf"])
    g.load_state_dict(saved["generator"])
    return g.eval()


def load_limn(folder):
    """A model that Limn wrote, so that one program measures both: (text encoder, vocabulary, generator)."""
    from safetensors.torch import load_file

    folder = Path(folder)
    floats = lambda name: {k: v.float() for k, v in load_file(folder / name).items()}
    words = (folder / "vocab.txt").read_text().splitlines()[2:]
    state = floats("text-encoder.safetensors")
    encoder = TextEncoder(len(words) + 2, state["embedding.weight"].shape[1], state["gru.weight_hh_l0"].shape[1], state["head.bias"].shape[0])
    encoder.load_state_dict(state)
    state = floats("generator.safetensors")
    g = Generator(state["text.weight"].shape[1], state["n4.weight"].shape[0])
    g.load_state_dict(state, strict=False)  # only the counters of the batch norms are missing
    return encoder.eval(), Vocabulary(words), g.eval()


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("verb", choices=["encoder", "gan", "score", "draw"])
    p.add_argument("sentences", nargs="*")
    p.add_argument("--data")
    p.add_argument("--out", required=True)
    p.add_argument("--encoder", help="run folder of the text encoder, default --out")
    p.add_argument("--weights", help="squeezenet1_1_notop.safetensors, for the scores")
    p.add_argument("--enlarge", default="bicubic", choices=["bilinear", "bicubic"], help="enlargement for the distance")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--cache", type=int, default=68, help="pictures are kept at this size and cropped to 64")
    # text encoder
    p.add_argument("--classifier-steps", type=int, default=1000)
    p.add_argument("--classifier-batch", type=int, default=64)
    p.add_argument("--encoder-steps", type=int, default=3000)
    p.add_argument("--encoder-batch", type=int, default=64)
    p.add_argument("--encoder-lr", type=float, default=1e-3)
    p.add_argument("--word-dropout", type=float, default=0.1)
    p.add_argument("--minimum", type=int, default=2)
    p.add_argument("--embedding", type=int, default=128)
    p.add_argument("--hidden", type=int, default=256)
    p.add_argument("--text-dim", type=int, default=256)
    # GAN
    p.add_argument("--kimg", type=float, default=400)
    p.add_argument("--batch", type=int, default=64)
    p.add_argument("--ngf", type=int, default=64)
    p.add_argument("--ndf", type=int, default=64)
    p.add_argument("--lr", type=float, default=2e-4)
    p.add_argument("--decay", type=float, default=0.0, help="share of the training over which the learning rate falls")
    p.add_argument("--cls", type=float, default=0.5)
    p.add_argument("--interpolate", type=int, default=1)
    p.add_argument("--most-captions", type=int, default=4)
    p.add_argument("--seeking", type=float, default=0.0, help="weight of the mode-seeking term")
    p.add_argument("--smooth", type=float, default=1.0)
    p.add_argument("--ema-kimg", type=float, default=5.0, help="half-life of the generator's average")
    p.add_argument("--score-kimg", type=float, default=20)
    p.add_argument("--model", help="score or draw: the folder of a model that Limn wrote, instead of --out")
    p.add_argument("--resume", action="store_true")
    p.add_argument("--spectral", type=int, default=0)
    p.add_argument("--grid")
    args = p.parse_intermixed_args()
    torch.set_num_threads(args.threads)
    run = Path(args.out)
    if args.verb == "encoder":
        run.mkdir(parents=True, exist_ok=True)
        torch.manual_seed(args.seed)
        rng = np.random.default_rng(args.seed)
        data = Captioned(args.data, args.cache)
        vocabulary = Vocabulary.of([c for cs in data.captions for c in cs], args.minimum)
        print(f"{len(data.paths)} pictures, {data.classes} classes, {len(vocabulary.words)} words", flush=True)
        saved = run / "classifier.pt"
        if saved.exists():
            net = Classifier(data.classes)
            net.load_state_dict(torch.load(saved))
            net.eval()
        else:
            net = train_classifier(data, args.classifier_steps, args.classifier_batch, rng)
            torch.save(net.state_dict(), saved)
        encoder, _ = train_embedding(data, net, vocabulary, args, rng)
        save_encoder(run, encoder, vocabulary, args)
        template = "a small {} bird." if (Path(args.data) / "images").is_dir() else "this flower has {} petals."
        similarities(encoder, vocabulary, template, colours.NAMES)
    elif args.verb == "gan":
        train_gan(args)
    else:
        if args.model:
            encoder, vocabulary, g = load_limn(args.model)
            run.mkdir(parents=True, exist_ok=True)
        else:
            encoder, vocabulary = load_encoder(Path(args.encoder or run))
            g = load_generator(run)
        if args.verb == "score":
            rows, distance = Examiner(args.data, encoder, vocabulary, args.weights, args.enlarge).judge(g, run / "score.png")
            print(json.dumps(dict(fsd=distance, agreement=sum(rows) / (20 * len(rows)), colours=dict(zip(colours.NAMES, rows)))))
        else:
            text = embed(encoder, vocabulary, [s for s in args.sentences for _ in range(10)])
            sheet(pictures(g, text, list(range(10)) * len(args.sentences)), 10, args.grid)


if __name__ == "__main__":
    main()
