"""Gradient clipping, over two parameters together; PyTorch scales by max_norm/(norm + 1e-6) where that is < 1."""
from torch.nn import utils

from .base import Case, leaf


def gradients(t):
    parameters = [leaf(t['g0']), leaf(t['g1'])]
    for name, parameter in zip(('g0', 'g1'), parameters):
        parameter.grad = t[name].clone()
    return parameters


def by_norm(t, bound):
    parameters = gradients(t)
    norm = utils.clip_grad_norm_(parameters, bound)
    return dict(total_norm=norm, c0=parameters[0].grad, c1=parameters[1].grad)


def by_value(t, bound):
    parameters = gradients(t)
    utils.clip_grad_value_(parameters, bound)
    return dict(c0=parameters[0].grad, c1=parameters[1].grad)


def inputs(random):
    return dict(g0=random.normal(3, 4), g1=random.normal(5))


def cases():
    for name, bound in (('active', 1.0), ('inactive', 1e3)):
        yield Case('clip', 'clip_global_norm_' + name, dict(max_norm=bound), inputs,
                   lambda t, bound=bound: by_norm(t, bound))
    yield Case('clip', 'clip_value', dict(clip_value=0.5), inputs, lambda t: by_value(t, 0.5))
