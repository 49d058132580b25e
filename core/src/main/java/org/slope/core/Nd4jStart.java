package org.slope.core;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.slope.core.internal.Memory;

/**
 * The start of ND4J on a thread of its own, while a file is read: it takes most of a second, for
 * native code and a thousand classes.
 */
final class Nd4jStart {
  /** Holds some 550 classes that the native code asks for one by one. */
  private static final String BINDINGS = "org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu";

  private static final FutureTask<@Nullable Void> START =
      new FutureTask<>(() -> Memory.array(DataType.FLOAT, 1), null);

  static {
    Thread thread = new Thread(START, "slope-nd4j-start");
    thread.setDaemon(true);
    thread.start();
  }

  private Nd4jStart() {}

  /** Begins, unless it did. */
  static void begin() {
    // the static initializer did
  }

  /**
   * Waits until ND4J has started. Two threads must not initialize its classes at the same time,
   * since these wait for each other: call this before the first use.
   */
  static void await() {
    if (!START.isDone()) {
      loadBindings();
    }
    boolean interrupted = false;
    while (true) {
      try {
        START.get();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Error error) {
          throw error;
        }
        break; // whoever uses ND4J next gets it
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reads classes ahead of the other thread; initializes none. */
  private static void loadBindings() {
    try {
      var unused =
          Class.forName(BINDINGS, false, Nd4jStart.class.getClassLoader()).getDeclaredClasses();
    } catch (ClassNotFoundException | LinkageError e) {
      // another backend
    }
  }
}
