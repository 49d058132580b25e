package org.slope.benchmarks.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/**
 * A network and what it is fed: the same for every framework.
 *
 * @param name what the tables call it
 * @param input the shape of one example: {@code [channels, height, width]} or {@code [features]}
 * @param batch how many examples a step has
 * @param loss {@code mse} or {@code crossEntropy}; the optimizer is Adam with 0.001
 * @param layers one a line: see {@link LayerLine}; the last is dense
 */
public record Workload(
    String name, List<Integer> input, int batch, String loss, List<String> layers) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Takes copies of the lists. */
  public Workload {
    input = List.copyOf(input);
    layers = List.copyOf(layers);
  }

  /** Reads the line that {@link #toLine} wrote. */
  public static Workload ofLine(String line) throws JsonProcessingException {
    return JSON.readValue(line, Workload.class);
  }

  /** Returns it as JSON, on one line. */
  public String toLine() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the layers, read. */
  public List<LayerLine> lines() {
    return layers.stream().map(LayerLine::parse).toList();
  }

  /** Tells whether the targets are classes. */
  public boolean classifies() {
    return "crossEntropy".equals(loss);
  }

  /** Returns how many numbers one example has. */
  public int inputSize() {
    return input.stream().reduce(1, Math::multiplyExact);
  }

  /** Returns how many numbers come out for one example. */
  public int outputSize() {
    LayerLine last = LayerLine.parse(layers.get(layers.size() - 1));
    if (!last.kind().equals("dense")) {
      throw new IllegalArgumentException(
          "the workload " + name + " ends in '" + last.kind() + "'; end it in a dense layer");
    }
    return last.size(0);
  }
}
