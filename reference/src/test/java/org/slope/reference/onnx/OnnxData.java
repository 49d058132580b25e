package org.slope.reference.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** Where ONNX's tests lie. */
final class OnnxData {
  private static final Path FOLDER = Path.of("/usr/share/libonnx-testdata/data");

  /** Set to {@code required}, it makes missing tests a failure. */
  private static final String VARIABLE = "SLOPE_ONNX";

  private static final List<String> SUITES =
      List.of("node", "pytorch-converted", "pytorch-operator", "simple");

  private OnnxData() {}

  /** Reads all tests. */
  static List<OnnxModel> read() {
    Path folder = find(FOLDER, System.getenv(VARIABLE));
    List<OnnxModel> models = new ArrayList<>();
    for (String suite : SUITES) {
      try (Stream<Path> tests = Files.list(folder.resolve(suite))) {
        for (Path test : tests.sorted().toList()) {
          models.add(OnnxModel.read(suite + "/" + test.getFileName(), test));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return models;
  }

  /**
   * Returns the folder.
   *
   * @throws TestAbortedException if it is missing and need not be there
   * @throws AssertionFailedError if it is missing and needs to
   */
  static Path find(Path folder, @Nullable String setting) {
    if (Files.isDirectory(folder)) {
      return folder;
    }
    String message =
        "ONNX's operator tests are not in " + folder + "; apt-get install libonnx-testdata";
    if ("required".equals(setting)) {
      throw new AssertionFailedError(message + ", or unset " + VARIABLE);
    }
    throw new TestAbortedException(message);
  }
}
