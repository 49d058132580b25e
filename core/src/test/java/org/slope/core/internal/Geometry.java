package org.slope.core.internal;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** A window, the size of what it slides over, and how often it fits. */
record Geometry(Window window, int height, int width, int outHeight, int outWidth) {

  /** One dimension of it. */
  private record Axis(int size, int taps, int stride, int dilation, int before, int after) {
    int slack() {
      return before + size + after - (taps - 1) * dilation - 1;
    }

    /** PyTorch's rule: the last window starts inside the input or the border before it. */
    int count(boolean ceil) {
      int count = (ceil ? slack() + stride - 1 : slack()) / stride + 1;
      return ceil && (count - 1) * stride >= size + before ? count - 1 : count;
    }
  }

  static Geometry of(Window window, int height, int width) {
    return of(
        new Axis(
            height,
            window.rows(),
            window.strideRows(),
            window.dilationRows(),
            window.top(),
            window.bottom()),
        new Axis(
            width,
            window.columns(),
            window.strideColumns(),
            window.dilationColumns(),
            window.left(),
            window.right()),
        false);
  }

  private static Geometry of(Axis rows, Axis columns, boolean ceil) {
    Window window =
        new Window(
            rows.taps,
            columns.taps,
            rows.stride,
            columns.stride,
            rows.dilation,
            columns.dilation,
            rows.before,
            columns.before,
            rows.after,
            columns.after);
    return new Geometry(window, rows.size, columns.size, rows.count(ceil), columns.count(ceil));
  }

  /** A window that moves by one, without padding. */
  static Window dense(int rows, int columns) {
    return new Window(rows, columns, 1, 1, 1, 1, 0, 0, 0, 0);
  }

  /** A window that moves by its own size, without padding. */
  static Window strided(int rows, int columns) {
    return new Window(rows, columns, rows, columns, 1, 1, 0, 0, 0, 0);
  }

  /** Any small geometry; often one that kernels treat as a case of its own. */
  static Arbitrary<Geometry> any(boolean mayCeil) {
    Arbitrary<Integer> sizes = Arbitraries.integers().between(1, 9);
    Arbitrary<Integer> taps = Arbitraries.integers().between(1, 4);
    Arbitrary<Integer> borders = Arbitraries.integers().between(0, 2);
    Arbitrary<Axis> axes =
        Combinators.combine(
                sizes,
                taps,
                Arbitraries.integers().between(1, 3),
                Arbitraries.integers().between(1, 2),
                borders,
                borders)
            .as(Axis::new)
            .filter(axis -> axis.slack() >= 0);
    Arbitrary<Boolean> ceil = mayCeil ? Arbitraries.of(false, true) : Arbitraries.just(false);
    Arbitrary<Geometry> pointwise =
        Combinators.combine(sizes, sizes).as((h, w) -> of(dense(1, 1), h, w));
    Arbitrary<Geometry> whole =
        Combinators.combine(sizes, sizes).as((h, w) -> of(dense(h, w), h, w));
    Arbitrary<Geometry> tiled =
        Combinators.combine(sizes, sizes, taps, taps)
            .filter((h, w, p, q) -> p <= h && q <= w)
            .as((h, w, p, q) -> of(strided(p, q), h, w));
    return Arbitraries.frequencyOf(
        Tuple.of(3, Combinators.combine(axes, axes, ceil).as(Geometry::of)),
        Tuple.of(1, pointwise),
        Tuple.of(1, whole),
        Tuple.of(1, tiled));
  }
}
