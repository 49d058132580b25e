"""Schedules: the learning rates of 30 epochs, from 0.1."""
import numpy as np
import torch
from torch import optim
from torch.optim import lr_scheduler as lr

from .base import Case

WATCHED = np.array([3, 2, 2, 2.125, 2, 1.9999, 1.5, 1.625, 1.75, 1.875, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 0.9375,
                    1, 1, 1, 1, 1, 1, 1], dtype=np.float32).astype(np.float64)  # losses, for the plateaus

SCHEDULES = dict(
    step=(lambda o: lr.StepLR(o, 7, 0.5), dict(step_size=7, gamma=0.5)),
    multistep=(lambda o: lr.MultiStepLR(o, [5, 12, 20], 0.1), dict(milestones=[5, 12, 20], gamma=0.1)),
    exponential=(lambda o: lr.ExponentialLR(o, 0.9), dict(gamma=0.9)),
    cosine=(lambda o: lr.CosineAnnealingLR(o, 30, 0.001), dict(T_max=30, eta_min=0.001)),
    linear_warmup=(lambda o: lr.LinearLR(o, 0.1, 1.0, 5), dict(start=0.1, end=1.0, iters=5)),
    cosine_beyond=(lambda o: lr.CosineAnnealingLR(o, 8), dict(T_max=8, eta_min=0)),
    warmup_cosine=(lambda o: lr.SequentialLR(o, [lr.LinearLR(o, 0.1, 1.0, 5), lr.CosineAnnealingLR(o, 25)], [5]),
                   dict(start=0.1, iters=5, T_max=25)),
    one_cycle=(lambda o: lr.OneCycleLR(o, 0.1, 30), dict(total_steps=30)),
    plateau=(lambda o: lr.ReduceLROnPlateau(o, factor=0.1, patience=2),
             dict(factor=0.1, patience=2, threshold=1e-4, cooldown=0, min_lr=0)),
    plateau_options=(lambda o: lr.ReduceLROnPlateau(o, factor=0.5, patience=1, threshold=0.3, cooldown=3,
                                                    min_lr=0.02),
                     dict(factor=0.5, patience=1, threshold=0.3, cooldown=3, min_lr=0.02)))


def rates(create, t):
    optimizer = optim.SGD([torch.zeros(1)], lr=0.1)
    schedule = create(optimizer)
    used = []
    for epoch in range(30):
        used.append(optimizer.param_groups[0]['lr'])
        optimizer.step()
        if 'watched' in t:
            schedule.step(WATCHED[epoch])
        elif epoch < 29:  # one cycle has no more steps
            schedule.step()
    return dict(lr=np.array(used))


def cases():
    for name, (create, attributes) in SCHEDULES.items():
        yield Case('schedule', 'lr_' + name, dict(base_lr=0.1, **attributes),
                   lambda r, name=name: dict(watched=WATCHED) if name.startswith('plateau') else {},
                   lambda t, create=create: rates(create, t))
