package org.slope.benchmarks.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A layer on a line: its kind, its sizes, then options. {@code conv <filters> <kernel> [stride=1]
 * [padding=0] [groups=1] [bias=yes]}, {@code maxpool <window>}, {@code avgpool <window>}, {@code
 * dense <units>}, {@code bn}, {@code relu}, {@code tanh}, {@code flatten}, {@code globalavgpool}.
 *
 * @param kind what layer it is
 * @param sizes its sizes in their order
 * @param options the options that were given
 */
public record LayerLine(String kind, List<Integer> sizes, Map<String, String> options) {
  private static final Pattern SPACE = Pattern.compile(" +");

  /** Takes copies of list and map. */
  public LayerLine {
    sizes = List.copyOf(sizes);
    options = Map.copyOf(options);
  }

  /** Reads a line. */
  public static LayerLine parse(String line) {
    List<String> words = SPACE.splitAsStream(line.strip()).toList();
    List<Integer> sizes = new ArrayList<>();
    Map<String, String> options = new LinkedHashMap<>();
    for (String word : words.subList(1, words.size())) {
      int equals = word.indexOf('=');
      if (equals < 0) {
        sizes.add(Integer.valueOf(word));
      } else {
        options.put(word.substring(0, equals), word.substring(equals + 1));
      }
    }
    return new LayerLine(words.get(0), sizes, options);
  }

  /** Returns the i-th size, counted from 0. */
  public int size(int i) {
    return sizes.get(i);
  }

  /** Returns an option that is a number. */
  public int option(String name, int otherwise) {
    return Integer.parseInt(options.getOrDefault(name, Integer.toString(otherwise)));
  }

  /** Tells whether it adds a bias. */
  public boolean bias() {
    return !"no".equals(options.get("bias"));
  }

  /** Returns the exception for a layer that a framework's translation does not know. */
  public IllegalArgumentException unknown() {
    return new IllegalArgumentException("no translation of the layer '" + kind + "'");
  }
}
