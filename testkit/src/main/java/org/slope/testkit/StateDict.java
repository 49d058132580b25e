package org.slope.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.opentest4j.AssertionFailedError;
import org.slope.core.Gradients;
import org.slope.core.NamedArray;
import org.slope.core.Network;

/**
 * The parameters and buffers of a network as another program recorded them: PyTorch's {@code
 * state_dict()}. The layers of an {@code nn.Sequential} are called as those of Slope's {@code
 * sequential}; other names are mapped by their beginnings:
 *
 * <pre>{@code
 * StateDict.of(torch.within("state.")).rename("conv1.", "0.").rename("fc.", "5.").copyTo(net);
 * }</pre>
 *
 * <p>PyTorch's {@code num_batches_tracked}, a count that Slope does not keep, is passed over.
 */
public final class StateDict {
  private static final String PASSED_OVER = "num_batches_tracked";

  private final Reference arrays;
  private final Map<String, String> renames;

  private StateDict(Reference arrays, Map<String, String> renames) {
    this.arrays = arrays;
    this.renames = renames;
  }

  /** Returns the state that some recorded arrays are. */
  public static StateDict of(Reference arrays) {
    return new StateDict(arrays, Map.of());
  }

  /**
   * Returns this state, where names that start in one way start in another; the first of several
   * renames that fits is applied.
   */
  public StateDict rename(String from, String to) {
    Map<String, String> more = new LinkedHashMap<>(renames);
    more.put(from, to);
    return new StateDict(arrays, more);
  }

  private String renamed(String name) {
    for (Map.Entry<String, String> rename : renames.entrySet()) {
      if (name.startsWith(rename.getKey())) {
        return rename.getValue() + name.substring(rename.getKey().length());
      }
    }
    return name;
  }

  /**
   * Copies the values into a network, in place: every parameter and buffer, from every array.
   *
   * @throws IllegalArgumentException if names or shapes differ; nothing is copied then
   */
  public void copyTo(Network network) {
    all(network, state(network)).forEach(NamedArray::set);
  }

  /**
   * Asserts that the parameters and buffers of a network are close to these.
   *
   * @throws AssertionFailedError that names each array that is not, as {@link
   *     ArrayAssertions#assertClose}
   * @throws IllegalArgumentException if names or shapes differ
   */
  public void assertClose(Network network, double relative, double absolute) {
    assertAllClose(
        network, all(network, state(network)), NamedArray::value, "", relative, absolute);
  }

  /**
   * Asserts that the gradients of a network's parameters are close to these.
   *
   * @throws AssertionFailedError that names each array that is not, as {@link
   *     ArrayAssertions#assertClose}
   * @throws IllegalArgumentException if names or shapes differ
   */
  public void assertClose(Network network, Gradients gradients, double relative, double absolute) {
    assertAllClose(
        network,
        all(network, network.parameters()),
        gradients::of,
        "the gradient of ",
        relative,
        absolute);
  }

  /** Says of every array that is off how it is off. */
  private static <T extends NamedArray> void assertAllClose(
      Network network,
      Map<T, INDArray> expected,
      Function<T, INDArray> actual,
      String prefix,
      double relative,
      double absolute) {
    List<String> failures = new ArrayList<>();
    expected.forEach(
        (array, values) -> {
          try {
            ArrayAssertions.assertClose(
                actual.apply(array), values, relative, absolute, prefix + array.name());
          } catch (AssertionFailedError e) {
            failures.add(e.getMessage());
          }
        });
    if (!failures.isEmpty()) {
      if (network.dataType() == DataType.FLOAT) {
        failures.add("(the network holds floats: allow 1e-4, or build it with DataType.DOUBLE)");
      }
      throw new AssertionFailedError(String.join(System.lineSeparator(), failures));
    }
  }

  private static List<NamedArray> state(Network network) {
    List<NamedArray> state = new ArrayList<>(network.parameters());
    state.addAll(network.buffers());
    return state;
  }

  /** Returns the recorded array of each. */
  private <T extends NamedArray> Map<T, INDArray> all(Network network, List<T> wanted) {
    Map<String, INDArray> recorded = new LinkedHashMap<>();
    for (String name : arrays.names()) {
      INDArray array = arrays.get(name);
      if (!name.endsWith(PASSED_OVER) && recorded.put(renamed(name), array) != null) {
        throw new IllegalArgumentException(
            "%s and another recorded array are both called %s once renamed; rename each to a beginning of its own"
                .formatted(name, renamed(name)));
      }
    }
    for (String beginning : renames.keySet()) {
      if (arrays.names().stream().noneMatch(name -> name.startsWith(beginning))) {
        throw new IllegalArgumentException(
            "rename(\"%s\", …) fits none of the recorded arrays %s; correct the beginning"
                .formatted(beginning, arrays.names()));
      }
    }
    Map<T, INDArray> found = new LinkedHashMap<>();
    Set<String> missing = new LinkedHashSet<>();
    for (T array : wanted) {
      INDArray value = recorded.remove(array.name());
      if (value == null) {
        missing.add(array.toString());
      } else if (!Arrays.equals(value.shape(), array.shape().toArray())) {
        throw new IllegalArgumentException(
            "%s of %s has the recorded shape %s; %s"
                .formatted(
                    array,
                    network,
                    Arrays.toString(value.shape()),
                    isTransposed(value.shape(), array.shape().toArray())
                        ? "it is transposed: record it as [out, in]"
                        : "build the network as the recorded one"));
      } else {
        found.put(array, value);
      }
    }
    if (!missing.isEmpty() || !recorded.isEmpty()) {
      Set<String> left = new LinkedHashSet<>();
      recorded.forEach((name, array) -> left.add(name + " " + Arrays.toString(array.shape())));
      throw new IllegalArgumentException(
          "the recorded arrays are not those of %s; not recorded: %s; recorded, but not in the network: %s%s"
              .formatted(
                  network,
                  missing,
                  left,
                  missing.isEmpty() || left.isEmpty()
                      ? ""
                      : "; rename(from, to) maps names by their beginnings"));
    }
    return found;
  }

  private static boolean isTransposed(long[] recorded, long[] wanted) {
    return recorded.length == 2
        && wanted.length == 2
        && recorded[0] == wanted[1]
        && recorded[1] == wanted[0];
  }

  /** Prints where the arrays are from: {@code StateDict(Reference(…))}. */
  @Override
  public String toString() {
    return "StateDict(" + arrays + (renames.isEmpty() ? "" : ", renamed " + renames) + ")";
  }
}
