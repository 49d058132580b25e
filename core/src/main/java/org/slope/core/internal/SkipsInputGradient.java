package org.slope.core.internal;

/**
 * A layer with children that tells each of them whether its input gradient is wanted. Any other
 * layer with children computes all of them.
 */
public interface SkipsInputGradient {}
