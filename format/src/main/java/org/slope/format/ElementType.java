package org.slope.format;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;

/**
 * The type of a tensor's elements; the names are those of safetensors. A {@link Tensor} never is
 * F16 or BF16: they exist in files and are read as F32, which holds all their values.
 */
public enum ElementType {
  /** Double precision, held in a {@code double[]}. */
  F64(8, "f8", double.class),
  /** Single precision, held in a {@code float[]}. */
  F32(4, "f4", float.class),
  /** IEEE half precision, read as F32. */
  F16(2, "f2", float.class),
  /** The upper half of an F32, read as F32; not in npy files. */
  BF16(2, "bf16", float.class),
  /** Signed, held in a {@code long[]}. */
  I64(8, "i8", long.class),
  /** Signed, held in an {@code int[]}. */
  I32(4, "i4", int.class),
  /** Signed, held in a {@code short[]}. */
  I16(2, "i2", short.class),
  /** Signed, held in a {@code byte[]}. */
  I8(1, "i1", byte.class),
  /** Unsigned, its bits held in a {@code long[]}. */
  U64(8, "u8", long.class),
  /** Unsigned, its bits held in an {@code int[]}. */
  U32(4, "u4", int.class),
  /** Unsigned, its bits held in a {@code short[]}. */
  U16(2, "u2", short.class),
  /** Unsigned, its bits held in a {@code byte[]}. */
  U8(1, "u1", byte.class),
  /** 0 or 1, held in a {@code byte[]}. */
  BOOL(1, "b1", byte.class);

  private final int bytes;
  private final String npy;
  private final Class<?> held;

  ElementType(int bytes, String npy, Class<?> held) {
    this.bytes = bytes;
    this.npy = npy;
    this.held = held;
  }

  /** Bytes of one element in a file. */
  public int bytes() {
    return bytes;
  }

  /** Kind and width as numpy writes them. */
  String npy() {
    return npy;
  }

  /** The type of the tensor that a file's type is read into. */
  ElementType inMemory() {
    return this == F16 || this == BF16 ? F32 : this;
  }

  Object newArray(int length) {
    return Array.newInstance(held, length);
  }

  /** Reads {@code n} elements into {@code array} from index {@code at} on. */
  void decode(ByteBuffer from, Object array, int at, int n) {
    switch (this) {
      case F64 -> from.asDoubleBuffer().get((double[]) array, at, n);
      case F32 -> from.asFloatBuffer().get((float[]) array, at, n);
      case F16 -> {
        for (int i = at; i < at + n; i++) {
          ((float[]) array)[i] = half(from.getShort());
        }
      }
      case BF16 -> {
        for (int i = at; i < at + n; i++) {
          ((float[]) array)[i] = Float.intBitsToFloat(from.getShort() << 16);
        }
      }
      case I64, U64 -> from.asLongBuffer().get((long[]) array, at, n);
      case I32, U32 -> from.asIntBuffer().get((int[]) array, at, n);
      case I16, U16 -> from.asShortBuffer().get((short[]) array, at, n);
      case I8, U8, BOOL -> from.get((byte[]) array, at, n);
    }
  }

  /** Writes {@code n} elements of {@code array} from index {@code at} on. */
  void encode(Object array, int at, int n, ByteBuffer to) {
    switch (inMemory()) {
      case F64 -> to.asDoubleBuffer().put((double[]) array, at, n);
      case F32 -> to.asFloatBuffer().put((float[]) array, at, n);
      case I64, U64 -> to.asLongBuffer().put((long[]) array, at, n);
      case I32, U32 -> to.asIntBuffer().put((int[]) array, at, n);
      case I16, U16 -> to.asShortBuffer().put((short[]) array, at, n);
      default -> to.put((byte[]) array, at, n);
    }
  }

  /** Element {@code i}; integers beyond 2^53 are rounded. */
  double get(Object array, int i) {
    return switch (this) {
      case F64 -> ((double[]) array)[i];
      case F32, F16, BF16 -> ((float[]) array)[i];
      case I64 -> ((long[]) array)[i];
      case I32 -> ((int[]) array)[i];
      case I16 -> ((short[]) array)[i];
      case I8 -> ((byte[]) array)[i];
      case U64 -> {
        long bits = ((long[]) array)[i];
        yield bits >= 0 ? bits : (bits >>> 1 | (bits & 1)) * 2.0;
      }
      case U32 -> Integer.toUnsignedLong(((int[]) array)[i]);
      case U16 -> Short.toUnsignedInt(((short[]) array)[i]);
      case U8 -> Byte.toUnsignedInt(((byte[]) array)[i]);
      case BOOL -> ((byte[]) array)[i] == 0 ? 0 : 1;
    };
  }

  private static float half(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0) {
      return Math.copySign(fraction * 0x1p-24f, Float.intBitsToFloat(sign | 0x3f800000));
    }
    int wide = exponent == 31 ? 255 : exponent + 112; // bias 127 instead of 15
    return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
  }
}
