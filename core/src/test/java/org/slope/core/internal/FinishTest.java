package org.slope.core.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What is not finite stays what it is; with relu, only NaN and ∞ do. */
class FinishTest {
  private static final float NAN = Float.NaN;
  private static final float INFINITY = Float.POSITIVE_INFINITY;
  private static final float[] X = {NAN, INFINITY, -INFINITY, -2, 2};
  private static final float[] CLIPPED = {NAN, INFINITY, 0, 0, 2};

  @ParameterizedTest
  @EnumSource
  void keepsWhatIsNotFinite(KernelSet set) {
    INDArray zero = row(0);
    Finish.Norm norm = new Finish.Norm(zero, row(1), null, null, 0);
    for (boolean relu : new boolean[] {false, true}) {
      for (INDArray bias : new INDArray[] {null, zero}) {
        for (Finish.Norm scaled : new Finish.Norm[] {null, norm}) {
          INDArray y = Memory.array(DataType.FLOAT, X.length, 1);
          Finish finish = new Finish(bias, scaled, relu);
          set.kernels().linear(row(X).reshape(X.length, 1), row(1).reshape(1, 1), finish, y);
          assertArrayEquals(relu ? CLIPPED : X, y.data().asFloat(), finish.toString());
        }
      }
    }
  }

  private static INDArray row(float... values) {
    INDArray row = Memory.array(DataType.FLOAT, values.length);
    row.data().setData(values);
    return row;
  }
}
