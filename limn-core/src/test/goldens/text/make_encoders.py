"""Makes the goldens of skip-thought and of the matching of words and regions with PyTorch.

    python make_encoders.py ../../resources/goldens/text

Written from the papers (Kiros et al. 2015; Xu et al. 2018) with explicit loops over sentences, words and pictures; networks are tiny, and
their weights are stored beside inputs, outputs and gradients. Padding never enters a computation here.
"""
import sys
from pathlib import Path

import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors.torch import save_file

END = 0


class Recurrent(nn.Module):
    """r, z and candidate as in the paper's equations 1 to 4, plus the candidate's own bias that cuDNN's unit has."""

    def __init__(self, width, hidden):
        super().__init__()
        draw = lambda *shape: nn.Parameter((torch.rand(*shape) - 0.5) * 0.8)
        self.weight_ih_l0, self.weight_hh_l0 = draw(3 * hidden, width), draw(3 * hidden, hidden)
        self.bias_ih_l0, self.bias_hh_l0 = draw(3 * hidden), draw(3 * hidden)
        self.hidden = hidden

    def forward(self, xs):
        h, states = torch.zeros(self.hidden), []
        for x in xs:
            a = self.weight_ih_l0 @ x + self.bias_ih_l0
            b = self.weight_hh_l0 @ h + self.bias_hh_l0
            n = self.hidden
            r, z = torch.sigmoid(a[:n] + b[:n]), torch.sigmoid(a[n : 2 * n] + b[n : 2 * n])
            h = (1 - z) * torch.tanh(a[2 * n :] + r * b[2 * n :]) + z * h
            states.append(h)
        return torch.stack(states)


class Reader(nn.Module):
    def __init__(self, words, size, hidden, both):
        super().__init__()
        each = hidden // 2 if both else hidden
        self.embedding = nn.Embedding(words, size)
        self.forward_unit = Recurrent(size, each)
        self.backward_unit = Recurrent(size, each) if both else None

    def forward(self, sentence):
        words = self.embedding(torch.tensor(sentence + [END]))
        state = self.forward_unit(words)[-1]
        return state if self.backward_unit is None else torch.cat([state, self.backward_unit(words.flip(0))[-1]])


class Writer(nn.Module):
    def __init__(self, words, size, hidden):
        super().__init__()
        self.before, self.behind = Recurrent(size + hidden, hidden), Recurrent(size + hidden, hidden)
        self.words = nn.Linear(hidden, words)

    def negative_log(self, unit, reader, state, sentence):
        total, last, h = 0, torch.zeros(reader.embedding.embedding_dim), []
        inputs = []
        for word in sentence + [END]:
            inputs.append(torch.cat([last, state]))
            last = reader.embedding(torch.tensor(word))
        for hidden, word in zip(unit(inputs), sentence + [END]):
            total = total - F.log_softmax(self.words(hidden), 0)[word]
        return total


def java(name):
    return name.replace("forward_unit", "forward").replace("backward_unit", "backward")


def skip_thought(folder):
    torch.manual_seed(11)
    words, size, hidden = 9, 5, 6
    readers = {"uni": Reader(words, size, hidden, False), "bi": Reader(words, size, hidden, True)}
    writers = [Writer(words, size, hidden) for _ in readers]
    before = [[2, 3, 4], [5], [8, 7, 6, 5, 4]]
    at = [[3, 3], [2, 4, 6, 8, 1], [7]]
    behind = [[4], [6, 2], [2, 3, 4, 5]]
    total, outputs = 0, []
    for a, s, b in zip(before, at, behind):
        parts = []
        for reader, writer in zip(readers.values(), writers):
            state = reader(s)
            parts.append(state / state.norm() * hidden**0.5)
            total = total + writer.negative_log(writer.before, reader, state, a)
            total = total + writer.negative_log(writer.behind, reader, state, b)
        outputs.append(torch.cat(parts))
    total.backward()
    tensors = {"output": torch.stack(outputs).data, "loss": total.data[None]}
    modules = [(f"text.{kind}", reader) for kind, reader in readers.items()]
    modules += [(f"writer{i}", writer) for i, writer in enumerate(writers)]
    for prefix, module in modules:
        for name, p in module.named_parameters():
            tensors[f"weight/{prefix}.{java(name)}"] = p.data
            tensors[f"grad/{prefix}.{java(name)}"] = p.grad
    save_file(tensors, folder / "skip-thought.safetensors")


