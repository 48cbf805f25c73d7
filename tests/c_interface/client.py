"""client.py LIBRARY MODEL IMAGE: prints what a library says of an image."""

import ctypes
import sys

library = ctypes.CDLL(sys.argv[1])
library.chrnn_classes.restype = ctypes.c_size_t
library.chrnn_class_name.restype = library.chrnn_error.restype = ctypes.c_char_p
network = ctypes.c_void_p()

assert library.chrnn_open(b"nowhere", 1, ctypes.byref(network)) == 2 and not network.value
assert b"nowhere" in library.chrnn_error()
if library.chrnn_open(sys.argv[2].encode(), 1, ctypes.byref(network)) != 0:
    sys.exit(library.chrnn_error().decode())

file = open(sys.argv[3], "rb").read()
classes = library.chrnn_classes(network)
probabilities = (ctypes.c_float * classes)()
assert library.chrnn_classify(network, file, ctypes.c_size_t(7), probabilities, ctypes.c_size_t(classes)) == 3
assert library.chrnn_classify(network, file, ctypes.c_size_t(len(file)), probabilities, ctypes.c_size_t(classes)) == 0
for k in range(classes):
    name = library.chrnn_class_name(network, ctypes.c_size_t(k)).decode()
    sys.stdout.buffer.write(f"{name} {probabilities[k]:.9g}\n".encode())
library.chrnn_close(network)
