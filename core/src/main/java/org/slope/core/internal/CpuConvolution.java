package org.slope.core.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The convolution as products of patches and weights, {@code y = P·wᵀ, dw = dyᵀ·P, dP = dy·w}, a
 * tile of output pixels at a time: its patches stay in the cache.
 */
final class CpuConvolution {
  /** Of images whose gradients need no sums over all of them. */
  private static final int MOST_CHUNKS = 64;

  private static final int TAPS = 0;
  private static final int TAP_GRADIENTS = 1;
  private static final int HEAP_TAPS = 8;
  private static final int IMAGES = 9;

  private final Sliding sliding;
  private final Unfolding[] groups;
  private final int tile;
  private final int together;
  private final long images;

  CpuConvolution(INDArray x, Window window, int groups, double padding, INDArray y) {
    sliding = Sliding.of(x, window, y);
    images = x.size(0);
    this.groups = Unfolding.of(sliding, groups, padding);
    tile = this.groups[0].tile();
    together = this.groups[0].together();
  }

  /** How many tiles the images that are unfolded together have. */
  private int tilesOfRun() {
    return (int) Tiles.ceil((long) together * sliding.outputPixels(), tile);
  }

  void forward(INDArray x, INDArray w, Finish finish, INDArray y) {
    Floats xs = Floats.of(x);
    Matrix weights = matrix(w);
    Matrix ys = pixels(y);
    CpuFinish last = new CpuFinish(finish);
    int tilesOfRun = tilesOfRun();
    Parallel.run(
        Math.toIntExact(Tiles.ceil(images, together) * tilesOfRun),
        chunk -> {
          long run = chunk / tilesOfRun;
          long from = run * together * sliding.outputPixels() + (long) (chunk % tilesOfRun) * tile;
          long to =
              Math.min(
                  from + tile, Math.min(images, (run + 1) * together) * sliding.outputPixels());
          if (from < to) {
            forward(xs, from, (int) (to - from), weights, ys);
            last.apply(ys, from, to);
          }
        });
  }

  private void forward(Floats x, long from, int n, Matrix w, Matrix y) {
    Scratch scratch = Scratch.own();
    Blas.Call product = scratch.call;
    Floats area = scratch.area(TAPS, groups[0].size(n));
    for (int g = 0; g < groups.length; g++) {
      groups[g].gather(x, from, n, area);
      for (int r = 0; r < groups[g].parts(); r++) {
        groups[g].part(r, n, area, product.a);
        filters(product.b.set(w), g, r).t();
        outputs(product.c.set(y), g).rows(from, from + n);
        product.run(r == 0 ? 0 : 1);
      }
    }
  }

  void backward(
      Arena arena,
      INDArray dy,
      INDArray x,
      INDArray w,
      @Nullable INDArray dx,
      @Nullable INDArray dw) {
    int chunks = dw == null ? (int) Math.min(images, MOST_CHUNKS) : Partials.chunks(images, dw);
    Partials sums = dw == null ? null : new Partials(arena, chunks, dw);
    Floats xs = Floats.of(x);
    Matrix weights = matrix(w);
    Floats dxs = dx == null ? null : Floats.of(dx);
    Matrix dys = pixels(dy);
    Parallel.run(
        chunks,
        chunk -> {
          long start = images * chunk / chunks;
          long end = images * (chunk + 1) / chunks;
          for (long from = start; from < end; from += together) {
            long to = Math.min(end, from + together);
            backward(dys, xs, weights, dxs, sums, chunk, from, to, from == start);
          }
        });
    if (sums != null) {
      sums.addUp();
    }
  }

  /** The gradients of the images from..to. */
  private void backward(
      Matrix dy,
      Floats x,
      Matrix w,
      @Nullable Floats dx,
      @Nullable Partials dw,
      int chunk,
      long from,
      long to,
      boolean first) {
    int length = Math.toIntExact((to - from) * sliding.inputSize());
    int pixels = Math.toIntExact((to - from) * sliding.outputPixels());
    long start = from * sliding.outputPixels();
    Scratch scratch = Scratch.own();
    Blas.Call product = scratch.call;
    float[] dxs = scratch.tile(IMAGES, dx == null ? 0 : length);
    Arrays.fill(dxs, 0, dx == null ? 0 : length, 0);
    for (int pixel = 0; pixel < pixels; pixel += tile) {
      int n = Math.min(tile, pixels - pixel);
      int size = groups[0].size(n);
      Floats area = scratch.area(TAPS, size);
      for (int g = 0; g < groups.length; g++) {
        if (dw != null) {
          groups[g].gather(x, start + pixel, n, area);
        }
        for (int r = 0; dw != null && r < groups[g].parts(); r++) {
          outputs(product.a.set(dy), g).rows(start + pixel, start + pixel + n).t();
          groups[g].part(r, n, area, product.b);
          filters(dw.part(chunk, w.rows(), product.c), g, r);
          product.run(first && pixel == 0 ? 0 : 1);
        }
        if (dx != null) {
          float[] taps = tapGradients(dy, start + pixel, w, g, n, scratch);
          groups[g].scatter(taps, pixel, n, dxs);
        }
      }
    }
    if (dx != null) {
      dx.put(from * sliding.inputSize(), dxs, length);
    }
  }

  /** The gradients of the taps of n pixels. */
  private float[] tapGradients(Matrix dy, long from, Matrix w, int g, int n, Scratch scratch) {
    Blas.Call product = scratch.call;
    int size = groups[g].size(n);
    Floats area = scratch.area(TAP_GRADIENTS, size);
    float[] taps = scratch.tile(HEAP_TAPS, size);
    boolean adds = groups[g].parts() > 1;
    if (adds) {
      Arrays.fill(taps, 0, size, 0);
      area.put(0, taps, size);
    }
    for (int r = 0; r < groups[g].parts(); r++) {
      outputs(product.a.set(dy), g).rows(from, from + n);
      filters(product.b.set(w), g, r);
      groups[g].gradientPart(r, n, area, product.c);
      product.run(adds ? 1 : 0);
    }
    area.get(0, taps, size);
    return taps;
  }

  /** The filters, a row each. */
  static Matrix matrix(INDArray w) {
    return Matrix.of(Floats.of(w), 0, w.size(0), Math.toIntExact(w.length() / w.size(0)));
  }

  /** The output pixels, a row each. */
  private Matrix pixels(INDArray y) {
    return Matrix.of(Floats.of(y), 0, images * sliding.outputPixels(), Math.toIntExact(y.size(1)));
  }

  /** Narrows weights to those of a group's filters for a part of the taps. */
  private Matrix filters(Matrix w, int group, int part) {
    long n = w.rows() / groups.length;
    long size = groups[group].partSize();
    return w.rows(group * n, (group + 1) * n).columns(part * size, (part + 1) * size);
  }

  /** Narrows outputs to a group's columns. */
  private Matrix outputs(Matrix y, int group) {
    long n = y.columns() / groups.length;
    return y.columns(group * n, (group + 1) * n);
  }
}
