#!/usr/bin/env python3
"""Makes the files in images/ beside this one: a small picture in the kinds of files that people have.

expected.safetensors holds what Pillow makes of each, converted to RGB: [rows, columns, 3]. Kinds that Pillow cannot
write are written here. Needs pillow, numpy and safetensors.
"""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image
from safetensors.numpy import save_file

ROWS, COLUMNS = 18, 22
FOLDER = Path(__file__).with_name("images")


def picture():
    """[rows, columns, 3] bytes: slopes, so that lossy coding loses little."""
    r, q = np.mgrid[0:ROWS, 0:COLUMNS]
    return np.stack([20 + 10 * r, 30 + 8 * q, 200 - 4 * r - 3 * q], axis=-1).astype(np.uint8)


def saved(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(depth, colour, rows, interlaced=0):
    """A PNG of these packed rows, all with filter 0."""
    header = struct.pack(">IIBBBBB", COLUMNS, ROWS, depth, colour, 0, 0, interlaced)
    data = zlib.compress(b"".join(b"\0" + row for row in rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def adam7(pixels):
    """The rows of the seven passes."""
    for r, q, dr, dq in ((0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)):
        yield from (row.tobytes() for row in pixels[r::dr, q::dq])


def bmp(bits, rows, palette=b"", header=40, compression=0, masks=b"", from_top=False):
    height = -ROWS if from_top else ROWS
    data = b"".join(row + bytes(-len(row) % 4) for row in (rows if from_top else rows[::-1])) if compression != 1 else rows
    begin = 14 + header + len(masks) + len(palette)
    if header == 12:
        second = struct.pack("<IHHHH", 12, COLUMNS, ROWS, 1, bits)
    else:
        second = struct.pack("<IiiHHIIiiII", 40, COLUMNS, height, 1, bits, compression, len(data), 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", begin + len(data), 0, 0, begin) + second + masks + palette + data


def main():
    pixels = picture()
    rgb = Image.fromarray(pixels)
    grey, palette, two = rgb.convert("L"), rgb.quantize(16), rgb.convert("1")
    alpha = Image.fromarray(np.full((ROWS, COLUMNS), 90, np.uint8))
    wide = pixels.astype(np.uint16) * 257 + 40
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter

    indexed = np.asarray(palette)
    colours = np.array(palette.getpalette()[:48], np.uint8).reshape(16, 3)[:, ::-1]  # blue, green, red
    four = [bytes(row[q] << 4 | (row[q + 1] if q + 1 < COLUMNS else 0) for q in range(0, COLUMNS, 2)) for row in indexed]
    bits = [np.packbits(row).tobytes() for row in np.asarray(two)]
    words = pixels.astype(np.uint32)
    word555 = words[..., 0] >> 3 << 10 | words[..., 1] >> 3 << 5 | words[..., 2] >> 3
    word565 = words[..., 0] >> 3 << 11 | words[..., 1] >> 2 << 5 | words[..., 2] >> 3
    masks565 = struct.pack("<III", 0xF800, 0x07E0, 0x001F)
    runs = b"".join(b"".join(bytes((1, i)) for i in row) + b"\0\0" for row in indexed[::-1]) + b"\0\1"
    with_fourth = colours.tolist()

    files = {
        "rgb.png": saved(rgb, "PNG"),
        "grey.png": saved(grey, "PNG"),
        "palette.png": saved(palette, "PNG"),
        "palette_4_bits.png": saved(palette, "PNG", bits=4),
        "palette_transparent.png": saved(palette, "PNG", transparency=3),
        "two_colours.png": saved(two, "PNG"),
        "rgb_alpha.png": saved(Image.merge("RGBA", (*rgb.split(), alpha)), "PNG"),
        "grey_alpha.png": saved(Image.merge("LA", (grey, alpha)), "PNG"),
        "rgb_16_bits.png": png(16, 2, [row.astype(">u2").tobytes() for row in wide]),
        "rgb_interlaced.png": png(8, 2, adam7(pixels), interlaced=1),
        "444.jpg": saved(rgb, "JPEG", quality=95, subsampling="4:4:4"),
        "422.jpg": saved(rgb, "JPEG", quality=95, subsampling="4:2:2"),
        "420.jpg": saved(rgb, "JPEG", quality=95, subsampling="4:2:0"),
        "progressive.jpg": saved(rgb, "JPEG", quality=95, progressive=True),
        "restarts.jpg": saved(rgb, "JPEG", quality=95, restart_marker_blocks=1),
        "rgb_components.jpg": saved(rgb, "JPEG", quality=95, keep_rgb=True),
        "grey.jpg": saved(grey, "JPEG", quality=95),
        "turned.jpg": saved(rgb, "JPEG", quality=95, exif=exif),
        "cmyk.jpg": saved(rgb.convert("CMYK"), "JPEG", quality=95),
        "24_bits.bmp": saved(rgb, "BMP"),
        "32_bits.bmp": saved(rgb.convert("RGBA"), "BMP"),
        "8_bits.bmp": saved(palette, "BMP"),
        "1_bit.bmp": saved(two, "BMP"),
        "from_the_top.bmp": bmp(24, [row[:, ::-1].tobytes() for row in pixels], from_top=True),
        "4_bits.bmp": bmp(4, four, b"".join(bytes(c) + b"\0" for c in with_fourth)),
        "555.bmp": bmp(16, [row.astype("<u2").tobytes() for row in word555]),
        "565.bmp": bmp(16, [row.astype("<u2").tobytes() for row in word565], compression=3, masks=masks565),
        "os2_1_bit.bmp": bmp(1, bits, bytes((10, 20, 30, 240, 220, 200)), header=12),
        "os2_8_bits.bmp": bmp(8, [row.tobytes() for row in indexed], colours.tobytes() + bytes(3 * 240), header=12),
        "os2_24_bits.bmp": bmp(24, [row[:, ::-1].tobytes() for row in pixels], header=12),
        "runs.bmp": bmp(8, runs, b"".join(bytes(c) + b"\0" for c in with_fourth), compression=1),
    }
    FOLDER.mkdir(exist_ok=True)
    expected = {}
    for name, data in files.items():
        (FOLDER / name).write_bytes(data)
        expected[name] = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), np.float32)
    save_file(expected, FOLDER / "expected.safetensors")


main()
