"""Writes the goldens of limn-torch's layers, functions, losses and optimisers.

Made with torch 2.10.0 and safetensors on the processor, one thread:

    python limn-torch/src/test/goldens/make_goldens.py limn-torch/src/test/resources/goldens [NAME...]

Without names all are made anew; with names those only.

A case is one safetensors file. Names in it: `state.*` parameters and buffers before the pass, `in.N`
inputs, `out` the output, `seed` what the output is multiplied by before the sum that is differentiated,
`grad.in.N` and `grad.*` the gradients, `after.*` buffers after the pass. Optimisers have `loss` (one a
step) and `final.*` instead.
"""
import pathlib
import sys
import zlib

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.parametrizations import spectral_norm

assert torch.__version__.startswith("2.10.0"), torch.__version__
torch.set_num_threads(1)
TO = pathlib.Path(sys.argv[1])
TO.mkdir(parents=True, exist_ok=True)
WANTED = set(sys.argv[2:])
for old in TO.glob("*.safetensors"):
    if not WANTED:
        old.unlink()


def save(name, tensors):
    if WANTED and name not in WANTED:
        return
    tensors = {k: v.detach().contiguous().clone() for k, v in tensors.items()}
    save_file(tensors, TO / f"{name}.safetensors")


def seeded(name):
    torch.manual_seed(zlib.crc32(name.encode()))


def state_of(module, prefix):
    return {
        prefix + k: v for k, v in module.state_dict().items() if not k.endswith("num_batches_tracked")
    }


def differentiate(name, inputs, out, module, tensors):
    seed = torch.randn(out.shape)
    (out * seed).sum().backward()
    tensors |= {"out": out, "seed": seed}
    for i, x in enumerate(inputs):
        tensors[f"in.{i}"] = x
        if x.requires_grad:
            tensors[f"grad.in.{i}"] = x.grad
    if module is not None:
        tensors |= {"grad." + k: p.grad for k, p in module.named_parameters()}
        tensors |= {"after." + k: b for k, b in module.named_buffers() if not k.endswith("num_batches_tracked")}
    save(name, tensors)


def scatter_norms(module):
    """Norms start at 1 and 0, which hides mistakes: move them."""
    for part in module.modules():
        if isinstance(part, (nn.BatchNorm1d, nn.BatchNorm2d, nn.InstanceNorm2d, nn.LayerNorm, nn.GroupNorm)):
            for p in part.parameters():
                nn.init.normal_(p, 0.5, 0.5)
            if isinstance(part, (nn.BatchNorm1d, nn.BatchNorm2d)):
                nn.init.normal_(part.running_mean, 0, 0.3)
                nn.init.uniform_(part.running_var, 0.5, 2)


def layer(name, make, *inputs, training=True):
    seeded(name)
    module = make()
    scatter_norms(module)
    module.train(training)
    inputs = [i() if callable(i) else torch.randn(i).requires_grad_() for i in inputs]
    tensors = {k: v.clone() for k, v in state_of(module, "state.").items()}
    out = module(*inputs)
    differentiate(name, inputs, out[0] if isinstance(out, tuple) else out, module, tensors)


def function(name, call, *inputs):
    seeded(name)
    inputs = [i() if callable(i) else torch.randn(i).requires_grad_() for i in inputs]
    differentiate(name, inputs, call(*inputs), None, {})


class Equalised(nn.Module):
    """ProGAN's equalised learning rate, written out."""

    def __init__(self, apply, shape, biases, gain, rate):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(shape) / rate)
        self.bias = nn.Parameter(torch.randn(biases))
        self.apply_layer, self.rate = apply, rate
        self.scale = gain * rate / (self.weight[0].numel() ** 0.5)

    def forward(self, x):
        return self.apply_layer(x, self.weight * self.scale, self.bias * self.rate)


class PixelNorm(nn.Module):
    def forward(self, x):
        return x / (x.square().mean(1, keepdim=True) + 1e-8).sqrt()


