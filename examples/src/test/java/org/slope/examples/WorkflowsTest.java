package org.slope.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs every Java block of the README and of the pages, compiled by javac and pasted into JShell.
 */
class WorkflowsTest {
  private static final Page README = Page.of("README.md");

  /** What the output of each block must hold, in the README's order. */
  private static final List<String> OUTPUTS =
      List.of(
          "(?s).*Conv2d\\(1 -> 20, 5x5\\).*ClassificationScores\\[n=1000, accuracy=(\\S+),.*",
          "(?s).*RegressionScores\\[n=8091, mae=.*, mse=.*, rmse=.*, rmsle=.*, r2=(\\S+)\\].*",
          "(?s)1.weight \\[100, 784\\] \\S+.*3.bias \\[10\\] \\S+.*",
          "(?s)\\[\\[.*\\]\\].*",
          "(?s)Network\\(\\[batch, 4\\] -> \\[batch, 1\\], 50 parameters, FLOAT\\).*",
          "(?s)GradientCheck\\(sequential\\(.*: the largest relative error is .*INFERENCE.*",
          "(?s)dense\\(10\\)\n.*hardsigmoid\\(0.2, 0.5\\)\n",
          "(?s)mse\\(\\)\n.*logCosh\\(\\)\n",
          "(?s)sgd\\(0.1\\).*\\.schedule\\(step\\(30, 0.1\\)\\)\n");

  @TempDir Path folder;

  /** The blocks of the README and of the pages that are no classes. */
  private static List<String> blocks() throws IOException {
    List<String> blocks = new ArrayList<>();
    for (String page :
        List.of("README.md", "docs/compare-with-pytorch.md", "docs/from-pytorch-and-keras.md")) {
      blocks.addAll(Page.of(page).blocks("java"));
    }
    blocks.removeIf(block -> block.contains("class "));
    return blocks;
  }

  @TestFactory
  Stream<DynamicTest> compiledByJavac() throws IOException {
    List<String> blocks = blocks();
    assertEquals(OUTPUTS.size(), blocks.size());
    return Stream.iterate(0, i -> i < blocks.size(), i -> i + 1)
        .map(
            i ->
                DynamicTest.dynamicTest(
                    "block " + (i + 1),
                    () -> check(OUTPUTS.get(i), compileAndRun(i, blocks.get(i)))));
  }

  @TestFactory
  Stream<DynamicTest> pastedIntoJShell() throws IOException {
    List<String> blocks = blocks();
    return Stream.iterate(0, i -> i < blocks.size(), i -> i + 1)
        .map(
            i ->
                DynamicTest.dynamicTest(
                    "block " + (i + 1), () -> check(OUTPUTS.get(i), paste(quick(blocks.get(i))))));
  }

  /** The blocks are run in full once; in JShell, one epoch will do. */
  private static String quick(String block) {
    return block.replace("epochs(5)", "epochs(1)");
  }

  private static void check(String pattern, String output) {
    Matcher matcher = Pattern.compile(pattern).matcher(output);
    assertTrue(matcher.matches(), () -> "expected " + pattern + ", got:\n" + output);
    if (matcher.groupCount() > 0) {
      double score = Double.parseDouble(matcher.group(1));
      assertTrue(score > 0.8, "a score of " + score);
    }
  }

  private String compileAndRun(int i, String block) throws Exception {
    List<String> imports = block.lines().filter(line -> line.startsWith("import ")).toList();
    String body =
        block.lines().filter(line -> !line.startsWith("import ")).collect(Collectors.joining("\n"));
    String name = "Block" + i;
    Javac.compile(
        folder,
        name,
        String.join("\n", imports)
            + "\npublic class "
            + name
            + " {\npublic static void main(String[] args) throws Exception {\n"
            + body
            + "\n}\n}\n");
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      return printed(
          () ->
              loader
                  .loadClass(name)
                  .getMethod("main", String[].class)
                  .invoke(null, (Object) new String[0]));
    }
  }

  private static String paste(String block) throws Exception {
    return printed(
        () -> {
          try (JShell shell = JShell.builder().executionEngine("local").build()) {
            shell.addToClasspath(System.getProperty("java.class.path"));
            evaluate(shell, "import java.util.*;");
            for (String line : units(shell, block)) {
              evaluate(shell, line);
            }
          }
        });
  }

  /** Cuts a text into what JShell takes for one input each, reading it line by line as it does. */
  private static List<String> units(JShell shell, String text) {
    SourceCodeAnalysis analysis = shell.sourceCodeAnalysis();
    List<String> units = new ArrayList<>();
    String pending = "";
    for (String line : text.lines().toList()) {
      pending += line + "\n";
      CompletionInfo info = analysis.analyzeCompletion(pending);
      while (info.completeness().isComplete() && !info.source().isBlank()) {
        units.add(info.source());
        pending = info.remaining();
        info = analysis.analyzeCompletion(pending);
      }
    }
    boolean comments = pending.lines().allMatch(line -> line.isBlank() || line.startsWith("//"));
    assertTrue(comments, "JShell waits for more after: " + pending);
    return units;
  }

  private static void evaluate(JShell shell, String source) {
    for (SnippetEvent event : shell.eval(source)) {
      String problems =
          shell
              .diagnostics(event.snippet())
              .map(diagnostic -> diagnostic.getMessage(Locale.ROOT))
              .collect(Collectors.joining("\n"));
      assertTrue(
          event.status() == Snippet.Status.VALID && event.exception() == null,
          () -> source + "\n" + problems + "\n" + event.exception());
    }
  }

  /** Something that prints. */
  private interface Action {
    void run() throws Exception;
  }

  private static synchronized String printed(Action action) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      action.run();
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theFirstTwoCommandsAreTheMainJobAndTheTests() throws IOException {
    List<String> commands = README.blocks("sh");
    assertEquals(
        "mvn -q -DskipTests package && java @examples/target/java.args org.slope.examples.Main\n",
        commands.get(0));
    assertEquals("mvn -q verify\n", commands.get(1));
  }
}
