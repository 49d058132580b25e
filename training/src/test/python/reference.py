#!/usr/bin/python3
"""Writes ../resources/org/slope/training/reference.txt: what PyTorch says of losses, optimizers and schedules.

Made with Debian 12's python3-torch 1.13.1: /usr/bin/python3 reference.py
One array a line, in double: name, shape, values in row-major order.
"""
import os

import numpy as np
import torch
import torch.nn.functional as F

ROOT = os.path.dirname(os.path.abspath(__file__))
out = open(os.path.join(ROOT, '../resources/org/slope/training/reference.txt'), 'w')
torch.set_default_dtype(torch.float64)  # NAdam keeps its product of momenta in this type
random = np.random.default_rng(7)


def write(name, values):
    a = np.atleast_1d(np.asarray(values.detach() if isinstance(values, torch.Tensor) else values, dtype=np.float64))
    print(name, 'x'.join(map(str, a.shape)), *map(repr, a.ravel().tolist()), file=out)


def exact(a):
    """Values that a float holds, so that float and double networks start from the same."""
    return np.asarray(a, dtype=np.float32).astype(np.float64)


def loss(name, prediction, target, f):
    for reduction in ('mean', 'sum'):
        p = torch.tensor(prediction, requires_grad=True)
        value = f(p, torch.tensor(target), reduction)
        value.backward()
        write(f'loss.{name}.{reduction}', value)
        write(f'loss.{name}.{reduction}.gradient', p.grad)


print('# torch', torch.__version__, '- written by src/test/python/reference.py', file=out)
P, T = exact(2 * random.standard_normal((5, 3))), exact(2 * random.standard_normal((5, 3)))
COUNTS = random.integers(0, 6, (5, 3)).astype(np.float64)
CHANCES = exact(random.uniform(0, 1, (5, 3)))
LOGITS, LABELS = exact(3 * random.standard_normal((6, 4))), random.integers(0, 4, 6)
SOFT = exact(random.dirichlet(np.ones(4), 6))
IMAGE, IMAGE_LABELS = exact(random.standard_normal((2, 3, 2, 4))), random.integers(0, 3, (2, 2, 4))
CLASS_WEIGHTS = exact(random.uniform(0.2, 3, 4))
for name in ('P', 'T', 'COUNTS', 'CHANCES', 'LOGITS', 'LABELS', 'SOFT', 'IMAGE', 'IMAGE_LABELS', 'CLASS_WEIGHTS'):
    write('input.' + name, globals()[name])
loss('mse', P, T, lambda p, t, r: F.mse_loss(p, t, reduction=r))
loss('l1', P, T, lambda p, t, r: F.l1_loss(p, t, reduction=r))
loss('huber', P, T, lambda p, t, r: F.huber_loss(p, t, reduction=r, delta=0.7))
loss('smooth_l1', P, T, lambda p, t, r: F.smooth_l1_loss(p, t, reduction=r, beta=0.5))
loss('log_cosh', P, T, lambda p, t, r: getattr(torch.log(torch.cosh(p - t)), r)())
loss('quantile', P, T, lambda p, t, r: getattr(torch.maximum(0.8 * (t - p), 0.2 * (p - t)), r)())
loss('poisson', P, COUNTS, lambda p, t, r: F.poisson_nll_loss(p, t, log_input=True, reduction=r))
loss('binary', 30 * P, CHANCES, lambda p, t, r: F.binary_cross_entropy_with_logits(p, t, reduction=r))
loss('softmax', LOGITS, LABELS, lambda p, t, r: F.cross_entropy(p, t, reduction=r))
loss('softmax_large', 200 * LOGITS, LABELS, lambda p, t, r: F.cross_entropy(p, t, reduction=r))
loss('softmax_smooth', LOGITS, LABELS, lambda p, t, r: F.cross_entropy(p, t, reduction=r, label_smoothing=0.1))
W = torch.tensor(CLASS_WEIGHTS)
loss('softmax_weights', LOGITS, LABELS, lambda p, t, r: F.cross_entropy(p, t, W, reduction=r))
loss('softmax_weights_smooth', LOGITS, LABELS, lambda p, t, r: F.cross_entropy(p, t, W, reduction=r, label_smoothing=0.1))
loss('softmax_soft', LOGITS, SOFT, lambda p, t, r: F.cross_entropy(p, t, reduction=r))
loss('softmax_soft_smooth', LOGITS, SOFT, lambda p, t, r: F.cross_entropy(p, t, reduction=r, label_smoothing=0.1))
loss('softmax_image', IMAGE, IMAGE_LABELS, lambda p, t, r: F.cross_entropy(p, t, reduction=r))
loss('softmax_image_weights', IMAGE, IMAGE_LABELS, lambda p, t, r: F.cross_entropy(p, t, W[:3], reduction=r))

