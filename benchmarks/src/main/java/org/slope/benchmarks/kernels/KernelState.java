package org.slope.benchmarks.kernels;

import java.util.stream.LongStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slope.core.internal.Arena;
import org.slope.core.internal.Kernels;
import org.slope.core.internal.Memory;

/** What benchmarks of kernels share: an arena that is replayed, and arrays of random numbers. */
class KernelState {
  private final Arena arena = new Arena(DataType.FLOAT);

  /** Returns the kernels of the next pass. */
  Kernels kernels() {
    arena.rewind();
    return Kernels.of(DataType.FLOAT, arena);
  }

  /** Returns an array in Slope's layout with numbers between −0.5 and 0.5. */
  static INDArray random(long... shape) {
    INDArray array = Memory.array(DataType.FLOAT, shape);
    Memory.copy(Nd4j.rand(DataType.FLOAT, shape).subi(0.5), array);
    return array;
  }

  /** Returns an array of ones for the channels. */
  static INDArray ones(long channels) {
    return Nd4j.ones(DataType.FLOAT, channels);
  }

  static long count(long... shape) {
    return LongStream.of(shape).reduce(1, Math::multiplyExact);
  }
}
