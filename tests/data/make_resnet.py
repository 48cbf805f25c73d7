#!/usr/bin/env python3
"""Makes small_resnet.safetensors and small_resnet_case.safetensors beside this file: a ResNet-18 with few channels, whose
features a hierarchical LSTM reads, and what PyTorch computes with it.

Needs torch, numpy and safetensors.
"""

from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import nn
from torch.nn import functional

CHANNELS = (4, 6, 8, 12)
SAMPLES, IMAGE, CLASSES = 3, 48, 5
SIDES = (2, 1)  # fine to coarse, the order of the joined vector
RATE, MOMENTUM, STEPS = 0.01, 0.9, 2

# A flip of the maps turns each direction into "se": the axes to flip.
FLIPS = {"se": (), "nw": (2, 3), "ne": (2,), "sw": (3,)}


class Resnet(nn.Module):
    """He et al., CVPR 2016; convolutions are numbered as they run, the one of a shortcut behind those it goes round."""

    def __init__(self):
        super().__init__()
        self.count = 0
        self.stem = self.add_pair(3, CHANNELS[0], 7, 2, 3)
        self.blocks, channels = [], CHANNELS[0]
        for stage, wide in enumerate(CHANNELS):
            for stride in (1 if stage == 0 else 2, 1):
                first, second = self.add_pair(channels, wide, 3, stride, 1), self.add_pair(wide, wide, 3, 1, 1)
                shortcut = self.add_pair(channels, wide, 1, stride, 0) if stride != 1 else None
                self.blocks.append((first, second, shortcut))
                channels = wide
        self.hierarchy, self.dense = f"hrnn{self.count + 1}", f"fc{self.count + 2}"
        self.recurrent = {}
        for direction in FLIPS:
            for what, shape in {"weight_x": (4 * channels, channels), "weight_r": (4 * channels, channels),
                                "weight_c": (4 * channels, channels), "bias": (4 * channels,)}.items():
                self.recurrent[f"{SIDES[0]}.{direction}.{what}"] = nn.Parameter(torch.empty(shape))
        self.recurrent[f"link.{SIDES[1]}.{SIDES[0]}.weight"] = nn.Parameter(torch.empty(channels, channels))
        for name, values in self.recurrent.items():
            self.register_parameter("recurrent_" + name.replace(".", "_"), values)
        self.add_module(self.dense, nn.Linear(channels * sum(side * side for side in SIDES), CLASSES))

    def add_pair(self, channels, filters, kernel, stride, pad):
        self.count += 1
        self.add_module(f"conv{self.count}", nn.Conv2d(channels, filters, kernel, stride, pad, bias=False))
        self.add_module(f"bn{self.count}", nn.BatchNorm2d(filters))
        return self.count

    def pair(self, number, x):
        return getattr(self, f"bn{number}")(getattr(self, f"conv{number}")(x))

    def scan(self, direction, x, context):
        """Direction se over maps [N, C, R, S], region after region."""
        weight_x, weight_r, weight_c, bias = (
            self.recurrent[f"{SIDES[0]}.{direction}.{what}"] for what in ("weight_x", "weight_r", "weight_c", "bias"))
        zero = torch.zeros_like(x[:, :, 0, 0])
        h, c = {}, {}
        for r in range(x.shape[2]):
            for q in range(x.shape[3]):
                above, left = (r - 1, q), (r, q - 1)
                z = x[:, :, r, q] @ weight_x.T + context[:, :, r, q].repeat(1, 4) + bias
                z = z + h.get(above, zero) @ weight_r.T + h.get(left, zero) @ weight_c.T
                i, f, g, o = z.chunk(4, dim=1)
                c[r, q] = f.sigmoid() * (c.get(above, zero) + c.get(left, zero)) + i.sigmoid() * g.tanh()
                h[r, q] = o.sigmoid() * c[r, q].tanh()
        rows = [torch.stack([h[r, q] for q in range(x.shape[3])], 2) for r in range(x.shape[2])]
        return torch.stack(rows, 2)

    def forward(self, x):
        x = functional.max_pool2d(self.pair(self.stem, x).relu(), 3, 2, ceil_mode=True)
        for first, second, shortcut in self.blocks:
            body = self.pair(second, self.pair(first, x).relu())
            x = (body + (x if shortcut is None else self.pair(shortcut, x))).relu()
        fine, coarse = (functional.adaptive_max_pool2d(x, side) for side in SIDES)
        link = self.recurrent[f"link.{SIDES[1]}.{SIDES[0]}.weight"]
        context = torch.einsum("hk,nkrq->nhrq", link, coarse).expand(-1, -1, SIDES[0], SIDES[0])
        fine = sum(self.scan(d, fine.flip(axes), context.flip(axes)).flip(axes) for d, axes in FLIPS.items())
        return getattr(self, self.dense)(torch.cat([fine.flatten(1), coarse.flatten(1)], dim=1))

    def named(self):
        """All parameters and running figures by the names that files have for them."""
        numbers = self.state_dict(keep_vars=True)
        all = {name: values for name, values in numbers.items()
               if not name.startswith("recurrent_") and not name.endswith("num_batches_tracked")}
        return all | {f"{self.hierarchy}.{name}": values for name, values in self.recurrent.items()}


def draw(net):
    """Numbers that float32 holds, so that everybody computes with the same ones."""
    random = np.random.default_rng(1)
    for name, values in net.named().items():
        spread = 0.5 if values.dim() == 1 else 1 / np.sqrt(values[0].numel())
        numbers = random.normal(1.0 if "bn" in name and name.endswith("weight") else 0.0, spread, values.shape)
        if name.endswith("running_var"):
            numbers = np.exp(numbers)
        values.data.copy_(torch.from_numpy(numbers.astype(np.float32)))
    return torch.from_numpy(random.normal(0, 1, (SAMPLES, 3, IMAGE, IMAGE)).astype(np.float32)).double()


def main():
    folder = Path(__file__).resolve().parent
    net = Resnet().double()
    images = draw(net).requires_grad_()
    labels = torch.tensor([3, 0, 4])
    plain = lambda values: np.ascontiguousarray(values.detach().numpy(), np.float32)
    save_file({name: plain(values) for name, values in net.named().items()}, folder / "small_resnet.safetensors")

    net.eval()
    case = {"images": plain(images), "predicted": plain(net(images).softmax(1))}
    net.train()
    optimiser = torch.optim.SGD(net.parameters(), lr=RATE, momentum=MOMENTUM)
    losses = []
    for step in range(STEPS + 1):
        logits = net(images)
        loss = functional.cross_entropy(logits, labels)
        optimiser.zero_grad()
        loss.backward()
        if step == 0:
            case |= {"logits": plain(logits), "input_gradient": plain(images.grad)}
            for name, values in net.named().items():
                running = "running" in name
                case[("after." if running else "gradient.") + name] = plain(values if running else values.grad)
        losses.append(loss.item())
        optimiser.step()
    save_file(case | {"losses": np.array(losses, np.float32)}, folder / "small_resnet_case.safetensors")
    print(sum(values.numel() for values in net.parameters()), "parameters, losses", losses)


if __name__ == "__main__":
    main()