more = np.random.default_rng(8)  # apart, so that what is above stays as it is
PROBABILITIES, POSITIVE = exact(more.uniform(0.02, 0.98, (5, 3))), exact(more.uniform(0.1, 2, (6, 4)))
LARGE, SIGNS = exact(more.uniform(-0.9, 4, (5, 3))), np.sign(more.standard_normal((5, 3)))
SOME = np.where(LABELS == 2, -100, LABELS)
VOLUME, VOLUME_LABELS = exact(more.standard_normal((2, 3, 2, 1, 3, 2))), more.integers(0, 3, (2, 2, 1, 3, 2))
for name in ('PROBABILITIES', 'POSITIVE', 'LARGE', 'SIGNS', 'SOME', 'VOLUME', 'VOLUME_LABELS'):
    write('input.' + name, globals()[name])


def of_probabilities(p, t, r):
    loss = -(t * torch.log(p / p.sum(1, keepdim=True))).sum(1)
    return getattr(loss, r)()


loss('binary_probabilities', PROBABILITIES, CHANCES, lambda p, t, r: F.binary_cross_entropy(p, t, reduction=r))
loss('mape', P, T, lambda p, t, r: getattr((p - t).abs() / t.abs(), r)())
loss('mape_percent', P, T, lambda p, t, r: getattr(100 * (p - t).abs() / t.abs(), r)())
loss('msle', LARGE, COUNTS, lambda p, t, r: getattr((torch.log1p(p) - torch.log1p(t)) ** 2, r)())
loss('msle_floor', P, T, lambda p, t, r: getattr((torch.log1p(p.clamp(min=0.25)) - torch.log1p(t.clamp(min=0.25))) ** 2, r)())
loss('hinge', P, SIGNS, lambda p, t, r: getattr((1 - p * t).clamp(min=0), r)())
loss('nll', LOGITS, LABELS, lambda p, t, r: F.nll_loss(p, t, reduction=r))
loss('nll_weights', LOGITS, LABELS, lambda p, t, r: F.nll_loss(p, t, W, reduction=r))
loss('nll_image_weights', IMAGE, IMAGE_LABELS, lambda p, t, r: F.nll_loss(p, t, W[:3], reduction=r))
loss('softmax_probabilities', POSITIVE, SOFT, of_probabilities)
loss('softmax_rows_weights', LOGITS, SOFT, lambda p, t, r: F.cross_entropy(p, t, W, reduction=r))
loss('softmax_ignore', LOGITS, LABELS, lambda p, t, r: F.cross_entropy(p, t, ignore_index=1, reduction=r))
loss('softmax_ignore_smooth', LOGITS, SOME,
     lambda p, t, r: F.cross_entropy(p, t, W, ignore_index=-100, label_smoothing=0.1, reduction=r))
loss('softmax_volume', VOLUME, VOLUME_LABELS, lambda p, t, r: F.cross_entropy(p, t, W[:3], ignore_index=1, reduction=r))

