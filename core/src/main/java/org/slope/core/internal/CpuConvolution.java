package org.slope.core.internal;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The convolution as products of patches and weights, {@code y = P·wᵀ, dw = dyᵀ·P, dP = dy·w}, a
 * tile of output pixels at a time: its patches stay in the cache.
 */
final class CpuConvolution {
  private static final int TILE = 1 << 17;
  private static final int LEAST_PIXELS = 64;
  private static final int PATCHES = 0;
  private static final int PATCH_GRADIENTS = 1;
  private static final int HEAP_PATCHES = 8;
  private static final int IMAGES = 9;

  private final Sliding sliding;
  private final Patches[] patches;
  private final int size;
  private final int tile;
  private final long images;

  CpuConvolution(INDArray x, Window window, int groups, double padding, INDArray y) {
    sliding = Sliding.of(x, window, y);
    images = x.size(0);
    size = Patches.size(sliding, groups);
    tile = Math.max(LEAST_PIXELS, TILE / size);
    patches = new Patches[groups];
    Arrays.setAll(patches, g -> new Patches(sliding, groups, g, padding));
  }

  void forward(INDArray x, INDArray w, @Nullable INDArray b, boolean relu, INDArray y) {
    Floats xs = Floats.of(x);
    long pixels = images * sliding.outputPixels();
    Matrix weights = Matrix.of(Floats.of(w), 0, w.size(0), size);
    Matrix ys = Matrix.of(Floats.of(y), 0, pixels, Math.toIntExact(w.size(0)));
    BiasAndRelu finish = new BiasAndRelu(b, relu);
    Parallel.run(
        (int) Tiles.ceil(pixels, tile),
        chunk -> {
          long from = (long) chunk * tile;
          Matrix out = ys.rows(from, Math.min(pixels, from + tile));
          forward(xs, from, weights, out);
          finish.apply(out);
        });
  }

  private void forward(Floats x, long from, Matrix w, Matrix y) {
    int n = (int) y.rows();
    long image = from / sliding.outputPixels();
    int pixel = (int) (from % sliding.outputPixels());
    long last = (from + n - 1) / sliding.outputPixels();
    FloatBuffer xs =
        x.buffer(image * sliding.inputSize(), (last - image + 1) * sliding.inputSize());
    Scratch.Area area = Scratch.own().area(PATCHES, n * size);
    for (int g = 0; g < patches.length; g++) {
      Matrix p = patches[g].gather(xs, pixel, n, area);
      Blas.multiply(p, filters(w, g).t(), 0, outputs(y, g));
    }
  }

  void backward(
      Arena arena, INDArray dy, INDArray x, INDArray w, @Nullable INDArray dx, INDArray dw) {
    boolean reversible = isReversible(w.size(0));
    if (dx != null && reversible) {
      reversed(arena, dy, w, dx);
    }
    long outputs = w.size(0);
    int chunks = Partials.chunks(images, dw);
    Partials sums = new Partials(arena, chunks, dw);
    Floats xs = Floats.of(x);
    Matrix weights = Matrix.of(Floats.of(w), 0, outputs, size);
    Floats dxs = dx == null || reversible ? null : Floats.of(dx);
    Matrix dys =
        Matrix.of(Floats.of(dy), 0, images * sliding.outputPixels(), Math.toIntExact(outputs));
    int together = Math.max(1, tile / sliding.outputPixels());
    Parallel.run(
        chunks,
        chunk -> {
          Matrix part = sums.part(chunk, outputs);
          long start = images * chunk / chunks;
          long end = images * (chunk + 1) / chunks;
          for (long from = start; from < end; from += together) {
            long to = Math.min(end, from + together);
            backward(dys, xs, weights, dxs, part, from, to, from == start);
          }
        });
    sums.addUp();
  }

  /** Tells whether dx is the cheaper as a convolution of dy than by adding up patches. */
  private boolean isReversible(long outputs) {
    Window window = sliding.window();
    return patches.length == 1
        && window.strideRows() == 1
        && window.strideColumns() == 1
        && (long) sliding.height() * sliding.width() <= sliding.outputPixels() * 5L / 4
        && outputs <= 2L * sliding.channels();
  }

  /** dx as the convolution of dy with the weights turned around, {@code w[c, o, −p, −q]}. */
  private void reversed(Arena arena, INDArray dy, INDArray w, INDArray dx) {
    INDArray turned = arena.array(w.size(1), w.size(0), w.size(2), w.size(3));
    int taps = size / sliding.channels();
    float[] from = Floats.values(w);
    float[] to = new float[from.length];
    int outputs = (int) w.size(0);
    for (int o = 0, k = 0; o < outputs; o++) {
      for (int tap = taps - 1; tap >= 0; tap--) {
        for (int c = 0; c < sliding.channels(); c++) {
          to[(c * taps + tap) * outputs + o] = from[k++];
        }
      }
    }
    Floats.of(turned).put(0, to, to.length);
    Window window = sliding.window();
    Window around =
        new Window(
            window.rows(),
            window.columns(),
            1,
            1,
            window.dilationRows(),
            window.dilationColumns(),
            window.spanRows() - 1 - window.top(),
            window.spanColumns() - 1 - window.left(),
            0,
            0);
    new CpuConvolution(dy, around, 1, 0, dx).forward(dy, turned, null, false, dx);
  }

  /** The gradients of the images from..to. */
  private void backward(
      Matrix dy,
      Floats x,
      Matrix w,
      @Nullable Floats dx,
      Matrix dw,
      long from,
      long to,
      boolean first) {
    int length = Math.toIntExact((to - from) * sliding.inputSize());
    int pixels = Math.toIntExact((to - from) * sliding.outputPixels());
    FloatBuffer xs = x.buffer(from * sliding.inputSize(), length);
    Scratch scratch = Scratch.own();
    float[] dxs = scratch.tile(IMAGES, dx == null ? 0 : length);
    Arrays.fill(dxs, 0, dx == null ? 0 : length, 0);
    for (int pixel = 0; pixel < pixels; pixel += tile) {
      int n = Math.min(tile, pixels - pixel);
      long row = from * sliding.outputPixels() + pixel;
      Scratch.Area area = scratch.area(PATCHES, n * size);
      for (int g = 0; g < patches.length; g++) {
        Matrix dyg = outputs(dy.rows(row, row + n), g);
        Matrix p = patches[g].gather(xs, pixel, n, area);
        Blas.multiply(dyg.t(), p, first && pixel == 0 ? 0 : 1, filters(dw, g));
        if (dx != null) {
          Floats dp = scratch.area(PATCH_GRADIENTS, n * size).floats();
          Blas.multiply(dyg, filters(w, g), 0, Matrix.of(dp, 0, n, size));
          float[] dps = scratch.tile(HEAP_PATCHES, n * size);
          dp.get(0, dps, n * size);
          patches[g].scatter(dps, pixel, n, dxs);
        }
      }
    }
    if (dx != null) {
      dx.put(from * sliding.inputSize(), dxs, length);
    }
  }

  /** The rows of the weights that belong to a group. */
  private Matrix filters(Matrix w, int group) {
    long n = w.rows() / patches.length;
    return w.rows(group * n, (group + 1) * n);
  }

  /** The columns of the output that belong to a group. */
  private Matrix outputs(Matrix y, int group) {
    long n = y.columns() / patches.length;
    return y.columns(group * n, (group + 1) * n);
  }
}
