"""Optimizers: ten steps on given gradients; the parameter and the state after each step."""
import torch
from torch import optim

from .base import Case, leaf

STEPS = 10

OPTIMIZERS = dict(
    sgd=(optim.SGD, dict(lr=0.1)),
    sgd_wd=(optim.SGD, dict(lr=0.1, weight_decay=0.01)),
    momentum=(optim.SGD, dict(lr=0.05, momentum=0.9)),
    momentum_damp=(optim.SGD, dict(lr=0.05, momentum=0.9, dampening=0.1)),
    momentum_wd=(optim.SGD, dict(lr=0.05, momentum=0.9, weight_decay=0.01)),
    nesterov=(optim.SGD, dict(lr=0.05, momentum=0.9, nesterov=True)),
    nesterov_wd=(optim.SGD, dict(lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.01)),
    adagrad=(optim.Adagrad, dict(lr=0.1)),
    adagrad_init0p1_eps1em7=(optim.Adagrad, dict(lr=0.1, initial_accumulator_value=0.1, eps=1e-7)),
    adagrad_decay_wd=(optim.Adagrad, dict(lr=0.1, lr_decay=0.01, weight_decay=0.01)),
    rmsprop=(optim.RMSprop, dict(lr=0.01)),
    rmsprop_rho0p9=(optim.RMSprop, dict(lr=0.01, alpha=0.9, eps=1e-7)),
    rmsprop_momentum=(optim.RMSprop, dict(lr=0.01, momentum=0.9)),
    rmsprop_centered=(optim.RMSprop, dict(lr=0.01, centered=True)),
    rmsprop_centered_momentum_wd=(optim.RMSprop, dict(lr=0.01, centered=True, momentum=0.9, weight_decay=0.01)),
    adam=(optim.Adam, dict(lr=0.01)),
    adam_betas_eps=(optim.Adam, dict(lr=0.05, betas=(0.8, 0.95), eps=1e-3)),
    adam_l2=(optim.Adam, dict(lr=0.01, weight_decay=0.05)),
    adam_amsgrad=(optim.Adam, dict(lr=0.01, amsgrad=True)),
    adamw=(optim.AdamW, dict(lr=0.01, weight_decay=0.05)),
    adamw_0=(optim.AdamW, dict(lr=0.01, weight_decay=0.0)),
    adamw_amsgrad=(optim.AdamW, dict(lr=0.01, weight_decay=0.05, amsgrad=True)),
    adamax=(optim.Adamax, dict(lr=0.01)),
    nadam=(optim.NAdam, dict(lr=0.01)),
    adadelta=(optim.Adadelta, dict(lr=1.0)),
    adamax_betas_eps_wd=(optim.Adamax, dict(lr=0.01, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.05)),
    nadam_betas_eps_wd=(optim.NAdam, dict(lr=0.01, betas=(0.8, 0.95), eps=1e-3, momentum_decay=0.1,
                                          weight_decay=0.05)),
    adadelta_rho0p95_wd=(optim.Adadelta, dict(lr=0.5, rho=0.95, eps=1e-4, weight_decay=0.05)),
    radam=(optim.RAdam, dict(lr=0.01)),
    radam_betas_eps_wd=(optim.RAdam, dict(lr=0.01, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.05)),
    rprop=(optim.Rprop, dict(lr=0.01)),
    rprop_etas_sizes=(optim.Rprop, dict(lr=0.02, etas=(0.4, 1.3), step_sizes=(0.01, 0.03))))


def create(kind, parameters, options):
    """NAdam of 1.13 as a foreach one with a state in double: the other one takes one momentum too many into its
    product, and that in float (pytorch#92699)."""
    if kind is optim.NAdam:
        return kind(parameters, foreach=True, **options)
    return kind(parameters, **options)


def steps(kind, options, t):
    parameter = leaf(t['p0'])
    optimizer = create(kind, [parameter], options)
    path, states = [], {}
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64 if kind is optim.NAdam else before)  # the type of NAdam's product
    try:
        for gradient in t['grads']:
            parameter.grad = gradient.clone()
            optimizer.step()
            path.append(parameter.detach().clone())
            for name, value in optimizer.state[parameter].items():
                if isinstance(value, torch.Tensor) and value.shape == parameter.shape:
                    states.setdefault('state_' + name, []).append(value.clone())
    finally:
        torch.set_default_dtype(before)
    return dict(p=torch.stack(path), **{name: torch.stack(values) for name, values in states.items()})


def cases():
    for name, (kind, options) in OPTIMIZERS.items():
        yield Case('optimizer', 'opt_' + name, dict(cls=kind.__name__, steps=STEPS, **options),
                   lambda r: dict(p0=r.normal(3, 4), grads=r.normal(STEPS, 3, 4)),
                   lambda t, kind=kind, options=options: steps(kind, options, t))
