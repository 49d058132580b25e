"""Writes ../resources/org/slope/metrics/reference.json, with which the tests compare Slope.

Run with Debian's python3-sklearn 1.2.1: /usr/bin/python3 metrics.py. Scores are scikit-learn's, in double;
what it lacks (variance ratio, Pearson), and everything at an offset of 1e8, is computed in exact fractions.
"""
import json
import math
import os
from fractions import Fraction

import numpy as np
import sklearn
from sklearn import metrics as M

RANDOM = np.random.RandomState(20)


def listed(x):
    return None if x is None else np.asarray(x).tolist()


def exact(t, p, w):
    """Scores of one output by their definitions, in fractions."""
    t, p = [Fraction(float(x)) for x in t], [Fraction(float(x)) for x in p]
    w = [Fraction(1)] * len(t) if w is None else [Fraction(float(x)) for x in w]

    def mean(x):
        return sum(a * b for a, b in zip(w, x)) / sum(w)

    def var(x):
        m = mean(x)
        return mean([(a - m) ** 2 for a in x])

    r = [a - b for a, b in zip(t, p)]
    mse = mean([a * a for a in r])
    scores = dict(mse=float(mse), mae=float(mean([abs(a) for a in r])))
    if var(t) > 0:
        scores.update(r2=float(1 - mse / var(t)), explainedVariance=float(1 - var(r) / var(t)),
                      varianceRatio=float(var(p) / var(t)), relativeSquaredError=float(mse / var(t)))
        if var(p) > 0:
            mt, mp = mean(t), mean(p)
            cov = mean([(a - mt) * (b - mp) for a, b in zip(t, p)])
            scores['pearson'] = math.copysign(math.sqrt(cov * cov / (var(t) * var(p))), cov)
    return scores


def log_squared(t, p, **options):
    return M.mean_squared_error(np.log1p(t), np.log1p(p), **options)


def regression(name, t, p, w=None, only_exact=False):
    uniform, raw, weighted = {}, {}, {}
    if not only_exact:
        functions = dict(mae=M.mean_absolute_error, mse=M.mean_squared_error, msle=log_squared,
                         medianAbsoluteError=M.median_absolute_error, mape=M.mean_absolute_percentage_error,
                         r2=M.r2_score, explainedVariance=M.explained_variance_score)
        for q in (0.1, 0.5, 0.9):
            functions[f'quantileLoss({q})'] = lambda a, b, q=q, **o: M.mean_pinball_loss(a, b, alpha=q, **o)
        for key, f in functions.items():
            if key == 'msle' and min(t.min(), p.min()) <= -1:
                continue
            uniform[key] = float(f(t, p, sample_weight=w))
            raw[key] = f(t, p, sample_weight=w, multioutput='raw_values').tolist()
            if key in ('r2', 'explainedVariance'):
                weighted[key] = float(f(t, p, sample_weight=w, multioutput='variance_weighted'))
        if 'msle' in uniform:
            uniform['rmsle'] = math.sqrt(uniform['msle'])
        uniform['rmse'] = math.sqrt(uniform['mse'])
        if t.shape[1] == 1 and w is None:
            uniform['maxError'] = float(M.max_error(t, p))
    columns = [exact(t[:, j], p[:, j], w) for j in range(t.shape[1])]
    for key in columns[0]:
        if key not in uniform and all(key in c for c in columns):
            raw[key] = [c[key] for c in columns]
            uniform[key] = float(np.mean(raw[key]))
    roots = dict(rmse=float(M.mean_squared_error(t, p, sample_weight=w, squared=False)))
    return dict(name=name, targets=listed(t), predictions=listed(p), weights=listed(w), uniform=uniform, raw=raw,
                varianceWeighted=weighted, averageOfRoots=roots)


def pair(n, d, low=0.1, high=9.0, noise=1.0, floor=0.0):
    t = RANDOM.uniform(low, high, (n, d))
    return t, np.maximum(floor, t + noise * RANDOM.randn(n, d))


def regressions():
    yield regression('one output', *pair(20, 1))
    yield regression('odd count', *pair(21, 1))
    yield regression('weights', *pair(20, 1), RANDOM.uniform(0, 2, 20))
    yield regression('equal weights', *pair(6, 1), np.full(6, 0.1))
    yield regression('zero weights', *pair(9, 2), np.array([0, 1, 0.5, 0, 2, 1, 0, 3, 0]))
    yield regression('three outputs', *pair(15, 3))
    yield regression('three outputs, weights', *pair(15, 3), RANDOM.uniform(0, 2, 15))
    yield regression('between -1 and 0', *pair(12, 1, -0.9, 0.5, 0.2, -0.95))
    yield regression('below -1', *pair(12, 2, -5, 5, 2, -9))
    t, p = pair(10, 3)
    t[:, 0] = p[:, 0] = t[:, 1] = 0.25  # of 0.1 scikit-learn's mean is not 0.1, and its R2 -1e34
    yield regression('constant targets', t, p)
    t, _ = pair(8, 2)
    yield regression('perfect', t, t.copy())
    t, p = pair(8, 1)
    t[3] = 0
    yield regression('a target of 0', t, p)
    for name, offset in (('offset 1e8', 1e8), ('offset -1e8', -1e8)):
        t = offset + RANDOM.randn(300, 2)
        yield regression(name, t, t + 0.5 * RANDOM.randn(300, 2), only_exact=True)
    t = 1e8 + RANDOM.randn(200, 1)
    yield regression('offset 1e8, weights', t, t + 0.1 * RANDOM.randn(200, 1), RANDOM.uniform(0, 2, 200), True)


