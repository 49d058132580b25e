"""Activations, on points where they bend, saturate and are 0; the gradient at a kink is PyTorch's choice."""
import numpy as np
import torch
import torch.nn.functional as F

from .base import Case, differentiate, exact

POINTS = exact(np.concatenate([
    [-100., -20., -5., -3., -1., -0.5, -1e-3, 0., 1e-3, 0.5, 1., 3., 5., 20., 100.], np.linspace(-4, 4, 33)])).reshape(6, 8)

FUNCTIONS = dict(
    relu=F.relu,
    leaky_relu_0p01=lambda x: F.leaky_relu(x, 0.01),
    leaky_relu_0p3=lambda x: F.leaky_relu(x, 0.3),
    elu=F.elu,
    elu_0p5=lambda x: F.elu(x, 0.5),
    selu=F.selu,
    sigmoid=torch.sigmoid,
    tanh=torch.tanh,
    softplus=F.softplus,
    softsign=F.softsign,
    gelu_erf=F.gelu,
    gelu_tanh=lambda x: F.gelu(x, approximate='tanh'),
    silu=F.silu,
    mish=F.mish,
    hardtanh=F.hardtanh,
    hardsigmoid=F.hardsigmoid,
    relu6=F.relu6,
    logsigmoid=F.logsigmoid,
    hardtanh_m2_0p5=lambda x: F.hardtanh(x, -2, 0.5),
    celu=F.celu,
    celu_2=lambda x: F.celu(x, 2),
    hardshrink=F.hardshrink,
    hardshrink_1=lambda x: F.hardshrink(x, 1),
    softshrink=F.softshrink,
    softshrink_1=lambda x: F.softshrink(x, 1),
    thresholded_relu_1=lambda x: F.threshold(x, 1, 0))

OVER_CHANNELS = dict(softmax=lambda x: F.softmax(x, dim=1), log_softmax=lambda x: F.log_softmax(x, dim=1))


def activation(name, function, draw, **attributes):
    def inputs(random):
        x = draw(random)
        return dict(x=x, gy=random.normal(*x.shape))

    return Case('activation', 'act_' + name, attributes, inputs, lambda t: differentiate(function, t, 'x'))


def prelu(name, *shape):
    return learned(name, lambda r: dict(x=r.normal(*shape), a=r.uniform(0.1, 0.5, shape[1]), gy=r.normal(*shape)))


def learned(name, inputs):
    return Case('activation', 'act_' + name, {}, inputs, lambda t: differentiate(F.prelu, t, 'x', 'a'))


def cases():
    for name, function in FUNCTIONS.items():
        yield activation(name, function, lambda r: POINTS)
    for name, function in OVER_CHANNELS.items():
        yield activation(name + '_x1', function, lambda r: r.normal(4, 6, scale=1.0), axis=1)
        yield activation(name + '_x10', function, lambda r: r.normal(4, 6, scale=10.0), axis=1)
        yield activation(name + '_x200', function, lambda r: r.normal(4, 6, scale=200.0), axis=1)
        yield activation(name + '_images', function, lambda r: r.normal(2, 5, 3, 2), axis=1)
    # without 3, where PyTorch's gradient is 1 or 1.5, depending on whether the element falls into a vector
    yield activation('hardswish', F.hardswish, lambda r: np.where(POINTS == 3, 2.75, POINTS))
    yield activation('relu6_kinks', F.relu6, lambda r: np.array([[-0.5, 0, 0.5, 5.5, 6, 6.5]]))
    yield prelu('prelu', 2, 3, 4, 4)
    yield prelu('prelu_rows', 4, 5)
    yield learned('prelu_0p25', lambda r: dict(x=POINTS, a=np.full(8, 0.25), gy=r.normal(6, 8)))
