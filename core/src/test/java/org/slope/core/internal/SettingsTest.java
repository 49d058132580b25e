package org.slope.core.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SettingsTest {
  private String threads = "";
  private String kernels = "";

  @BeforeEach
  void remember() {
    threads = System.getProperty("slope.threads", "");
    kernels = System.getProperty("slope.kernels", "");
  }

  @AfterEach
  void restore() {
    set("slope.threads", threads);
    set("slope.kernels", kernels);
  }

  private static void set(String name, String value) {
    if (value.isEmpty()) {
      System.clearProperty(name);
    } else {
      System.setProperty(name, value);
    }
  }

  @Test
  void unsetPropertiesHaveDefaults() {
    set("slope.threads", "");
    set("slope.kernels", "");
    assertEquals(Runtime.getRuntime().availableProcessors(), Settings.threads());
    assertFalse(Settings.plainKernels());
  }

  @Test
  void setPropertiesAreRead() {
    set("slope.threads", "3");
    set("slope.kernels", "nd4j");
    assertEquals(3, Settings.threads());
    assertTrue(Settings.plainKernels());
  }

  @Test
  void misspeltPropertiesAreErrors() {
    for (String bad : new String[] {"zero", "0", "-1", "2.5"}) {
      set("slope.threads", bad);
      String message = assertThrows(IllegalArgumentException.class, Settings::threads).getMessage();
      assertEquals(
          "-Dslope.threads was '"
              + bad
              + "', expected a whole number of 1 or more; leave it out to use all processors",
          message);
    }
    set("slope.kernels", "foo");
    assertEquals(
        "-Dslope.kernels was 'foo', expected nd4j, for plain operations; leave it out for Slope's own",
        assertThrows(IllegalArgumentException.class, Settings::plainKernels).getMessage());
  }

  /** In a process of its own, since this one has its threads. */
  @Test
  void misspeltThreadsAreTheSameErrorEachTime() throws Exception {
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-Dslope.threads=two",
                "-cp",
                System.getProperty("java.class.path"),
                TwoTasks.class.getName())
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    String error = "-Dslope.threads was 'two', expected a whole number of 1 or more; leave it out";
    assertEquals(3, printed.split(error, -1).length, printed);
  }

  /** Runs two tasks, and prints why they failed. */
  static final class TwoTasks {
    private TwoTasks() {}

    public static void main(String[] args) {
      for (int i = 0; i < 2; i++) {
        try {
          Parallel.run(1, chunk -> {});
        } catch (IllegalArgumentException e) {
          System.out.println(e.getMessage());
        }
      }
    }
  }
}
