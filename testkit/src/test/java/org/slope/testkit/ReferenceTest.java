package org.slope.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.opentest4j.AssertionFailedError;
import org.slope.format.Npz;
import org.slope.format.Tensor;

class ReferenceTest {
  @TempDir Path folder;

  private Reference reference() throws IOException {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    arrays.put("x", Tensor.of(new float[] {1, 2, 3, 4}, 2, 2));
    arrays.put("state.0.weight", Tensor.of(new double[] {0.1}, 1));
    arrays.put("steps", Tensor.of(new long[] {7}));
    Path file = folder.resolve("a.npz");
    Npz.write(file, arrays);
    return Reference.load(file);
  }

  @Test
  void arraysKeepTheirTypesAndShapes() throws IOException {
    Reference reference = reference();
    assertEquals(DataType.FLOAT, reference.get("x").dataType());
    assertArrayEquals(new long[] {2, 2}, reference.get("x").shape());
    assertEquals(3, reference.get("x").getDouble(1, 0));
    assertEquals(DataType.DOUBLE, reference.get("steps").dataType());
    assertArrayEquals(new long[0], reference.get("steps").shape());
    assertEquals(7, reference.get("steps").getDouble());
    assertEquals(0.1, reference.within("state.").get("0.weight").getDouble(0));
    assertTrue(reference.has("x"));
    assertFalse(reference.has("y"));
  }

  @Test
  void whatNobodyLookedAtIsFound() throws IOException {
    Reference reference = reference();
    reference.get("x");
    String message =
        assertThrows(AssertionFailedError.class, reference::assertAllUsed).getMessage();
    assertTrue(message.startsWith("no test looked at [state.0.weight, steps] of "), message);
    reference.within("state.").get("0.weight");
    reference.within("st").within("eps").get("");
    reference.assertAllUsed();
  }

  @Test
  void aWrongNameIsAnsweredWithTheRightOnes() throws IOException {
    Reference reference = reference();
    String message =
        assertThrows(IllegalArgumentException.class, () -> reference.get("w")).getMessage();
    assertTrue(
        message.endsWith(" has no array \"w\"; there are [x, state.0.weight, steps]"), message);
    message =
        assertThrows(IllegalArgumentException.class, () -> reference.within("grad.")).getMessage();
    assertTrue(message.contains(" has no array whose name starts with \"grad.\"; "), message);
  }
}
