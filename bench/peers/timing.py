"""How peers are timed, and what they print of it."""

import json
import statistics
import time


def timed(act, runs, calls=1, wait=lambda: None):
    """Seconds that a call takes in each of `runs` runs of `calls` calls, after three that do not count; `wait` ends a run."""
    seconds = []
    for run in range(-3, runs):
        begin = time.perf_counter()
        for _ in range(calls):
            act()
        wait()
        if run >= 0:
            seconds.append((time.perf_counter() - begin) / calls)
    return seconds


def measured(seconds, **facts):
    """What was measured, and of what, as one line of JSON."""
    times = {
        "median": statistics.median(seconds),
        "least": min(seconds),
        "most": max(seconds),
        "percentile_99": sorted(seconds)[len(seconds) * 99 // 100],
    }
    return json.dumps(facts | times)
