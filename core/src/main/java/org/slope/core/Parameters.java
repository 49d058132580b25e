package org.slope.core;

import java.util.AbstractList;
import java.util.List;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The parameters of a network in layer order: names and views over one flat array. */
public final class Parameters extends AbstractList<Parameter> {
  private final List<Parameter> parameters;
  private final INDArray flat;

  Parameters(List<Parameter> parameters, INDArray flat) {
    this.parameters = List.copyOf(parameters);
    this.flat = flat;
  }

  @Override
  public Parameter get(int index) {
    return parameters.get(index);
  }

  @Override
  public int size() {
    return parameters.size();
  }

  /**
   * Returns the parameter of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Parameter get(String name) {
    for (Parameter p : parameters) {
      if (p.name().equals(name)) {
        return p;
      }
    }
    throw new IllegalArgumentException("no parameter is called " + name + "; there are " + this);
  }

  /** Returns all values as one vector, parameter after parameter; a view. */
  public INDArray flat() {
    return flat;
  }

  /** Prints names and shapes: {@code 0.weight [64, 26], 0.bias [64]}. */
  @Override
  public String toString() {
    return parameters.stream().map(Parameter::toString).collect(Collectors.joining(", "));
  }
}
