"""Batch, layer and group normalization."""
import torch.nn.functional as F

from .base import Case, backward, differentiate, leaf


def batch_norm(name, shape, training, momentum=0.1, eps=1e-5, affine=True, steps=1):
    """The running statistics are recorded after each step, outputs and gradients in the last one."""
    channels = shape[1]

    def inputs(random):
        values = dict(rm0=random.normal(channels), rv0=random.uniform(0.5, 2.0, channels))
        if affine:
            values.update(gamma=random.uniform(0.5, 1.5, channels), beta=random.normal(channels))
        for step in range(steps):
            values[f'x{step}'] = random.normal(*shape, scale=2.0) + 1.5
        values['gy'] = random.normal(*shape)
        return values

    def outputs(t):
        mean, variance = t['rm0'].clone(), t['rv0'].clone()
        learned = dict(gamma=leaf(t['gamma']), beta=leaf(t['beta'])) if affine else {}
        values = {}
        for step in range(steps):
            x = leaf(t[f'x{step}'])
            y = F.batch_norm(x, mean, variance, *(learned.values() if affine else (None, None)), training, momentum,
                             eps)
            values[f'rm{step + 1}'], values[f'rv{step + 1}'] = mean.clone(), variance.clone()
        return dict(**values, **backward(y, t['gy'], x=x, **learned))

    attributes = dict(training=training, momentum=momentum, eps=eps, affine=affine, steps=steps)
    return Case('batchnorm', 'bn_' + name, attributes, inputs, outputs)


def layer_norm(name, shape, last, eps=1e-5, affine=True):
    normalized = shape[-last:]

    def inputs(random):
        values = dict(x=random.normal(*shape))
        if affine:
            values.update(gamma=random.uniform(0.5, 1.5, *normalized), beta=random.normal(*normalized))
        return dict(**values, gy=random.normal(*shape))

    return Case('layernorm', 'ln_' + name, dict(normalized_shape=normalized, eps=eps), inputs,
                lambda t: differentiate(lambda x, g=None, b=None: F.layer_norm(x, normalized, g, b, eps), t,
                                        *(('x', 'gamma', 'beta') if affine else ('x',))))


def group_norm(name, shape, groups, eps=1e-5, affine=True):
    channels = shape[1]

    def inputs(random):
        values = dict(x=random.normal(*shape))
        if affine:
            values.update(gamma=random.uniform(0.5, 1.5, channels), beta=random.normal(channels))
        return dict(**values, gy=random.normal(*shape))

    return Case('groupnorm', 'gn_' + name, dict(groups=groups, eps=eps), inputs,
                lambda t: differentiate(lambda x, g=None, b=None: F.group_norm(x, groups, g, b, eps), t,
                                        *(('x', 'gamma', 'beta') if affine else ('x',))))


def cases():
    yield batch_norm('2d_train', (3, 4, 5, 2), True)
    yield batch_norm('2d_train_3steps', (3, 4, 5, 2), True, steps=3)
    yield batch_norm('2d_train_mom0.01_eps1e-3', (2, 3, 4, 4), True, 0.01, 1e-3)
    yield batch_norm('2d_train_noaffine', (2, 3, 4, 4), True, affine=False)
    yield batch_norm('2d_train_n1', (1, 3, 4, 4), True)
    yield batch_norm('2d_train_2values', (2, 3, 1, 1), True)
    yield batch_norm('2d_eval', (3, 4, 5, 2), False)
    yield batch_norm('2d_eval_noaffine', (2, 3, 4, 4), False, affine=False)
    yield batch_norm('1d_train', (6, 5), True)
    yield batch_norm('1d_eval', (6, 5), False)
    yield layer_norm('last2', (2, 3, 4, 5), 2)
    yield layer_norm('last1', (2, 3, 4, 5), 1)
    yield layer_norm('whole', (2, 3, 4, 5), 3)
    yield layer_norm('row_eps1e-3', (4, 6), 1, eps=1e-3)
    yield layer_norm('whole_noaffine', (2, 3, 4, 5), 3, affine=False)
    yield group_norm('2', (2, 4, 3, 3), 2)
    yield group_norm('1', (2, 4, 3, 3), 1)
    yield group_norm('instance', (2, 4, 3, 3), 4)
    yield group_norm('row_eps1e-3', (3, 6), 3, eps=1e-3)
    yield group_norm('2_noaffine', (2, 4, 3, 3), 2, affine=False)
