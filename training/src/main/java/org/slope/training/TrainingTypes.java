package org.slope.training;

import java.util.List;
import org.slope.core.LayerTypes;

/** The records of this module that a model file may name: the fitted scalers' layer. */
public final class TrainingTypes implements LayerTypes {
  @Override
  public List<Class<? extends Record>> types() {
    return List.of(Rescale.class);
  }
}
