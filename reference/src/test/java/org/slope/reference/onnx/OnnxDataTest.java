package org.slope.reference.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** Without ONNX's tests: skipped with a word on how to get them, unless they are required. */
class OnnxDataTest {

  @Test
  void missingTestsAreSkippedUnlessTheyAreRequired(@TempDir Path there) {
    Path missing = there.resolve("none");
    String message =
        "ONNX's operator tests are not in " + missing + "; apt-get install libonnx-testdata";
    assertEquals(
        message,
        assertThrows(TestAbortedException.class, () -> OnnxData.find(missing, null)).getMessage());
    assertEquals(
        message + ", or unset SLOPE_ONNX",
        assertThrows(AssertionFailedError.class, () -> OnnxData.find(missing, "required"))
            .getMessage());
    assertEquals(there, OnnxData.find(there, "required"));
  }
}
