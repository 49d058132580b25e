package org.slope.training;

import java.util.Locale;

/**
 * A data set cut into three parts that share no example.
 *
 * @param train what a model learns from
 * @param validation what its hyper-parameters are chosen by
 * @param test what it is judged by, once
 */
public record Split(Dataset train, Dataset validation, Dataset test) {

  /** Prints the sizes: {@code Split(train 37,758, validation 8,091, test 8,091)}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "Split(train %,d, validation %,d, test %,d)",
        train.size(),
        validation.size(),
        test.size());
  }
}
