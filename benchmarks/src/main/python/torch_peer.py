"""PyTorch as a peer: answers the line protocol that PeerLoop.java describes."""

import json
import math
import os
import re
import sys
import time

import torch
import torch.nn as nn

out = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)  # what libraries print goes to the log
torch.set_num_threads(os.cpu_count())


def module(line, shape):
    """Returns the layer of a line and the shape of an example after it."""
    words = line.split()
    kind = words[0]
    sizes = [int(word) for word in words[1:] if "=" not in word]
    options = dict(word.split("=") for word in words[1:] if "=" in word)
    if kind == "conv":
        stride, padding = int(options.get("stride", 1)), int(options.get("padding", 0))
        filters, kernel = sizes
        layer = nn.Conv2d(
            shape[0], filters, kernel, stride, padding,
            groups=int(options.get("groups", 1)), bias=options.get("bias") != "no")
        return layer, [filters] + [(n + 2 * padding - kernel) // stride + 1 for n in shape[1:]]
    if kind in ("maxpool", "avgpool"):
        layer = nn.MaxPool2d if kind == "maxpool" else nn.AvgPool2d
        return layer(sizes[0]), [shape[0]] + [n // sizes[0] for n in shape[1:]]
    if kind == "globalavgpool":
        return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()), shape[:1]
    if kind == "flatten":
        return nn.Flatten(), [math.prod(shape)]
    if kind == "dense":
        return nn.Linear(shape[0], sizes[0]), sizes
    if kind == "bn":
        return (nn.BatchNorm2d if len(shape) == 3 else nn.BatchNorm1d)(shape[0]), shape
    return {"relu": nn.ReLU, "tanh": nn.Tanh}[kind](), shape


LEAST_RATE = 10  # GFLOP/s: the reference BLAS has a few, any other several times as many


def blas():
    """Returns the libraries that may multiply; it is an error if they are as slow as the reference BLAS."""
    with open("/proc/self/maps") as maps:
        found = re.findall(r"/(lib(?:mkl|blas|openblas|blis|atlas|flexiblas)[^/\s]*)", maps.read())
    libraries = ", ".join(sorted(set(found))) or "its own BLAS"
    a = torch.full((512, 512), 0.186)
    rate = 2 * 512**3 / min(milliseconds(1, lambda: torch.mm(a, a)) for _ in range(5)) / 1e6
    if rate < LEAST_RATE:
        raise SystemExit(
            f"PyTorch multiplies at {rate:.1f} GFLOP/s ({libraries}), as the reference BLAS does;"
            " install another: apt-get install libopenblas0-pthread")
    return libraries


class Network:
    """A workload, built, with one batch to run it on."""

    def __init__(self, workload):
        torch.manual_seed(1)
        layers, shape = [], workload["input"]
        for line in workload["layers"]:
            layer, shape = module(line, shape)
            layers.append(layer)
        self.net = nn.Sequential(*layers)
        self.optimizer = torch.optim.Adam(self.net.parameters(), 1e-3)
        batch = workload["batch"]
        self.x = torch.rand(batch, *workload["input"])
        if workload["loss"] == "crossEntropy":
            self.y, self.loss = torch.arange(batch) % shape[0], nn.CrossEntropyLoss()
        else:
            self.y, self.loss = torch.rand(batch, *shape), nn.MSELoss()

    def parameters(self):
        return sum(p.numel() for p in self.net.parameters())

    def train_step(self):
        self.optimizer.zero_grad()
        self.loss(self.net(self.x), self.y).backward()
        self.optimizer.step()

    def run(self, mode, steps):
        if mode == "train":
            self.net.train()
            return milliseconds(steps, self.train_step)
        if mode == "predict":
            self.net.eval()
            with torch.no_grad():
                return milliseconds(steps, lambda: self.net(self.x))
        if mode == "gemm":
            a = torch.full((1024, 1024), 0.186)
            return milliseconds(steps, lambda: torch.mm(a, a))
        raise ValueError(f"no mode {mode}")


def milliseconds(steps, step):
    start = time.perf_counter()
    for _ in range(steps):
        step()
    return (time.perf_counter() - start) * 1e3 / steps


def kibibytes(field):
    with open("/proc/self/status") as status:
        return next(line.split()[1] for line in status if line.startswith(field))


def answer(command, rest):
    global network
    if command == "open":
        network = Network(json.loads(rest))
        return network.parameters()
    if command == "memory":
        return kibibytes("VmHWM:") + " " + kibibytes("VmRSS:")
    return network.run(command, int(rest))


network = None
try:
    print(f"> ready PyTorch {torch.__version__} on {blas()}, {torch.get_num_threads()} threads", file=out)
except SystemExit as error:
    print("> error", error, file=out)
    raise
for line in sys.stdin:
    command, _, rest = line.strip().partition(" ")
    if command == "quit":
        break
    try:
        print("> ok", answer(command, rest), file=out)
    except Exception as error:
        print("> error", repr(error).replace("\n", " "), file=out)
