#!/usr/bin/env python3
"""Makes sequence.safetensors beside this file: PyTorch's LSTM on a small task of remembering, from weights that are kept.

48 sequences of 12 steps with 3 channels: one of four symbols at the first step, noise behind it; the class is the symbol.
The LSTM has 5 channels, a linear layer reads all of its outputs. Kept are the sequences, the weights, the loss before each
of 40 steps of SGD with momentum, the outputs and gradients before the first, and the weights behind the last. Then the
outputs of a bidirectional LSTM, both directions added up. Everything is in 64-bit floats. Needs torch and safetensors.
"""

from pathlib import Path

import torch
from safetensors.torch import save_file

SAMPLES, CHANNELS, LENGTH, HIDDEN, CLASSES, STEPS = 48, 3, 12, 5, 4, 40


def named(lstm, suffix, direction):
    """An LSTM's weights under the names of a recurrence on 1 x 12 regions; PyTorch has two biases, which add up."""
    name = f"hrnn1.1x{LENGTH}.{direction}."
    get = lambda what: getattr(lstm, what + "_l0" + suffix)
    return {
        name + "weight_x": get("weight_ih").detach().clone(),
        name + "weight_c": get("weight_hh").detach().clone(),
        name + "bias": (get("bias_ih") + get("bias_hh")).detach().clone(),
    }


def features(lstm, x):
    """[N, C, T] to [N, H, T], the directions added up."""
    h, _ = lstm(x.transpose(1, 2))
    return sum(h.split(HIDDEN, dim=2)).transpose(1, 2)


def main():
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(1)
    labels = torch.arange(SAMPLES) % CLASSES
    x = 0.5 * torch.randn(SAMPLES, CHANNELS, LENGTH)
    codes = torch.tensor([[1.0, 1.0, 0.0], [1.0, -1.0, 0.0], [-1.0, 1.0, 0.0], [-1.0, -1.0, 0.0]])
    x[:, :, 0] = 2 * codes[labels]
    lstm = torch.nn.LSTM(CHANNELS, HIDDEN, batch_first=True)
    lstm.bias_hh_l0.requires_grad_(False)  # ours has one bias
    linear = torch.nn.Linear(HIDDEN * LENGTH, CLASSES)
    tensors = {"x": x}
    tensors |= {"start." + k: v for k, v in named(lstm, "", "east").items()}
    tensors |= {"start.fc2.weight": linear.weight.detach().clone(), "start.fc2.bias": linear.bias.detach().clone()}
    tensors["features"] = features(lstm, x).detach().contiguous()

    learn = torch.optim.SGD([p for p in (*lstm.parameters(), *linear.parameters()) if p.requires_grad], lr=0.2, momentum=0.9)
    losses = []
    for step in range(STEPS):
        learn.zero_grad()
        loss = torch.nn.functional.cross_entropy(linear(features(lstm, x).flatten(1)), labels)
        loss.backward()
        if step == 0:
            tensors["gradient.weight_x"] = lstm.weight_ih_l0.grad.clone()
            tensors["gradient.weight_c"] = lstm.weight_hh_l0.grad.clone()
            tensors["gradient.bias"] = lstm.bias_ih_l0.grad.clone()
        losses.append(loss.detach())
        learn.step()
    tensors["losses"] = torch.stack(losses)
    tensors |= {"end." + k: v for k, v in named(lstm, "", "east").items()}

    both = torch.nn.LSTM(CHANNELS, HIDDEN, batch_first=True, bidirectional=True)
    for suffix, direction in (("", "east"), ("_reverse", "west")):
        tensors |= {"both." + k: v for k, v in named(both, suffix, direction).items()}
    tensors["both.features"] = features(both, x).detach().contiguous()
    save_file(tensors, Path(__file__).with_name("sequence.safetensors"))
    print(f"loss {losses[0]:.3f} before, {losses[-1]:.4f} behind {STEPS - 1} steps")


if __name__ == "__main__":
    main()
