package org.slope.core.internal;

import static org.slope.core.internal.Views.broadcast;
import static org.slope.core.internal.Views.channels;
import static org.slope.core.internal.Views.column;
import static org.slope.core.internal.Views.doubles;
import static org.slope.core.internal.Views.filters;
import static org.slope.core.internal.Views.grouped;
import static org.slope.core.internal.Views.matrix;
import static org.slope.core.internal.Views.matrixAt;
import static org.slope.core.internal.Views.pixels;
import static org.slope.core.internal.Views.row;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.BooleanIndexing;
import org.nd4j.linalg.indexing.conditions.Conditions;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The kernels as plain INDArray operations. Channels lie last in memory, so that [n, c] and [n, c,
 * h, w] are both a matrix of rows × channels. Means, variances and other sums over many elements
 * are taken in double: ND4J would add floats in float.
 */
final class Nd4jKernels implements Kernels {

  @Override
  public void linear(INDArray x, INDArray w, Finish finish, INDArray y) {
    y.assign(x.mmul(w.transpose()));
    apply(finish, y);
  }

  private void apply(Finish finish, INDArray y) {
    if (finish.bias() != null) {
      matrix(y).addi(row(finish.bias()));
    }
    Finish.Norm norm = finish.norm();
    if (norm != null) {
      INDArray variance = norm.variance();
      batchNorm(y, norm.mean(), variance, norm.gamma(), norm.beta(), norm.epsilon(), false, y);
    }
    if (finish.relu()) {
      clip(y);
    }
  }

  @Override
  public void linearBackward(
      INDArray dy,
      INDArray x,
      INDArray w,
      @Nullable INDArray dx,
      INDArray dw,
      @Nullable INDArray db) {
    if (dx != null) {
      dx.assign(dy.mmul(w));
    }
    dw.addi(dy.transpose().mmul(x));
    if (db != null) {
      accumulate(db, doubles(dy).sum(0));
    }
  }

  @Override
  public void conv2d(
      INDArray x,
      INDArray w,
      Finish finish,
      Window window,
      int groups,
      double padding,
      INDArray y) {
    INDArray patches = PaddedInput.of(x, window, padding, padding, y).patches(groups);
    for (int g = 0; g < groups; g++) {
      channels(y, g, groups).assign(matrixAt(patches, g).mmul(filters(w, g, groups).transpose()));
    }
    apply(finish, y);
  }

  @Override
  public void conv2dBackward(
      INDArray dy,
      INDArray x,
      INDArray w,
      Window window,
      int groups,
      double padding,
      @Nullable INDArray dx,
      INDArray dw,
      @Nullable INDArray db) {
    INDArray patches = PaddedInput.of(x, window, padding, padding, dy).patches(groups);
    for (int g = 0; g < groups; g++) {
      INDArray d = channels(dy, g, groups);
      filters(dw, g, groups).addi(d.transpose().mmul(matrixAt(patches, g)));
    }
    if (dx != null) {
      INDArray dPatches = patches.ulike();
      for (int g = 0; g < groups; g++) {
        matrixAt(dPatches, g).assign(channels(dy, g, groups).mmul(filters(w, g, groups)));
      }
      PaddedInput padded = new PaddedInput(x.dataType(), window, x.shape(), dy.shape());
      padded.addPatches(dPatches, groups);
      pixels(dx).assign(padded.interior());
    }
    if (db != null) {
      accumulate(db, doubles(matrix(dy)).sum(0));
    }
  }

  @Override
  public void maxPool(INDArray x, Window window, double padding, INDArray y) {
    INDArray taps = PaddedInput.of(x, window, padding, Double.NEGATIVE_INFINITY, y).taps();
    INDArray max = taps.max(1); // passes over NaN
    INDArray undefined = taps.isNaN().castTo(max.dataType()).max(1).gt(0);
    max.addi(keep(max.like().assign(Double.NaN), undefined));
    matrix(y).assign(max);
  }

  @Override
  public void maxPoolBackward(
      INDArray dy,
      INDArray x,
      INDArray y,
      Window window,
      double padding,
      boolean clipped,
      INDArray dx) {
    PaddedInput padded = PaddedInput.of(x, window, padding, Double.NEGATIVE_INFINITY, y);
    PaddedInput gradient = new PaddedInput(x.dataType(), window, x.shape(), y.shape());
    INDArray max = pixels(y);
    INDArray rest = pixels(dy).dup('c');
    for (int p = 0; p < window.rows(); p++) {
      for (int q = 0; q < window.columns(); q++) {
        INDArray tap = padded.tap(p, q);
        INDArray isMax = Transforms.or(tap.eq(max), tap.isNaN());
        gradient.tap(p, q).addi(keep(rest, isMax));
        rest = keep(rest, Transforms.not(isMax));
      }
    }
    pixels(dx).assign(gradient.interior());
    if (clipped) {
      reluBackward(dx, x, dx);
    }
  }

