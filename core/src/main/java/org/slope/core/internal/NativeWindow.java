package org.slope.core.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.bytedeco.javacpp.BytePointer;

/**
 * Two gigabytes of the address space, seen as buffers: with them, blocks of any array are copied to
 * the heap and back without an object for each. Windows begin at every gigabyte, so that a block of
 * up to one lies in a single window. They own no memory and are made once.
 *
 * @param floats the addresses as floats
 * @param ints the same as ints
 */
record NativeWindow(FloatBuffer floats, IntBuffer ints) {
  private static final int STEP_BITS = 30;
  private static final long STEP = 1L << STEP_BITS;

  /** Where the first window begins: no buffer can begin at 0. */
  private static final long ORIGIN = 64;

  /** User space ends at 2^47 on the processors that ND4J has natives for. */
  private static final AtomicReferenceArray<NativeWindow> MADE =
      new AtomicReferenceArray<>(1 << (47 - STEP_BITS));

  /** An address as a pointer. */
  private static final class Address extends BytePointer {
    Address(long address, long bytes) {
      this.address = address;
      limit(bytes);
      capacity(bytes);
    }
  }

  /** Returns the window with an address in its first half. */
  static NativeWindow of(long address) {
    int number = (int) ((address - ORIGIN) >>> STEP_BITS);
    if (number >= MADE.length()) {
      return make(number);
    }
    NativeWindow window = MADE.get(number);
    if (window == null) {
      window = make(number);
      MADE.set(number, window);
    }
    return window;
  }

  /** Returns where an address lies in its window, in floats. */
  static int index(long address) {
    return (int) (((address - ORIGIN) & (STEP - 1)) / Float.BYTES);
  }

  private static NativeWindow make(long number) {
    Address start = new Address((number << STEP_BITS) + ORIGIN, 2 * STEP - 2 * Float.BYTES);
    ByteBuffer bytes = start.asByteBuffer().order(ByteOrder.nativeOrder());
    return new NativeWindow(bytes.asFloatBuffer(), bytes.asIntBuffer());
  }
}
