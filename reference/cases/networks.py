"""Whole networks, trained for some steps on given batches from given weights.

Recorded: weights and running statistics before (w0.) and after (w and the number of steps), the gradients of the first
step (g0.), each step's loss of the data and its penalty apart, and the first batch's predictions after training.
"""
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn, optim

from .base import Case


class Residual(nn.Module):
    """body(x) + x."""

    def __init__(self, body):
        super().__init__()
        self.body = body

    def forward(self, x):
        return self.body(x) + x


class GlobalMaxPool(nn.Module):
    def forward(self, x):
        return torch.amax(x, (2, 3))


def penalty(network, l1, l2):
    """Of all tensors called weight; a penalised network here has no batch norm, whose weight is one too."""
    if not (l1 or l2):
        return 0.0
    weights = [p for name, p in network.named_parameters() if name.endswith('weight')]
    return sum(l1 * w.abs().sum() + 0.5 * l2 * (w * w).sum() for w in weights)


def network(name, build, shape, target, optimizer, loss, steps, text, l1=0.0, l2=0.0, max_norm=None):
    def inputs(random):
        values = {f'x{step}': random.normal(*shape) for step in range(steps)}
        values.update({f't{step}': target(random) for step in range(steps)})
        for key, value in build().state_dict().items():
            if value.dtype.is_floating_point:
                values['w0.' + key] = (random.uniform(0.5, 1.5, *value.shape) if key.endswith('running_var')
                                       else random.normal(*value.shape, scale=0.3))
        return values

    def outputs(t):
        module = build().to(t['x0'].dtype)
        module.load_state_dict({key[3:]: value for key, value in t.items() if key.startswith('w0.')}, strict=False)
        module.train()
        update = optimizer(module.parameters())
        losses, penalties, values = [], [], {}
        for step in range(steps):
            update.zero_grad()
            data = loss(module(t[f'x{step}']), t[f't{step}'])
            extra = penalty(module, l1, l2)
            (data + extra).backward()
            if step == 0:
                values.update({'g0.' + key: p.grad.clone() for key, p in module.named_parameters()})
            if max_norm:
                nn.utils.clip_grad_norm_(module.parameters(), max_norm)
            update.step()
            losses.append(float(data))
            penalties.append(float(extra))
        values.update(loss=np.array(losses), penalty=np.array(penalties))
        values.update({f'w{steps}.{key}': value.clone() for key, value in module.state_dict().items()
                       if value.dtype.is_floating_point})
        module.eval()
        return dict(**values, eval_y=module(t['x0']))

    return Case('net', 'net_' + name, dict(steps=steps, l1=l1, l2=l2, net=str(build()), opt=text), inputs, outputs)


def cases():
    yield network(
        'mlp_reg_adam', lambda: nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 2)),
        (6, 4), lambda r: r.normal(6, 2), lambda p: optim.Adam(p, lr=0.01), F.mse_loss, 10, 'Adam lr=0.01')
    yield network(
        'mlp_clf_sgd_l1l2', lambda: nn.Sequential(nn.Linear(5, 7), nn.ReLU(), nn.Linear(7, 3)),
        (8, 5), lambda r: r.integers(0, 3, 8), lambda p: optim.SGD(p, lr=0.1), F.cross_entropy, 10, 'SGD lr=0.1',
        l1=1e-3, l2=1e-2)
    yield network(
        'lenet_bn_momentum',
        lambda: nn.Sequential(
            nn.Conv2d(1, 3, 3, padding=1), nn.BatchNorm2d(3), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(3, 4, 3), nn.ReLU(), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(16, 5)),
        (4, 1, 12, 12), lambda r: r.integers(0, 5, 4), lambda p: optim.SGD(p, lr=0.05, momentum=0.9), F.cross_entropy,
        5, 'SGD lr=0.05 momentum=0.9')
    for name, bias in (('cnn_huber_adamw', True), ('cnn_huber_adamw_nobias', False)):
        # with a bias before batch norm, whose gradient is 0 but for rounding, Adam blows the rounding up
        yield network(
            name,
            lambda bias=bias: nn.Sequential(
                nn.Conv2d(2, 4, 3, 2, 1), nn.ELU(), nn.Conv2d(4, 4, 3, 1, 2, 2, 2, bias), nn.BatchNorm2d(4),
                nn.LeakyReLU(0.1), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 1)),
            (5, 2, 9, 9), lambda r: r.normal(5, 1), lambda p: optim.AdamW(p, lr=0.01, weight_decay=0.05),
            F.huber_loss, 5, 'AdamW lr=0.01 weight_decay=0.05 (of all parameters)')
    yield network(
        'residual_amsgrad_clip',
        lambda: nn.Sequential(
            nn.Conv2d(2, 4, 3, padding='same'),
            Residual(nn.Sequential(nn.GroupNorm(2, 4), nn.SiLU(), nn.Conv2d(4, 4, 3, padding=1, bias=False))),
            nn.GELU(), GlobalMaxPool(), nn.LayerNorm(4), nn.Linear(4, 3)),
        (4, 2, 6, 5), lambda r: r.integers(0, 3, 4), lambda p: optim.Adam(p, lr=0.02, amsgrad=True), F.cross_entropy,
        8, 'Adam lr=0.02 amsgrad, clip_grad_norm_ 0.5', max_norm=0.5)
