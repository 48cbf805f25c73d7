"""The rate of PyTorch's product of square matrices, one JSON object a line: how fast the machine multiplies at best."""

import argparse
import json

import torch

from hierarchy import add_options, clock, figure, prepare

parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
add_options(parser, ["product"])
parser.add_argument("--size", type=int, nargs="+", default=(1024, 2048), help="of the matrices")
options = parser.parse_args()
prepare(options)
for n in options.size:
    a, b, c = (torch.randn(n, n, device=options.device) for _ in range(3))
    seconds = clock(lambda: torch.mm(a, b, out=c), options)
    one = json.loads(figure(options, "product", f"{n}", seconds))
    print(json.dumps(one | {"gflops": 2e-9 * n**3 / min(seconds)}))