  @Override
  public void avgPool(
      INDArray x, Window window, boolean countPadding, double padding, int divisor, INDArray y) {
    PaddedInput padded = PaddedInput.of(x, window, countPadding ? padding : 0, 0, y);
    INDArray sums = doubles(padded.taps()).sum(1).reshape(pixels(y).shape());
    pixels(y).assign(sums.div(padded.counts(countPadding, divisor)));
  }

  @Override
  public void avgPoolBackward(
      INDArray dy, Window window, boolean countPadding, int divisor, INDArray dx) {
    PaddedInput padded = new PaddedInput(DataType.DOUBLE, window, dx.shape(), dy.shape());
    INDArray share = doubles(pixels(dy)).div(padded.counts(countPadding, divisor));
    for (int p = 0; p < window.rows(); p++) {
      for (int q = 0; q < window.columns(); q++) {
        padded.tap(p, q).addi(share);
      }
    }
    pixels(dx).assign(padded.interior());
  }

  @Override
  public void channelMoments(INDArray x, INDArray mean, INDArray variance) {
    INDArray rows = doubles(matrix(x));
    INDArray mu = row(rows.mean(0));
    INDArray deviation = rows.sub(mu);
    mean.assign(mu.reshape(mean.shape()));
    variance.assign(deviation.mul(deviation).mean(0).reshape(variance.shape()));
  }

  @Override
  public void batchNorm(
      INDArray x,
      INDArray mean,
      INDArray variance,
      @Nullable INDArray gamma,
      @Nullable INDArray beta,
      double epsilon,
      boolean relu,
      INDArray y) {
    if (y.length() < x.length()) {
      INDArray all = Memory.array(x.dataType(), x.shape());
      batchNorm(x, mean, variance, gamma, beta, epsilon, relu, all);
      maxPool(all, Window.PAIRS, 0, y);
      return;
    }
    matrix(y).assign(scaled(normalized(x, mean, variance, epsilon), gamma, beta));
    if (relu) {
      clip(y);
    }
  }

  /** Returns {@code γ·x̂ + β}, in place of x̂. */
  private static INDArray scaled(
      INDArray normalized, @Nullable INDArray gamma, @Nullable INDArray beta) {
    if (gamma != null) {
      normalized.muli(row(doubles(gamma)));
    }
    if (beta != null) {
      normalized.addi(row(doubles(beta)));
    }
    return normalized;
  }

  /** x̂ as a matrix of doubles, rows × channels. */
  private static INDArray normalized(INDArray x, INDArray mean, INDArray variance, double epsilon) {
    return doubles(matrix(x)).sub(row(doubles(mean))).divi(sigma(variance, epsilon));
  }

  private static INDArray sigma(INDArray variance, double epsilon) {
    return Transforms.sqrt(row(doubles(variance)).add(epsilon));
  }

  @Override
  public void batchNormBackward(
      INDArray dy,
      INDArray x,
      INDArray mean,
      INDArray variance,
      @Nullable INDArray gamma,
      @Nullable INDArray beta,
      double epsilon,
      boolean relu,
      boolean batchStatistics,
      @Nullable INDArray dx,
      @Nullable INDArray dGamma,
      @Nullable INDArray dBeta) {
    if (dy.length() < x.length()) {
      INDArray all = Memory.array(x.dataType(), x.shape());
      batchNorm(x, mean, variance, gamma, beta, epsilon, relu, all);
      INDArray y = Memory.array(x.dataType(), dy.shape());
      maxPool(all, Window.PAIRS, 0, y);
      INDArray dAll = Memory.array(x.dataType(), x.shape());
      maxPoolBackward(dy, all, y, Window.PAIRS, 0, relu, dAll);
      batchNormBackward(
          dAll, x, mean, variance, gamma, beta, epsilon, false, batchStatistics, dx, dGamma, dBeta);
      return;
    }
    INDArray normalized = normalized(x, mean, variance, epsilon);
    INDArray d = doubles(matrix(dy));
    if (relu) {
      d = keep(d, scaled(normalized.dup(), gamma, beta).gt(0));
    }
    INDArray product = d.mul(normalized);
    if (dGamma != null) {
      accumulate(dGamma, product.sum(0));
    }
    if (dBeta != null) {
      accumulate(dBeta, d.sum(0));
    }
    if (dx != null) {
      if (batchStatistics) {
        d = d.sub(row(d.mean(0))).subi(normalized.mul(row(product.mean(0))));
      }
      INDArray factor = sigma(variance, epsilon).rdiv(1);
      matrix(dx).assign(d.mul(gamma == null ? factor : factor.mul(row(doubles(gamma)))));
    }
  }

