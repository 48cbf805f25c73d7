"""Runs a peer that takes the host for its device: every line of it but what torch.compile and captures make.

    python torch_on_host.py PEER.py ARGUMENT...
"""

import contextlib
import runpy
import sys
from pathlib import Path

import torch
from torch.overrides import TorchFunctionMode


class OnHost(TorchFunctionMode):
    def __torch_function__(self, act, types, args=(), kwargs=None):
        def here(one):
            return "cpu" if isinstance(one, (str, torch.device)) and str(one) == "cuda" else one

        return act(*map(here, args), **{name: here(one) for name, one in (kwargs or {}).items()})


class Stream:
    def wait_stream(self, other):
        pass


class Graph:
    def replay(self):
        pass


torch.cuda.Stream, torch.cuda.CUDAGraph = Stream, Graph
torch.cuda.current_stream, torch.cuda.synchronize = Stream, lambda: None
torch.cuda.stream = torch.cuda.graph = lambda one: contextlib.nullcontext()
torch.compile = lambda net, **options: net
torch.Tensor.pin_memory = lambda self: self.clone()

sys.argv = sys.argv[1:]
sys.path.insert(0, str(Path(sys.argv[0]).parent))
with OnHost():
    runpy.run_path(sys.argv[0], run_name="__main__")
