"""Fully connected layers: weights [out, in]."""
import torch.nn.functional as F

from .base import Case, differentiate


def linear(name, batch, inputs, outputs, bias=True):
    def draw(random):
        values = dict(x=random.normal(batch, inputs), w=random.normal(outputs, inputs),
                      gy=random.normal(batch, outputs))
        return dict(**values, b=random.normal(outputs)) if bias else values

    return Case('linear', 'linear_' + name, dict(bias=bias), draw,
                lambda t: differentiate(F.linear, t, *(('x', 'w', 'b') if bias else ('x', 'w'))))


def cases():
    yield linear('7x5x3', 7, 5, 3)
    yield linear('nobias', 4, 6, 2, False)
    yield linear('one_out', 5, 3, 1)
