package org.slope.core.internal;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The convolutions of {@link CpuKernels}: which way each goes, by its shape alone. */
final class CpuConvolutions {
  private final Arena arena;
  private final Function<Vectors, @Nullable VectorLoops> loops;

  CpuConvolutions(Arena arena, Function<Vectors, @Nullable VectorLoops> loops) {
    this.arena = arena;
    this.loops = loops;
  }

  /** Computes the outputs, finished. */
  void forward(
      INDArray x,
      INDArray w,
      Finish finish,
      Window window,
      int groups,
      double padding,
      INDArray y) {
    if (CpuDepthwise.fits(x, y, groups)) {
      VectorLoops direct = directLoops(DirectTiles.fits(x, window, y));
      if (direct != null) {
        new CpuDirectDepthwise(direct, x, window, padding, y).forward(x, w, finish, y);
      } else {
        new CpuDepthwise(x, w, window, padding, y).forward(x, finish, y);
      }
      return;
    }
    Winograd whole = Winograd.of(window);
    VectorLoops small = directLoops(SmallImages.fits(x, window, whole, groups, padding, y));
    if (small != null) {
      new SmallImages(small, x, window, y).forward(x, w, finish, y);
      return;
    }
    VectorLoops large = largeWinograd(x, window, whole, groups, y);
    if (large != null) {
      new LargeWinograd(large, x, window, padding, y).forward(x, w, finish, y);
      return;
    }
    boolean isDirect = CpuDirectConvolution.fits(x, window, groups, y);
    boolean isByRows = isDirect && RowWinograd.fits(x, window, groups, y);
    VectorLoops direct = isByRows ? loops.apply(Vectors.WINOGRAD) : directLoops(isDirect);
    VectorLoops wide = wideWinograd(x, window, groups, y);
    JoinedGroups joined = joined(direct, groups, w);
    if (joined.areFewer() && !(direct == null && isWinogradApart(whole, x, w, groups, y))) {
      forward(x, joined.weights(arena, w), finish, window, joined.count(), padding, y);
    } else if (direct != null && isByRows) {
      new RowWinograd(direct, x, window, groups, padding, y).forward(x, w, finish, y);
    } else if (direct != null) {
      new CpuDirectConvolution(direct, x, window, groups, padding, y).forward(x, w, finish, y);
    } else if (groups == 1 && window.isPointwise()) {
      CpuLinear.forward(arena, x, w, finish, y);
    } else if (wide != null) {
      new WideWinograd(wide, x, window, padding, y).forward(x, w, finish, y);
    } else if (CpuWinograd.fits(whole, x, groups, y)) {
      winograd(x, w, window, groups, padding, y).forward(x, w, finish, y);
    } else if (CpuWideConvolution.fits(x, groups, y)) {
      new CpuWideConvolution(x, window, padding, y).forward(x, w, finish, y);
    } else {
      new CpuConvolution(x, window, groups, padding, y).forward(x, w, finish, y);
    }
  }

  /** Adds the gradients of the weights, and of the bias if there is one, and sets that of x. */
  void backward(
      INDArray dy,
      INDArray x,
      INDArray w,
      Window window,
      int groups,
      double padding,
      @Nullable INDArray dx,
      INDArray dw,
      @Nullable INDArray db) {
    if (groups == 1 && window.isPointwise()) {
      CpuLinear.backward(arena, loops, dy, x, w, dx, dw, db);
      return;
    }
    if (CpuDepthwise.fits(x, dy, groups)) {
      new CpuDepthwise(x, w, window, padding, dy).backward(dy, x, dx, dw);
    } else {
      addGradients(dy, x, w, window, groups, padding, dx, dw);
    }
    if (db != null) {
      CpuLinear.addColumnSums(loops, dy, db);
    }
  }

  /** Returns the loops for a convolution that goes by them, else null. */
  private @Nullable VectorLoops directLoops(boolean fits) {
    return fits ? loops.apply(Vectors.CONVOLUTION) : null;
  }

  private @Nullable VectorLoops largeWinograd(
      INDArray x, Window window, @Nullable Winograd whole, int groups, INDArray y) {
    return LargeWinograd.fits(x, window, whole, groups, y)
        ? VectorLoops.forChannels(loops.apply(Vectors.WINOGRAD), Math.min(x.size(1), y.size(1)))
        : null;
  }

