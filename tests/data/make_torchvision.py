#!/usr/bin/env python3
"""Makes torchvision.safetensors and torchvision.txt beside this file: what torchvision's networks and PyTorch's LSTM compute,
and the names and shapes of their state dicts.

The weights are not kept: both sides make them from a tensor's name and the place in it (`numbers`). Outputs are computed in
64-bit floats, of small images: AlexNet's and VGG's features are whole, but 32 units stand behind them for 4096.
Needs torch, torchvision and safetensors.
"""

from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn
from torchvision import models

FAMILY = ["alexnet", "vgg11", "vgg11_bn", "vgg13", "vgg13_bn", "vgg16", "vgg16_bn", "resnet18", "resnet34"]


def units(name, shape):
    """Numbers from -1 to 1 in 2^24 steps: FNV-1a of the name and the place, mixed as splitmix64 does."""
    key = np.uint64(0xCBF29CE484222325)
    with np.errstate(over="ignore"):
        for byte in name.encode():
            key = (key ^ np.uint64(byte)) * np.uint64(0x100000001B3)
        z = key + np.arange(1, int(np.prod(shape)) + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return ((z >> np.uint64(40)).astype(np.float32) / np.float32(2**23) - np.float32(1)).reshape(shape)


def numbers(name, shape):
    """A parameter's numbers, which keep the size of signals: matrices and kernels reach 2.4 / sqrt(inputs), vectors 0.1, but
    a batch normalisation's weights and variances lie around 1."""
    unit = units(name, shape)
    if len(shape) > 1:
        values = np.float32(2.4 / np.sqrt(np.prod(shape[1:]))) * unit
    elif name.endswith((".weight", ".running_var")):
        values = np.float32(1) + np.float32(0.5) * unit
    else:
        values = np.float32(0.1) * unit
    return torch.from_numpy(values)


def filled(net):
    """`net` with its weights made by `numbers`, in 64 bits."""
    state = {k: numbers(k, tuple(v.shape)) if v.is_floating_point() else v for k, v in net.state_dict().items()}
    net.load_state_dict(state)
    return net.double().eval()


def cut(net, *linear):
    """`net` without its adaptive pooling, with other linear layers: (place, extents) of each."""
    net.avgpool = nn.Identity()
    for place, extents in linear:
        net.classifier[place] = nn.Linear(*extents)
    return net


def recurrent(bidirectional):
    return nn.LSTM(6, 5, batch_first=True, bidirectional=bidirectional)


def main():
    lines = []
    for name in FAMILY:
        lines.append(name)
        for key, value in getattr(models, name)().state_dict().items():
            lines.append(f"  {key} {','.join(map(str, value.shape))}".rstrip())
    Path(__file__).with_name("torchvision.txt").write_text("\n".join(lines) + "\n")

    made = {}
    with torch.no_grad():
        for name, net, side in (
            ("alexnet", cut(models.alexnet(), (1, (256 * 9, 32)), (4, (32, 32)), (6, (32, 10))), 127),
            ("vgg11_bn", cut(models.vgg11_bn(), (0, (512 * 4, 32)), (3, (32, 32)), (6, (32, 10))), 64),
            ("resnet18", models.resnet18(num_classes=10), 64),
        ):
            image = torch.from_numpy(units("image", (1, 3, side, side)))
            made[name] = filled(net)(image.double()).float()
        x = torch.from_numpy(units("sequences", (2, 6, 9)))
        for name, both in (("lstm", False), ("lstm_both", True)):
            h, _ = filled(recurrent(both))(x.double().transpose(1, 2))
            made[name] = sum(h.split(5, dim=2)).transpose(1, 2).float().contiguous()  # directions added up
    save_file(made, Path(__file__).with_name("torchvision.safetensors"))
    for name, values in made.items():
        print(name, tuple(values.shape), f"deviation {values.std():.3f}")


if __name__ == "__main__":
    main()
