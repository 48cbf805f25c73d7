"""Draws what the program growth measured: time against what grows, in each series with the line that the number of
operations predicts, drawn through the largest point.

    python growth.py FIGURES PICTURE
"""

import json
import sys

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "chrnn"
from matplotlib import pyplot  # noqa: E402

TITLES = {
    "batch": "samples at a time\n256 channels, scales 6, 3, 2, 1",
    "side of the grid": "side of one grid\n64 channels, 4 samples",
    "channels": "channels\nscales 6, 3, 2, 1, 32 samples",
    "directions": "directions\n256 channels, scales 6, 3, 2, 1, 32 samples",
    "scales": "scales, of 6, 3, 2, 1\n256 channels, 32 samples",
}
COLORS = {"forward": "tab:blue", "forward + backward": "tab:orange"}

series = {}  # subject -> what -> figures in order
for line in open(sys.argv[1]):
    one = json.loads(line)
    series.setdefault(one["subject"], {}).setdefault(one["what"], []).append(one)

figure, panels = pyplot.subplots(2, 3, figsize=(11, 6.4), layout="constrained")
for panel, (subject, lines) in zip(panels.flat, series.items()):
    for what, points in lines.items():
        at = [p["at"] for p in points]
        seconds = [p["median"] for p in points]
        operations = [p["median"] * p["gflops"] for p in points]
        panel.plot(at, [1e3 * s for s in seconds], "o-", ms=4, color=COLORS[what], label=what)
        panel.plot(at, [1e3 * seconds[-1] * o / operations[-1] for o in operations], "--", lw=1, color=COLORS[what])
    if at[-1] > 4:
        panel.set_xscale("log", base=2)
        panel.set_yscale("log")
    else:
        panel.set_ylim(0)
    panel.set_xticks(at, [str(a) for a in at])
    panel.minorticks_off()
    panel.set_xlabel(TITLES[subject])
    panel.grid(alpha=0.3)
panels[0][0].set_ylabel("ms")
panels[1][0].set_ylabel("ms")
for unused in panels.flat[len(series) :]:
    unused.axis("off")
handles, labels = panels[0][0].get_legend_handles_labels()
handles.append(matplotlib.lines.Line2D([], [], ls="--", lw=1, color="gray"))
panels.flat[len(series)].legend(handles, [*labels, "as the operations grow"], loc="center", frameon=False)
figure.savefig(sys.argv[2], metadata={"Date": None})
