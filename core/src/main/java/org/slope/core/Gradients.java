package org.slope.core;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.internal.Memory;

/**
 * The derivative of a loss with respect to every parameter of a network: views of one flat array,
 * in the order and layout of the parameters. Pullbacks add to it.
 */
public final class Gradients {
  private final INDArray flat;
  private final Map<Parameter, INDArray> views = new HashMap<>();

  Gradients(INDArray flat, List<Parameter> parameters) {
    this.flat = flat;
    for (Parameter p : parameters) {
      views.put(p, Memory.view(flat, p.offset(), p.shape().toArray()));
    }
    clear();
  }

  /** Sets every gradient to 0, in place. */
  public void clear() {
    Memory.fill(flat, 0);
  }

  /**
   * Returns the gradient of a parameter: a view, of the parameter's shape.
   *
   * @throws IllegalArgumentException if the parameter is another network's
   */
  public INDArray of(Parameter parameter) {
    INDArray view = views.get(parameter);
    if (view == null) {
      throw new IllegalArgumentException(
          parameter + " has no gradient here; these gradients belong to another network");
    }
    return view;
  }

  /** Returns all gradients as one vector, parameter after parameter; a view. */
  public INDArray flat() {
    return flat;
  }

  @Override
  public String toString() {
    return "Gradients(" + views.size() + " parameters, " + flat.length() + " values)";
  }
}
