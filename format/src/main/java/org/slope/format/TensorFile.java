package org.slope.format;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a safetensors file holds: named tensors, in the header's order, and free text by key.
 *
 * @param tensors the tensors
 * @param metadata the text, empty if there is none
 */
public record TensorFile(Map<String, Tensor> tensors, Map<String, String> metadata) {
  /** Copies both maps, in their order. */
  public TensorFile {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /** Names, types and shapes of the tensors and the keys of the metadata. */
  @Override
  public String toString() {
    return "TensorFile(" + tensors + ", metadata " + metadata.keySet() + ")";
  }
}
