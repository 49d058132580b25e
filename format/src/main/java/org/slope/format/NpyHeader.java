package org.slope.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What stands before the elements of an npy file: a Python dict of type, order and shape. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record NpyHeader(ElementType type, ByteOrder order, boolean fortranOrder, long[] shape) {
  private static final int MAX_LENGTH = 1 << 16;
  private static final Set<String> KEYS = Set.of("descr", "fortran_order", "shape");
  private static final String FIX = "write the file again with numpy.save";

  private static final Map<String, ElementType> TYPES = new HashMap<>();

  static {
    for (ElementType type : ElementType.values()) {
      TYPES.put(type.npy(), type);
    }
    TYPES.remove(ElementType.BF16.npy());
  }

  /** Number of elements. */
  int count() {
    return Tensor.count(shape);
  }

  /** Bytes of the elements in memory. */
  long heapBytes() {
    return (long) count() * type.inMemory().bytes();
  }

  static NpyHeader read(Source source) throws IOException {
    byte[] start = source.bytes(8, "the magic number");
    if (!Arrays.equals(start, 0, 6, Npy.MAGIC, 0, 6)) {
      throw source.problem(
          0, "the file does not start as npy does", "93 'NUMPY'", "check that it is an npy file");
    }
    int version = start[6];
    if (version < 1 || version > 3 || start[7] != 0) {
      throw source.problem(
          6, "the npy version is " + version + "." + start[7], "1.0, 2.0 or 3.0", FIX);
    }
    ByteBuffer size = ByteBuffer.wrap(source.bytes(version == 1 ? 2 : 4, "the header's length"));
    size.order(ByteOrder.LITTLE_ENDIAN);
    long length =
        version == 1 ? Short.toUnsignedInt(size.getShort()) : Integer.toUnsignedLong(size.getInt());
    if (length > MAX_LENGTH) {
      throw source.problem(
          8, "the header is " + length + " bytes long", "at most " + MAX_LENGTH, FIX);
    }
    byte[] header = source.bytes((int) length, "the header");
    String text = new String(header, version == 3 ? UTF_8 : ISO_8859_1);
    Map<String, PythonLiteral.Value> dict = new PythonLiteral(source, text).dict();
    if (!dict.keySet().equals(KEYS)) {
      throw source.problem(
          "the header has the keys " + dict.keySet().stream().sorted().toList(),
          "descr, fortran_order and shape",
          FIX);
    }
    return of(source, dict);
  }

  private static NpyHeader of(Source source, Map<String, PythonLiteral.Value> dict)
      throws IOException {
    PythonLiteral.Value descr = get(dict, "descr");
    String name = descr.value() instanceof String s ? s : "";
    boolean ordered = name.startsWith("<") || name.startsWith(">");
    ElementType type = ordered || name.startsWith("|") ? TYPES.get(name.substring(1)) : null;
    if (type == null || !(ordered || type.bytes() == 1)) {
      boolean pickle = name.contains("O");
      throw source.problem(
          descr.at(),
          (pickle ? "the array holds pickled Python objects" : "the type is unsupported")
              + (name.isEmpty() ? "" : " (descr '" + name + "')"),
          "numbers or booleans: f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 b1",
          pickle
              ? "they are never read, because unpickling runs code; save numbers instead"
              : "convert it in Python, as by array.astype('float32')");
    }
    PythonLiteral.Value fortran = get(dict, "fortran_order");
    if (!(fortran.value() instanceof Boolean fortranOrder)) {
      throw source.problem(fortran.at(), "fortran_order is no boolean", "True or False", FIX);
    }
    PythonLiteral.Value dimensions = get(dict, "shape");
    if (!(dimensions.value() instanceof List<?> list) || list.size() > Tensor.MAX_RANK) {
      throw source.problem(
          dimensions.at(),
          "the shape is no tuple, or too long",
          "a tuple of at most " + Tensor.MAX_RANK + " numbers",
          FIX);
    }
    long[] shape = list.stream().mapToLong(n -> (Long) n).toArray();
    if (Tensor.count(shape) < 0) {
      throw source.problem(
          dimensions.at(),
          "the shape is " + Arrays.toString(shape),
          "less than 2^31 elements",
          "split the array");
    }
    ByteOrder order = name.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    return new NpyHeader(type, order, fortranOrder, shape);
  }

  private static PythonLiteral.Value get(Map<String, PythonLiteral.Value> dict, String key) {
    return Objects.requireNonNull(dict.get(key));
  }
}
