"""Prints figures.jsonl as a table: medians of the rounds, how many times as long the peers take, and how near ours comes
to the best product rate of the run, ours or PyTorch's (convolutions by other ways than products may exceed it)."""

import json
import statistics
import sys

rounds = {}  # (subject, what, batch) -> who -> the median of every round
gflops = {}
best = 0
for line in open(sys.argv[1]):
    one = json.loads(line)
    best = max(best, one.get("best_product_gflops", 0))
    if one["subject"] == "product":
        best = max(best, one["gflops"])
        continue
    key = one["subject"], one["what"], one["batch"]
    rounds.setdefault(key, {}).setdefault(one["who"], []).append(one["median"])
    if "gflops" in one and one["who"] == "chrnn":
        gflops.setdefault(key, []).append(one["gflops"])

print(f"P, the best product rate of this run: {best:.0f} GFLOP/s\n")
print("| | batch | chrnn, ms | of P | peer | ms | times chrnn's (least to most of the rounds) |")
print("|---|---|---|---|---|---|---|")
for (subject, what, batch), who in rounds.items():
    ours = who.pop("chrnn")
    share = f"{statistics.median(gflops[subject, what, batch]) / best:.2f}" if (subject, what, batch) in gflops else ""
    for peer, theirs in who.items():
        ratios = sorted(t / o for t, o in zip(theirs, ours))
        print(
            f"| {subject}, {what} | {batch} | {1e3 * statistics.median(ours):.1f} | {share} | {peer} "
            f"| {1e3 * statistics.median(theirs):.1f} "
            f"| {statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f}) |"
        )
