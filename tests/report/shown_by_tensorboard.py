#!/usr/bin/env python3
"""shown_by_tensorboard.py FOLDER: what TensorBoard makes of the event files in FOLDER, a line each, sorted."""

import sys

from tensorboard.backend.event_processing import plugin_event_accumulator
from tensorboard.util.tensor_util import make_ndarray

found = plugin_event_accumulator.EventAccumulator(sys.argv[1], tensor_size_guidance={"images": 0})
found.Reload()
lines = []
for tag in found.Tags()["tensors"]:
    plugin = found.SummaryMetadata(tag).plugin_data.plugin_name
    for event in found.Tensors(tag):
        value = make_ndarray(event.tensor_proto)
        if plugin == "scalars":
            shown = f"{float(value):g}"
        elif plugin == "histograms":
            shown = f"{value[0][0]:g} to {value[-1][1]:g}, {value[:, 2].sum():g} in {len(value)}"
        elif plugin == "images":
            shown = f"{value[0].decode()} x {value[1].decode()}, {value[2][:4]}"
        else:
            shown = value.reshape(-1)[0].decode()
        lines.append(f"{plugin} {tag} {event.step}: {shown}")
print("\n".join(sorted(lines)))
