package org.slope.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Compiles the blocks of a page, without a warning. */
final class Javac {
  private Javac() {}

  /** Writes a class and its source into a folder. */
  static void compile(Path folder, String name, String text) throws IOException {
    Path source = folder.resolve(name + ".java");
    Files.writeString(source, text);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    boolean compiled =
        compiler
            .getTask(
                messages,
                null,
                null,
                List.of("-d", folder.toString(), "-proc:none", "-Xlint:all,-path", "-Werror"),
                null,
                compiler.getStandardFileManager(null, Locale.ROOT, null).getJavaFileObjects(source))
            .call();
    assertTrue(compiled, messages::toString);
  }
}
