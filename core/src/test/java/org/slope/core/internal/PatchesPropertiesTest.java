package org.slope.core.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Copying patches out of images (im2col) and adding patches to images (col2im) are adjoint: {@code
 * ⟨im2col(x) − im2col(0), c⟩ = ⟨x, col2im(c)⟩}, where im2col(0) is what the padding's value leaves.
 * All numbers are small integers, so that both sides are exact.
 */
class PatchesPropertiesTest {

  @Provide
  Arbitrary<Geometry> geometries() {
    return Geometry.any(false);
  }

  @Property(seed = "31", tries = 300)
  void copyingAndAddingPatchesOnTheCpuAreAdjoint(
      @ForAll("geometries") Geometry geometry,
      @ForAll @IntRange(min = 1, max = 3) int images,
      @ForAll @IntRange(min = 1, max = 3) int groups,
      @ForAll @IntRange(min = 1, max = 3) int channels,
      @ForAll @IntRange(min = -1, max = 1) int padding,
      @ForAll @DoubleRange(max = 1) double from,
      @ForAll @DoubleRange(max = 1) double share,
      @ForAll @IntRange(max = 999) int seed) {
    Sliding sliding =
        new Sliding(
            geometry.window(),
            geometry.height(),
            geometry.width(),
            groups * channels,
            geometry.outHeight(),
            geometry.outWidth());
    Random random = new Random(seed);
    float[] x = integers(random, images * sliding.inputSize());
    int size = Patches.size(sliding, groups);
    int first = (int) (from * (images * sliding.outputPixels() - 1));
    int n = 1 + (int) (share * (images * sliding.outputPixels() - first - 1));
    for (int group = 0; group < groups; group++) {
      Patches patches = new Patches(sliding, groups, group, padding);
      float[] c = integers(random, n * size);
      float[] copied = gather(patches, x, first, n, size);
      float[] border = gather(patches, new float[x.length], first, n, size);
      float[] added = new float[x.length];
      patches.scatter(c, first, n, added);
      assertEquals(product(copied, c) - product(border, c), product(x, added), "group " + group);
    }
  }

  private static float[] gather(Patches patches, float[] images, int first, int n, int size) {
    Scratch.Area area = Scratch.own().area(0, n * size);
    Matrix rows = patches.gather(FloatBuffer.wrap(images), first, n, area);
    float[] memory = new float[n * size];
    rows.memory().get(0, memory, n * size);
    float[] values = new float[n * size];
    for (int p = 0; p < n; p++) {
      for (int k = 0; k < size; k++) {
        int at = rows.transposed() ? k * rows.step() + p : p * rows.step() + k;
        values[p * size + k] = memory[at];
      }
    }
    return values;
  }

  @Property(seed = "32", tries = 200)
  void copyingAndAddingPatchesOfArraysAreAdjoint(
      @ForAll("geometries") Geometry geometry,
      @ForAll @IntRange(min = 1, max = 3) int images,
      @ForAll @IntRange(min = 1, max = 3) int groups,
      @ForAll @IntRange(min = 1, max = 3) int channels,
      @ForAll @IntRange(min = -1, max = 1) int padding,
      @ForAll @IntRange(max = 999) int seed) {
    long[] shape = {images, (long) groups * channels, geometry.height(), geometry.width()};
    INDArray x = Memory.array(DataType.DOUBLE, shape);
    INDArray y =
        Memory.array(DataType.DOUBLE, images, groups, geometry.outHeight(), geometry.outWidth());
    Memory.fill(x, 0);
    INDArray border = PaddedInput.of(x, geometry.window(), padding, padding, y).patches(groups);
    Random random = new Random(seed);
    Memory.set(x, widened(integers(random, (int) x.length())));
    INDArray copied = PaddedInput.of(x, geometry.window(), padding, padding, y).patches(groups);
    INDArray c = copied.ulike();
    Memory.set(c, widened(integers(random, (int) c.length())));
    PaddedInput gradient =
        new PaddedInput(DataType.DOUBLE, geometry.window(), x.shape(), y.shape());
    gradient.addPatches(c, groups);
    double left = copied.sub(border).mul(c).sumNumber().doubleValue();
    double right = Views.pixels(x).mul(gradient.interior()).sumNumber().doubleValue();
    assertEquals(left, right);
  }

  private static float[] integers(Random random, int n) {
    float[] values = new float[n];
    for (int k = 0; k < n; k++) {
      values[k] = random.nextInt(7) - 3;
    }
    return values;
  }

  private static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    Arrays.setAll(wide, k -> values[k]);
    return wide;
  }

  private static double product(float[] x, float[] y) {
    double sum = 0;
    for (int k = 0; k < x.length; k++) {
      sum += (double) x[k] * y[k];
    }
    return sum;
  }
}
