package org.slope.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
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
   * @throws AssertionError that names the array, as {@link ArrayAssertions#assertClose}
   * @throws IllegalArgumentException if names or shapes differ
   */
  public void assertClose(Network network, double relative, double absolute) {
    all(network, state(network))
        .forEach(
            (array, expected) ->
                ArrayAssertions.assertClose(
                    array.value(), expected, relative, absolute, array.name()));
  }

  /**
   * Asserts that the gradients of a network's parameters are close to these.
   *
   * @throws AssertionError that names the array, as {@link ArrayAssertions#assertClose}
   * @throws IllegalArgumentException if names or shapes differ
   */
  public void assertClose(Network network, Gradients gradients, double relative, double absolute) {
    all(network, network.parameters())
        .forEach(
            (parameter, expected) ->
                ArrayAssertions.assertClose(
                    gradients.of(parameter),
                    expected,
                    relative,
                    absolute,
                    "the gradient of " + parameter.name()));
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
      if (!name.endsWith(PASSED_OVER)) {
        recorded.put(renamed(name), array);
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
            "%s of %s has the recorded shape %s; build the network as the recorded one"
                .formatted(array, network, Arrays.toString(value.shape())));
      } else {
        found.put(array, value);
      }
    }
    if (!missing.isEmpty() || !recorded.isEmpty()) {
      Set<String> left = new LinkedHashSet<>();
      recorded.forEach((name, array) -> left.add(name + " " + Arrays.toString(array.shape())));
      throw new IllegalArgumentException(
          "the recorded arrays are not those of %s: it has %s besides, they have %s besides; rename(from, to) maps names by their beginnings"
              .formatted(network, missing, left));
    }
    return found;
  }

  /** Prints where the arrays are from: {@code StateDict(Reference(…))}. */
  @Override
  public String toString() {
    return "StateDict(" + arrays + (renames.isEmpty() ? "" : ", renamed " + renames) + ")";
  }
}
