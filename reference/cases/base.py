"""What a case is, and what the cases share."""
import zlib
from typing import Callable, NamedTuple

import numpy as np
import torch


class Case(NamedTuple):
    """A computation whose inputs and outputs are recorded, once in double and once in float."""

    group: str  # which comparer reads it, and the name of its file
    name: str  # also the seed of its inputs
    attributes: dict  # hyper-parameters, as PyTorch calls them
    inputs: Callable  # (Random) -> {name: array}
    outputs: Callable  # ({name: tensor}) -> {name: tensor or array}


class Random:
    """Numbers that a 32-bit float holds exactly, so that both precisions start from the same.

    A few cases shift them afterwards: these inputs are recorded in double, and rounded for float."""

    def __init__(self, name):
        self.generator = np.random.default_rng(zlib.crc32(name.encode()))

    def normal(self, *shape, scale=1.0):
        return exact(self.generator.standard_normal(shape) * scale)

    def uniform(self, low, high, *shape):
        return exact(self.generator.uniform(low, high, shape))

    def integers(self, low, high, *shape):
        return self.generator.integers(low, high, shape)


def exact(values):
    return values.astype(np.float32).astype(np.float64)


def is_exact(values):
    return np.array_equal(values, exact(values))


def compute(case, precisions):
    """Returns the arrays in/NAME of the inputs, and PRECISION/NAME of the outputs; none of them has rank 0."""
    inputs = case.inputs(Random(case.name))
    arrays = {'in/' + name: array(value, np.float32 if is_exact(value) else np.float64)
              for name, value in inputs.items()}
    for precision, dtype in precisions.items():
        tensors = {name: tensor(value, dtype) for name, value in inputs.items()}
        numpy_type = np.float64 if dtype == torch.float64 else np.float32
        for name, value in case.outputs(tensors).items():
            arrays[f'{precision}/{name}'] = array(value, numpy_type)
    for name, value in arrays.items():
        assert value.dtype.kind == 'i' or np.isfinite(value).all(), f'{case.name} {name} is not finite'
    return arrays


def tensor(values, dtype):
    return torch.tensor(values, dtype=dtype if values.dtype.kind == 'f' else None)


def array(values, float_type):
    if isinstance(values, torch.Tensor):
        values = values.detach().numpy()
    values = np.atleast_1d(values)
    return np.ascontiguousarray(values, float_type if values.dtype.kind == 'f' else None)


def leaf(values):
    return values.clone().requires_grad_(True)


def backward(y, gy, **leaves):
    """Returns y and the gradient of sum(y*gy) with respect to each leaf, named g and the leaf's name."""
    gradients = torch.autograd.grad(y, list(leaves.values()), gy)
    return dict(y=y, **{'g' + name: gradient for name, gradient in zip(leaves, gradients)})


def differentiate(function, tensors, *names):
    """Returns backward of function(x, ...) for the named inputs in this order, with the gradient gy."""
    leaves = {name: leaf(tensors[name]) for name in names}
    return backward(function(*leaves.values()), tensors['gy'], **leaves)
