package org.slope.training;

import java.util.Locale;

/**
 * One of the k ways in which k-fold cross-validation cuts a data set.
 *
 * @param train all examples but those of {@code validation}
 * @param validation one k-th of the examples
 */
public record Fold(Dataset train, Dataset validation) {

  /** Prints the sizes: {@code Fold(train 80, validation 20)}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "Fold(train %,d, validation %,d)", train.size(), validation.size());
  }
}
