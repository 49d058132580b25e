package org.slope.core;

/** An array that is learned, such as a weight: a named view into the network's flat parameters. */
public final class Parameter extends NamedArray {
  private final Role role;

  Parameter(String name, Role role, Shape shape, double[] initial) {
    super(name, shape, initial);
    this.role = role;
  }

  /** Returns what the parameter is to its layer. */
  public Role role() {
    return role;
  }
}
