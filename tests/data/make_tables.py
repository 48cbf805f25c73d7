#!/usr/bin/env python3
"""Makes tables.safetensors beside this file: what PyTorch computes of the networks of the paper's tables, and of layers that they
and their kin are made of.

Weights and images follow from names, as in make_torchvision.py; images reach 128, so that normalisation matters. Networks are
built from their papers and Caffe's prototxts; 32 units stand behind the features for as many as the originals have. Outputs and
gradients are computed in 64-bit floats. Needs torch and safetensors.
"""

from collections import OrderedDict
from pathlib import Path

import torch
from make_torchvision import filled, units
from safetensors.torch import save_file
from torch import nn
from torch.nn.functional import avg_pool2d


class Within(nn.Module):
    """Caffe's LRN WITHIN_CHANNEL: a power of 1 + alpha times the average of the squares, whose padding counts."""

    def __init__(self, side, alpha):
        super().__init__()
        self.side, self.alpha = side, alpha

    def forward(self, x):
        squares = avg_pool2d(x * x, self.side, stride=1, padding=self.side // 2)
        return x * (1 + self.alpha * squares) ** -0.75


class Bins(nn.Module):
    """The bins of SPP-net's release, from coarse to fine: (side of a window, stride)."""

    def forward(self, x):
        pools = (nn.MaxPool2d(side, stride, ceil_mode=True) for side, stride in ((13, 13), (7, 7), (5, 4), (3, 2)))
        return torch.cat([pool(x).flatten(1) for pool in pools], 1)


def across():
    return nn.LocalResponseNorm(5, alpha=1e-4, beta=0.75, k=1)


def pool(side=3, stride=2):
    return nn.MaxPool2d(side, stride, ceil_mode=True)


def network(*layers, features):
    """Layers with weights are called conv1, conv2, ... in their order; behind them come fc6, fc7 and fc8."""
    named = OrderedDict()
    for layer in layers:
        number = sum(name.startswith("conv") for name in named)
        named[f"conv{number + 1}" if isinstance(layer, nn.Conv2d) else f"layer{len(named)}"] = layer
        if isinstance(layer, nn.Conv2d):
            named[f"relu{number + 1}"] = nn.ReLU()
    named["flat"] = nn.Flatten()
    for name, extents in (("fc6", (features, 32)), ("fc7", (32, 32)), ("fc8", (32, 10))):
        named[name] = nn.Linear(*extents)
        named[f"relu_{name}"] = nn.ReLU() if name != "fc8" else nn.Identity()
    return nn.Sequential(named)


def last(groups):
    """conv3 to conv5 of AlexNet and its kin, the last two in groups."""
    return [nn.Conv2d(256, 384, 3, padding=1), nn.Conv2d(384, 384, 3, padding=1, groups=groups),
            nn.Conv2d(384, 256, 3, padding=1, groups=groups)]


def networks():
    first, second = nn.Conv2d(3, 96, 11, 4), nn.Conv2d(96, 256, 5, padding=2, groups=2)
    wide = [nn.Conv2d(3, 96, 7, 2, padding=1), nn.Conv2d(96, 256, 5, 2)]
    yield "caffenet", 103, network(first, pool(), across(), second, pool(), across(), *last(2), pool(),
                                   features=256 * 9)
    yield "grouped_alexnet", 103, network(first, across(), pool(), second, across(), pool(), *last(2), pool(),
                                          features=256 * 9)
    yield "zf_net", 96, network(wide[0], pool(), across(), wide[1], pool(), across(), *last(1), pool(), features=256 * 4)
    yield "released_spp_net", 224, network(wide[0], Within(3, 5e-5), pool(), wide[1], Within(3, 5e-5), pool(), *last(1),
                                           Bins(), features=256 * 50)
    yield "overfeat", 103, network(first, pool(2), nn.Conv2d(96, 256, 5), pool(2), nn.Conv2d(256, 512, 3, padding=1),
                                   nn.Conv2d(512, 1024, 3, padding=1), nn.Conv2d(1024, 1024, 3, padding=1), pool(2),
                                   features=1024 * 4)


LAYERS = {
    "groups": nn.Conv2d(4, 6, 3, padding=1, groups=2),
    "gaps": nn.Conv2d(4, 3, 3, stride=2, padding=2, dilation=2),
    "both": nn.Conv2d(4, 8, 2, groups=4, dilation=3),
    "average": nn.AvgPool2d(3, 2),
    "average_padded": nn.AvgPool2d(3, 2, padding=1),
    "average_up": nn.AvgPool2d(3, 2, padding=1, ceil_mode=True),
    "max_down": nn.MaxPool2d(3, 2),
    "max_up": nn.MaxPool2d(2, 2, padding=1, ceil_mode=True),
    "within": Within(3, 2.5),
}


def main():
    made = {}
    with torch.no_grad():
        for name, side, net in networks():
            image = 128 * torch.from_numpy(units("image", (1, 3, side, side)))
            made[name] = filled(net)(image.double()).float()
    for name, layer in LAYERS.items():
        layer = filled(nn.Sequential(OrderedDict(it=layer)))
        x = torch.from_numpy(units("x", (2, 4, 10, 8))).double().requires_grad_()
        y = layer(x)
        dy = torch.from_numpy(units("dy", tuple(y.shape))).double()
        found = torch.autograd.grad(y, [x, *layer.parameters()], dy)
        made[f"{name}.y"] = y.detach().float().contiguous()
        for key, value in zip(("dx", "d_weight", "d_bias"), found):
            made[f"{name}.{key}"] = value.float().contiguous()
    save_file(made, Path(__file__).with_name("tables.safetensors"))
    for name, values in made.items():
        print(name, tuple(values.shape), f"deviation {values.std():.3f}")


if __name__ == "__main__":
    main()
