"""Writes the files of Caffe's in this folder, by Google's protobuf, and what NumPy says that their networks compute.

    python3 -m venv venv && venv/bin/pip install numpy pillow protobuf safetensors
    venv/bin/python tests/data/caffe/make_caffe.py

Nothing here comes from the library. The messages have the field numbers of Caffe's caffe.proto.
"""
import io
import pathlib

import numpy as np
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from PIL import Image
from safetensors.numpy import save_file

FOLDER = pathlib.Path(__file__).parent
RANDOM = np.random.default_rng(1)

# field: (number, type, repeated, packed); a type in capitals is another message.
MESSAGES = {
    "BlobShape": {"dim": (1, "int64", True, True)},
    "BlobProto": {
        "num": (1, "int32"), "channels": (2, "int32"), "height": (3, "int32"), "width": (4, "int32"),
        "data": (5, "float", True, True), "diff": (6, "float", True, True), "shape": (7, "BlobShape"),
        "double_data": (8, "double", True, True),
    },
    "ConvolutionParameter": {"num_output": (1, "uint32"), "group": (5, "uint32"), "stride": (6, "uint32")},
    "LayerParameter": {
        "name": (1, "string"), "type": (2, "string"), "bottom": (3, "string", True), "top": (4, "string", True),
        "blobs": (7, "BlobProto", True), "convolution_param": (106, "ConvolutionParameter"),
    },
    "V0LayerParameter": {
        "name": (1, "string"), "type": (2, "string"), "num_output": (3, "uint32"), "group": (9, "uint32"),
        "blobs": (50, "BlobProto", True), "blobs_lr": (51, "float", True),
    },
    "V1LayerParameter": {
        "layer": (1, "V0LayerParameter"), "bottom": (2, "string", True), "top": (3, "string", True),
        "name": (4, "string"), "type": (5, "int32"), "blobs": (6, "BlobProto", True),
        "convolution_param": (10, "ConvolutionParameter"),
    },
    "NetParameter": {
        "name": (1, "string"), "layers": (2, "V1LayerParameter", True), "input": (3, "string", True),
        "layer": (100, "LayerParameter", True),
    },
    "Datum": {
        "channels": (1, "int32"), "height": (2, "int32"), "width": (3, "int32"), "data": (4, "bytes"),
        "label": (5, "int32"), "float_data": (6, "float", True), "encoded": (7, "bool"),
    },
}


def message_classes():
    kinds = descriptor_pb2.FieldDescriptorProto
    file = descriptor_pb2.FileDescriptorProto(name="caffe.proto", package="caffe", syntax="proto2")
    for name, fields in MESSAGES.items():
        message = file.message_type.add(name=name)
        for field, (number, kind, *more) in fields.items():
            one = message.field.add(name=field, number=number)
            one.label = kinds.LABEL_REPEATED if more[:1] == [True] else kinds.LABEL_OPTIONAL
            if kind in MESSAGES:
                one.type, one.type_name = kinds.TYPE_MESSAGE, f".caffe.{kind}"
            else:
                one.type = getattr(kinds, f"TYPE_{kind.upper()}")
            if more[1:] == [True]:
                one.options.packed = True
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return {name: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"caffe.{name}")) for name in MESSAGES}


CLASSES = message_classes()
V1_TYPES = {"Convolution": 4, "InnerProduct": 14, "LRN": 15, "Pooling": 17, "ReLU": 18, "Softmax": 20}
V0_TYPES = {"Convolution": "conv", "InnerProduct": "innerproduct", "LRN": "lrn", "Pooling": "pool", "ReLU": "relu",
            "Softmax": "softmax"}


def blob(values, old, double=False):
    """A BlobProto; an `old` one has four axes, ones in front."""
    one = CLASSES["BlobProto"]()
    if old:
        one.num, one.channels, one.height, one.width = (1,) * (4 - values.ndim) + values.shape
    else:
        one.shape.dim.extend(values.shape)
    (one.double_data if double else one.data).extend(values.ravel().tolist())
    return one


def net(generation, layers, double=False):
    """layers: (name, type, groups, weights and biases)"""
    all_ = CLASSES["NetParameter"](name="small")
    for name, kind, groups, values in layers:
        blobs = [blob(v, generation < 2, double) for v in values]
        if generation == 0:
            one = all_.layers.add().layer
            one.type = V0_TYPES[kind]
            one.blobs_lr.extend([1, 2])
            if groups > 1:
                one.group = groups
        elif generation == 1:
            one = all_.layers.add(bottom=["x"], top=[name])
            one.type = V1_TYPES[kind]
        else:
            one = all_.layer.add(bottom=["x"], top=[name])
            one.type = kind
        one.name = name
        if generation > 0 and kind == "Convolution":
            one.convolution_param.num_output = len(values[0])
            if groups > 1:
                one.convolution_param.group = groups
        one.blobs.extend(blobs)
    return all_.SerializeToString()


def pixels(rows, columns):
    """[3, rows, columns], blue, green, red; the tests draw the same."""
    c, r, q = np.ogrid[:3, :rows, :columns]
    return ((37 * (3 - c) + 11 * r * (c + 1) + 7 * q * q + 5 * r * q) % 256).astype(np.float64)


# What Caffe computes, in double precision.

