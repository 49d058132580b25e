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

/**
 * The workloads of {@code workloads.json}. Where one has {@code for}, it is many: each value takes
 * the place of {@code $}.
 */
final class Workloads {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Workloads() {}

  /**
   * A workload of the first table.
   *
   * @param workload what runs
   * @param targets how many times as fast as PyTorch Slope is to be, by mode; 0 for no target
   */
  record Goal(Workload workload, Map<String, Double> targets) {}

  /**
   * A workload that grows.
   *
   * @param title what grows, in words
   * @param points the workloads by size
   */
  record Series(String title, Map<Integer, Workload> points) {}

  /** Returns the workloads that all peers run. */
  static List<Goal> main() {
    List<Goal> goals = new ArrayList<>();
    for (JsonNode node : read().get("main")) {
      Map<String, Double> targets = new LinkedHashMap<>();
      node.get("targets")
          .properties()
          .forEach(target -> targets.put(target.getKey(), target.getValue().asDouble()));
      goals.add(new Goal(workload(node), targets));
    }
    return goals;
  }

  /** Returns a workload of {@link #main} by its name. */
  static Workload main(String name) {
    return main().stream()
        .map(Goal::workload)
        .filter(workload -> workload.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Returns the workloads that only Slope and PyTorch run.
   *
   * @param quick whether of several sizes only the first and the last are wanted
   */
  static List<Workload> others(boolean quick) {
    List<Workload> all = new ArrayList<>();
    read().get("others").forEach(node -> all.addAll(expand(node, quick).values()));
    return all;
  }

  /**
   * Returns the workloads that show how time grows.
   *
   * @param quick whether only the first and the last are wanted
   */
  static List<Series> series(boolean quick) {
    List<Series> all = new ArrayList<>();
    read()
        .get("series")
        .forEach(node -> all.add(new Series(node.get("title").asText(), expand(node, quick))));
    return all;
  }

  /** Returns the names of all. */
  static List<String> names() {
    List<String> names = new ArrayList<>();
    main().forEach(goal -> names.add(goal.workload().name()));
    others(false).forEach(workload -> names.add(workload.name()));
    series(false)
        .forEach(series -> series.points().values().forEach(point -> names.add(point.name())));
    return names;
  }

  private static JsonNode read() {
    try (InputStream in =
        Objects.requireNonNull(Workloads.class.getResourceAsStream("workloads.json"))) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<Integer, Workload> expand(JsonNode node, boolean quick) {
    if (!node.has("for")) {
      return Map.of(0, workload(node));
    }
    Map<Integer, Workload> workloads = new LinkedHashMap<>();
    JsonNode sizes = node.get("for");
    for (int i = 0; i < sizes.size(); i += quick ? Math.max(1, sizes.size() - 1) : 1) {
      workloads.put(sizes.get(i).asInt(), workload(with(node, sizes.get(i).asText())));
    }
    return workloads;
  }

  private static JsonNode with(JsonNode node, String value) {
    try {
      return JSON.readTree(node.toString().replace("\"$\"", value).replace("$", value));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
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
