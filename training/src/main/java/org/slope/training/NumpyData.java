package org.slope.training;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.internal.Memory;
import org.slope.format.Npy;
import org.slope.format.Npz;
import org.slope.format.Tensor;

/**
 * Data sets in numpy's files. Doubles and integers of more than two bytes become double arrays,
 * which hold them exactly (up to 2^53), all others float; {@code [n]} targets become {@code [n,
 * 1]}.
 */
public final class NumpyData {
  private NumpyData() {}

  /**
   * Reads inputs and targets from two npy files.
   *
   * @throws IOException if a file is missing, damaged, or does not hold an array of numbers
   */
  public static Dataset readNpy(Path inputs, Path targets) throws IOException {
    return Dataset.of(
        array(Npy.read(inputs), inputs.toString()), array(Npy.read(targets), targets.toString()));
  }

  /**
   * Reads inputs and targets from an npz file.
   *
   * @param inputs the name of the inputs in it
   * @param targets the name of the targets in it
   * @throws IOException if the file is missing, damaged, or does not hold arrays of numbers
   * @throws IllegalArgumentException if it has no such array
   */
  public static Dataset readNpz(Path file, String inputs, String targets) throws IOException {
    Map<String, Tensor> arrays = Npz.read(file);
    return Dataset.of(named(arrays, inputs, file), named(arrays, targets, file));
  }

  private static INDArray named(Map<String, Tensor> arrays, String name, Path file)
      throws IOException {
    Tensor tensor = arrays.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "%s has no array \"%s\"; expected one of %s; correct the name"
              .formatted(file, name, arrays.keySet()));
    }
    return array(tensor, file + "!" + name);
  }

  private static INDArray array(Tensor tensor, String where) throws IOException {
    long[] shape = tensor.shape();
    if (tensor.size() == 0 || shape.length == 0) {
      throw new IOException(
          "%s has the shape %s; expected [examples, …], at least one; check how it was written"
              .formatted(where, Arrays.toString(shape)));
    }
    DataType type = isWide(tensor) ? DataType.DOUBLE : DataType.FLOAT;
    INDArray flat = Memory.array(type, tensor.size());
    try {
      if (type == DataType.FLOAT) {
        Memory.floats(flat).put(tensor.toFloats());
      } else {
        Memory.doubles(flat).put(tensor.toDoubles());
      }
    } finally {
      Reference.reachabilityFence(flat); // a pointer does not keep its memory
    }
    INDArray rowMajor = Memory.rowMajor(flat, shape);
    if (Memory.isNative(rowMajor)) {
      return rowMajor;
    }
    INDArray copy = Memory.array(type, shape);
    Memory.copy(rowMajor, copy);
    return copy;
  }

  private static boolean isWide(Tensor tensor) {
    return switch (tensor.type()) {
      case F64, I64, I32, U64, U32 -> true;
      default -> false;
    };
  }
}
