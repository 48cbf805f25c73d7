"""The rate of PyTorch's product of square matrices, one JSON object a line: how fast the machine multiplies at best."""

import json
import sys

import torch

from hierarchy import timed

torch.set_num_threads(int(sys.argv[1]))
for n in (1024, 2048):
    a, b, c = torch.randn(n, n), torch.randn(n, n), torch.empty(n, n)
    least = min(timed(lambda: torch.mm(a, b, out=c), 15, "cpu"))
    print(json.dumps({"subject": "product", "what": f"{n}", "who": "PyTorch", "gflops": 2e-9 * n**3 / least}))
