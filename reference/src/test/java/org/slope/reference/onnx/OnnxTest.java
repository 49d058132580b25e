package org.slope.reference.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slope.testkit.Arithmetic;

/**
 * ONNX's own tests of each operator that Slope has, from Debian's package {@code libonnx-testdata}.
 * The file {@code target/onnx.txt} lists what ran, and what did not and why.
 */
class OnnxTest {
  private static final Logger log = LoggerFactory.getLogger(OnnxTest.class);

  /** Empty if ONNX's tests are not there. */
  private static Optional<OnnxReport> reportOfAll = Optional.empty();

  private static String missing = "";

  /** How many tests ONNX 1.12 has. */
  private static final int ONNX_1_12 = 1072;

  /** Each test below is skipped then: Surefire would not show that all of the class is. */
  @BeforeAll
  static void read() {
    try {
      Map<OnnxModel, Optional<String>> reasons = new LinkedHashMap<>();
      OnnxData.read().forEach(model -> reasons.put(model, model.outOfScope()));
      reportOfAll = Optional.of(new OnnxReport(reasons));
    } catch (TestAbortedException e) {
      missing = String.valueOf(e.getMessage());
      log.warn("Skipped: {}", missing);
    }
  }

  private static OnnxReport report() {
    return reportOfAll.orElseThrow(() -> new TestAbortedException(missing));
  }

  @TestFactory
  Stream<DynamicTest> slopeComputesWhatOnnxExpects() {
    if (reportOfAll.isEmpty()) {
      return Stream.of(dynamicTest(missing, OnnxTest::report));
    }
    return report().inScope().stream()
        .map(model -> dynamicTest(model.name(), () -> checkInEachArithmetic(model)));
  }

  private static void checkInEachArithmetic(OnnxModel model) {
    Set<String> without = new TreeSet<>();
    for (Arithmetic arithmetic : Arithmetic.values()) {
      arithmetic.run(() -> without.addAll(model.check(arithmetic)));
    }
    report().passed(model, without);
  }

  /** 309 of ONNX 1.12's, which are Debian 12's; other versions may have a few less. */
  @Test
  void enoughTestsRun() {
    int count = report().inScope().size();
    assertTrue(report().size() == ONNX_1_12 ? count == 309 : count >= 250, count + " run");
  }

  @Test
  void everyOperatorOfSlopeIsTested() {
    Set<String> untested = new TreeSet<>(OnnxOperators.OF_SLOPE.keySet());
    for (OnnxModel model : report().inScope()) {
      untested.removeIf(model::has);
    }
    assertEquals(Set.of(), untested);
  }

  /** Left out of ONNX 1.12's tests of Slope's operators is what this list says, and no more. */
  @AfterAll
  static void write() throws IOException {
    if (reportOfAll.isEmpty()) {
      return;
    }
    Path target = Path.of(System.getProperty("slope.target", "target")).resolve("onnx.txt");
    report().write(target);
    log.info("{}; see {}", report().totals(), target.toAbsolutePath());
    if (report().size() == ONNX_1_12 && report().isComplete()) {
      try (InputStream in = OnnxTest.class.getResourceAsStream("left-out.txt")) {
        String expected = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(expected, String.join("\n", report().notesOnSlope()) + "\n");
      }
    }
  }
}
