package org.slope.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slope.benchmarks.protocol.Workload;

/** The workloads of {@code workloads.json}. */
final class Workloads {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Workloads() {}

  /**
   * A workload and the modes that it runs in.
   *
   * @param workload what runs
   * @param targets how many times as fast as PyTorch Slope is to be, by mode; 0 for no target
   */
  record Entry(Workload workload, Map<String, Double> targets) {}

  /** Returns the workloads that all peers run. */
  static List<Entry> main() {
    return entries(read().get("main"));
  }

  private static JsonNode read() {
    try (InputStream in =
        Objects.requireNonNull(Workloads.class.getResourceAsStream("workloads.json"))) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Entry> entries(JsonNode nodes) {
    List<Entry> entries = new ArrayList<>();
    for (JsonNode node : nodes) {
      Map<String, Double> targets = new LinkedHashMap<>();
      node.path("targets")
          .properties()
          .forEach(field -> targets.put(field.getKey(), field.getValue().asDouble()));
      entries.add(new Entry(workload(node), targets));
    }
    return entries;
  }

  private static Workload workload(JsonNode node) {
    List<Integer> input = new ArrayList<>();
    node.get("input").forEach(size -> input.add(size.asInt()));
    List<String> layers = new ArrayList<>();
    addLayers(node.get("layers"), layers);
    return new Workload(
        node.get("name").asText(),
        input,
        node.get("batch").asInt(),
        node.get("loss").asText(),
        layers);
  }

  /** Writes repeated layers out. */
  private static void addLayers(JsonNode nodes, List<String> layers) {
    for (JsonNode node : nodes) {
      if (node.isTextual()) {
        layers.add(node.asText());
      } else {
        for (int i = 0; i < node.get("repeat").asInt(); i++) {
          addLayers(node.get("layers"), layers);
        }
      }
    }
  }
}
