package org.slope.core.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@link CpuDirectConvolution} and {@link CpuDirectDepthwise}, with windows of any geometry,
 * outputs that fill vectors or do not, and groups, against the loops of {@link Oracle} in double.
 */
class DirectConvolutionPropertiesTest {
  /** Vectors have 8 or 16 elements: from a part of one to several. */
  private static final int MOST_OUTPUTS = 70;

  @Provide
  Arbitrary<Geometry> geometries() {
    return Geometry.any(false);
  }

  @Property(seed = "34", tries = 150)
  void agreesWithTheOracle(
      @ForAll("geometries") Geometry geometry,
      @ForAll @IntRange(min = 1, max = 30) int images,
      @ForAll @IntRange(min = 1, max = 3) int groups,
      @ForAll @IntRange(min = 8, max = 20) int inputs,
      @ForAll @IntRange(min = 1, max = MOST_OUTPUTS) int outputs,
      @ForAll @IntRange(max = 999) int seed) {
    check(geometry, images, groups, inputs, outputs, seed);
  }

  /** Neighbours are joined, as many as fill a vector and divide the groups. */
  @Property(seed = "36", tries = 60)
  void smallGroupsAgreeWithTheOracle(
      @ForAll("geometries") Geometry geometry,
      @ForAll @IntRange(min = 1, max = 9) int images,
      @ForAll @IntRange(min = 2, max = 6) int groups,
      @ForAll @IntRange(min = 8, max = 12) int inputs,
      @ForAll @IntRange(min = 1, max = 8) int outputs,
      @ForAll @IntRange(max = 999) int seed) {
    check(geometry, images, groups, inputs, outputs, seed);
  }

  /** Until vectors are compiled, whose place other loops take. */
  @Property(seed = "37", tries = 100)
  void withoutVectorsYetItAgreesWithTheOracle(
      @ForAll("geometries") Geometry geometry,
      @ForAll @IntRange(min = 9, max = 30) int images,
      @ForAll @IntRange(min = 1, max = 2) int groups,
      @ForAll @IntRange(min = 8, max = 12) int inputs,
      @ForAll @IntRange(min = 1, max = 40) int outputs,
      @ForAll @IntRange(max = 999) int seed) {
    check(KernelSet.CPU_WITH_SCALARS, geometry, images, groups, inputs, outputs, seed);
  }

  private static void check(
      Geometry geometry, int images, int groups, int inputs, int outputs, int seed) {
    check(KernelSet.CPU_WITH_VECTORS, geometry, images, groups, inputs, outputs, seed);
  }

  private static void check(
      KernelSet kernels,
      Geometry geometry,
      int images,
      int groups,
      int inputs,
      int outputs,
      int seed) {
    int pixels = geometry.outHeight() * geometry.outWidth();
    int batch = images + 8 + 64 / pixels;
    assertTrue(fits(geometry, batch, inputs * groups, outputs * groups, groups));
    WindowChecks.conv2d(
        kernels.kernels(),
        kernels.probe(seed),
        geometry,
        batch,
        inputs * groups,
        outputs * groups,
        groups);
  }

  /** So many that each chunk sums the gradients of some, not of all for some images. */
  @Example
  void manyWeightsAgreeWithTheOracle() {
    Window large = new Window(7, 6, 1, 1, 1, 1, 3, 1, 2, 4);
    manyWeights(Geometry.of(large, 19, 18), 3, 1, 37, 70); // tiles of some rows
    manyWeights(Geometry.of(large, 6, 5), 21, 2, 20, 40); // and of some images
    Window strided = new Window(5, 7, 2, 3, 2, 1, 2, 3, 1, 3);
    manyWeights(Geometry.of(strided, 13, 17), 9, 1, 40, 48);
  }

  private static void manyWeights(
      Geometry geometry, int images, int groups, int inputs, int outputs) {
    Window window = geometry.window();
    int in = inputs * groups;
    int out = outputs * groups;
    INDArray x = Memory.array(DataType.FLOAT, images, in, geometry.height(), geometry.width());
    INDArray y =
        Memory.array(DataType.FLOAT, images, out, geometry.outHeight(), geometry.outWidth());
    assertTrue(CpuDirectConvolution.fitsGradient(x, window, groups, y));
    CpuDirectConvolution direct =
        new CpuDirectConvolution(new ScalarLoops(16), x, window, groups, 0, y);
    assertTrue(new DirectGradient(direct).hasManyWeights());
    KernelSet set = KernelSet.CPU_WITH_VECTORS;
    WindowChecks.conv2d(set.kernels(), set.probe(3), geometry, images, in, out, groups);
  }

  @Property(seed = "35", tries = 100)
  void depthwiseAgreesWithTheOracle(
      @ForAll("geometries") Geometry geometry,
      @ForAll @IntRange(min = 1, max = 9) int images,
      @ForAll @IntRange(min = 2, max = MOST_OUTPUTS) int channels,
      @ForAll @IntRange(max = 999) int seed) {
    WindowChecks.conv2d(
        KernelSet.CPU_WITH_VECTORS.kernels(),
        KernelSet.CPU_WITH_VECTORS.probe(seed),
        geometry,
        images + 8,
        channels,
        channels,
        channels);
  }

  /** A border that is wider than what the windows cover. */
  @Example
  void stridesPassOverTheImage() {
    Geometry geometry = Geometry.of(new Window(1, 1, 3, 3, 1, 1, 0, 2, 0, 0), 22, 1);
    assertTrue(fits(geometry, 8, 8, 16, 1));
    for (int groups : new int[] {1, 16}) {
      WindowChecks.conv2d(
          KernelSet.CPU_WITH_VECTORS.kernels(),
          KernelSet.CPU_WITH_VECTORS.probe(1),
          geometry,
          8,
          16,
          16,
          groups);
    }
  }

  /** Windows that span more than a tile should hold, or images of too few rows, take other ways. */
  @Example
  void hugeSpansAndFlatImagesDoNotFit() {
    Window dilated = new Window(3, 3, 1, 1, 18, 18, 18, 18, 18, 18);
    assertFalse(fits(Geometry.of(dilated, 33, 33), 1, 256, 256, 1));
    assertFalse(
        fits(Geometry.of(new Window(1, 9, 1, 1, 1, 1, 0, 4, 0, 4), 1, 16000), 1, 64, 64, 1));
  }

  private static boolean fits(Geometry g, int images, int inputs, int outputs, int groups) {
    INDArray x = Memory.array(DataType.FLOAT, images, inputs, g.height(), g.width());
    INDArray y = Memory.array(DataType.FLOAT, images, outputs, g.outHeight(), g.outWidth());
    return CpuDirectConvolution.fits(x, g.window(), groups, y);
  }
}
