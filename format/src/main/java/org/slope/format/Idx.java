package org.slope.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The IDX format of the MNIST data sets: two zero bytes, a type, a rank, then the dimensions and
 * the elements, all big-endian. A file may be compressed by gzip, under any name.
 *
 * @see <a href="http://yann.lecun.com/exdb/mnist/">LeCun, Cortes and Burges: the MNIST database</a>
 */
public final class Idx {
  private static final String FIX = "check that this is an IDX file, such as MNIST's";

  private Idx() {}

  /**
   * Reads a file; images come as {@link ElementType#U8}, in a {@code byte[]}.
   *
   * @throws IOException if the file is missing, damaged, or larger than the heap
   */
  public static Tensor read(Path file) throws IOException {
    try (Source source = Source.openMaybeGzip(file, "an IDX file, plain or gzip")) {
      byte[] magic = source.bytes(4, "the magic number");
      ElementType type = magic[0] == 0 && magic[1] == 0 ? type(magic[2]) : null;
      if (type == null) {
        throw source.problem(
            0,
            String.format("the file starts with %s", hex(magic)),
            "00 00, a type out of 08 09 0b 0c 0d 0e, and the number of dimensions",
            FIX);
      }
      int rank = Byte.toUnsignedInt(magic[3]);
      if (rank == 0 || rank > Tensor.MAX_RANK) {
        throw source.problem(3, "it has " + rank + " dimensions", "1 to " + Tensor.MAX_RANK, FIX);
      }
      ByteBuffer dimensions = ByteBuffer.wrap(source.bytes(4 * rank, "the dimensions"));
      long[] shape = new long[rank];
      Arrays.setAll(shape, i -> Integer.toUnsignedLong(dimensions.getInt()));
      int count = Tensor.count(shape);
      if (count < 0) {
        throw source.problem(
            4, "the shape is " + Arrays.toString(shape), "less than 2^31 elements", FIX);
      }
      Object data =
          source.array(
              type, ByteOrder.BIG_ENDIAN, count, "the elements of shape " + Arrays.toString(shape));
      source.requireEnd();
      return Tensor.of(type, data, shape);
    }
  }

  private static @Nullable ElementType type(byte code) {
    return switch (code) {
      case 0x08 -> ElementType.U8;
      case 0x09 -> ElementType.I8;
      case 0x0b -> ElementType.I16;
      case 0x0c -> ElementType.I32;
      case 0x0d -> ElementType.F32;
      case 0x0e -> ElementType.F64;
      default -> null;
    };
  }

  private static String hex(byte[] bytes) {
    return HexFormat.ofDelimiter(" ").formatHex(bytes);
  }
}
