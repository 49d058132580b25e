package org.slope.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs the blocks of docs/compare-with-pytorch.md. */
class PyTorchPageTest {
  private static final Page PAGE = Page.of("docs/compare-with-pytorch.md");

  /** What the page's script wrote with Debian's PyTorch 1.13.1. */
  private static final String RECORDED = "lenet.npz";

  @TempDir Path folder;

  @Test
  void theNetworkLearnsAsTheOneThatWasRecorded() throws Exception {
    Path npz = folder.resolve(RECORDED);
    try (var in = PyTorchPageTest.class.getResourceAsStream(RECORDED)) {
      Files.copy(in, npz);
    }
    assertPasses("LenetTest", 1, npz);
  }

  /** Runs where there is PyTorch, which the gate does not install. */
  @Test
  void theScriptRecordsOne() throws Exception {
    String python = imports("python3", "torch") ? "python3" : "/usr/bin/python3";
    assumeTrue(
        imports(python, "torch"),
        "no python3 with torch here; on Debian: apt-get install python3-torch");
    Files.writeString(folder.resolve("train.py"), PAGE.blocks("python").get(0));
    int status = run(python, "train.py");
    assertEquals(0, status, () -> python + " printed " + output());
    assertPasses("LenetTest", 1, folder.resolve(RECORDED));
  }

  private boolean imports(String python, String module) throws InterruptedException {
    try {
      return run(python, "-c", "import " + module) == 0;
    } catch (IOException e) {
      return false; // no such program
    }
  }

  private int run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output.txt").toFile())
            .start();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError(String.join(" ", command) + " still runs; it printed " + output());
    }
    return process.exitValue();
  }

  private String output() {
    try {
      return Files.readString(folder.resolve("output.txt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void layersOfUsersPassTheContract() throws Exception {
    assertPasses("MyLayersTest", 40, folder);
  }

  /** Runs the test class of the page that has a name; {@code lenet.npz} is read from a file. */
  private void assertPasses(String name, int tests, Path npz) throws Exception {
    String block =
        PAGE.blocks("java").stream()
            .filter(text -> text.contains("class " + name + " "))
            .findFirst()
            .orElseThrow();
    Javac.compile(
        folder,
        name,
        block.replace("src/test/resources/" + RECORDED, npz.toString().replace("\\", "\\\\")));
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      LauncherDiscoveryRequest request =
          LauncherDiscoveryRequestBuilder.request()
              .selectors(selectClass(loader.loadClass(name)))
              .build();
      SummaryGeneratingListener listener = new SummaryGeneratingListener();
      LauncherFactory.create().execute(request, listener);
      TestExecutionSummary summary = listener.getSummary();
      StringWriter failures = new StringWriter();
      summary.printFailuresTo(new PrintWriter(failures));
      assertEquals(List.of(), summary.getFailures(), failures::toString);
      assertTrue(summary.getTestsSucceededCount() >= tests, "too few tests ran");
    }
  }
}
