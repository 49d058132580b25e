package org.slope.core.internal;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The gradient of a convolution's inputs as convolutions of dy that move by one: {@code dx[i + s·t]
 * = Σ_m dy[q + t − m]·w[a + s·m]}, where {@code q = (i + padding) / s} and a is the remainder.
 * There is one for each i below the stride s, of rows and of columns; what it gives lies s pixels
 * apart.
 */
final class InputGradient {
  /** Fewer weights are turned around by one thread. */
  private static final int TURNED_ALONE = 1 << 15;

  /** With larger strides, the convolutions are many and have few taps. */
  private static final int MOST_STRIDE = 4;

  /** With fewer, they leave most of a vector empty. */
  private static final int LEAST_CHANNELS = 8;

  /** The elements that a chunk joins, about. */
  private static final int GRAIN = 1 << 14;

  /** Slots of {@link Scratch#tile}. */
  private static final int ROW = 0;

  private static final int PART = 1;
  private static final int TAP = 2;
  private static final int TURNED = 3;

  /**
   * In one dimension, every s-th input.
   *
   * @param tap the first tap that reaches them; s further is the next
   * @param taps how many there are
   * @param inputs how many inputs there are
   * @param before the padding before dy; less than 0 if the windows begin within
   * @param after the same after it
   */
  private record Phase(int tap, int taps, int inputs, int before, int after) {
    static Phase of(
        int first, int size, int outputs, int taps, int stride, int dilation, int padding) {
      int tap = (first + padding) % stride;
      int n = (int) Tiles.ceil(Math.max(0, taps - tap), stride);
      int inputs = (int) Tiles.ceil(Math.max(0, size - first), stride);
      int span = (n - 1) * dilation;
      int before = span - (first + padding) / stride;
      return new Phase(tap, n, inputs, before, inputs + span - before - outputs);
    }
  }

  private final Sliding sliding;
  private final Window window;
  private final int groups;
  private final long images;
  private final Phase[] rows;
  private final Phase[] columns;

  InputGradient(INDArray x, Window window, int groups, INDArray dy) {
    sliding = Sliding.of(x, window, dy);
    this.window = window;
    this.groups = groups;
    images = x.size(0);
    rows =
        phases(
            sliding.height(),
            sliding.outHeight(),
            window.rows(),
            window.strideRows(),
            window.dilationRows(),
            window.top());
    columns =
        phases(
            sliding.width(),
            sliding.outWidth(),
            window.columns(),
            window.strideColumns(),
            window.dilationColumns(),
            window.left());
  }

  private static Phase[] phases(
      int size, int outputs, int taps, int stride, int dilation, int padding) {
    return IntStream.range(0, stride)
        .mapToObj(first -> Phase.of(first, size, outputs, taps, stride, dilation, padding))
        .toArray(Phase[]::new);
  }

  /** Tells whether it is faster than to add up patches. */
  static boolean fits(INDArray x, Window window, int groups, INDArray dy) {
    int strideRows = window.strideRows();
    int strideColumns = window.strideColumns();
    // each takes the products of its inputs, not of dy's pixels
    double inputs = (double) x.size(2) * x.size(3);
    if (inputs > 1.25 * dy.size(2) * dy.size(3) * strideRows * strideColumns) {
      return false;
    }
    if (strideRows == 1 && strideColumns == 1) {
      return dy.size(1) <= 2 * x.size(1) || CpuWinograd.fits(Winograd.of(window), x, groups, dy);
    }
    return Math.max(strideRows, strideColumns) <= MOST_STRIDE
        && window.dilationRows() == 1
        && window.dilationColumns() == 1
        && x.size(1) / groups >= LEAST_CHANNELS
        && !CpuWideConvolution.areMany(x.size(1) / groups, dy.size(1) / groups);
  }

