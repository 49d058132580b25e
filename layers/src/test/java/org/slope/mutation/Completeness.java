package org.slope.mutation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.slope.layers.SlopeLayerTypes;

/** Whether there is a flip for each layer and for each backward kernel, of both sets of kernels. */
final class Completeness {
  private static final Pattern BACKWARD = Pattern.compile("void (\\w+Backward)\\(");

  /** What the layers' types name besides layers. */
  private static final Set<String> HYPER_PARAMETERS = Set.of("Padding", "Size");

  private final Path kernels;

  Completeness(Path root) {
    kernels = root.resolve("core/src/main/java/org/slope/core/internal/Kernels.java");
  }

  /** Throws if one is missing: a flip's name starts with what it is for. */
  void check(List<Flip> flips) throws IOException {
    List<String> needed = new ArrayList<>();
    new SlopeLayerTypes().types().forEach(type -> needed.add(type.getSimpleName()));
    needed.removeAll(HYPER_PARAMETERS);
    BACKWARD
        .matcher(Files.readString(kernels))
        .results()
        .map(match -> match.group(1))
        .forEach(
            method -> {
              needed.add("Nd4jKernels." + method);
              needed.add("CpuKernels." + method);
            });
    needed.removeIf(what -> flips.stream().anyMatch(flip -> isFor(flip, what)));
    if (!needed.isEmpty()) {
      throw new IllegalStateException("no flip for " + needed + "; add one to flips.txt");
    }
  }

  private static boolean isFor(Flip flip, String what) {
    return List.of(flip.name().split("[,:] ", -1)).contains(what);
  }
}
