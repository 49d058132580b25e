"""Scores, by scikit-learn in double; they are written as JSON."""
import numpy as np
import sklearn
from sklearn import metrics

from .base import Random, exact

ERRORS = ('mean_absolute_error', 'mean_squared_error', 'mean_squared_log_error', 'median_absolute_error',
          'mean_absolute_percentage_error', 'r2_score', 'explained_variance_score')


def regression(seed, examples, outputs, weighted):
    random = Random(f'metric{seed}')
    targets = random.uniform(0.1, 9, examples, outputs)
    predictions = exact(np.maximum(0.0, targets + random.normal(examples, outputs)))
    weights = random.uniform(0, 2, examples) if weighted else None
    expected = {}
    for name in ERRORS:
        score = getattr(metrics, name)
        expected[name] = {how: np.asarray(score(targets, predictions, sample_weight=weights, multioutput=how)).tolist()
                          for how in ('uniform_average', 'raw_values')}
    expected['r2_score']['variance_weighted'] = metrics.r2_score(
        targets, predictions, sample_weight=weights, multioutput='variance_weighted')
    expected['rmse'] = root_mean((targets - predictions) ** 2, weights)
    expected['rmsle'] = root_mean((np.log1p(targets) - np.log1p(predictions)) ** 2, weights)
    expected['sklearn_rmse_mean_of_columns'] = metrics.mean_squared_error(
        targets, predictions, sample_weight=weights, squared=False)
    if outputs == 1 and not weighted:
        expected['max_error'] = metrics.max_error(targets, predictions)
    return dict(y_true=targets.tolist(), y_pred=predictions.tolist(),
                sample_weight=weights.tolist() if weighted else None, expected=expected)


def root_mean(squares, weights):
    """Over all outputs together, which scikit-learn has not."""
    return float(np.sqrt(np.average(squares.mean(1), weights=weights)))


def classification(seed, classes, examples):
    random = Random(f'clf{seed}')
    labels = random.integers(0, classes, examples)
    predicted = np.where(random.uniform(0, 1, examples) < 0.7, labels, random.integers(0, classes, examples))
    chances = random.uniform(0.02, 1, examples, classes)
    chances = chances / chances.sum(1, keepdims=True)
    scores = dict(
        accuracy=metrics.accuracy_score(labels, predicted),
        balanced_accuracy=metrics.balanced_accuracy_score(labels, predicted),
        kappa=metrics.cohen_kappa_score(labels, predicted),
        mcc=metrics.matthews_corrcoef(labels, predicted),
        log_loss=metrics.log_loss(labels, chances))
    if classes == 2:
        scores['roc_auc'] = metrics.roc_auc_score(labels, chances[:, 1])
    else:
        scores['top2'] = metrics.top_k_accuracy_score(labels, chances, k=2, labels=list(range(classes)))
    for average in ('macro', 'micro', 'weighted'):
        precision, recall, f1, _ = metrics.precision_recall_fscore_support(labels, predicted, average=average,
                                                                           zero_division=0)
        scores[average] = dict(precision=precision, recall=recall, f1=f1)
    return dict(classes=classes, y_true=labels.tolist(), y_pred=predicted.tolist(), proba=chances.tolist(),
                confusion=metrics.confusion_matrix(labels, predicted).tolist(), expected=scores)


def scores():
    return dict(
        sklearn=sklearn.__version__,
        regression=[regression(1, 20, 1, False), regression(2, 20, 1, True), regression(3, 15, 3, False),
                    regression(4, 15, 3, True), regression(5, 400, 1, False)],
        classification=[classification(11, 2, 40), classification(12, 4, 60)])
