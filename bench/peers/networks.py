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

from hierarchy import Hierarchy, figure, read_safetensors, timed

SIDES = [6, 3, 2, 1]


def trunk():
    """3x224x224 -> 256x13x13."""

    def norm():
        return nn.LocalResponseNorm(5, alpha=1e-4, beta=0.75, k=1)

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


PARTS = {"trunk": (trunk, (3, 224, 224)), "dense": (dense, (256 * 50,))}


class Network(nn.Module):
    """The trunk, the pyramid, a hierarchy of `cell` or none, and three fully connected layers."""

    def __init__(self, cell, classes):
        super().__init__()
        self.trunk = trunk()
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
    x, y = (torch.from_numpy(numpy.load(f"{folder}/{name}.npy")) for name in "xy")
    with torch.no_grad():
        found = torch.softmax(net.eval()(x), 1)
    return ((y - found).abs().max() / y.abs().max()).item()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--subject", choices=[*PARTS, "SPP-net", "C-HSRN", "C-HLSTM"], default="C-HLSTM")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--variant", choices=["eager", "compiled"], default="eager")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--compare", metavar="FOLDER", help="instead of timing: with a case that chrnn wrote")
    options = parser.parse_args()

    torch.manual_seed(1)
    torch.set_num_threads(options.threads)
    if options.subject in PARTS:
        part, extents = PARTS[options.subject]
        net = part()
    else:
        net, extents = Network({"C-HSRN": "srn", "C-HLSTM": "lstm"}.get(options.subject), 1000), (3, 224, 224)
    if options.compare:
        print(json.dumps({"probabilities": compare(net, options.compare)}))
        return
    x = torch.randn(options.batch, *extents)
    run = torch.compile(net) if options.variant == "compiled" else net

    def report(what, act):
        print(figure(options, options.subject, what, timed(act, options.runs, "cpu")), flush=True)

    if options.subject in PARTS:
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
        labels = torch.arange(options.batch) * 31 % 1000
        rule = torch.optim.SGD(net.parameters(), 0.001, momentum=0.9, weight_decay=5e-4, fused=True)

        def step():
            rule.zero_grad()
            nn.functional.cross_entropy(run(x), labels).backward()
            rule.step()

        report("training step", step)


if __name__ == "__main__":
    main()
