"""The loading of images by torchvision, as its examples do it: ImageFolder, Resize, a random crop, a random mirror image,
ToTensor, Normalize, in batches of 32; decoded by Pillow, or by torchvision itself to tensors. Prints one JSON object a line.

    python loading.py --write FOLDER [--size 500 375]   # 96 made-up photographs
    python loading.py --images FOLDER --threads 2
"""

import argparse
import json
import statistics
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torchvision import datasets, io, transforms

SIDE, CROP, BATCH = 256, 224, 32

parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
parser.add_argument("--write", type=Path)
parser.add_argument("--size", type=int, nargs=2, default=(256, 256), help="columns and rows")
parser.add_argument("--images", type=Path)
parser.add_argument("--compare", type=Path, help="the .npy that bench/loading has written of these images")
parser.add_argument("--tensors", action="store_true", help="decode and resize by torchvision, not by Pillow")
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--runs", type=int, default=15)
options = parser.parse_args()
torch.set_num_threads(1)


def photograph(columns, rows, seed):
    """Shapes and grain, of which a JPEG takes about as many bytes as of a photograph."""
    random = np.random.default_rng(seed)
    r, q = np.mgrid[0:rows, 0:columns]
    a, b, c, d = random.uniform(5, 40, 4)
    waves = [np.sin(q / a + r / b + k) * 60 + np.sin(q / c - r / d * k) * 25 + 120 for k in range(3)]
    return np.clip(np.stack(waves, -1) + random.normal(0, 12, (rows, columns, 3)), 0, 255).astype(np.uint8)


def loader(crop, mirror):
    whole = [transforms.Resize((SIDE, SIDE), antialias=True), crop, *mirror]
    scaled = [transforms.Normalize([128 / 255] * 3, [64 / 255] * 3)]
    if options.tensors:
        read = lambda path: io.decode_image(io.read_file(path), mode=io.ImageReadMode.RGB)
        steps = whole + [transforms.ConvertImageDtype(torch.float32)] + scaled
        data = datasets.ImageFolder(options.images, transforms.Compose(steps), loader=read)
    else:
        data = datasets.ImageFolder(options.images, transforms.Compose(whole + [transforms.ToTensor()] + scaled))
    workers = 0 if options.threads == 1 else options.threads
    return torch.utils.data.DataLoader(data, BATCH, num_workers=workers, persistent_workers=workers > 0)


if options.write:
    for i in range(96):
        path = options.write / "ab"[i % 2] / f"{i:02}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(photograph(*options.size, i)).save(path, quality=90)
elif options.compare:
    ours, theirs = np.load(options.compare), next(iter(loader(transforms.CenterCrop(CROP), [])))[0].numpy()
    difference = np.abs(ours - theirs) * 64
    print(f"{difference.max():.2f} of 255 at most, {difference.mean():.3f} on average")
else:
    batches = loader(transforms.RandomCrop(CROP), [transforms.RandomHorizontalFlip()])
    seconds = []
    now = time.process_time if options.threads == 1 else time.perf_counter  # as bench/loading counts it
    for run in range(-1, options.runs):
        begin = now()
        for _ in batches:
            pass
        if run >= 0:
            seconds.append((now() - begin) / len(batches.dataset))
    seconds.sort()
    one = {"subject": "loading", "what": options.images.name, "who": "torchvision" + (", tensors" if options.tensors else "")}
    one |= {"batch": 1, "threads": options.threads, "median": statistics.median(seconds), "least": seconds[0], "most": seconds[-1]}
    print(json.dumps(one))
