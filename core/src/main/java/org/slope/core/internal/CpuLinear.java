package org.slope.core.internal;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The linear kernels; x is [rows, in] as it lies in memory, whatever its shape. */
final class CpuLinear {
  /** From here on, dw = dyᵀ·x is long sums for few elements: cut along the sum. */
  private static final int TALL = 8;

  private static final int LEAST_ROWS = 256;

  /** A slot of {@link Scratch#tile}, apart from those of {@link Tiles}. */
  private static final int ROWS = 4;

  private CpuLinear() {}

  static void forward(Arena arena, INDArray x, INDArray w, Finish finish, INDArray y) {
    Work last = arena.nextWork();
    boolean isSame = last instanceof LinearForward forward && forward.is(x, w, finish, y);
    (last != null && isSame ? last : arena.keep(new LinearForward(x, w, finish, y))).run();
  }

  static void backward(
      Arena arena,
      Function<Vectors, @Nullable VectorLoops> loops,
      INDArray dy,
      INDArray x,
      INDArray w,
      @Nullable INDArray dx,
      INDArray dw,
      @Nullable INDArray db) {
    long rows = rows(x);
    int chunks = Partials.chunks(rows / LEAST_ROWS, dw);
    if (chunks > 1 && rows > TALL * Math.max(x.size(1), dy.size(1))) {
      backwardInParts(arena, chunks, dy, x, w, dx, dw);
      if (db != null) {
        addColumnSums(loops, dy, db);
      }
      return;
    }
    Work last = arena.nextWork();
    boolean isSame = last instanceof LinearBackward backward && backward.is(dy, x, w, dx, dw, db);
    (last != null && isSame ? last : arena.keep(new LinearBackward(dy, x, w, dx, dw, db))).run();
  }

  /** The same with dw cut along the sum. */
  private static void backwardInParts(
      Arena arena,
      int chunks,
      INDArray dy,
      INDArray x,
      INDArray w,
      @Nullable INDArray dx,
      INDArray dw) {
    Matrix dys = matrix(dy);
    Matrix xs = matrix(x);
    Product inputs = dx == null ? null : new Product(dys, matrix(w), 0, matrix(dx));
    int first = inputs == null ? 0 : inputs.chunks();
    long rows = rows(x);
    Partials sums = new Partials(arena, chunks, dw);
    Parallel.run(
        first + chunks,
        i -> {
          if (inputs != null && i < first) {
            inputs.run(i);
          } else {
            int chunk = i - first;
            long from = rows * chunk / chunks;
            long to = rows * (chunk + 1) / chunks;
            Blas.Call product = Scratch.own().call;
            product.a.set(dys).rows(from, to).t();
            product.b.set(xs).rows(from, to);
            sums.part(chunk, dw.size(0), product.c);
            product.run(0);
          }
        });
    sums.addUp();
  }

  /** {@code db += Σ dy}, the sum over the rows. */
  static void addColumnSums(
      Function<Vectors, @Nullable VectorLoops> loops, INDArray dy, INDArray db) {
    Floats from = Floats.of(dy);
    Tiles tiles = Tiles.channels(dy);
    int columns = tiles.columns();
    VectorLoops now = VectorLoops.forChannels(loops.apply(Vectors.BIAS), columns);
    tiles.addColumnSums(
        Floats.of(db),
        (s, at, n, sums, none) -> {
          if (now == null) {
            from.get(at, sums, n);
            return n;
          }
          float[] t = s.tile(ROWS, n);
          from.get(at, t, n);
          now.columnSums(t, n / columns, columns, sums);
          return columns;
        });
  }

  private static long rows(INDArray a) {
    return a.length() / a.size(1);
  }

  static Matrix matrix(INDArray a) {
    return Matrix.of(Floats.of(a), 0, rows(a), Math.toIntExact(a.size(1)));
  }
}
