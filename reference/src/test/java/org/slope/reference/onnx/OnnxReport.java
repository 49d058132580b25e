package org.slope.reference.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Which tests ran, which passed, and why the others did not run. */
final class OnnxReport {
  private final Map<OnnxModel, Optional<String>> reasons;
  private final Set<String> passed = ConcurrentHashMap.newKeySet();

  OnnxReport(Map<OnnxModel, Optional<String>> reasons) {
    this.reasons = reasons;
  }

  /** Returns the tests that run. */
  List<OnnxModel> inScope() {
    return reasons.keySet().stream().filter(model -> reasons.get(model).isEmpty()).toList();
  }

  void passed(OnnxModel model) {
    passed.add(model.name());
  }

  /** Returns the totals. */
  String totals() {
    int run = inScope().size();
    return "ONNX's tests: %d, of which %d run (%d passed) and %d out of scope"
        .formatted(reasons.size(), run, passed.size(), reasons.size() - run);
  }

  /** Writes each operator with its counts, and each test that is out of scope with its reason. */
  void write(Path file) throws IOException {
    Map<String, StringBuilder> lines = new TreeMap<>();
    Map<String, int[]> counts = new TreeMap<>();
    reasons.forEach(
        (model, reason) -> {
          int[] count = counts.computeIfAbsent(model.operator(), o -> new int[3]);
          count[reason.isEmpty() ? 0 : 2]++;
          count[1] += passed.contains(model.name()) ? 1 : 0;
          reason.ifPresent(
              why ->
                  lines
                      .computeIfAbsent(model.operator(), o -> new StringBuilder())
                      .append("    %s: %s%n".formatted(model.name(), why)));
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