def classification(name, y, scores, classes, w=None, probabilities=False):
    if probabilities:
        proba = scores
    else:
        z = np.exp(scores - scores.max(1, keepdims=True))
        proba = z / z.sum(1, keepdims=True)
    predicted = scores.argmax(1)
    labels = list(range(classes))
    o = dict(sample_weight=w)
    e = dict(accuracy=M.accuracy_score(y, predicted, **o), balancedAccuracy=M.balanced_accuracy_score(y, predicted, **o),
             kappa=M.cohen_kappa_score(y, predicted, **o), matthews=M.matthews_corrcoef(y, predicted, **o),
             logLoss=M.log_loss(y, proba, labels=labels, **o))
    raw = {}
    for average in ('macro', 'micro', 'weighted') + (('binary',) if classes == 2 else ()):
        p, r, f, _ = M.precision_recall_fscore_support(y, predicted, average=average, zero_division=0, **o)
        suffix = '' if average == 'macro' else f'({average})'
        e.update({'precision' + suffix: p, 'recall' + suffix: r, 'f1' + suffix: f})
    p, r, f, _ = M.precision_recall_fscore_support(y, predicted, labels=labels, zero_division=0, **o)
    raw.update(precision=listed(p), recall=listed(r), f1=listed(f))
    if classes == 2:
        e['rocAuc'] = M.roc_auc_score(y, proba[:, 1], **o)
    elif len(set(y)) == classes:
        e['rocAuc'] = M.roc_auc_score(y, proba, multi_class='ovr', **o)
    if classes > 2 and not probabilities:  # generic logits only: scikit-learn breaks ties the other way
        for k in (1, 2, 3, 5):
            if k < classes:
                e[f'top{k}'] = M.top_k_accuracy_score(y, scores, k=k, labels=labels, **o)
    confusion = M.confusion_matrix(y, predicted, labels=labels, **o)
    return dict(name=name, classes=classes, probabilities=probabilities, labels=listed(y), scores=listed(scores),
                weights=listed(w), expected={k: float(v) for k, v in e.items()}, raw=raw, confusion=listed(confusion))


def logits(n, classes, y):
    z = RANDOM.randn(n, classes)
    z[np.arange(n), y] += 1
    return z


def classifications():
    for name, n, classes, weights in (('two classes', 40, 2, False), ('two classes, weights', 40, 2, True),
                                      ('four classes', 60, 4, False), ('four classes, weights', 60, 4, True),
                                      ('ten classes', 80, 10, False)):
        y = RANDOM.randint(0, classes, n)
        y[:classes] = range(classes)
        yield classification(name, y, logits(n, classes, y), classes, RANDOM.uniform(0, 2, n) if weights else None)
    y = RANDOM.randint(0, 2, 40)
    yield classification('two classes, tied logits', y, np.round(2 * logits(40, 2, y)) / 2, 2)
    y = RANDOM.randint(0, 2, 40)
    tied = np.column_stack([np.zeros(40), np.round(2 * RANDOM.randn(40)) / 2 + y / 2])
    yield classification('tied logits, weights', y, tied, 2, RANDOM.randint(0, 3, 40).astype(float))
    y = RANDOM.randint(0, 3, 40)
    eighths = RANDOM.multinomial(8, [0.3, 0.3, 0.4], 40) / 8
    yield classification('tied probabilities', y, eighths, 3, probabilities=True)
    yield classification('tied probabilities, weights', y, eighths, 3, RANDOM.uniform(0, 2, 40), True)
    y = RANDOM.randint(0, 3, 30)
    z = logits(30, 5, y)
    z[:, 4] -= 9
    yield classification('a class that never occurs, and one never predicted', y, z, 5)
    y = RANDOM.randint(0, 2, 12)
    certain = np.column_stack([1.0 - y, y])
    certain[3] = certain[3][::-1]
    yield classification('certain probabilities', y, certain, 2, probabilities=True)


def main():
    out = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../resources/org/slope/metrics/reference.json')
    with open(out, 'w') as f:
        f.write('{"sklearn": "%s",\n"regression": [\n' % sklearn.__version__)
        f.write(',\n'.join(json.dumps(c) for c in regressions()))
        f.write('\n],\n"classification": [\n')
        f.write(',\n'.join(json.dumps(c) for c in classifications()))
        f.write('\n]}\n')


if __name__ == '__main__':
    main()
