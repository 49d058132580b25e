package org.slope.reference.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Which tests ran, which passed, and why the others did not run. */
final class OnnxReport {
  private final Map<OnnxModel, Optional<String>> reasons;
  private final Map<String, Set<String>> passed = new HashMap<>();

  OnnxReport(Map<OnnxModel, Optional<String>> reasons) {
    this.reasons = reasons;
  }

  /** Returns the tests that run. */
  List<OnnxModel> inScope() {
    return reasons.keySet().stream().filter(model -> reasons.get(model).isEmpty()).toList();
  }

  /** Notes that a test passed, without some outputs that Slope does not return. */
  void passed(OnnxModel model, Set<String> without) {
    passed.put(model.name(), without);
  }

  /** Returns the totals. */
  String totals() {
    int run = inScope().size();
    return "ONNX's tests: %d, of which %d run (%d passed) and %d out of scope"
        .formatted(reasons.size(), run, passed.size(), reasons.size() - run);
  }

  /** Returns what is left out of a test, or done to it, and why; empty if it is run whole. */
  private String note(OnnxModel model) {
    Set<String> without = passed.getOrDefault(model.name(), Set.of());
    return reasons
        .get(model)
        .orElse(without.isEmpty() ? model.mended() : "run; Slope does not return " + without);
  }

  /** Returns the notes on the tests of Slope's operators. */
  List<String> notesOnSlope() {
    return reasons.keySet().stream()
        .filter(model -> model.isOfSlope() && !note(model).isEmpty())
        .map(model -> model.name() + ": " + note(model))
        .sorted()
        .toList();
  }

  /** Returns whether all tests in scope passed; only then are the notes complete. */
  boolean isComplete() {
    return passed.size() == inScope().size();
  }

  /** Returns the number of tests, run or not. */
  int size() {
    return reasons.size();
  }

  /** Writes each operator with its counts, and what is left out of which test, and why. */
  void write(Path file) throws IOException {
    Map<String, StringBuilder> lines = new TreeMap<>();
    Map<String, int[]> counts = new TreeMap<>();
    reasons.forEach(
        (model, reason) -> {
          int[] count = counts.computeIfAbsent(model.operator(), o -> new int[3]);
          count[reason.isEmpty() ? 0 : 2]++;
          count[1] += passed.containsKey(model.name()) ? 1 : 0;
          String note = note(model);
          if (!note.isEmpty()) {
            lines
                .computeIfAbsent(model.operator(), o -> new StringBuilder())
                .append("    %s: %s%n".formatted(model.name(), note));
          }
        });
    StringBuilder text = new StringBuilder(totals()).append(System.lineSeparator());
    counts.forEach(
        (operator, n) ->
            text.append(
                    "%n%s: %d run, %d passed, %d out of scope%n"
                        .formatted(operator, n[0], n[1], n[2]))
                .append(lines.getOrDefault(operator, new StringBuilder())));
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
