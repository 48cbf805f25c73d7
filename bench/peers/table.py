"""Prints figures.jsonl as a table: medians of the rounds, how many times as long the peers take, and how near ours comes
to the best product rate of the run, ours or PyTorch's (convolutions by other ways than products may exceed it); on a
device also what moving every layer's bytes and multiplying would take alone."""

import json
import statistics
import sys

rounds = {}  # (mode, subject, what, batch) -> who -> the median of every round
ours = {}  # -> what chrnn's own lines say beside
best = {}  # mode -> the best product rate
for line in open(sys.argv[1]):
    one = json.loads(line)
    mode = one.get("mode", "")
    best[mode] = max(best.get(mode, 0), one.get("best_product_gflops", 0))
    if one["subject"] == "product":
        best[mode] = max(best[mode], one["gflops"])
        continue
    key = mode, one["subject"], one["what"], one["batch"]
    rounds.setdefault(key, {}).setdefault(one["who"], []).append(one["median"])
    if one["who"] == "chrnn":
        ours.setdefault(key, []).append(one)

for mode, rate in best.items():
    of_mode = {key: who for key, who in rounds.items() if key[0] == mode and "chrnn" in who}
    limits = any("by_bytes" in one for key in of_mode for one in ours[key])
    print(f"\n{mode + ': ' if mode else ''}P, the best product rate of this run: {rate:.0f} GFLOP/s\n")
    print(f"| | batch | chrnn, ms | of P |{' bytes moved, products alone, ms |' if limits else ''} peer | ms | times chrnn's (least to most of the rounds) |")
    print("|---|---|---|---|" + ("---|" if limits else "") + "---|---|---|")
    for key, who in of_mode.items():
        mine = who.pop("chrnn")
        gflops = [one["gflops"] for one in ours[key] if "gflops" in one]
        share = f"{statistics.median(gflops) / rate:.2f}" if gflops and rate else ""
        alone = ""
        if limits:
            of_them = [one for one in ours[key] if "by_bytes" in one]
            alone = ", ".join(f"{1e3 * min(one[f'by_{limit}'] for one in of_them):.3g}" for limit in ("bytes", "products") if of_them) + " | "
        for peer, theirs in who.items() or [("none", [])]:
            ratios = sorted(t / o for t, o in zip(theirs, mine))
            print(
                f"| {key[1]}, {key[2]} | {key[3]} | {1e3 * statistics.median(mine):.4g} | {share} | {alone}{peer} | "
                + (f"{1e3 * statistics.median(theirs):.4g} | {statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f}) |" if ratios else "| |")
            )
