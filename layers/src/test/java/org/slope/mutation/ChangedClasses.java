package org.slope.mutation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Slope's classes loaded anew, one source file of them changed. Everything else, ND4J above all, is
 * shared with the class loader that this one was made by. Nothing is written to disk.
 */
final class ChangedClasses extends ClassLoader {
  private final Map<String, ByteArrayOutputStream> changed;

  private ChangedClasses(Map<String, ByteArrayOutputStream> changed) {
    super(ChangedClasses.class.getClassLoader());
    this.changed = changed;
  }

  /** Returns the classes as they are. */
  static ChangedClasses none() {
    return new ChangedClasses(Map.of());
  }

  /** Compiles the source of a class; throws if it does not compile. */
  static ChangedClasses of(String className, String source) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    Map<String, ByteArrayOutputStream> compiled = new HashMap<>();
    try (JavaFileManager files = memory(compiler, compiled)) {
      String path = "string:///" + className.replace('.', '/') + Kind.SOURCE.extension;
      JavaFileObject file =
          new SimpleJavaFileObject(URI.create(path), Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
              return source;
            }
          };
      List<String> options = List.of("-proc:none", "-nowarn", "-parameters");
      if (!compiler.getTask(messages, files, null, options, null, List.of(file)).call()) {
        throw new IllegalStateException(className + " does not compile: " + messages);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ChangedClasses(compiled);
  }

  private static JavaFileManager memory(
      JavaCompiler compiler, Map<String, ByteArrayOutputStream> compiled) {
    return new ForwardingJavaFileManager<>(
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      @Override
      public JavaFileObject getJavaFileForOutput(
          Location location, String className, Kind kind, FileObject sibling) {
        return new SimpleJavaFileObject(URI.create("memory:///" + className), kind) {
          @Override
          public OutputStream openOutputStream() {
            return compiled.computeIfAbsent(className, name -> new ByteArrayOutputStream());
          }
        };
      }
    };
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      if (!name.startsWith("org.slope.")) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    ByteArrayOutputStream compiled = changed.get(name);
    if (compiled != null) {
      return defineClass(name, compiled.toByteArray(), 0, compiled.size());
    }
    try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
