"""Pooling, of windows and of whole images."""
import numpy as np
import torch
import torch.nn.functional as F

from .base import Case, backward, differentiate, leaf


def max_pool(name, shape, kernel, stride=None, padding=(0, 0), dilation=(1, 1), ceil=False, ties=False):
    stride = stride or kernel

    def forward(x):
        return F.max_pool2d(x, kernel, stride, padding, dilation, ceil, return_indices=True)

    def inputs(random):
        # mostly below 0, so that a border of zeros would win wrongly
        x = random.integers(-2, 2, *shape).astype(np.float64) if ties else random.normal(*shape) - 3.0
        return dict(x=x, gy=random.normal(*forward(torch.zeros(*shape))[0].shape))

    def outputs(t):
        x = leaf(t['x'])
        y, winners = forward(x)
        return dict(**backward(y, t['gy'], x=x), argmax_hw=winners)  # indices of the unpadded height*width plane

    attributes = dict(kind='max', kernel=kernel, stride=stride, padding=padding, ceil_mode=ceil, dilation=dilation,
                      ties=ties)
    return Case('maxpool2d', 'maxpool_' + name, attributes, inputs, outputs)


def average_pool(name, shape, kernel, stride=None, padding=(0, 0), ceil=False, include=True, divisor=None):
    stride = stride or kernel

    def forward(x):
        return F.avg_pool2d(x, kernel, stride, padding, ceil, include, divisor)

    attributes = dict(kind='avg', kernel=kernel, stride=stride, padding=padding, ceil_mode=ceil,
                      count_include_pad=include, divisor_override=divisor)
    return Case('avgpool2d', 'avgpool_' + name, attributes,
                lambda r: dict(x=r.normal(*shape), gy=r.normal(*forward(torch.zeros(*shape)).shape)),
                lambda t: differentiate(forward, t, 'x'))


def global_pool(name, forward):
    return Case('globalpool', name, {}, lambda r: dict(x=r.normal(2, 3, 4, 5), gy=r.normal(2, 3)),
                lambda t: differentiate(forward, t, 'x'))


def cases():
    for pool in (max_pool, average_pool):
        yield pool('2x2', (2, 3, 6, 8), (2, 2))
        yield pool('2x2_odd_floor', (2, 3, 5, 7), (2, 2))
        yield pool('2x2_odd_ceil', (2, 3, 5, 7), (2, 2), ceil=True)
        yield pool('3x3_s2', (2, 2, 7, 9), (3, 3), (2, 2))
        yield pool('3x3_s2_pad1', (2, 2, 7, 8), (3, 3), (2, 2), (1, 1))
        yield pool('3x3_s2_pad1_ceil', (2, 2, 6, 8), (3, 3), (2, 2), (1, 1), ceil=True)
        yield pool('3x3_s1_overlap', (1, 2, 5, 5), (3, 3), (1, 1))
        yield pool('3x2_s2x1_p1x0', (2, 2, 6, 5), (3, 2), (2, 1), (1, 0))
        yield pool('stride_gt_kernel', (1, 2, 8, 8), (2, 2), (3, 3))
        yield pool('ceil_s3', (1, 1, 7, 7), (2, 2), (3, 3), ceil=True)
    yield max_pool('3x3_dil2', (1, 2, 8, 7), (3, 3), (1, 1), dilation=(2, 2))
    yield max_pool('2x2_ties', (2, 2, 6, 6), (2, 2), ties=True)
    yield max_pool('3x3_s1_ties', (1, 2, 5, 5), (3, 3), (1, 1), ties=True)
    yield average_pool('3x3_s2_pad1_excl', (2, 2, 7, 8), (3, 3), (2, 2), (1, 1), include=False)
    yield average_pool('3x3_s2_pad1_ceil_excl', (2, 2, 6, 8), (3, 3), (2, 2), (1, 1), ceil=True, include=False)
    yield average_pool('2x2_divisor3', (1, 2, 4, 4), (2, 2), divisor=3)
    yield global_pool('global_avg', lambda x: F.adaptive_avg_pool2d(x, 1).flatten(1))
    yield global_pool('global_max', lambda x: torch.amax(x, (2, 3)))
