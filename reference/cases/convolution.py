"""Convolutions: NCHW, weights [out, in/groups, rows, columns]."""
import torch
import torch.nn.functional as F

from .base import Case, differentiate


def convolution(name, batch, channels, height, width, filters, kernel, stride=(1, 1), padding=(0, 0), dilation=(1, 1),
                groups=1, bias=True, border=None, value=0.0, same=False):
    """border: (top, left, bottom, right) of a border that holds the value."""
    def forward(x, w, b=None):
        if border:
            top, left, bottom, right = border
            x = F.pad(x, (left, right, top, bottom), value=value)
        return F.conv2d(x, w, b, stride, 'same' if same else padding, dilation, groups)

    def inputs(random):
        values = dict(x=random.normal(batch, channels, height, width),
                      w=random.normal(filters, channels // groups, *kernel, scale=0.5))
        if bias:
            values['b'] = random.normal(filters)
        y = forward(torch.tensor(values['x']), torch.tensor(values['w']))
        values['gy'] = random.normal(*y.shape)
        return values

    attributes = dict(kernel=kernel, stride=stride, padding='same' if same else padding, dilation=dilation,
                      groups=groups, bias=bias, pad_tlbr=border)
    if value:
        attributes['pad_value'] = value
    return Case('conv2d', 'conv2d_' + name, attributes, inputs,
                lambda t: differentiate(forward, t, *(('x', 'w', 'b') if bias else ('x', 'w'))))


def cases():
    yield convolution('1x1', 2, 3, 4, 5, 4, (1, 1))
    yield convolution('3x3_valid', 2, 3, 6, 5, 4, (3, 3))
    yield convolution('3x3_pad1', 2, 3, 6, 5, 4, (3, 3), padding=(1, 1))
    yield convolution('3x3_pad1_nobias', 2, 3, 6, 5, 4, (3, 3), padding=(1, 1), bias=False)
    yield convolution('3x3_s2_pad1', 2, 3, 7, 8, 4, (3, 3), (2, 2), (1, 1))
    yield convolution('3x2_s2x1_p1x0', 2, 2, 7, 6, 3, (3, 2), (2, 1), (1, 0))
    yield convolution('5x5_pad2', 1, 2, 8, 8, 3, (5, 5), padding=(2, 2))
    yield convolution('3x3_dil2_pad2', 2, 2, 9, 8, 3, (3, 3), padding=(2, 2), dilation=(2, 2))
    yield convolution('3x3_s2_dil2x1_pad1', 2, 2, 9, 8, 3, (3, 3), (2, 2), (1, 1), (2, 1))
    yield convolution('groups2', 2, 4, 6, 5, 6, (3, 3), padding=(1, 1), groups=2)
    yield convolution('depthwise', 2, 4, 6, 5, 4, (3, 3), padding=(1, 1), groups=4)
    yield convolution('depthwise_mult2_s2', 2, 3, 7, 7, 6, (3, 3), (2, 2), (1, 1), groups=3)
    yield convolution('groups2_dil2_s2', 2, 4, 9, 9, 4, (3, 3), (2, 2), (2, 2), (2, 2), groups=2)
    yield convolution('kernel_eq_input', 3, 2, 4, 3, 5, (4, 3))
    yield convolution('stride_gt_kernel', 2, 2, 8, 9, 3, (2, 2), (3, 3))
    yield convolution('pad_gt_needed', 1, 1, 3, 3, 2, (2, 2), (1, 1), (2, 2))
    yield convolution('asym_pad_s2', 2, 2, 6, 7, 3, (3, 3), (2, 2), border=(0, 1, 2, 1))
    yield convolution('same_even_kernel', 2, 2, 5, 6, 3, (2, 4), same=True)
    yield convolution('batch1_1pixel', 1, 3, 1, 1, 2, (1, 1))
    yield convolution('lenet_c1', 2, 1, 12, 12, 6, (5, 5))
    yield convolution('pad_value', 2, 3, 6, 5, 4, (3, 3), border=(1, 1, 1, 1), value=0.75)
    yield convolution('asym_pad_value_s2_groups2', 2, 4, 6, 7, 4, (3, 3), (2, 2), groups=2, border=(0, 1, 2, 1),
                      value=-1.5)