def convolve(x, weights, biases, stride=1, pad=0, groups=1):
    filters, depth, kernel, _ = weights.shape
    x = np.pad(x, ((0, 0), (pad, pad), (pad, pad)))
    rows, columns = ((n - kernel) // stride + 1 for n in x.shape[1:])
    y = np.zeros((filters, rows, columns))
    for f in range(filters):
        mine = x[f // (filters // groups) * depth:][:depth]
        for r in range(rows):
            for q in range(columns):
                y[f, r, q] = (mine[:, r * stride:, q * stride:][:, :kernel, :kernel] * weights[f]).sum() + biases[f]
    return y


def relu(x):
    return np.maximum(x, 0)


def lrn(x, size, alpha=1e-4, beta=0.75):
    y = np.zeros_like(x)
    for c in range(len(x)):
        around = x[max(0, c - size // 2):c + size // 2 + 1]
        y[c] = x[c] / (1 + alpha / size * (around ** 2).sum(0)) ** beta
    return y


def pool(x, kernel, stride):
    rows, columns = (-(-(n - kernel) // stride) + 1 for n in x.shape[1:])
    return np.array([[[plane[r * stride:, q * stride:][:kernel, :kernel].max() for q in range(columns)]
                      for r in range(rows)] for plane in x])


def pyramid(x, sides):
    """The features of the scales in the order of `sides`; in each channels, rows, columns."""
    n, m = x.shape[1:]
    return np.concatenate([
        np.array([[[plane[i * n // k:-(-(i + 1) * n // k), j * m // k:-(-(j + 1) * m // k)].max()
                    for j in range(k)] for i in range(k)] for plane in x]).ravel() for k in sides])


def draw(*shape, size=0.1):
    return (RANDOM.standard_normal(shape) * size).astype(np.float32)


def small(expected):
    """A small AlexNet: 3 x 17 x 15 -> 4 x 8 x 7 -> 4 x 4 x 3 -> 6 x 4 x 3 in two groups -> 6 x 2 x 2 -> 5"""
    conv1, conv2, ip3 = [(draw(4, 3, 5, 5), draw(4)), (draw(6, 2, 3, 3), draw(6)), (draw(5, 24), draw(5))]
    layers = [("conv1", "Convolution", 1, conv1), ("relu1", "ReLU", 1, ()), ("norm1", "LRN", 1, ()),
              ("pool1", "Pooling", 1, ()), ("conv2", "Convolution", 2, conv2), ("relu2", "ReLU", 1, ()),
              ("pool2", "Pooling", 1, ()), ("ip3", "InnerProduct", 1, ip3), ("prob", "Softmax", 1, ())]
    for generation in range(3):
        (FOLDER / f"small_v{generation}.caffemodel").write_bytes(net(generation, layers))
    (FOLDER / "small_double.caffemodel").write_bytes(net(2, layers, double=True))

    mean = (128 + 40 * RANDOM.standard_normal((3, 17, 15))).astype(np.float32)
    (FOLDER / "mean.binaryproto").write_bytes(blob(mean, old=True).SerializeToString())

    x = pixels(17, 15) - mean
    y = pool(lrn(relu(convolve(x, *conv1, stride=2, pad=1)), 3), 3, 2)
    y = pool(relu(convolve(y, *conv2, pad=1, groups=2)), 2, 2)
    expected["small.outputs"] = ip3[0] @ y.ravel() + ip3[1]
    expected["mean"] = mean
    for name, _, _, values in layers:
        for part, one in zip(("weight", "bias"), values):
            expected[f"{name}.{part}"] = one


def zeiler(expected):
    """SPP-net's trunk (Zeiler_conv5) with few channels: 3 x 131 x 131 -> 3 x 7 x 7, bins of 1, 2, 3, 6, a layer of 4"""
    convs = [(draw(2, 3, 7, 7), draw(2)), (draw(4, 2, 5, 5), draw(4)), (draw(3, 4, 3, 3), draw(3)),
             (draw(3, 3, 3, 3), draw(3)), (draw(3, 3, 3, 3), draw(3))]
    fc6 = (draw(4, 150), draw(4))
    layers = [(f"conv{i + 1}", "Convolution", 1, one) for i, one in enumerate(convs)] + [("fc6", "InnerProduct", 1, fc6)]
    (FOLDER / "zeiler.caffemodel").write_bytes(net(1, layers))

    y = pixels(131, 131) - 100
    y = pool(lrn(relu(convolve(y, *convs[0], stride=2, pad=1)), 5), 3, 2)
    y = pool(lrn(relu(convolve(y, *convs[1], stride=2)), 5), 3, 2)
    for one in convs[2:]:
        y = relu(convolve(y, *one, pad=1))
    expected["zeiler.conv5"] = y
    expected["zeiler.outputs"] = fc6[0] @ pyramid(y, (1, 2, 3, 6)) + fc6[1]


def datums():
    """The image of 17 x 15 pixels, raw (planes of blue, green, red), encoded, and its green alone."""
    planes = pixels(17, 15).astype(np.uint8)
    png = io.BytesIO()
    Image.fromarray(planes[::-1].transpose(1, 2, 0)).save(png, "PNG")
    for name, fields in {
        "raw": dict(channels=3, data=planes.tobytes(), label=2),
        "encoded": dict(channels=3, data=png.getvalue(), label=1, encoded=True),
        "grey": dict(channels=1, data=planes[1].tobytes(), label=0),
        "floats": dict(channels=1, float_data=planes[1].ravel().astype(float).tolist(), label=0),
    }.items():
        (FOLDER / f"{name}.datum").write_bytes(CLASSES["Datum"](height=17, width=15, **fields).SerializeToString())


EXPECTED = {}
small(EXPECTED)
zeiler(EXPECTED)
datums()
save_file(EXPECTED, FOLDER / "expected.safetensors")
