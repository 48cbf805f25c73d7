"""The trunk, the dense layers and whole networks of the paper's Table I in PyTorch: SPP-net, C-HSRN, C-HLSTM on 224 x 224
images.

As a program: times a part forward and with backward, or a training step of a network (both passes and the update by
SGD with momentum and weight decay), and prints one JSON object a line.

    python networks.py --subject C-HLSTM --batch 32 --variant compiled --threads 2
"""

import argparse
import json

import torch
from torch import nn

from hierarchy import Hierarchy, add_options, captured, clock, compiled, fed, figure, prepare, read_safetensors

SIDES = [6, 3, 2, 1]


class SlicedNorm(nn.Module):
    """nn.LocalResponseNorm(5, alpha=1e-4, beta=0.75, k=1) as a sum of slices and without powers: torch.compile makes one
    pass of it."""

    def forward(self, x):
        squares = nn.functional.pad(x * x, (0, 0, 0, 0, 2, 2))
        near = sum(squares[:, i : i + x.shape[1]] for i in range(5))
        root = torch.rsqrt(near * (1e-4 / 5) + 1)
        return x * root * torch.sqrt(root)


def trunk(sliced):
    """3x224x224 -> 256x13x13."""

    def norm():
        return SlicedNorm() if sliced else nn.LocalResponseNorm(5, alpha=1e-4, beta=0.75, k=1)

    def pool():
        return nn.MaxPool2d(3, 2, ceil_mode=True)

    return nn.Sequential(
        *(nn.Conv2d(3, 96, 7, 2, 1), nn.ReLU(inplace=True), norm(), pool()),
        *(nn.Conv2d(96, 256, 5, 2), nn.ReLU(inplace=True), norm(), pool()),
        *(nn.Conv2d(256, 384, 3, 1, 1), nn.ReLU(inplace=True)),
        *(nn.Conv2d(384, 384, 3, 1, 1), nn.ReLU(inplace=True)),
        *(nn.Conv2d(384, 256, 3, 1, 1), nn.ReLU(inplace=True)),
    )


def dense():
    """The three fully connected layers on what a pyramid of 256 channels yields."""
    return nn.Sequential(
        *(nn.Linear(256 * 50, 4096), nn.ReLU(inplace=True)), *(nn.Linear(4096, 4096), nn.ReLU(inplace=True)), nn.Linear(4096, 1000)
    )


class Network(nn.Module):
    """The trunk, the pyramid, a hierarchy of `cell` or none, and three fully connected layers."""

    def __init__(self, cell, classes, sliced):
        super().__init__()
        self.trunk = trunk(sliced)
        self.pyramid = nn.ModuleList(nn.AdaptiveMaxPool2d(s) for s in SIDES)
        self.hierarchy = Hierarchy(cell, SIDES, 256) if cell else None
        self.drop = nn.Dropout(0.5)
        self.fc = nn.ModuleList(
            nn.Linear(i, o) for i, o in ((256 * sum(s * s for s in SIDES), 4096), (4096, 4096), (4096, classes))
        )

    def forward(self, x):
        x = self.trunk(x)
        scales = [pool(x).flatten(2) for pool in self.pyramid]  # [n, C, regions] each
        if self.hierarchy:
            rows = self.hierarchy([one.permute(2, 0, 1) for one in scales])
            scales = [one.permute(1, 2, 0) for one in rows]
        x = torch.cat([one.flatten(1) for one in scales], 1)
        if self.hierarchy:
            x = self.drop(x)
        for layer in self.fc[:2]:
            x = self.drop(torch.relu(layer(x)))
        return self.fc[2](x)

    def load(self, path):
        """Reads the weights from a safetensors file of chrnn's."""
        tensors = read_safetensors(path)
        convolutions = [one for one in self.trunk if isinstance(one, nn.Conv2d)]
        names = [f"conv{i + 1}" for i in range(len(convolutions))] + ["fc7", "fc8", "fc9"]
        with torch.no_grad():
            for name, layer in zip(names, [*convolutions, *self.fc]):
                layer.weight.copy_(tensors[f"{name}.weight"])
                layer.bias.copy_(tensors[f"{name}.bias"])
        if self.hierarchy:
            self.hierarchy.load(path, "hrnn6")


def compare(net, folder):
    """The largest difference of the class probabilities from those that chrnn wrote."""
    import numpy

    net.load(f"{folder}/weights.safetensors")
    device = next(net.parameters()).device
    x, y = (torch.from_numpy(numpy.load(f"{folder}/{name}.npy")).to(device) for name in "xy")
    with torch.no_grad():
        found = torch.softmax(net.eval()(x), 1)
    return ((y - found).abs().max() / y.abs().max()).item()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    add_options(parser, ["eager", "compiled", "graph", "eager-sliced", "compiled-sliced", "graph-sliced"])
    parser.add_argument("--subject", choices=["trunk", "dense", "SPP-net", "C-HSRN", "C-HLSTM"], default="C-HLSTM")
    options = parser.parse_args()

    prepare(options)
    way, _, sliced = options.variant.partition("-")
    cells = {"SPP-net": None, "C-HSRN": "srn", "C-HLSTM": "lstm"}
    if options.subject in cells:
        net = Network(cells[options.subject], 1000, sliced)
    else:
        net = dense() if options.subject == "dense" else trunk(sliced)
    extents = (256 * 50,) if options.subject == "dense" else (3, 224, 224)
    net = net.to(options.device)
    if options.compare:
        print(json.dumps({"probabilities": compare(net, options.compare)}))
        return
    x = torch.randn(options.batch, *extents, device=options.device)
    run = compiled(net, options) if way == "compiled" else net

    def report(what, act):
        act = captured(act) if way == "graph" else act
        seconds = clock(fed(act, [x], options.device), options)
        print(figure(options, options.subject, what, seconds), flush=True)

    if options.subject not in cells:
        weights = torch.randn_like(net(x))

        def forward():
            with torch.no_grad():
                run(x)

        def both():
            for p in net.parameters():
                p.grad = None
            (run(x) * weights).sum().backward()

        report("forward", forward)
        report("forward + backward", both)
    else:
        labels = torch.arange(options.batch, device=options.device) * 31 % 1000
        rule = torch.optim.SGD(net.parameters(), 0.001, momentum=0.9, weight_decay=5e-4, fused=True)

        def step():
            rule.zero_grad()
            nn.functional.cross_entropy(run(x), labels).backward()
            rule.step()

        report("training step", step)


if __name__ == "__main__":
    main()
