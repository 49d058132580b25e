package org.slope.core;

/**
 * Where in a training run a forward pass stands, so that what is drawn at random can be drawn
 * again.
 *
 * @param seed the run's seed
 * @param epoch the epoch, from 0
 * @param step the iteration, from 0
 * @param inputGradient whether the pullback must return {@code dL/dx} of the network's input; a
 *     trainer does not need it, and the first layer can then skip it
 */
public record Run(long seed, int epoch, long step, boolean inputGradient) {}
