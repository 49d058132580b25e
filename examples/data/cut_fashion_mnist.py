#!/usr/bin/env python3
"""Cuts the first 10,000 training and 2,000 test images of Fashion-MNIST into this folder.

    apt-get install dataset-fashion-mnist
    python3 examples/data/cut_fashion_mnist.py

The images come from Debian's package dataset-fashion-mnist 0.0~git20200523.55506a9-1
(https://github.com/zalandoresearch/fashion-mnist, MIT licence). Running it again gives the same bytes.
"""
import gzip
import pathlib
import struct

SOURCE = pathlib.Path("/usr/share/datasets/fashion-mnist")
TARGET = pathlib.Path(__file__).parent


def cut(name, count):
    data = gzip.decompress((SOURCE / (name + ".gz")).read_bytes())
    rank = data[3]
    sizes = struct.unpack(f">{rank}I", data[4 : 4 + 4 * rank])
    assert count <= sizes[0], (name, sizes)
    item = 1
    for size in sizes[1:]:
        item *= size
    start = 4 + 4 * rank
    head = data[:4] + struct.pack(f">{rank}I", count, *sizes[1:])
    cut = head + data[start : start + count * item]
    with open(TARGET / (name + ".gz"), "wb") as file:
        with gzip.GzipFile("", "wb", 9, file, mtime=0) as zipped:
            zipped.write(cut)


for part, count in (("train", 10_000), ("t10k", 2_000)):
    cut(f"{part}-images-idx3-ubyte", count)
    cut(f"{part}-labels-idx1-ubyte", count)
