#!/usr/bin/env python3
"""compare.py FOLDER [BOUND]: model.onnx passes onnx's checker, and onnxruntime makes of x.npy what y.npy holds, whether the
samples come together or one by one."""

import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

folder, bound = Path(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 1e-5
onnx.checker.check_model(str(folder / "model.onnx"), full_check=True)
x, y = np.load(folder / "x.npy"), np.load(folder / "y.npy")
session = onnxruntime.InferenceSession(str(folder / "model.onnx"), providers=["CPUExecutionProvider"])
together = session.run(["output"], {"images": x})[0]
alone = np.concatenate([session.run(["output"], {"images": one[None]})[0] for one in x])
nodes = len(onnx.load(folder / "model.onnx", load_external_data=False).graph.node)
apart = max(float(np.abs(found - y).max()) for found in (together, alone))
print(f"{nodes} nodes, outputs {y.min():.3g} to {y.max():.3g}, at most {apart:.2g} apart")
if y.shape != together.shape or not apart <= bound or np.ptp(y) < 1e-3 or np.abs(y[0] - y[1]).max() < 1e-3:
    sys.exit(f"shapes {y.shape} and {together.shape}, apart {apart}")
