package org.slope.core.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
    Unfolding[][] ways = {
      Unfolding.of(sliding, groups, padding), new Unfolding[groups], new Unfolding[groups]
    };
    for (int group = 0; group < groups; group++) {
      ways[1][group] = new Patches(sliding, groups, group, padding);
      ways[2][group] = new WindowRows(sliding, groups, group, padding);
    }
    for (Unfolding[] way : ways) {
      boolean byTap = sliding.channels() == 1 && geometry.window().strideColumns() == 1;
      boolean byRows = byTap || way[0] instanceof WindowRows;
      int run = byRows ? sliding.outWidth() : 1;
      int runs = images * sliding.outputPixels() / run;
      int first = (int) (from * (runs - 1));
      int most = byRows ? sliding.outHeight() - first % sliding.outHeight() : runs - first;
      int n = 1 + (int) (share * (most - 1));
      for (Unfolding group : way) {
        checkAdjoint(group, x, first * run, n * run, random);
      }
    }
  }

  private static void checkAdjoint(
      Unfolding unfolding, float[] x, int first, int n, Random random) {
    float[] c = integers(random, unfolding.size(n));
    float[] copied = gather(unfolding, x, first, n);
    float[] border = gather(unfolding, new float[x.length], first, n);
    float[] added = new float[x.length];
    unfolding.scatter(c, first, n, added);
    assertEquals(product(copied, c) - product(border, c), product(x, added), unfolding::toString);
  }

  private static float[] gather(Unfolding unfolding, float[] images, int first, int n) {
    Floats x = Scratch.own().area(0, images.length);
    x.put(0, images, images.length);
    int size = unfolding.size(n);
    Floats area = Scratch.own().area(1, size);
    unfolding.gather(x, first, n, area);
    float[] taps = new float[size];
    area.get(0, taps, size);
    Matrix part = new Matrix();
    unfolding.part(0, n, area, part);
    return part.transposed() ? transposed(taps, size / n, n) : taps;
  }

  private static float[] transposed(float[] from, int rows, int columns) {
    float[] to = new float[from.length];
    for (int k = 0; k < from.length; k++) {
      to[k % columns * rows + k / columns] = from[k];
    }
    return to;
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
