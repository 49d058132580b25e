package org.slope.mutation;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.launcher.EngineFilter.includeEngines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Do the tests bite? Changes one sign of one backward pass after the other, as flips.txt lists
 * them, and looks whether the layers' tests fail. Run by the profile {@code mutation}; arguments:
 * where the table is written, and, if only some are wanted, a regular expression for their names.
 */
public final class FlippedSigns {
  private static final String TESTS = "org.slope.layers.";

  private FlippedSigns() {}

  /** Runs all flips; throws if no test catches one of them. */
  public static void main(String[] arguments) throws IOException {
    Path table = Path.of(arguments[0]);
    Pattern wanted = Pattern.compile(arguments.length > 1 ? arguments[1] : "");
    Path root = Path.of("").toAbsolutePath();
    root = Files.exists(root.resolve("layers")) ? root : root.getParent();
    List<Flip> flips = read(root);
    new Completeness(root).check(flips);
    checkTexts(flips);
    flips = flips.stream().filter(flip -> wanted.matcher(flip.name()).find()).toList();
    if (flips.isEmpty()) {
      throw new IllegalArgumentException("no name in flips.txt matches " + wanted);
    }
    Set<String> tests = new TreeSet<>();
    flips.forEach(flip -> tests.addAll(flip.tests()));
    TestExecutionSummary unchanged = run(ChangedClasses.none(), tests);
    if (unchanged.getTestsFailedCount() > 0 || unchanged.getTestsSucceededCount() == 0) {
      throw new IllegalStateException("tests fail before any sign is changed: " + first(unchanged));
    }
    List<String> lines = new ArrayList<>();
    lines.add("| backward pass | changed | to | failing tests | the first |");
    lines.add("|---|---|---|---|---|");
    List<String> survivors = new ArrayList<>();
    for (Flip flip : flips) {
      TestExecutionSummary summary =
          run(ChangedClasses.of(flip.className(), flip.changed()), new TreeSet<>(flip.tests()));
      if (summary.getContainersFailedCount() > 0) {
        throw new IllegalStateException(flip.name() + ": no test ran: " + first(summary));
      }
      if (summary.getTestsFailedCount() == 0) {
        survivors.add(flip.name());
      }
      String line = line(flip, summary);
      System.out.println(line);
      lines.add(line);
    }
    Files.createDirectories(table.toAbsolutePath().getParent());
    Files.write(table, lines);
    System.out.printf("%d of %d caught%n", flips.size() - survivors.size(), flips.size());
    if (!survivors.isEmpty()) {
      throw new AssertionError("no test fails when these signs are changed: " + survivors);
    }
  }

  static List<Flip> read(Path root) throws IOException {
    Path list = root.resolve("layers/src/test/resources/org/slope/mutation/flips.txt");
    return Flip.parse(Files.readAllLines(list), root);
  }

  static void checkTexts(List<Flip> flips) {
    List<String> gone = new ArrayList<>();
    for (Flip flip : flips) {
      try {
        flip.changed();
      } catch (IllegalStateException e) {
        gone.add(e.getMessage());
      }
    }
    if (!gone.isEmpty()) {
      throw new IllegalStateException(String.join(System.lineSeparator(), gone));
    }
  }

  private static TestExecutionSummary run(ChangedClasses classes, Set<String> tests) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(classes);
    try {
      LauncherDiscoveryRequestBuilder request =
          LauncherDiscoveryRequestBuilder.request().filters(includeEngines("junit-jupiter"));
      for (String test : tests) {
        request.selectors(selectClass(Class.forName(TESTS + test, false, classes)));
      }
      SummaryGeneratingListener listener = new SummaryGeneratingListener();
      LauncherDiscoveryRequest built = request.build();
      LauncherFactory.create().execute(built, listener);
      return listener.getSummary();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("flips.txt names a test class that is not there", e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static String line(Flip flip, TestExecutionSummary summary) {
    long failed = summary.getTestsFailedCount();
    String caught = failed == 0 ? "**none** | " : failed + " | " + first(summary);
    return "| %s | `%s` | `%s` | %s |"
        .formatted(flip.name(), escaped(flip.old()), escaped(flip.replacement()), caught);
  }

  private static String escaped(String code) {
    return code.replace("|", "\\|");
  }

  private static String first(TestExecutionSummary summary) {
    if (summary.getFailures().isEmpty()) {
      return "no test ran";
    }
    TestIdentifier test = summary.getFailures().get(0).getTestIdentifier();
    String method =
        test.getSource()
            .filter(MethodSource.class::isInstance)
            .map(MethodSource.class::cast)
            .map(source -> simple(source.getClassName()) + "." + source.getMethodName() + " ")
            .orElse("");
    return escaped(method + test.getDisplayName());
  }

  private static String simple(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }
}
