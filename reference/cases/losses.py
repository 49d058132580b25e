"""Losses: the value, as mean and as sum, and the gradient with respect to the predictions."""
import numpy as np
import torch
import torch.nn.functional as F

from .base import Case, exact, leaf


def loss(name, inputs, function, **attributes):
    """function: of predictions, inputs and the reduction."""
    for reduction in ('mean', 'sum'):
        def outputs(t, reduction=reduction):
            predictions = leaf(t['pred'])
            value = function(predictions, t, reduction)
            return dict(loss=value, gpred=torch.autograd.grad(value, predictions)[0])

        yield Case('loss', f'loss_{name}_{reduction}', dict(reduction=reduction, **attributes), inputs, outputs)


def regression(random):
    return dict(pred=random.normal(5, 3, scale=2), target=random.normal(5, 3, scale=2))


def chances(random):
    return dict(pred=random.uniform(0.02, 0.98, 6, 2), target=random.integers(0, 2, 6, 2).astype(np.float64))


def logits(random):
    return dict(pred=random.normal(6, 2, scale=30), target=random.uniform(0, 1, 6, 2))


def classes(scale):
    return lambda random: dict(pred=random.normal(6, 5, scale=scale), target=random.integers(0, 5, 6))


def weighted_classes(random):
    return dict(weights=random.uniform(0.2, 3, 5), **classes(2)(random))


def soft_classes(random):
    shares = random.uniform(0.01, 1, 6, 5)
    return dict(pred=random.normal(6, 5, scale=2), target=exact(shares / shares.sum(1, keepdims=True)))


def weighted_soft_classes(random):
    return dict(weights=random.uniform(0.2, 3, 5), **soft_classes(random))


def log_probabilities(random):
    return dict(pred=exact(np.log(random.uniform(0.05, 1, 6, 5))), target=random.integers(0, 5, 6))


def counts(random):
    return dict(pred=random.normal(5, 3), target=random.integers(0, 6, 5, 3).astype(np.float64))


def images(random):
    return dict(pred=random.normal(2, 3, 2, 4), target=random.integers(0, 3, 2, 2, 4))


def weighted_images(random):
    return dict(weights=random.uniform(0.2, 3, 3), **images(random))


def log_cosh(p, t, reduction):
    return getattr(torch.log(torch.cosh(p - t['target'])), reduction)()


def pinball(q):
    def function(p, t, reduction):
        return getattr(torch.maximum(q * (t['target'] - p), (1 - q) * (p - t['target'])), reduction)()
    return function


def cross_entropy(p, t, reduction, **options):
    return F.cross_entropy(p, t['target'], t.get('weights'), reduction=reduction, **options)


def cases():
    yield from loss('mse', regression, lambda p, t, r: F.mse_loss(p, t['target'], reduction=r))
    yield from loss('l1', regression, lambda p, t, r: F.l1_loss(p, t['target'], reduction=r))
    for delta in (1.0, 0.7, 2.5):
        yield from loss(f'huber_{delta}', regression,
                        lambda p, t, r, d=delta: F.huber_loss(p, t['target'], reduction=r, delta=d), delta=delta)
    yield from loss('smooth_l1_0.5', regression,
                    lambda p, t, r: F.smooth_l1_loss(p, t['target'], reduction=r, beta=0.5), beta=0.5)
    yield from loss('logcosh', regression, log_cosh)
    yield from loss('quantile_0.8', regression, pinball(0.8), quantile=0.8)
    yield from loss('bce', chances, lambda p, t, r: F.binary_cross_entropy(p, t['target'], reduction=r))
    yield from loss('bce_logits', logits,
                    lambda p, t, r: F.binary_cross_entropy_with_logits(p, t['target'], reduction=r))
    yield from loss('softmax_ce', classes(2), cross_entropy)
    yield from loss('softmax_ce_big_logits', classes(300), cross_entropy)
    yield from loss('softmax_ce_smooth0.1', classes(2),
                    lambda p, t, r: cross_entropy(p, t, r, label_smoothing=0.1), label_smoothing=0.1)
    yield from loss('softmax_ce_weights', weighted_classes, cross_entropy)
    yield from loss('softmax_ce_weights_smooth0.1', weighted_classes,
                    lambda p, t, r: cross_entropy(p, t, r, label_smoothing=0.1), label_smoothing=0.1)
    yield from loss('softmax_ce_soft_targets', soft_classes, cross_entropy)
    yield from loss('softmax_ce_soft_targets_smooth0.1', soft_classes,
                    lambda p, t, r: cross_entropy(p, t, r, label_smoothing=0.1), label_smoothing=0.1)
    yield from loss('softmax_ce_soft_targets_weights', weighted_soft_classes, cross_entropy, mean_over='batch')
    yield from loss('softmax_ce_ignore', weighted_classes, lambda p, t, r: cross_entropy(p, t, r, ignore_index=2),
                    ignore_index=2)
    yield from loss('softmax_ce_images', images, cross_entropy)
    yield from loss('softmax_ce_images_weights', weighted_images, cross_entropy)
    yield from loss('nll_on_logprob', log_probabilities, lambda p, t, r: F.nll_loss(p, t['target'], reduction=r))
    yield from loss('poisson_log', counts,
                    lambda p, t, r: F.poisson_nll_loss(p, t['target'], log_input=True, reduction=r))
