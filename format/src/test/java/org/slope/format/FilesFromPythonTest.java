package org.slope.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.slope.format.TestFiles.failure;
import static org.slope.format.TestFiles.resource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads what numpy 1.24.2 and safetensors 0.8.0 wrote; make.py, beside the files, says how. */
class FilesFromPythonTest {
  /** FLOATS of make.py; each is exact in half precision. */
  private static final double[] FLOATS = {
    0.0, -0.0, 1.0, -2.5, 65504.0, 0x1p-24, 1 / 0.0, -1 / 0.0, Double.NaN
  };

  private static final Map<String, double[]> EXTREMES =
      Map.of(
          "i1", new double[] {-128, 0, 1, 127},
          "i2", new double[] {-32768, 0, 1, 32767},
          "i4", new double[] {-0x1p31, 0, 1, 0x1p31 - 1},
          "i8", new double[] {-0x1p63, 0, 1, 0x1p63},
          "u1", new double[] {0, 0, 1, 255},
          "u2", new double[] {0, 0, 1, 65535},
          "u4", new double[] {0, 0, 1, 0x1p32 - 1},
          "u8", new double[] {0, 0, 1, 0x1p64});

  /** CUBE of make.py: arange(24), reshaped to 2, 3, 4. */
  private static final double[] CUBE = IntStream.range(0, 24).asDoubleStream().toArray();

  @ParameterizedTest
  @CsvSource({
    "f2-little,F32",
    "f2-big,F32",
    "f4-little,F32",
    "f4-big,F32",
    "f8-little,F64",
    "f8-big,F64"
  })
  void npyFloats(String name, ElementType type) throws IOException {
    Tensor tensor = Npy.read(resource("float-" + name + ".npy"));
    assertEquals(type, tensor.type());
    assertArrayEquals(FLOATS, tensor.toDoubles());
  }

  @ParameterizedTest
  @CsvSource({
    "i1-little,I8", "i2-little,I16", "i2-big,I16", "i4-little,I32", "i4-big,I32", "i8-little,I64",
    "i8-big,I64", "u1-little,U8", "u2-little,U16", "u2-big,U16", "u4-little,U32", "u4-big,U32",
    "u8-little,U64", "u8-big,U64"
  })
  void npyIntegers(String name, ElementType type) throws IOException {
    Tensor tensor = Npy.read(resource("extremes-" + name + ".npy"));
    assertEquals(type, tensor.type());
    assertArrayEquals(EXTREMES.get(name.substring(0, 2)), tensor.toDoubles());
  }

  @Test
  void npyLongsAreExact() throws IOException {
    assertArrayEquals(
        new long[] {Long.MIN_VALUE, 0, 1, Long.MAX_VALUE},
        (long[]) Npy.read(resource("extremes-i8-big.npy")).data());
  }

  @ParameterizedTest
  @ValueSource(strings = {"cube-c", "cube-fortran", "cube-fortran-big", "cube-fortran-u1"})
  void npyComesInOrderC(String name) throws IOException {
    Tensor tensor = Npy.read(resource(name + ".npy"));
    assertArrayEquals(new long[] {2, 3, 4}, tensor.shape());
    assertArrayEquals(CUBE, tensor.toDoubles());
  }

  @Test
  void npyShapesAndVersions() throws IOException {
    assertEquals("Tensor(F64 [])", Npy.read(resource("scalar.npy")).toString());
    assertEquals(7.5, Npy.read(resource("scalar.npy")).get(0));
    assertEquals("Tensor(F32 [0, 3])", Npy.read(resource("empty.npy")).toString());
    assertEquals("Tensor(I32 [5])", Npy.read(resource("vector.npy")).toString());
    assertArrayEquals(new byte[] {1, 0, 1}, (byte[]) Npy.read(resource("bool.npy")).data());
    for (int version = 2; version <= 3; version++) {
      assertArrayEquals(
          new double[] {0, 1, 2, 3}, Npy.read(resource("version-" + version + ".npy")).toDoubles());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '"',
      value = {
        "pickle.npy # pickle.npy, byte 20: the array holds pickled Python objects (descr '|O');"
            + " expected numbers or booleans: f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 b1; they are never"
            + " read, because unpickling runs code; save numbers instead",
        "complex.npy # complex.npy, byte 20: the type is unsupported (descr '<c16'); expected"
            + " numbers or booleans: f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 b1; convert it in Python, as"
            + " by array.astype('float32')",
        "fields.npy # fields.npy, byte 20: the array has named fields or is a list; expected a"
            + " plain array of numbers; write the file again with numpy.save"
      })
  void npyOfOtherTypes(String name, String message) {
    Path file = resource(name);
    assertEquals(message, failure(file, () -> Npy.read(file)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"stored.npz", "deflated.npz"})
  void npz(String name) throws IOException {
    Map<String, Tensor> arrays = Npz.read(resource(name));
    assertEquals(List.of("x", "y"), List.copyOf(arrays.keySet()));
    assertEquals("{x=Tensor(F32 [2, 3, 4]), y=Tensor(I64 [2])}", arrays.toString());
    assertArrayEquals(CUBE, arrays.get("x").toDoubles());
    assertArrayEquals(new double[] {1, 2}, arrays.get("y").toDoubles());
  }

  @Test
  void safetensors() throws IOException {
    TensorFile file = Safetensors.read(resource("python.safetensors"));
    assertEquals(Map.of("author", "make.py", "text", "ü\n\"{}"), file.metadata());
    Map<String, Tensor> tensors = file.tensors();
    for (String type : List.of("f2", "f4", "f8")) {
      assertArrayEquals(FLOATS, tensors.get("float-" + type).toDoubles());
    }
    EXTREMES.forEach(
        (type, values) ->
            assertArrayEquals(values, tensors.get("extremes-" + type).toDoubles(), type));
    assertArrayEquals(new double[] {1, 0, 1}, tensors.get("bool").toDoubles());
    assertArrayEquals(CUBE, tensors.get("cube").toDoubles());
    assertEquals("Tensor(F64 [])", tensors.get("scalar").toString());
    assertEquals("Tensor(F32 [0, 3])", tensors.get("empty").toString());
    assertEquals(15, tensors.size());
    assertArrayEquals(
        new float[] {1, -2.5f, Float.POSITIVE_INFINITY},
        (float[]) Safetensors.read(resource("bfloat16.safetensors")).tensors().get("b").data());
  }
}