class MinibatchStd(nn.Module):
    """ProGAN's, with the groups as its program makes them."""

    def __init__(self, group):
        super().__init__()
        self.group = group

    def forward(self, x):
        n, c, h, w = x.shape
        size = min(self.group, n)
        y = x.reshape(size, n // size, c, h, w)
        y = (y - y.mean(0, keepdim=True)).square().mean(0)
        y = (y + 1e-8).sqrt().mean((1, 2, 3), keepdim=True)
        return torch.cat([x, y.repeat(size, 1, h, w)], 1)


class Blur(nn.Module):
    """Zeros put in, a filter, pixels left out: written as that."""

    def __init__(self, taps, up=1, down=1, pad=(0, 0)):
        super().__init__()
        taps = torch.tensor(taps, dtype=torch.float32)
        taps = taps / taps.sum()
        self.register_buffer("kernel", taps[:, None] * taps[None, :])
        self.up, self.down, self.pad = up, down, pad

    def forward(self, x):
        n, c, h, w = x.shape
        wide = torch.zeros(n, c, h, self.up, w, self.up)
        wide[:, :, :, 0, :, 0] = x
        wide = F.pad(wide.reshape(n, c, h * self.up, w * self.up), [*self.pad, *self.pad])
        kernel = self.kernel[None, None].repeat(c, 1, 1, 1) * self.up ** 2
        return F.conv2d(wide, kernel, groups=c)[:, :, ::self.down, ::self.down]


class SelfAttention(nn.Module):
    """SAGAN's, one place after the other."""

    def __init__(self, c, norm=lambda conv: conv):
        super().__init__()
        self.theta = norm(nn.Conv2d(c, c // 8, 1, bias=False))
        self.phi = norm(nn.Conv2d(c, c // 8, 1, bias=False))
        self.g = norm(nn.Conv2d(c, c // 2, 1, bias=False))
        self.o = norm(nn.Conv2d(c // 2, c, 1, bias=False))
        self.gamma = nn.Parameter(torch.randn(1))

    def forward(self, x):
        q = self.theta(x).flatten(2)
        k = F.max_pool2d(self.phi(x), 2).flatten(2)
        v = F.max_pool2d(self.g(x), 2).flatten(2)
        beta = torch.einsum("ncq,nck->nqk", q, k).softmax(-1)
        out = torch.einsum("nck,nqk->ncq", v, beta).unflatten(2, x.shape[2:])
        return x + self.gamma * self.o(out)


class ConditionalBatchNorm(nn.Module):
    def __init__(self, c, width, norm=lambda linear: linear):
        super().__init__()
        self.norm = nn.BatchNorm2d(c, affine=False)
        self.gain = norm(nn.Linear(width, c, bias=False))
        self.bias = norm(nn.Linear(width, c, bias=False))

    def forward(self, x, y):
        return self.norm(x) * (1 + self.gain(y))[:, :, None, None] + self.bias(y)[:, :, None, None]


class Affine(nn.Module):
    def __init__(self, width, out):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(out, width))
        self.bias = nn.Parameter(torch.randn(out))

    def forward(self, w):
        return F.linear(w, self.weight / self.weight.shape[1] ** 0.5, self.bias)


class AdaptiveInstanceNorm(nn.Module):
    def __init__(self, c, width):
        super().__init__()
        self.style = Affine(width, 2 * c)

    def forward(self, x, w):
        scale, shift = self.style(w)[:, :, None, None].chunk(2, 1)
        return F.instance_norm(x, eps=1e-8) * (1 + scale) + shift


class NoiseInjection(nn.Module):
    def __init__(self, strengths):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(1, strengths, 1, 1))

    def forward(self, x, noise):
        return x + self.weight * noise


class ModulatedConv(nn.Module):
    """StyleGAN2's with a weight a picture, as the paper writes it."""

    def __init__(self, c, out, kernel, width, demodulate=True, doubling=False):
        super().__init__()
        self.affine = Affine(width, c)
        self.weight = nn.Parameter(torch.randn(out, c, kernel, kernel))
        self.demodulate, self.doubling = demodulate, doubling
        if doubling:
            taps = torch.tensor([1.0, 3, 3, 1]) / 8
            self.register_buffer("blur", taps[:, None] * taps[None, :] * 4)

    def forward(self, x, w):
        weight = self.weight / self.weight[0].numel() ** 0.5
        out = []
        for picture, style in zip(x, self.affine(w)):
            own = weight * style[None, :, None, None]
            if self.demodulate:
                own = own / (own.square().sum((1, 2, 3), keepdim=True) + 1e-8).sqrt()
            if self.doubling:
                y = F.conv_transpose2d(picture[None], own.transpose(0, 1), stride=2)
                kernel = self.blur[None, None].repeat(len(own), 1, 1, 1)
                out.append(F.conv2d(F.pad(y, (1, 1, 1, 1)), kernel, groups=len(own)))
            else:
                out.append(F.conv2d(picture[None], own, padding=own.shape[2] // 2))
        return torch.cat(out)


def critic():
    return nn.Sequential(
        nn.Conv2d(3, 8, 4, 2, 1, bias=False), nn.LeakyReLU(0.2),
        nn.Conv2d(8, 16, 4, 2, 1, bias=False), nn.BatchNorm2d(16), nn.LeakyReLU(0.2),
        nn.Conv2d(16, 1, 4, 1, 0))


def generator():
    return nn.Sequential(
        nn.ConvTranspose2d(10, 16, 4, 1, 0, bias=False), nn.BatchNorm2d(16), nn.ReLU(),
        nn.ConvTranspose2d(16, 8, 4, 2, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU(),
        nn.ConvTranspose2d(8, 3, 4, 2, 1), nn.Tanh())


def ids(high, *shape):
    return lambda: torch.randint(0, high, shape)


def uniform(*shape):
    return lambda: torch.rand(shape).mul(0.9).add(0.05).requires_grad_()


def constant(*shape):
    return lambda: torch.rand(shape)


PICTURE = (2, 4, 6, 6)

layer("Linear", lambda: nn.Linear(5, 7), (3, 5))
layer("Linear-no-bias", lambda: nn.Linear(5, 7, bias=False), (2, 3, 5))
layer("Conv2d", lambda: nn.Conv2d(4, 5, 4, 2, 1), PICTURE)
layer("Conv2d-no-bias", lambda: nn.Conv2d(4, 6, 3, 1, 1, bias=False), PICTURE)
layer("Conv2d-dilated", lambda: nn.Conv2d(4, 5, 3, 1, 2, 2), PICTURE)
layer("ConvTranspose2d", lambda: nn.ConvTranspose2d(4, 5, 4, 2, 1), PICTURE)
layer("ConvTranspose2d-no-bias", lambda: nn.ConvTranspose2d(4, 3, 4, 1, 0, bias=False), (2, 4, 1, 1))
layer("BatchNorm1d", lambda: nn.BatchNorm1d(6), (5, 6))
layer("BatchNorm1d-evaluation", lambda: nn.BatchNorm1d(6), (5, 6), training=False)
layer("BatchNorm1d-no-affine", lambda: nn.BatchNorm1d(6, affine=False), (5, 6))
layer("BatchNorm2d", lambda: nn.BatchNorm2d(4), PICTURE)
layer("BatchNorm2d-evaluation", lambda: nn.BatchNorm2d(4), PICTURE, training=False)
layer("BatchNorm2d-no-affine", lambda: nn.BatchNorm2d(4, affine=False), PICTURE)
layer("InstanceNorm2d", lambda: nn.InstanceNorm2d(4), PICTURE)
layer("InstanceNorm2d-affine", lambda: nn.InstanceNorm2d(4, affine=True), PICTURE)
layer("LayerNorm", lambda: nn.LayerNorm(7), (3, 2, 7))
layer("LayerNorm-two", lambda: nn.LayerNorm((5, 7)), (3, 5, 7))
layer("GroupNorm", lambda: nn.GroupNorm(2, 4), PICTURE)
layer("Embedding", lambda: nn.Embedding(9, 5), ids(9, 3, 4))
layer("Gru", lambda: nn.GRU(5, 6, batch_first=True), (3, 4, 5))
layer("Gru-both", lambda: nn.GRU(5, 6, batch_first=True, bidirectional=True), (3, 4, 5))
layer("Lstm", lambda: nn.LSTM(5, 6, batch_first=True), (3, 4, 5))
layer("Lstm-both", lambda: nn.LSTM(5, 6, batch_first=True, bidirectional=True), (3, 4, 5))
layer("Dropout-evaluation", lambda: nn.Dropout(0.3), (3, 4), training=False)
layer("SpectralNorm-Linear", lambda: spectral_norm(nn.Linear(5, 7)), (3, 5))
layer("SpectralNorm-Conv2d", lambda: spectral_norm(nn.Conv2d(4, 5, 3, 1, 1)), PICTURE)
layer("SpectralNorm-ConvTranspose2d", lambda: spectral_norm(nn.ConvTranspose2d(4, 5, 4, 2, 1)), PICTURE)
layer("SpectralNorm-Embedding", lambda: spectral_norm(nn.Embedding(9, 5)), ids(9, 3, 4))
layer("SpectralNorm-evaluation", lambda: spectral_norm(nn.Linear(5, 7)), (3, 5), training=False)
layer("EqualisedRate-Linear", lambda: Equalised(F.linear, (7, 5), 7, 1, 0.01), (3, 5))
layer("EqualisedRate-Conv2d",
      lambda: Equalised(lambda x, w, b: F.conv2d(x, w, b, 1, 1), (5, 4, 3, 3), 5, 2 ** 0.5, 1), PICTURE)
layer("PixelShuffle", lambda: nn.PixelShuffle(2), (2, 8, 3, 3))
layer("Upsample-nearest", lambda: nn.Upsample(scale_factor=2), PICTURE)
layer("Upsample-bilinear", lambda: nn.Upsample(scale_factor=2, mode="bilinear"), PICTURE)
layer("Upsample-bicubic", lambda: nn.Upsample(scale_factor=2, mode="bicubic"), PICTURE)
for name, make in {
    "relu": nn.ReLU, "leakyRelu": lambda: nn.LeakyReLU(0.2), "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid, "silu": nn.SiLU, "gelu": nn.GELU,
}.items():
    layer("Activation-" + name, lambda: nn.Sequential(nn.Linear(5, 5), make()), (3, 5))
layer("PRelu", lambda: nn.PReLU(), PICTURE)
layer("PRelu-channels", lambda: nn.PReLU(4), PICTURE)
layer("PixelNorm", PixelNorm, PICTURE)
layer("PixelNorm-vectors", PixelNorm, (3, 5))
layer("MinibatchStd", lambda: MinibatchStd(4), (8, 3, 4, 4))
layer("MinibatchStd-few", lambda: MinibatchStd(4), (3, 2, 4, 4))
layer("Blur", lambda: Blur([1, 2, 1], pad=(1, 1)), PICTURE)
layer("Blur-double", lambda: Blur([1, 3, 3, 1], up=2, pad=(2, 1)), PICTURE)
layer("Blur-halve", lambda: Blur([1, 3, 3, 1], down=2, pad=(1, 1)), PICTURE)
layer("ReflectionPad2d", lambda: nn.ReflectionPad2d(3), PICTURE)
layer("SelfAttention2d", lambda: SelfAttention(8), (2, 8, 4, 6))
layer("SelfAttention2d-spectral-evaluation", lambda: SelfAttention(8, spectral_norm), (2, 8, 4, 4), training=False)
layer("ConditionalBatchNorm2d", lambda: ConditionalBatchNorm(4, 5), PICTURE, (2, 5))
layer("ConditionalBatchNorm2d-evaluation", lambda: ConditionalBatchNorm(4, 5), PICTURE, (2, 5), training=False)
layer("AdaptiveInstanceNorm2d", lambda: AdaptiveInstanceNorm(4, 5), PICTURE, (2, 5))
layer("NoiseInjection", lambda: NoiseInjection(4), PICTURE, (2, 1, 6, 6))
layer("NoiseInjection-one", lambda: NoiseInjection(1), PICTURE, (1, 1, 6, 6))
layer("ModulatedConv2d", lambda: ModulatedConv(4, 5, 3, 6), PICTURE, (2, 6))
layer("ModulatedConv2d-doubling", lambda: ModulatedConv(4, 5, 3, 6, doubling=True), PICTURE, (2, 6))
layer("ModulatedConv2d-colours", lambda: ModulatedConv(4, 3, 1, 6, demodulate=False), PICTURE, (2, 6))
layer("Sequential-critic", critic, (4, 3, 16, 16))
layer("Sequential-critic-evaluation", critic, (4, 3, 16, 16), training=False)
layer("Sequential-generator", generator, (4, 10, 1, 1))

function("conv1d", lambda x, w, b: F.conv1d(x, w, b, 2, 1), (2, 4, 9), (5, 4, 3), (5,))
function("softmax", lambda x: F.softmax(x, 1), (3, 5))
function("logSoftmax", lambda x: F.log_softmax(x, 1), (3, 5))
function("softplus", F.softplus, (3, 5))
function("elu", F.elu, (3, 5))
function("avgPool2d", lambda x: F.avg_pool2d(x, 2, 2), PICTURE)
function("maxPool2d", lambda x: F.max_pool2d(x, 3, 2, 1), PICTURE)
function("maxPool2d-ceil", lambda x: F.max_pool2d(x, 3, 2, 0, ceil_mode=True), PICTURE)
function("maxPool1d", lambda x: F.max_pool1d(x, 3, 2), (2, 3, 9))
function("adaptiveAvgPool2d", lambda x: F.adaptive_avg_pool2d(x, (4, 3)), PICTURE)
function("upsampleNearest", lambda x: F.interpolate(x, (9, 13)), PICTURE)
function("upsampleBilinear", lambda x: F.interpolate(x, (9, 13), mode="bilinear"), PICTURE)
function("upsampleBicubic", lambda x: F.interpolate(x, (9, 13), mode="bicubic"), PICTURE)
function("area", lambda x: F.interpolate(x, (4, 3), mode="area"), (2, 3, 9, 7))
function("bilinear", lambda x: F.interpolate(x, (4, 3), mode="bilinear", antialias=True), (2, 3, 9, 7))
function("bicubic", lambda x: F.interpolate(x, (4, 3), mode="bicubic", antialias=True), (2, 3, 9, 7))
function("bicubic-larger", lambda x: F.interpolate(x, (9, 7), mode="bicubic", antialias=True), (2, 3, 4, 3))
function("pixelShuffle", lambda x: F.pixel_shuffle(x, 2), (2, 8, 3, 3))
function("dilatedConv2d", lambda x, w, b: F.conv2d(x, w, b, 1, 2, 2), PICTURE, (5, 4, 3, 3), (5,))
function("depthwiseConv2d", lambda x, w: F.conv2d(x, w, stride=2, padding=1, groups=4), PICTURE, (4, 1, 3, 3))
function("depthwiseConvTranspose2d",
         lambda x, w: F.conv_transpose2d(x, w, stride=2, padding=1, groups=4), PICTURE, (4, 1, 4, 4))
function("prelu", lambda x, w: F.prelu(x, w), PICTURE, (4,))
function("pad", lambda x: F.pad(x, (1, 2, 3, 0), value=0.7), PICTURE)
function("reflectionPad", lambda x: F.pad(x, (2, 2, 2, 2), mode="reflect"), PICTURE)
function("replicationPad", lambda x: F.pad(x, (2, 2, 2, 2), mode="replicate"), PICTURE)
for name in "zeros", "border", "reflection":
    function("gridSample-" + name,
             lambda x, g: F.grid_sample(x, g, padding_mode=name, align_corners=False), PICTURE, (2, 3, 5, 2))
function("affineGrid", lambda t: F.affine_grid(t, (2, 1, 4, 5), align_corners=False), (2, 2, 3))
function("bceWithLogits", F.binary_cross_entropy_with_logits, (4, 3), constant(4, 3))
function("mse", F.mse_loss, (4, 3), (4, 3))
function("l1", F.l1_loss, (4, 3), (4, 3))
function("smoothL1", F.smooth_l1_loss, (4, 3), (4, 3))
function("crossEntropy", F.cross_entropy, (4, 5), ids(5, 4))
function("bce", F.binary_cross_entropy, uniform(4, 3), constant(4, 3))
function("logisticReal", lambda x: F.softplus(-x).mean(), (6,))
function("logisticFake", lambda x: F.softplus(x).mean(), (6,))
function("hingeReal", lambda x: F.relu(1 - x).mean(), (6,))
function("hingeFake", lambda x: F.relu(1 + x).mean(), (6,))
function("gaussianKl", lambda m, v: 0.5 * (m ** 2 + v.exp() - v - 1).mean(), (4, 3), (4, 3))
function("klDivergence", lambda p, q: F.kl_div(p.log_softmax(1), q, reduction="batchmean"), (4, 3),
         lambda: torch.rand(4, 3).softmax(1))
function("cosineSimilarity", lambda x, y: F.cosine_similarity(x, y, 1), (4, 3), (4, 3))
function("eighValues", lambda x: torch.linalg.eigvalsh(x @ x.T), (5, 5))
function("svdvals", torch.linalg.svdvals, (5, 3))
function("variance", lambda x: x.var((0, 2)), (3, 4, 5))
function("scatterAdd", lambda x, s: x.scatter_add(1, torch.tensor([[0, 2], [1, 1]]), s), (2, 3), (2, 2))

# a second-order penalty (Mescheder et al. 2018, R1) through convolutions, batch norm and leaky ReLU
seeded("R1")
model = critic()
scatter_norms(model)
tensors = {k: v.clone() for k, v in state_of(model, "state.").items()}
x = torch.randn(4, 3, 16, 16).requires_grad_()
inner = torch.autograd.grad(model(x).sum(), x, create_graph=True)[0]
penalty = inner.square().sum((1, 2, 3)).mean()
grads = torch.autograd.grad(penalty, [p for p in model.parameters()], allow_unused=True)
tensors |= {"in.0": x, "out": penalty}
tensors |= {
    "grad." + n: torch.zeros_like(p) if g is None else g for (n, p), g in zip(model.named_parameters(), grads)
}
save("R1", tensors)


def optimiser(name, make, clip=None):
    seeded(name)
    model = nn.Sequential(nn.Linear(6, 8), nn.LeakyReLU(0.2), nn.Linear(8, 3))
    optim = make(model.parameters())
    x, y = torch.randn(16, 6), torch.randn(16, 3)
    tensors = state_of(model, "state.")
    tensors = {k: v.clone() for k, v in tensors.items()} | {"in.0": x, "in.1": y}
    losses = []
    for _ in range(10):
        optim.zero_grad()
        loss = F.mse_loss(model(x), y)
        loss.backward()
        if clip:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optim.step()
        losses.append(loss.detach())
    save(name, tensors | {"loss": torch.stack(losses)} | state_of(model, "final."))


optimiser("Adam", lambda p: torch.optim.Adam(p, 2e-3, (0.5, 0.999)))
optimiser("Adam-default", lambda p: torch.optim.Adam(p, 1e-2))
optimiser("RmsProp", lambda p: torch.optim.RMSprop(p, 1e-3))
optimiser("Sgd", lambda p: torch.optim.SGD(p, 1e-2))
optimiser("Sgd-momentum", lambda p: torch.optim.SGD(p, 1e-2, 0.9))
optimiser("Sgd-nesterov", lambda p: torch.optim.SGD(p, 1e-2, 0.9, nesterov=True))
optimiser("Sgd-clipped", lambda p: torch.optim.SGD(p, 1e-2, 0.9), clip=0.1)

print(len(list(TO.glob("*"))), "files,", sum(f.stat().st_size for f in TO.glob("*")), "bytes")
