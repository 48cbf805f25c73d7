"""Times onnxruntime that predicts one image at a time with a network that `prediction --write` wrote; one line of JSON.

    python prediction_onnx.py --subject C-HLSTM --file C-HLSTM.onnx --threads 2
"""

import argparse
import json
import resource
import time

import numpy
import onnxruntime

from timing import measured, timed

parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
parser.add_argument("--subject", required=True)
parser.add_argument("--file", required=True)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--runs", type=int, default=1000)
options = parser.parse_args()

who = f"onnxruntime {onnxruntime.__version__}"
how = onnxruntime.SessionOptions()
how.intra_op_num_threads = options.threads
before = time.perf_counter()
session = onnxruntime.InferenceSession(options.file, how, providers=["CPUExecutionProvider"])
loaded = time.perf_counter() - before
entry = session.get_inputs()[0]
image = numpy.random.default_rng(2).standard_normal((1, *entry.shape[1:]), dtype=numpy.float32)
seconds = timed(lambda: session.run(None, {entry.name: image}), options.runs)
print(measured(seconds, subject=options.subject, what="forward", who=who, batch=1, threads=options.threads))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
print(json.dumps({"subject": options.subject, "by": who, "load": loaded, "peak_megabytes": peak}))
