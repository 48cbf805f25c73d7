"""The loading of images by OpenCV, as Debian packages it (python3-opencv), which no environment of its own has: imread,
resize to 256 x 256, a random crop of 224 x 224, a random mirror image, and batches of 32 in planes. It has no triangle as
wide as the reduction: it averages areas, or takes the nearest four pixels only. Prints one JSON object a line.

    /usr/bin/python3 loading_opencv.py --images FOLDER --threads 1
"""

import argparse
import json
import random
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np

SIDE, CROP, BATCH = 256, 224, 32

parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
parser.add_argument("--images", type=Path, required=True)
parser.add_argument("--compare", type=Path, help="the .npy that bench/loading has written of these images")
parser.add_argument("--nearest", action="store_true", help="resize by the nearest four pixels, whatever lies between")
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--runs", type=int, default=15)
options = parser.parse_args()
cv2.setNumThreads(1)

filter = cv2.INTER_LINEAR if options.nearest else cv2.INTER_AREA
files = sorted(options.images.glob("*/*.jpg"))


def load(path, top, left, mirror):
    image = cv2.resize(cv2.imread(str(path)), (SIDE, SIDE), interpolation=filter)
    image = image[top : top + CROP, left : left + CROP, ::-1]
    if mirror:
        image = image[:, ::-1]
    return (image.transpose(2, 0, 1).astype(np.float32) - np.float32(128)) * np.float32(1 / 64)


def batches(pool, prepare):
    for begin in range(0, len(files), BATCH):
        one = files[begin : begin + BATCH]
        yield np.stack(list(pool.map(prepare, one) if pool else map(prepare, one)))


def at_random(path):
    return load(path, random.randint(0, SIDE - CROP), random.randint(0, SIDE - CROP), random.random() < 0.5)


if options.compare:
    centre = (SIDE - CROP) // 2
    theirs = next(batches(None, lambda path: load(path, centre, centre, False)))
    difference = np.abs(np.load(options.compare) - theirs) * 64
    print(f"{difference.max():.2f} of 255 at most, {difference.mean():.3f} on average")
else:
    pool = ThreadPoolExecutor(options.threads) if options.threads > 1 else None  # OpenCV works without Python's lock
    now = time.process_time if options.threads == 1 else time.perf_counter  # as bench/loading counts it
    seconds = []
    for run in range(-1, options.runs):
        begin = now()
        for _ in batches(pool, at_random):
            pass
        if run >= 0:
            seconds.append((now() - begin) / len(files))
    seconds.sort()
    one = {"subject": "loading", "what": options.images.name, "who": "OpenCV" + (", nearest four" if options.nearest else ", areas")}
    one |= {"batch": 1, "threads": options.threads, "median": statistics.median(seconds), "least": seconds[0], "most": seconds[-1]}
    print(json.dumps(one))