O = torch.optim
STEPS = 10
START, GRADIENTS = exact(random.standard_normal((3, 4))), exact(random.standard_normal((STEPS, 3, 4)))
write('input.START', START)
write('input.GRADIENTS', GRADIENTS)
for name, kind, options in (
        ('sgd', O.SGD, dict(lr=0.1)),
        ('sgd_l2', O.SGD, dict(lr=0.1, weight_decay=0.01)),
        ('momentum', O.SGD, dict(lr=0.05, momentum=0.9)),
        ('momentum_dampening', O.SGD, dict(lr=0.05, momentum=0.9, dampening=0.1)),
        ('momentum_l2', O.SGD, dict(lr=0.05, momentum=0.9, weight_decay=0.01)),
        ('nesterov', O.SGD, dict(lr=0.05, momentum=0.9, nesterov=True)),
        ('nesterov_l2', O.SGD, dict(lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.01)),
        ('adagrad', O.Adagrad, dict(lr=0.1)),
        ('adagrad_initial', O.Adagrad, dict(lr=0.1, initial_accumulator_value=0.1, eps=1e-7)),
        ('adagrad_decay_l2', O.Adagrad, dict(lr=0.1, lr_decay=0.01, weight_decay=0.01)),
        ('rmsprop', O.RMSprop, dict(lr=0.01)),
        ('rmsprop_rho', O.RMSprop, dict(lr=0.01, alpha=0.9, eps=1e-7)),
        ('rmsprop_momentum', O.RMSprop, dict(lr=0.01, momentum=0.9)),
        ('rmsprop_centered', O.RMSprop, dict(lr=0.01, centered=True)),
        ('rmsprop_all', O.RMSprop, dict(lr=0.01, centered=True, momentum=0.9, weight_decay=0.01)),
        ('adadelta', O.Adadelta, dict(lr=1.0)),
        ('adadelta_rho', O.Adadelta, dict(lr=0.5, rho=0.95, eps=1e-4)),
        ('adam', O.Adam, dict(lr=0.01)),
        ('adam_betas', O.Adam, dict(lr=0.05, betas=(0.8, 0.95), eps=1e-3)),
        ('adam_l2', O.Adam, dict(lr=0.01, weight_decay=0.05)),
        ('adam_amsgrad', O.Adam, dict(lr=0.01, amsgrad=True)),
        ('adamw', O.AdamW, dict(lr=0.01, weight_decay=0.05)),
        ('adamw_amsgrad', O.AdamW, dict(lr=0.01, weight_decay=0.05, amsgrad=True)),
        # foreach: 1.13's other NAdam multiplies by one momentum too many, see pytorch/pytorch#92699
        ('nadam', O.NAdam, dict(lr=0.01, foreach=True)),
        ('nadam_betas', O.NAdam, dict(lr=0.01, foreach=True, betas=(0.8, 0.95), eps=1e-3, momentum_decay=0.1)),
        ('radam', O.RAdam, dict(lr=0.01)),
        ('radam_betas', O.RAdam, dict(lr=0.01, betas=(0.8, 0.95), eps=1e-3)),
        ('rprop', O.Rprop, dict(lr=0.01)),
        ('rprop_all', O.Rprop, dict(lr=0.1, etas=(0.3, 1.5), step_sizes=(0.05, 0.2))),
        ('adamax', O.Adamax, dict(lr=0.01)),
        ('adamax_betas', O.Adamax, dict(lr=0.01, betas=(0.8, 0.95), eps=1e-3))):
    p = torch.tensor(START, requires_grad=True)
    optimizer = kind([p], **options)
    trajectory = []
    for g in GRADIENTS:
        p.grad = torch.tensor(g)
        optimizer.step()
        trajectory.append(p.detach().numpy().copy())
    write(f'optimizer.{name}', np.stack(trajectory))
    for slot, value in optimizer.state[p].items():
        if isinstance(value, torch.Tensor) and value.shape == p.shape:
            write(f'optimizer.{name}.{slot}', value)

S = O.lr_scheduler
WATCHED = np.array([3, 2, 2, 2.1, 2, 1.99995, 1.5, 1.6, 1.7, 1.8, 1.9, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 0.99, 1, 1, 1, 1, 1, 1, 1])
write('input.WATCHED', WATCHED)
for name, make in dict(
        step=lambda o: S.StepLR(o, 7, 0.5), multi_step=lambda o: S.MultiStepLR(o, [5, 12, 20], 0.1),
        exponential=lambda o: S.ExponentialLR(o, 0.9), cosine=lambda o: S.CosineAnnealingLR(o, 30, 0.001),
        cosine_beyond=lambda o: S.CosineAnnealingLR(o, 8), linear_warmup=lambda o: S.LinearLR(o, 0.1, 1.0, 5),
        linear_warmup_default=lambda o: S.LinearLR(o),
        warmup_cosine=lambda o: S.SequentialLR(o, [S.LinearLR(o, 0.1, 1.0, 5), S.CosineAnnealingLR(o, 25)], [5]),
        one_cycle=lambda o: S.OneCycleLR(o, 0.1, 30),
        plateau=lambda o: S.ReduceLROnPlateau(o, factor=0.1, patience=2),
        plateau_all=lambda o: S.ReduceLROnPlateau(o, factor=0.5, patience=1, threshold=0.3, cooldown=3, min_lr=0.02)).items():
    optimizer = O.SGD([torch.zeros(1)], lr=0.1)
    schedule = make(optimizer)
    rates = []
    for i, watched in enumerate(WATCHED):
        rates.append(optimizer.param_groups[0]['lr'])
        optimizer.step()
        if name != 'one_cycle' or i < 29:
            schedule.step(*([watched] if name.startswith('plateau') else []))
    write('schedule.' + name, rates)

g0, g1 = exact(random.standard_normal((3, 4))), exact(random.standard_normal(5))
for bound in (1.0, 1000.0):
    parts = [torch.zeros(3, 4, dtype=torch.float64, requires_grad=True), torch.zeros(5, dtype=torch.float64, requires_grad=True)]
    parts[0].grad, parts[1].grad = torch.tensor(g0), torch.tensor(g1)
    norm = torch.nn.utils.clip_grad_norm_(parts, bound)
    write(f'clip.{bound}', np.concatenate([q.grad.numpy().ravel() for q in parts]))
    write(f'clip.{bound}.norm', norm)
write('input.CLIPPED', np.concatenate([g0.ravel(), g1]))
