package org.slope.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class TensorTest {
  @Test
  void sharesItsArrayAndCopiesItsShape() {
    float[] data = {1, 2};
    long[] shape = {2};
    Tensor tensor = Tensor.of(data, shape);
    shape[0] = 3;
    tensor.shape()[0] = 4;
    assertSame(data, tensor.data());
    assertSame(data, tensor.toFloats());
    assertEquals("Tensor(F32 [2])", tensor.toString());
  }

  @Test
  void convertsToEitherPrecision() {
    assertArrayEquals(new float[] {-1, 255}, Tensor.of(new double[] {-1, 255}, 2, 1).toFloats());
    assertArrayEquals(
        new float[] {255, 0}, Tensor.of(ElementType.U8, new byte[] {-1, 0}, 2).toFloats());
    assertArrayEquals(
        new double[] {1, 0}, Tensor.of(ElementType.BOOL, new byte[] {3, 0}, 2).toDoubles());
    assertArrayEquals(
        new double[] {0x1p63, 0x1p64},
        Tensor.of(ElementType.U64, new long[] {Long.MIN_VALUE, -1}, 2).toDoubles());
  }

  @Test
  void refusesAnotherLength() {
    assertEquals(
        "the shape [2, 3] does not hold 5 elements; expected dimensions whose product is the length"
            + " of the array; correct the one or the other",
        message(() -> Tensor.of(new float[5], 2, 3)));
    assertThrows(IllegalArgumentException.class, () -> Tensor.of(new float[1], -1, -1));
    assertThrows(IllegalArgumentException.class, () -> Tensor.of(new float[0], 1L << 32, 1L << 32));
    assertEquals(0, Tensor.of(new float[0], 1L << 62, 0, 1L << 62).size());
  }

  @Test
  void refusesAnotherArray() {
    assertEquals(
        "a tensor of type F32 cannot hold a double[]; expected a float[]; convert the array or name"
            + " its type",
        message(() -> Tensor.of(ElementType.F32, new double[1], 1)));
    assertEquals(
        "a tensor of type F16 cannot hold a float[]; expected F32 with a float[]; convert the array"
            + " or name its type",
        message(() -> Tensor.of(ElementType.F16, new float[1], 1)));
  }

  private static String message(Runnable making) {
    return assertThrows(IllegalArgumentException.class, making::run).getMessage();
  }
}