  private @Nullable VectorLoops wideWinograd(INDArray x, Window window, int groups, INDArray y) {
    return WideWinograd.fits(x, window, groups, y)
        ? VectorLoops.forChannels(loops.apply(Vectors.WINOGRAD), x.size(1))
        : null;
  }

  private CpuWinograd winograd(
      INDArray x, INDArray w, Window window, int groups, double padding, INDArray y) {
    return new CpuWinograd(arena, loops.apply(Vectors.WINOGRAD), x, w, window, groups, padding, y);
  }

  /** Tells whether Winograd's loops take groups as they are. */
  private boolean isWinogradApart(
      @Nullable Winograd winograd, INDArray x, INDArray w, int groups, INDArray y) {
    if (winograd == null
        || !CpuWinograd.fitsLoops(winograd, x, groups, y, CpuWinograd.MANY_TILES)) {
      return false;
    }
    VectorLoops now = loops.apply(Vectors.WINOGRAD);
    return now != null && DirectWinograd.fits(now, winograd, w, groups);
  }

  /** Returns the groups as the convolution by loops, or the one by BLAS, wants them. */
  private static JoinedGroups joined(@Nullable VectorLoops direct, int groups, INDArray w) {
    return direct == null ? JoinedGroups.of(groups, w) : JoinedGroups.of(groups, w, direct.lanes());
  }

  private void addGradients(
      INDArray dy,
      INDArray x,
      INDArray w,
      Window window,
      int groups,
      double padding,
      @Nullable INDArray dx,
      INDArray dw) {
    Winograd whole = Winograd.forGradients(window);
    VectorLoops small = directLoops(SmallImages.fits(x, window, whole, groups, padding, dy));
    VectorLoops large = largeWinograd(x, window, whole, groups, dy);
    VectorLoops direct = directLoops(CpuDirectConvolution.fitsGradient(x, window, groups, dy));
    JoinedGroups joined = joined(direct, groups, w);
    boolean isWinograd = CpuWinograd.fits(whole, x, groups, dy);
    CpuWinograd winograd =
        small == null && direct == null && isWinograd && !joined.areFewer()
            ? winograd(x, w, window, groups, padding, dy)
            : null;
    boolean isWide = CpuWideConvolution.fits(x, groups, dy);
    boolean isTurned = small != null && window.isPlain();
    INDArray left = dx;
    INDArray apart = winograd != null && winograd.givesInputGradient() ? null : dx;
    if (apart != null && (isTurned || InputGradient.fits(x, window, groups, dy))) {
      new InputGradient(x, window, groups, dy).run(this, arena, dy, w, apart);
      left = null;
    } else if (apart != null
        && (small != null || large != null || direct != null || isWinograd || isWide)) {
      JoinedGroups larger = JoinedGroups.of(groups, w);
      INDArray weights = larger.areFewer() ? larger.weights(arena, w) : w;
      new CpuConvolution(x, window, larger.count(), padding, dy)
          .backward(arena, dy, x, weights, apart, null);
      left = null;
    }
    if (joined.areFewer()) {
      INDArray gradient = joined.array(arena, w);
      Memory.fill(gradient, 0);
      // the gradient alone needs no weights, only their shape
      INDArray weights = left == null ? gradient : joined.weights(arena, w);
      backward(dy, x, weights, window, joined.count(), padding, left, gradient, null);
      joined.addGradient(gradient, dw);
    } else if (small != null) {
      new SmallImages(small, x, window, dy).addWeightGradient(arena, dy, x, dw);
    } else if (large != null) {
      new LargeWinogradGradient(new LargeWinograd(large, x, window, padding, dy)).add(dy, x, dw);
    } else if (direct != null) {
      new CpuDirectConvolution(direct, x, window, groups, padding, dy)
          .addWeightGradient(arena, dy, x, dw);
    } else if (winograd != null) {
      winograd.backward(dy, x, w, left, dw);
    } else if (isWide) {
      new CpuWideConvolution(x, window, padding, dy).addWeightGradient(dy, x, dw);
    } else {
      new CpuConvolution(x, window, groups, padding, dy).backward(arena, dy, x, w, left, dw);
    }
  }
}
