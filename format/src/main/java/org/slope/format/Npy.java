package org.slope.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * numpy's file of one array, {@code .npy}: versions 1 to 3, numbers and booleans of either byte
 * order, C or Fortran order. Pickled objects are refused: unpickling runs code.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">numpy's
 *     description of the format</a>
 */
public final class Npy {
  static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  private Npy() {}

  /**
   * Reads a file; the elements come in C order, whatever the file's.
   *
   * @throws IOException if the file is missing, damaged, larger than the heap, or of another type
   */
  public static Tensor read(Path file) throws IOException {
    try (Source source = Source.open(file, "an npy file")) {
      return read(source, NpyHeader.read(source));
    }
  }

  /**
   * Reads a stream, which must end where the array does and is not closed.
   *
   * @param name what messages call it
   * @throws IOException as {@link #read(Path)}
   */
  public static Tensor read(InputStream in, String name) throws IOException {
    Source source = new Source(name, in, -1);
    return read(source, NpyHeader.read(source));
  }

  static Tensor read(Source source, NpyHeader header) throws IOException {
    long[] shape = header.shape();
    String what = "the elements of shape " + Arrays.toString(shape);
    Object data = source.array(header.type(), header.order(), header.count(), what);
    source.requireEnd();
    return Tensor.of(
        header.type().inMemory(), header.fortranOrder() ? toC(data, header) : data, shape);
  }

  /**
   * Writes an array, version 1, little-endian, in C order; the file is replaced in one step.
   *
   * @throws IOException if writing fails
   */
  public static void write(Path file, Tensor array) throws IOException {
    AtomicFile.write(file, out -> write(out, array));
  }

  static void write(OutputStream out, Tensor array) throws IOException {
    out.write(header(array));
    array.writeTo(out);
  }

  /** All that stands before the elements: a multiple of 64 bytes. */
  static byte[] header(Tensor array) {
    String shape =
        Arrays.stream(array.shape()).mapToObj(Long::toString).collect(Collectors.joining(", "));
    String dict =
        String.format(
            "{'descr': '%s%s', 'fortran_order': False, 'shape': (%s%s), }",
            array.type().bytes() == 1 ? "|" : "<",
            array.type().npy(),
            shape,
            array.shape().length == 1 ? "," : "");
    int start = MAGIC.length + 4;
    int length = (start + dict.length() + 1 + 63) / 64 * 64;
    ByteBuffer header = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (length - start));
    header.put((dict + " ".repeat(length - start - dict.length() - 1) + "\n").getBytes(ISO_8859_1));
    return header.array();
  }

  /** Reorders elements whose first index runs fastest so that the last one does. */
  private static Object toC(Object fortran, NpyHeader header) {
    long[] shape = header.shape();
    int count = header.count();
    if (shape.length < 2 || count == 0) {
      return fortran;
    }
    Object c = header.type().newArray(count);
    int[] strides = new int[shape.length];
    int stride = 1;
    for (int d = 0; d < shape.length; d++) {
      strides[d] = stride;
      stride *= (int) shape[d];
    }
    int[] index = new int[shape.length];
    int from = 0;
    for (int to = 0; to < count; to++) {
      System.arraycopy(fortran, from, c, to, 1);
      for (int d = shape.length - 1; d >= 0; d--) {
        from += strides[d];
        if (++index[d] < shape[d]) {
          break;
        }
        from -= strides[d] * (int) shape[d];
        index[d] = 0;
      }
    }
    return c;
  }
}
