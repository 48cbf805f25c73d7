#!/usr/bin/env python3
"""Makes augmented.safetensors beside this file: what torchvision makes of a small image, in gray levels.

torchvision computes in 64-bit floats between 0 and 1, so that it rounds nothing; the results, times 255, are stored as
32-bit floats. Needs torch, torchvision and safetensors.
"""

from pathlib import Path

import torch
from safetensors.torch import save_file
from torchvision.transforms.v2 import InterpolationMode
from torchvision.transforms.v2 import functional as F

ROWS, COLUMNS = 12, 17

torch.manual_seed(1)
image = torch.randint(0, 256, (3, ROWS, COLUMNS))
image[:, :2], image[:, -2:] = 0, 255  # black and white are there, too
gray = image[:1]
stored = {"image": image}


def make(name, change, source=image):
    stored[name] = change(source.to(torch.float64) / 255) * 255


for factor in (0, 0.6, 1.5):
    make(f"brightness.{factor}", lambda x: F.adjust_brightness(x, factor))
    make(f"contrast.{factor}", lambda x: F.adjust_contrast(x, factor))
    make(f"contrast_of_gray.{factor}", lambda x: F.adjust_contrast(x, factor), gray)
    make(f"saturation.{factor}", lambda x: F.adjust_saturation(x, factor))
for turn in (-0.5, -0.13, 0, 0.3):
    make(f"hue.{turn}", lambda x: F.adjust_hue(x, turn))
make("grayscale", lambda x: F.rgb_to_grayscale(x, num_output_channels=3))
for angle in (-100, 7, 20):  # fill=None: what lies beyond the edge is 0
    make(f"rotation.{angle}", lambda x: F.rotate(x, angle, InterpolationMode.BILINEAR, fill=None))
for top, left, rows, columns in ((0, 0, 12, 17), (3, 2, 8, 5), (5, 10, 2, 3)):
    make(
        f"crop.{top}.{left}.{rows}.{columns}",
        lambda x: F.resized_crop(x, top, left, rows, columns, [6, 7], antialias=True),
    )

save_file(
    {name: value.to(torch.float32).contiguous() for name, value in stored.items()},
    Path(__file__).with_name("augmented.safetensors"),
)
