package org.slope.benchmarks.protocol;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The versions of libraries, from the names of their jars. */
public final class Jars {
  private static final Pattern VERSION = Pattern.compile("-(\\d.*)\\.jar$");

  private Jars() {}

  /** Returns the version of the jar that a class came from, or "unknown". */
  public static String version(Class<?> type) {
    Matcher matcher =
        VERSION.matcher(
            Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .getFileName()
                .toString());
    return matcher.find() ? matcher.group(1) : "unknown";
  }
}
