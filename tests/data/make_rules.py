#!/usr/bin/env python3
"""Makes rules.safetensors beside this file: what PyTorch's optimisers make of a small quadratic in 100 steps.

The loss is half the sum of curvature * (w - target)^2, so that the gradient is curvature * (w - target). Weights decay,
biases do not. Everything is in 64-bit floats. Needs torch and safetensors.
"""

from pathlib import Path

import torch
from safetensors.torch import save_file

STEPS = (1, 10, 100)
RULES = {  # name in the file: optimiser, its options without the decay of weights
    "sgd": (torch.optim.SGD, {"lr": 0.02, "momentum": 0.9}),
    "nesterov": (torch.optim.SGD, {"lr": 0.02, "momentum": 0.9, "nesterov": True}),
    "adam": (torch.optim.Adam, {"lr": 0.03, "betas": (0.8, 0.99), "eps": 1e-6}),
    "adamw": (torch.optim.AdamW, {"lr": 0.03, "betas": (0.8, 0.99), "eps": 1e-6}),
    "nadam": (torch.optim.NAdam, {"lr": 0.03, "betas": (0.8, 0.99), "eps": 1e-6, "momentum_decay": 0.01}),
    "rmsprop": (torch.optim.RMSprop, {"lr": 0.004, "alpha": 0.9, "eps": 1e-2, "momentum": 0.5}),
}
DECAYS = {"": 0.0, "_decay": 0.1}


def main():
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(1)
    shapes = {"weight": (3, 4), "bias": (3,)}
    start = {name: torch.randn(shape) for name, shape in shapes.items()}
    target = {name: torch.randn(shape) for name, shape in shapes.items()}
    curvature = {name: 0.1 + 2 * torch.rand(shape) for name, shape in shapes.items()}
    tensors = {}
    for name in shapes:
        tensors[f"start.{name}"], tensors[f"target.{name}"] = start[name], target[name]
        tensors[f"curvature.{name}"] = curvature[name]
    for rule, (optimiser, options) in RULES.items():
        for suffix, decay in DECAYS.items():
            w = {name: start[name].clone().requires_grad_() for name in shapes}
            learn = optimiser([{"params": [w["weight"]], "weight_decay": decay},
                               {"params": [w["bias"]], "weight_decay": 0.0}], **options)
            for step in range(1, max(STEPS) + 1):
                for name in shapes:
                    w[name].grad = curvature[name] * (w[name].detach() - target[name])
                learn.step()
                if step in STEPS:
                    for name in shapes:
                        tensors[f"{rule}{suffix}.{name}.{step}"] = w[name].detach().clone()
    save_file(tensors, Path(__file__).with_name("rules.safetensors"))


if __name__ == "__main__":
    main()
