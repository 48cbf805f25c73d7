#!/usr/bin/env python3
"""Makes small_chsrn*.safetensors and small_chlstm*.safetensors beside this file: a small C-HRNN and what it computes.

Written apart from the C++ (vectorised numpy, one flipped frame for all directions), so that the two check each other.
Needs numpy and safetensors.
"""

from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from safetensors.numpy import save_file

SIDES = (6, 3, 2, 1)  # fine to coarse, the order of the joined vector
CHANNELS = 8
SAMPLES, IMAGE, CLASSES = 2, 29, 5
GATES = {"srn": 1, "lstm": 4}

# A flip of the maps turns each direction into "se": (flip rows, flip columns).
FLIPS = {"se": (False, False), "nw": (True, True), "ne": (True, False), "sw": (False, True)}


def relu(x):
    return np.maximum(x, 0)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def convolve(x, weight, bias, stride, pad):
    x = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    patches = sliding_window_view(x, weight.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncrqij,ocij->norq", patches, weight) + bias[:, None, None]


def normalise(x, n=5, alpha=1e-4, beta=0.75, k=1.0):
    squares = np.pad(x**2, ((0, 0), (n // 2, n // 2), (0, 0), (0, 0)))
    return x / (k + alpha / n * sliding_window_view(squares, n, axis=1).sum(-1)) ** beta


def overhanging_pool(x, size=3, stride=2):
    n = x.shape[-1]
    count = -(-(n - size) // stride) + 1
    overhang = max((count - 1) * stride + size - n, 0)
    x = np.pad(x, ((0, 0), (0, 0), (0, overhang), (0, overhang)), constant_values=-np.inf)
    return sliding_window_view(x, (size, size), axis=(2, 3))[:, :, ::stride, ::stride].max((-2, -1))


def pyramid_level(x, side):
    n = x.shape[-1]
    edges = [(i * n // side, -(-(i + 1) * n // side)) for i in range(side)]
    rows = np.stack([x[:, :, a:b].max(2) for a, b in edges], 2)
    return np.stack([rows[..., a:b].max(-1) for a, b in edges], -1)


def flip(x, direction):
    rows, columns = FLIPS[direction]
    return x[:, :, :: -1 if rows else 1, :: -1 if columns else 1]


def scan(cell, x, context, weight_x, weight_r, weight_c, bias):
    """Direction se on maps x [N, C, R, S], anti-diagonal after anti-diagonal; returns h [N, H, R, S]."""
    gates, hidden = GATES[cell], weight_r.shape[1]
    samples, _, rows, columns = x.shape
    given = np.einsum("pc,ncrq->nprq", weight_x, x) + np.tile(context, (1, gates, 1, 1)) + bias[:, None, None]
    h, c = np.zeros((2, samples, hidden, rows + 1, columns + 1))  # a border of zeros above and to the left
    for diagonal in range(rows + columns - 1):
        r = np.arange(max(0, diagonal - columns + 1), min(rows, diagonal + 1))
        q = diagonal - r
        z = given[:, :, r, q] + weight_r @ h[:, :, r, q + 1] + weight_c @ h[:, :, r + 1, q]
        if cell == "srn":
            h[:, :, r + 1, q + 1] = relu(z)
        else:
            i, f, g, o = np.split(z, 4, axis=1)
            cells = sigmoid(f) * (c[:, :, r, q + 1] + c[:, :, r + 1, q]) + sigmoid(i) * np.tanh(g)
            c[:, :, r + 1, q + 1] = cells
            h[:, :, r + 1, q + 1] = sigmoid(o) * np.tanh(cells)
    return h[:, :, 1:, 1:]


def run_hierarchy(cell, weights, name, maps):
    """maps: {side: [N, C, side, side]}; returns {side: h}."""
    h = {}
    for side in sorted(maps):
        if side == 1:
            h[side] = maps[side]
            continue
        index = lambda coarse: np.arange(side) * coarse // side
        context = np.zeros((SAMPLES, CHANNELS, side, side))
        for coarse in h:
            spread = h[coarse][:, :, index(coarse)][..., index(coarse)]
            context += np.einsum("hk,nkrq->nhrq", weights[f"{name}.link.{coarse}.{side}.weight"], spread)
        h[side] = sum(
            flip(
                scan(cell, flip(maps[side], d), flip(context, d),
                     *(weights[f"{name}.{side}.{d}.{what}"] for what in ("weight_x", "weight_r", "weight_c", "bias"))),
                d)
            for d in FLIPS)
    return h


def join(h):
    return np.concatenate([h[side].reshape(SAMPLES, -1) for side in SIDES], axis=1)


def run_network(cell, weights, images):
    w = weights
    x = relu(convolve(images, w["conv1.weight"], w["conv1.bias"], stride=2, pad=1))
    x = overhanging_pool(normalise(x))
    x = relu(convolve(x, w["conv2.weight"], w["conv2.bias"], stride=1, pad=1))
    result = {f"pyramid.{side}": pyramid_level(x, side) for side in SIDES}
    joined = join(run_hierarchy(cell, w, "hrnn3", {side: result[f"pyramid.{side}"] for side in SIDES}))
    x = relu(joined @ w["fc4.weight"].T + w["fc4.bias"])
    logits = x @ w["fc5.weight"].T + w["fc5.bias"]
    powers = np.exp(logits - logits.max(1, keepdims=True))
    return result | {"hierarchy": joined, "logits": logits, "probabilities": powers / powers.sum(1, keepdims=True)}


def make_weights(cell, random):
    weights = {}

    def layer(name, shape, gain=1.0):
        weights[name + ".weight"] = random.normal(0, gain / np.sqrt(np.prod(shape[1:])), shape)
        weights[name + ".bias"] = random.normal(0, 0.1, shape[0])

    layer("conv1", (6, 3, 5, 5), 1.5)
    layer("conv2", (8, 6, 3, 3), 0.7)
    stacked = GATES[cell] * CHANNELS
    spread = {"srn": 0.4, "lstm": 1.0}[cell] / np.sqrt(CHANNELS)
    for side in SIDES[:-1]:
        for direction in FLIPS:
            prefix = f"hrnn3.{side}.{direction}."
            weights[prefix + "weight_x"] = random.normal(0, 1 / np.sqrt(CHANNELS), (stacked, CHANNELS))
            weights[prefix + "weight_r"] = random.normal(0, spread, (stacked, CHANNELS))
            weights[prefix + "weight_c"] = random.normal(0, spread, (stacked, CHANNELS))
            weights[prefix + "bias"] = random.normal(0, 0.2, stacked)
        for coarse in (s for s in SIDES if s < side):
            weights[f"hrnn3.link.{coarse}.{side}.weight"] = random.normal(0, 0.5 / np.sqrt(CHANNELS), (CHANNELS, CHANNELS))
    layer("fc4", (16, CHANNELS * sum(side * side for side in SIDES)), {"srn": 0.3, "lstm": 2.0}[cell])
    layer("fc5", (CLASSES, 16), 1.5)
    return {name: value.astype(np.float32) for name, value in weights.items()}


def main():
    folder = Path(__file__).resolve().parent
    for cell in GATES:
        random = np.random.default_rng(1)
        images = random.normal(0, 1, (SAMPLES, 3, IMAGE, IMAGE)).astype(np.float32)
        weights = make_weights(cell, random)
        exact = run_network(cell, {k: v.astype(np.float64) for k, v in weights.items()}, images.astype(np.float64))
        contiguous = lambda named, dtype: {k: np.ascontiguousarray(v, dtype) for k, v in named.items()}
        save_file(weights, folder / f"small_ch{cell}.safetensors")
        save_file({"images": images} | contiguous(exact, np.float32), folder / f"small_ch{cell}_case.safetensors")
        save_file(contiguous(exact, np.float64), folder / f"small_ch{cell}_exact.safetensors")
        print(cell, exact["probabilities"].round(4).tolist())


if __name__ == "__main__":
    main()
