#!/usr/bin/env python3
"""Writes wgan.safetensors: two whole training steps of a Wasserstein GAN of pictures, with a gradient penalty and with clipped weights.

    make_wgan.py ../../resources/goldens/dcgan/wgan.safetensors

Made with torch 2.10.0, float32, one thread. 28x28 grey, transposed convolutions of 4, width 2, noise 5, batch 2; a step is
five updates of the critic and one of the generator, each with Adam, beta1 0.
  gp     no batch norm, a penalty of 10 at random points between real and drawn, rate 1e-4 (Gulrajani et al. 2017)
  clip   batch norm, the critic's parameters clipped to .01 before each of its updates, rate 5e-5 (Arjovsky et al. 2017)
real is three batches, shown in turn. Names: VARIANT/before/NETWORK/..., VARIANT/after/..., VARIANT/mean/NETWORK and
VARIANT/variance/NETWORK: Adam's moments, all parameters in one (with beta1 0 the mean is the last update's gradient);
VARIANT/losses [2, 3]: of each step the critic's loss and penalty in its last update, and the generator's loss. Random numbers come from a generator seeded with
123: for each update of the critic the noise, then, for gp, the shares.
"""
import sys

import torch
import torch.nn as nn
from safetensors.torch import save_file

torch.set_num_threads(1)
WIDTH, Z, B, CRITIC_STEPS, LAMBDA, CLIP = 2, 5, 2, 5, 10.0, 0.01


class Net(nn.Module):
    def __init__(self, *main):
        super().__init__()
        self.main = nn.Sequential(*main)

    def forward(self, x):
        return self.main(x)


def networks(norm):
    bn = lambda n: [nn.BatchNorm2d(n)] if norm else []
    generator = Net(
        nn.ConvTranspose2d(Z, 2 * WIDTH, 7, 1, 0, bias=not norm), *bn(2 * WIDTH), nn.ReLU(),
        nn.ConvTranspose2d(2 * WIDTH, WIDTH, 4, 2, 1, bias=not norm), *bn(WIDTH), nn.ReLU(),
        nn.ConvTranspose2d(WIDTH, 1, 4, 2, 1, bias=False), nn.Tanh())
    critic = Net(
        nn.Conv2d(1, WIDTH, 4, 2, 1, bias=not norm), nn.LeakyReLU(0.2),
        nn.Conv2d(WIDTH, 2 * WIDTH, 4, 2, 1, bias=not norm), *bn(2 * WIDTH), nn.LeakyReLU(0.2),
        nn.Conv2d(2 * WIDTH, 1, 7, 1, 0, bias=False))
    for net in (generator, critic):
        for name, p in net.named_parameters():
            with torch.no_grad():
                p.copy_(1 + 0.1 * torch.randn_like(p) if norm and p.dim() == 1 and name.endswith("weight") else 0.2 * torch.randn_like(p))
    return generator, critic


def keep(out, prefix, tensors):
    for key, value in tensors:
        if not key.endswith("num_batches_tracked"):
            out[f"{prefix}/{key}"] = value.detach().clone().contiguous()


def train(out, name, real, norm, rate, penalised):
    generator, critic = networks(norm)
    nets = (("generator", generator), ("discriminator", critic))
    for which, net in nets:
        keep(out, f"{name}/before/{which}", net.state_dict().items())
    adams = {which: torch.optim.Adam(net.parameters(), rate, (0.0, 0.999)) for which, net in nets}
    random = torch.Generator().manual_seed(123)
    shown, losses = 0, []
    for _ in range(2):
        for k in range(CRITIC_STEPS):
            if not penalised:
                with torch.no_grad():
                    for p in critic.parameters():
                        p.clamp_(-CLIP, CLIP)
            x = real[shown % len(real)]
            shown += 1
            z = torch.randn(B, Z, generator=random)
            drawn = generator(z[:, :, None, None])
            score = critic(x).mean()
            loss = critic(drawn.detach()).mean() - score
            total, penalty = loss, torch.zeros(())
            if penalised:
                share = torch.rand(B, 1, 1, 1, generator=random)
                points = (share * x + (1 - share) * drawn.detach()).requires_grad_(True)
                slopes, = torch.autograd.grad(critic(points).sum(), points, create_graph=True)
                penalty = LAMBDA * ((slopes.flatten(1).norm(dim=1) - 1) ** 2).mean()
                total = loss + penalty
            adams["discriminator"].zero_grad()
            total.backward()
            adams["discriminator"].step()
        loss_g = -critic(drawn).mean()
        adams["generator"].zero_grad()
        loss_g.backward()
        adams["generator"].step()
        losses.append(torch.stack([loss, penalty, loss_g]).detach())
    out[f"{name}/losses"] = torch.stack(losses)
    for which, net in nets:
        keep(out, f"{name}/after/{which}", net.state_dict().items())
        for key, kind in (("mean", "exp_avg"), ("variance", "exp_avg_sq")):
            out[f"{name}/{key}/{which}"] = torch.cat([adams[which].state[p][kind].flatten() for p in net.parameters()])


torch.manual_seed(7)
real = torch.rand(3, B, 1, 28, 28) * 2 - 1
out = {"real": real}
train(out, "gp", real, norm=False, rate=1e-4, penalised=True)
train(out, "clip", real, norm=True, rate=5e-5, penalised=False)
save_file(out, sys.argv[1])