def damsm_tower(folder):
    torch.manual_seed(12)
    embedding = nn.Embedding(9, 5)
    units = {"forward": nn.LSTM(5, 4, batch_first=True), "backward": nn.LSTM(5, 4, batch_first=True)}
    rows = [[2, 3, 4, 5], [8], [6, 6, 1], [2, 3, 7, 4, 5, 8, 1]]
    longest = max(map(len, rows))
    states, sentences = torch.zeros(len(rows), longest, 8), []
    per_word = []
    for row in rows:
        e = embedding(torch.tensor([row]))
        ahead = units["forward"](e)[0][0]
        back = units["backward"](e.flip(1))[0][0].flip(0)
        per_word.append(torch.cat([ahead, back], 1))
        sentences.append(torch.cat([ahead[-1], back[0]]))
    sentences = torch.stack(sentences)
    target_words = [torch.randn_like(w) for w in per_word]
    target = torch.randn_like(sentences)
    loss = ((sentences - target) ** 2).sum() + sum(((w - t) ** 2).sum() for w, t in zip(per_word, target_words))
    loss.backward()
    words, targets = torch.zeros(len(rows), longest, dtype=torch.long), torch.zeros(len(rows), longest, 8)
    for i, row in enumerate(rows):
        words[i, : len(row)] = torch.tensor(row)
        states[i, : len(row)] = per_word[i].data
        targets[i, : len(row)] = target_words[i]
    tensors = {"words": words, "states": states, "sentences": sentences.data, "target": target, "target-words": targets,
               "output": sentences.data / sentences.data.norm(dim=1, keepdim=True) * 8**0.5}
    for prefix, module in [("embedding", embedding), *units.items()]:
        for name, p in module.named_parameters():
            tensors[f"weight/{prefix}.{name}"] = p.data
            tensors[f"grad/{prefix}.{name}"] = p.grad
    save_file(tensors, folder / "damsm-tower.safetensors")


def damsm_loss(folder):
    """Equations 7 to 13: a pair at a time, with the vectors that words see made in full."""
    torch.manual_seed(13)
    gamma1, gamma2, gamma3 = 4.0, 5.0, 10.0
    lengths, steps, places, width = [3, 5, 1, 4], 5, 6, 7
    count = len(lengths)
    words = (torch.randn(count, steps, width)).requires_grad_()
    sentences = torch.randn(count, width, requires_grad=True)
    regions = torch.randn(count, places, width, requires_grad=True)
    wholes = torch.randn(count, width, requires_grad=True)
    negative = torch.ones(count, count) - torch.eye(count)  # [pictures, captions]
    negative[0, 2] = negative[2, 0] = negative[1, 3] = 0
    rows = []
    for caption in range(count):
        e = words[caption, : lengths[caption]]
        row = []
        for picture in range(count):
            v = regions[picture]
            shares = F.softmax(e @ v.T, 0)  # [T, R], over words
            weights = F.softmax(gamma1 * shares, 1)  # over regions
            seen = weights @ v
            cosines = F.cosine_similarity(seen, e, 1)
            row.append(torch.log(torch.exp(gamma2 * cosines).sum()) / gamma2)
        rows.append(torch.stack(row))
    matches = torch.stack(rows)  # [captions, pictures]
    kept = (negative.T + torch.eye(count)) > 0

    def both_ways(scores):
        scores = scores.masked_fill(~kept, float("-inf"))
        own = torch.arange(count)
        return F.cross_entropy(scores, own), F.cross_entropy(scores.T, own)

    cosines = F.normalize(sentences, dim=1) @ F.normalize(wholes, dim=1).T
    terms = torch.stack([*both_ways(gamma3 * matches), *both_ways(gamma3 * cosines)])
    terms.sum().backward()
    present = torch.tensor([[1 if t < n else 0 for t in range(steps)] for n in lengths])
    tensors = {"present": present, "negative": negative, "matches": matches.data, "terms": terms.data}
    for name, t in (("words", words), ("sentences", sentences), ("regions", regions), ("wholes", wholes)):
        tensors[name], tensors[f"grad/{name}"] = t.data, t.grad
    save_file({k: v.contiguous() for k, v in tensors.items()}, folder / "damsm-loss.safetensors")


if __name__ == "__main__":
    out = Path(sys.argv[1])
    skip_thought(out)
    damsm_tower(out)
    damsm_loss(out)
