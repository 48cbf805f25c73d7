"""The table of tests/coverage: what gcov has counted of the lines and branches of include/chrnn.

    python3 tests/coverage_table.py BUILD

Copies of a line, in the instances of a template or in several programs, count as one, and so do their branches by their
order. A call that may throw is no branch; gcov's JSON says which those are, its text, which Debian's gcovr reads, only
where they were run. Threads count without locks, which would take many times as long: a count may be wrong, but not 0.
"""

import json
import pathlib
import re
import subprocess
import sys
from collections import Counter, defaultdict

FOLDERS = "base shape formula tensor backend backend/cpu cell traverse layer loss network train data fit io caffe report".split()
TOP = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = TOP / "include" / "chrnn"


def decisions(branches):
    """The counts of the branches that are no exceptions; one comes right behind the other way out of its call."""
    kept = []
    for branch in branches:
        if not branch["throw"]:
            kept.append(branch["count"])
        elif kept:
            kept.pop()
    return kept


def last_line(function, source):
    """Where a function ends; of a lambda gcov knows only the beginning, so that its braces are counted."""
    first, last = function["start_line"], function["end_line"]
    if first == last:
        depth, begun = 0, False
        for number, text in enumerate(source[first - 1:], first):
            for sign in re.sub(r"//.*", "", text[function["start_column"] - 1:] if number == first else text):
                depth += (sign == "{") - (sign == "}")
                begun |= sign == "{"
                if begun and depth == 0:
                    return number
    return last


def copies(functions, line):
    """How many functions are instances of the innermost one that the line is in."""
    around = [start for start, last in functions if start[0] <= line <= last]
    return around.count(max(around)) if around else 1


def width(branches, copies):
    """How many branches one of at most so many copies has, which stand behind one another."""
    return next((own for own in range(2, branches, 2) if branches % own == 0 and branches // own <= copies), branches)


def counted(build):
    """file -> line -> [whether it was run, whether each of its branches was]"""
    files = defaultdict(dict)
    for data in sorted(pathlib.Path(build).rglob("*.gcda")):
        gcov = ["gcov", "--json-format", "--stdout", "--branch-probabilities", "--relative-only", "--source-prefix", TOP]
        text = subprocess.run([*gcov, data], check=True, capture_output=True, text=True).stdout
        for part in text.splitlines():
            for file in json.loads(part)["files"]:
                path = TOP / file["file"]
                if not path.is_relative_to(INCLUDE):
                    continue
                lines = files[str(path.relative_to(INCLUDE))]
                source = path.read_text().splitlines()
                functions = [((f["start_line"], f["start_column"]), last_line(f, source)) for f in file["functions"]]
                entries = Counter(line["line_number"] for line in file["lines"])
                for line in file["lines"]:
                    one = lines.setdefault(line["line_number"], [False, []])
                    one[0] |= line["count"] != 0
                    branches = decisions(line["branches"])
                    own = width(len(branches), copies(functions, line["line_number"]) // entries[line["line_number"]])
                    for place, count in enumerate(branches):
                        place %= own
                        one[1][place:place + 1] = [count != 0 or one[1][place:place + 1] == [True]]
    return files


def in_ranges(numbers):
    """1, 2, 3, 5 as 1-3, 5"""
    ranges = []
    for number in sorted(numbers):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in ranges)


def share(run):
    return f"{len(run):8} {100 * sum(run) / len(run):6.1f}%" if run else f"{0:8}       -"


def show(missing):
    for name in sorted(files):
        if numbers := [number for number, one in files[name].items() if missing(*one)]:
            print(f"{name}: {in_ranges(numbers)}")


files = counted(sys.argv[1])
for name in files:  # what the compiler puts at a brace, nobody wrote
    source = (INCLUDE / name).read_text().splitlines()
    files[name] = {n: one for n, one in files[name].items() if not re.fullmatch(r"[\s{}();]*", source[n - 1])}

print(f"\n{'folder':12} {'lines':>8} {'run':>7} {'branches':>8} {'run':>7}")
for folder in FOLDERS:
    own = [one for name, lines in files.items() if str(pathlib.Path(name).parent) == folder for one in lines.values()]
    if own:
        print(f"{folder:12} {share([run for run, _ in own])} {share([run for _, branches in own for run in branches])}")
print("\nlines that were not run:")
show(lambda run, branches: not run)
print("\nlines that were run, but one of their branches was not:")
show(lambda run, branches: run and not all(branches))
