package org.slope.layers;

import org.slope.core.Initializer;
import org.slope.core.Initializers;

/** Pieces of the calls that specs print as. */
final class Texts {
  private Texts() {}

  static String unlessBias(boolean bias) {
    return bias ? "" : ".withoutBias()";
  }

  static String unlessAffine(boolean affine) {
    return affine ? "" : ".withoutAffine()";
  }

  static String initializer(Initializer initializer) {
    return initializer.equals(Initializers.automatic())
        ? ""
        : ".initializer(" + (initializer instanceof Record ? initializer : "custom") + ")";
  }

  static String sizes(String option, Size size, Size usual) {
    return size.equals(usual) ? "" : "." + option + "(" + size.arguments() + ")";
  }

  static String padding(Padding padding) {
    return padding.isNone() ? "" : ".padding(" + padding + ")";
  }

  /** Prints an option unless it has its usual value. */
  static String option(String name, double value, double usual) {
    return value == usual ? "" : "." + name + "(" + value + ")";
  }
}
