"""Prints figures.jsonl as a table: medians of the rounds, and how many times as long the peers take."""

import json
import statistics
import sys

rounds = {}  # (cell, batch, what) -> who -> the median of every round
best = {}
for line in open(sys.argv[1]):
    one = json.loads(line)
    rounds.setdefault((one["cell"], one["batch"], one["what"]), {}).setdefault(one["who"], []).append(one["median"])
    if "of_best_product" in one:
        best.setdefault((one["cell"], one["batch"], one["what"]), []).append(one["of_best_product"])

print("| cell | batch | pass | chrnn, ms | of the best product rate | peer | ms | times chrnn's |")
print("|---|---|---|---|---|---|---|---|")
for key, who in rounds.items():
    ours = who.pop("chrnn")
    for peer, theirs in who.items():
        ratios = sorted(t / o for t, o in zip(theirs, ours))
        print(
            f"| {key[0]} | {key[1]} | {key[2]} | {1e3 * statistics.median(ours):.1f} "
            f"| {statistics.median(best[key]):.2f} | {peer} | {1e3 * statistics.median(theirs):.1f} "
            f"| {statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f}) |"
        )