  /** Sets dx. */
  void run(CpuConvolutions convolutions, Arena arena, INDArray dy, INDArray w, INDArray dx) {
    if (rows.length * columns.length == 1) {
      convolution(convolutions, arena, dy, w, rows[0], columns[0], dx);
      return;
    }
    Floats[][] parts = new Floats[rows.length][columns.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < columns.length; j++) {
        long pixels = (long) rows[i].inputs * columns[j].inputs;
        parts[i][j] = Floats.NONE;
        if (pixels * rows[i].taps * columns[j].taps > 0) {
          INDArray part =
              arena.array(images, sliding.channels(), rows[i].inputs, columns[j].inputs);
          convolution(convolutions, arena, dy, w, rows[i], columns[j], part);
          parts[i][j] = Floats.of(part);
        }
      }
    }
    join(parts, Floats.of(dx));
  }

  private void convolution(
      CpuConvolutions convolutions,
      Arena arena,
      INDArray dy,
      INDArray w,
      Phase row,
      Phase column,
      INDArray dx) {
    Window around =
        new Window(
            row.taps,
            column.taps,
            1,
            1,
            window.dilationRows(),
            window.dilationColumns(),
            row.before,
            column.before,
            row.after,
            column.after);
    convolutions.forward(dy, turned(arena, w, row, column), Finish.NONE, around, groups, 0, dx);
  }

  /** The weights of the convolution of dy, from last tap to first: {@code w[c, o, −p, −q]}. */
  private INDArray turned(Arena arena, INDArray w, Phase row, Phase column) {
    int taps = row.taps * column.taps;
    INDArray turned = arena.array(sliding.channels(), w.size(0) / groups, row.taps, column.taps);
    Floats from = Floats.of(w);
    Floats to = Floats.of(turned);
    int outputs = (int) w.size(0) / groups;
    int chunks = turned.length() < TURNED_ALONE ? 1 : taps;
    Parallel.run(
        chunks,
        chunk -> {
          for (int k = chunk; k < taps; k += chunks) {
            int p = row.tap + k / column.taps * window.strideRows();
            int q = column.tap + k % column.taps * window.strideColumns();
            for (int g = 0; g < groups; g++) {
              turn(from, p * window.columns() + q, to, taps, taps - 1 - k, outputs, g);
            }
          }
        });
    return turned;
  }

  /** Copies a tap of a group's filters to one of so many taps. */
  private void turn(Floats w, int tap, Floats turned, int taps, int toTap, int outputs, int g) {
    int channels = sliding.channels() / groups;
    int all = window.rows() * window.columns();
    int size = outputs * channels;
    Scratch s = Scratch.own();
    float[] plain = s.tile(TAP, size);
    for (int o = 0; o < outputs; o++) {
      w.get((((long) g * outputs + o) * all + tap) * channels, plain, o * channels, channels);
    }
    float[] result = CpuReshape.transpose(plain, outputs, channels, s.tile(TURNED, size), size);
    for (int c = 0; c < channels; c++) {
      turned.put(
          (((long) g * channels + c) * taps + toTap) * outputs, result, c * outputs, outputs);
    }
  }

  /** Puts pixels where they lie; those that no tap reaches are 0. */
  private void join(Floats[][] parts, Floats dx) {
    int length = sliding.width() * sliding.channels();
    long all = images * sliding.height();
    int together = Math.max(1, GRAIN / length);
    Parallel.run(
        Math.toIntExact(Tiles.ceil(all, together)),
        chunk -> {
          Scratch s = Scratch.own();
          float[] row = s.tile(ROW, length);
          long first = (long) chunk * together;
          for (long r = first; r < Math.min(all, first + together); r++) {
            int i = (int) (r % sliding.height()) % rows.length;
            long t = r / sliding.height() * rows[i].inputs + r % sliding.height() / rows.length;
            join(parts[i], t, row, s);
            dx.put(r * length, row, length);
          }
        });
  }

  /** Joins row t of the parts of a row of pixels. */
  private void join(Floats[] parts, long t, float[] row, Scratch s) {
    int c = sliding.channels();
    for (int j = 0; j < columns.length; j++) {
      int n = columns[j].inputs;
      float[] part = s.tile(PART, n * c);
      if (parts[j].length() == 0) {
        Arrays.fill(part, 0, n * c, 0);
      } else {
        parts[j].get(t * n * c, part, n * c);
      }
      for (int k = 0; k < n; k++) {
        System.arraycopy(part, k * c, row, (j + k * columns.length) * c, c);
      }
    }
  }
}
