package org.slope.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.opentest4j.AssertionFailedError;
import org.slope.core.internal.Memory;
import org.slope.format.Npz;
import org.slope.format.Tensor;

/**
 * Arrays that another program recorded, by name, such as what {@code numpy.savez} wrote. It
 * remembers which ones were looked at, so that a test can make sure that it compared them all.
 *
 * <pre>{@code
 * Reference torch = Reference.load(Path.of("lenet.npz"));
 * assertClose(net.predict(torch.get("x")), torch.get("y"), 1e-6, 1e-7);
 * torch.assertAllUsed();
 * }</pre>
 */
public final class Reference {
  private static final int SHOWN = 3;

  private final String source;
  private final String prefix;
  private final Map<String, Tensor> tensors;
  private final Set<String> used;

  private Reference(String source, String prefix, Map<String, Tensor> tensors, Set<String> used) {
    this.source = source;
    this.prefix = prefix;
    this.tensors = tensors;
    this.used = used;
  }

  /**
   * Reads an npz file.
   *
   * @throws IOException if the file is missing, damaged, or holds anything but arrays of numbers
   */
  public static Reference load(Path npz) throws IOException {
    return load(npz, Npz.DEFAULT_MAX_BYTES);
  }

  /**
   * Reads an npz file whose arrays may take so many bytes together; 4 GiB unless chosen.
   *
   * @throws IOException as {@link #load(Path)}, or if they take more
   */
  public static Reference load(Path npz, long maxBytes) throws IOException {
    return new Reference(
        npz.toString(), "", Npz.read(npz, maxBytes), ConcurrentHashMap.newKeySet());
  }

  /**
   * Returns the arrays whose names start with a prefix, under the rest of their names: {@code
   * within("state.").get("0.weight")} is {@code get("state.0.weight")}.
   *
   * @throws IllegalArgumentException if there are none
   */
  public Reference within(String prefix) {
    Map<String, Tensor> part = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            part.put(name.substring(prefix.length()), tensor);
          }
        });
    if (part.isEmpty()) {
      throw new IllegalArgumentException(
          "%s has no array whose name starts with \"%s\"; there are %s"
              .formatted(source, this.prefix + prefix, fullNames()));
    }
    return new Reference(source, this.prefix + prefix, Collections.unmodifiableMap(part), used);
  }

  /** Returns the names, in the file's order. */
  public Set<String> names() {
    return tensors.keySet();
  }

  /** Returns whether there is an array of a name. */
  public boolean has(String name) {
    return tensors.containsKey(name);
  }

  /**
   * Returns an array, and counts it as looked at: float or double as the file has it, and double
   * for integers, which is exact up to 2⁵³. A scalar has the shape {@code []}.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public INDArray get(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "%s has no array \"%s\"; there are %s".formatted(source, prefix + name, fullNames()));
    }
    used.add(prefix + name);
    DataType type =
        switch (tensor.type()) {
          case F32, F16, BF16 -> DataType.FLOAT;
          default -> DataType.DOUBLE;
        };
    INDArray array = Nd4j.createUninitialized(type, tensor.shape(), 'c');
    Memory.set(array, tensor.toDoubles());
    return array;
  }

  private List<String> fullNames() {
    return names().stream().map(name -> prefix + name).toList();
  }

  /** Asserts that {@link #get} was called for every array, here and in parts of this. */
  public void assertAllUsed() {
    List<String> unused = fullNames().stream().filter(name -> !used.contains(name)).toList();
    if (!unused.isEmpty()) {
      throw new AssertionFailedError("no test looked at %s of %s".formatted(unused, source));
    }
  }

  /** Prints the count and the first: {@code Reference(a.npz: 9 arrays, x F32 [2, 3], …)}. */
  @Override
  public String toString() {
    return tensors.entrySet().stream()
        .limit(SHOWN)
        .map(e -> e.getKey() + " " + e.getValue().type() + " " + shape(e.getValue()))
        .collect(
            Collectors.joining(
                ", ",
                "Reference(" + source + ": " + tensors.size() + " arrays, ",
                tensors.size() > SHOWN ? ", …)" : ")"));
  }

  private static String shape(Tensor tensor) {
    return Arrays.toString(tensor.shape());
  }
}
