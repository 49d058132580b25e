package org.slope.core;

import java.util.List;

/**
 * A service that tells {@link Network#load} which records a model file may name.
 *
 * <p>A file calls a layer by a short name, the record's simple name with a small first letter
 * ({@code conv2d}), never by a class. To make a layer of your own known everywhere, list its record
 * in an implementation of this interface and name that in {@code
 * META-INF/services/org.slope.core.LayerTypes}; or pass the record to {@link Network#load}.
 */
public interface LayerTypes {
  /**
   * Returns the records: layer specs, initializers and whatever else a spec holds by an interface.
   */
  List<Class<? extends Record>> types();
}