  @Override
  public void groupNormalize(
      INDArray x, int groups, double epsilon, INDArray normalized, INDArray inverse) {
    INDArray values = doubles(grouped(x, groups));
    INDArray deviation = values.sub(groupMean(values));
    INDArray variance = groupMean(deviation.mul(deviation));
    INDArray factor = Transforms.sqrt(variance.add(epsilon)).rdiv(1);
    grouped(normalized, groups).assign(deviation.mul(factor));
    inverse.assign(factor.reshape(inverse.shape()));
  }

  @Override
  public void groupNormalizeBackward(
      INDArray dNormalized, INDArray normalized, int groups, INDArray inverse, INDArray dx) {
    INDArray d = doubles(grouped(dNormalized, groups));
    INDArray xHat = doubles(grouped(normalized, groups));
    INDArray through = groupMean(d).add(xHat.mul(groupMean(d.mul(xHat))));
    INDArray factor = doubles(inverse).reshape(inverse.size(0), 1, groups, 1);
    grouped(dx, groups).assign(d.sub(through).mul(factor));
  }

  /** The means over each group, [n, 1, groups, 1]. */
  private static INDArray groupMean(INDArray values) {
    return values.mean(1, 3).reshape(values.size(0), 1, values.size(2), 1);
  }

  @Override
  public void scaleShift(INDArray x, INDArray scale, INDArray shift, INDArray y) {
    y.assign(x.mul(broadcast(scale, x)).add(broadcast(shift, x)));
  }

  @Override
  public void scaleShiftBackward(
      INDArray dy, INDArray x, INDArray scale, INDArray dx, INDArray dScale, INDArray dShift) {
    INDArray factor = broadcast(scale, x);
    dx.assign(dy.mul(factor));
    int[] shared = IntStream.range(0, x.rank()).filter(k -> factor.size(k) == 1).toArray();
    INDArray d = doubles(dy);
    accumulate(dScale, d.mul(doubles(x)).sum(shared));
    accumulate(dShift, d.sum(shared));
  }

  @Override
  public void relu(INDArray x, INDArray y) {
    if (x != y) {
      y.assign(x);
    }
    clip(y);
  }

  /** Sets what is below 0 to 0; NaN is not. */
  private static void clip(INDArray y) {
    BooleanIndexing.replaceWhere(y, 0, Conditions.lessThan(0));
  }

  @Override
  public void reluBackward(INDArray dy, INDArray y, INDArray dx) {
    matrix(dx).assign(keep(matrix(dy), matrix(y).gt(0)));
  }

  @Override
  public void activation(Activation f, INDArray x, INDArray y) {
    double[] values = Memory.toDoubles(matrix(x));
    Arrays.setAll(values, k -> f.value(values[k]));
    Memory.set(matrix(y), values);
  }

  @Override
  public void activationBackward(Activation f, INDArray dy, INDArray x, INDArray y, INDArray dx) {
    double[] d = Memory.toDoubles(matrix(dy));
    double[] xs = Memory.toDoubles(matrix(x));
    double[] ys = Memory.toDoubles(matrix(y));
    Arrays.setAll(d, k -> d[k] * f.derivative(xs[k], ys[k]));
    Memory.set(matrix(dx), d);
  }

  @Override
  public void softmax(INDArray x, INDArray y) {
    INDArray rows = doubles(matrix(x));
    INDArray powers = Transforms.exp(rows.sub(column(rows.max(1))));
    matrix(y).assign(powers.div(column(powers.sum(1))));
  }

  @Override
  public void softmaxBackward(INDArray dy, INDArray y, INDArray dx) {
    INDArray d = doubles(matrix(dy));
    INDArray s = doubles(matrix(y));
    matrix(dx).assign(s.mul(d.sub(column(d.mul(s).sum(1)))));
  }

  @Override
  public void add(INDArray x, INDArray y, INDArray z) {
    x.addi(y, z);
  }

  @Override
  public void multiply(INDArray x, INDArray y, INDArray z) {
    x.muli(y, z);
  }

  @Override
  public void reshape(INDArray x, INDArray y) {
    y.assign(x.dup('c').reshape('c', y.shape()));
  }

  /** Adds a sum to a gradient, in place. */
  private static void accumulate(INDArray gradient, INDArray sum) {
    gradient.addi(sum.reshape(gradient.shape()).castTo(gradient.dataType()));
  }

  /** Returns x where the condition holds and 0 elsewhere, even where x is infinite. */
  private static INDArray keep(INDArray x, INDArray condition) {
    INDArray kept = condition.castTo(x.dataType());
    BooleanIndexing.replaceWhere(kept, x, Conditions.equals(1));
    return kept;
  }
}
