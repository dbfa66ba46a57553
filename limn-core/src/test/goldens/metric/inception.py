"""Features of Inception v3 by pytorch-fid 0.3.0's network with weights made of sines: the golden of InceptionFeaturesTest.

    python inception.py ../../resources/goldens/metric/inception.safetensors    (PyTorch 2.10, torchvision 0.25, clean-fid 0.1.35)

The three inputs: pytorch-fid's own; clean-fid's resizer before the same blocks; TensorFlow 1's resize, written from its definition.
"""

import sys

import numpy as np
import pytorch_fid.inception as fid
import torch
from cleanfid.resize import make_resizer
from safetensors.torch import save_file

torch.set_num_threads(1)


def wave(name, *shape):
    places = np.arange(int(np.prod(shape)), dtype=np.float64)
    return torch.from_numpy(np.sin(places * 0.7390851 + sum(map(ord, name)) % 100).reshape(shape))


def weights(net):
    state = {}
    for name, old in net.state_dict().items():
        if name.endswith("num_batches_tracked"):
            state[name] = old
            continue
        new = wave(name, *old.shape)
        if name.endswith("conv.weight"):
            new = new * (4.0 / np.prod(old.shape[1:])) ** 0.5
        elif name.endswith("bn.weight"):
            new = 1 + 0.2 * new
        elif name.endswith("running_var"):
            new = 1 + 0.5 * new
        elif name.startswith("fc"):
            new = 0.3 * new
        else:
            new = 0.1 * new
        state[name] = new.float()
    return state


def tf1(picture):  # [H, W, 3] -> [299, 299, 3]
    h, w, _ = picture.shape
    out = np.zeros((299, 299, 3))
    places = lambda size: [(int(i * size / 299), min(int(i * size / 299) + 1, size - 1), i * size / 299 % 1) for i in range(299)]
    for y, (top, bottom, dy) in enumerate(places(h)):
        for x, (left, right, dx) in enumerate(places(w)):
            upper = picture[top, left] * (1 - dx) + picture[top, right] * dx
            lower = picture[bottom, left] * (1 - dx) + picture[bottom, right] * dx
            out[y, x] = upper * (1 - dy) + lower * dy
    return out


made = {}


def load(*_, **__):
    net = fid._inception_v3(num_classes=1008, aux_logits=False, weights=None)
    made.update(weights(net))
    return made


fid.load_state_dict_from_url = load
net = fid.InceptionV3().eval()
pictures = np.round((wave("pictures", 2, 40, 48, 3).numpy() + 1) * 127.5)
tensor = torch.from_numpy(pictures).permute(0, 3, 1, 2).float()
resizer = make_resizer("PIL", False, "bicubic", (299, 299))
with torch.no_grad():
    ours = net(tensor / 255)[0][:, :, 0, 0]
    net.resize_input = net.normalize_input = False
    prepared = lambda pick: torch.from_numpy(np.stack([pick(p) for p in pictures])).permute(0, 3, 1, 2).float()
    graph = net((prepared(tf1) - 128) / 128)[0][:, :, 0, 0]
    clean = net((prepared(lambda p: resizer(p.astype(np.uint8))) - 128) / 128)[0][:, :, 0, 0]
    classes = torch.softmax(graph @ made["fc.weight"].T, 1)
print(graph[:, :4], graph.mean(), graph.std(), (ours - graph).abs().max(), (clean - graph).abs().max(), classes.max())
save_file({"pytorch-fid": ours[:, ::8].contiguous(), "clean-fid": clean[:, ::8].contiguous(), "graph": graph[:, ::8].contiguous(),
           "classes": classes[:, ::8].contiguous()}, sys.argv[1])
