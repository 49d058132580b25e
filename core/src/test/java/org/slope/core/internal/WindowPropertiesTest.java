package org.slope.core.internal;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Convolution and pooling of any geometry, by either set of kernels, are the oracle's loops. */
class WindowPropertiesTest {

  @Provide
  Arbitrary<Geometry> floors() {
    return Geometry.any(false);
  }

  @Provide
  Arbitrary<Geometry> floorsAndCeilings() {
    return Geometry.any(true);
  }

  @Property(seed = "11", tries = 360)
  void convolutionsAreThoseOfTheLoops(
      @ForAll KernelSet set,
      @ForAll("floors") Geometry geometry,
      @ForAll @IntRange(min = 1, max = 3) int batch,
      @ForAll @IntRange(min = 1, max = 3) int groups,
      @ForAll @IntRange(min = 1, max = 5) int channels,
      @ForAll @IntRange(min = 1, max = 5) int filters,
      @ForAll @IntRange(max = 999) int seed) {
    WindowChecks.conv2d(
        set.kernels(),
        set.probe(seed),
        geometry,
        batch,
        groups * channels,
        groups * filters,
        groups);
  }

  @Property(seed = "12", tries = 360)
  void maximaAreThoseOfTheLoops(
      @ForAll KernelSet set,
      @ForAll("floorsAndCeilings") Geometry geometry,
      @ForAll @IntRange(min = 1, max = 3) int batch,
      @ForAll @IntRange(min = 1, max = 40) int channels,
      @ForAll @IntRange(max = 999) int seed) {
    WindowChecks.maxPool(set.kernels(), set.probe(seed), geometry, batch, channels);
  }

  @Property(seed = "13", tries = 360)
  void meansAreThoseOfTheLoops(
      @ForAll KernelSet set,
      @ForAll("floorsAndCeilings") Geometry geometry,
      @ForAll @IntRange(min = 1, max = 3) int batch,
      @ForAll @IntRange(min = 1, max = 40) int channels,
      @ForAll @IntRange(max = 999) int seed) {
    WindowChecks.avgPool(set.kernels(), set.probe(seed), geometry, batch, channels);
  }
}
