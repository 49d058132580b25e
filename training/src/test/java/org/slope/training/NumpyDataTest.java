package org.slope.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.slope.training.DatasetTest.fails;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.slope.core.internal.Memory;
import org.slope.format.ElementType;
import org.slope.format.Npy;
import org.slope.format.Npz;
import org.slope.format.Tensor;

class NumpyDataTest {
  @TempDir Path folder;

  @Test
  void readsTwoFiles() throws IOException {
    double[] values = IntStream.range(0, 24).asDoubleStream().toArray();
    Path x = folder.resolve("x.npy");
    Path y = folder.resolve("y.npy");
    Npy.write(x, Tensor.of(values, 2, 3, 2, 2));
    Npy.write(y, Tensor.of(new long[] {1, (1L << 53) - 1}, 2));
    Dataset data = NumpyData.readNpy(x, y);
    assertEquals("Dataset(2 examples, inputs [3, 2, 2], targets [1])", data.toString());
    assertEquals(DataType.DOUBLE, data.inputs().dataType());
    assertArrayEquals(values, Memory.toDoubles(data.inputs()));
    assertEquals(4 * 5 + 1, data.inputs().getDouble(1, 2, 0, 1));
    assertArrayEquals(new double[] {1, 9007199254740991.0}, Memory.toDoubles(data.targets()));
  }

  @Test
  void readsAnArchive() throws IOException {
    Path file = folder.resolve("data.npz");
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    arrays.put("x", Tensor.of(ElementType.U8, new byte[] {1, (byte) 255, 3, 4}, 2, 2));
    arrays.put("y", Tensor.of(new float[] {0.5f, 2}, 2, 1));
    arrays.put("none", Tensor.of(new float[0], 0, 3));
    Npz.write(file, arrays);
    Dataset data = NumpyData.readNpz(file, "x", "y");
    assertEquals(DataType.FLOAT, data.inputs().dataType());
    assertArrayEquals(new double[] {1, 255, 3, 4}, Memory.toDoubles(data.inputs()));
    assertArrayEquals(new double[] {0.5, 2}, Memory.toDoubles(data.targets()));
    fails(
        file + " has no array \"X\"; expected one of [x, y, none]; correct the name",
        () -> NumpyData.readNpz(file, "X", "y"));
    assertEquals(
        file
            + "!none has the shape [0, 3]; expected [examples, …], at least one; check how it was"
            + " written",
        assertThrows(IOException.class, () -> NumpyData.readNpz(file, "none", "y")).getMessage());
  }
}
