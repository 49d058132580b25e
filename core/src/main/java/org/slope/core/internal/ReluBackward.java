package org.slope.core.internal;

import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code dx = y > 0 ? dy : 0}. */
final class ReluBackward implements Work, Tiles.Body {
  private final INDArray dy;
  private final INDArray y;
  private final INDArray dx;
  private final Floats dys;
  private final Floats ys;
  private final Floats dxs;
  private final Tiles tiles;

  ReluBackward(INDArray dy, INDArray y, INDArray dx) {
    this.dy = dy;
    this.y = y;
    this.dx = dx;
    dys = Floats.of(dy);
    ys = Floats.of(y);
    dxs = Floats.of(dx);
    tiles = Tiles.flat(dy);
  }

  boolean is(INDArray dy, INDArray y, INDArray dx) {
    return dy == this.dy && y == this.y && dx == this.dx;
  }

  @Override
  public boolean uses(INDArray a) {
    return a == dy || a == y || a == dx;
  }

  @Override
  public void run() {
    tiles.forEach(this);
  }

  @Override
  public void run(Scratch s, long at, int n) {
    dxs.putBits(at, CpuElementwise.keepPositive(dys, ys, at, at, n, s), n);
  }
}
