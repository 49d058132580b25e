package org.slope.core.internal;

/** The maps of {@link Winograd}'s tiles, in one dimension, of which loops are made. */
enum WinogradMap {
  /** Bᵀ: six to six. */
  INPUTS,

  /** B: six to six, added up, since tiles share inputs. */
  INPUT_GRADIENTS,

  /** Aᵀ and A for filters of three taps: six to four, and back. */
  FOUR_OUTPUTS,
  FOUR_OUTPUT_GRADIENTS,

  /** Aᵀ and A for filters of five taps: six to two, and back. */
  TWO_OUTPUTS,
  TWO_OUTPUT_GRADIENTS,

  /** G for filters of three and of five taps: taps to six. */
  THREE_WEIGHTS,
  FIVE_WEIGHTS;

  /** Tells whether results are added to what is there. */
  boolean adds() {
    return this == INPUT_GRADIENTS;
  }

  LinearMap matrix() {
    return switch (this) {
      case INPUTS -> Winograd.INPUT;
      case INPUT_GRADIENTS -> Winograd.INPUT_GRADIENT;
      case FOUR_OUTPUTS -> Winograd.THREE.output;
      case FOUR_OUTPUT_GRADIENTS -> Winograd.THREE.outputGradient;
      case TWO_OUTPUTS -> Winograd.FIVE.output;
      case TWO_OUTPUT_GRADIENTS -> Winograd.FIVE.outputGradient;
      case THREE_WEIGHTS -> Winograd.THREE.weight;
      case FIVE_WEIGHTS -> Winograd.FIVE.weight;
    };
  }
}
