package org.slope.training;

import org.slope.core.Run;

/**
 * One mini-batch of a run.
 *
 * @param epoch the epoch, from 1
 * @param number the iteration within the epoch, from 1
 * @param loss the mini-batch's loss, penalty included
 * @param batch the mini-batch; valid during the call
 * @param run what the forward pass drew its random numbers from
 */
public record Iteration(int epoch, int number, double loss, Batch batch, Run run) {
  @Override
  public String toString() {
    return "Iteration(epoch %s, %s, loss=%s)".formatted(epoch, number, Text.number(loss));
  }
}
