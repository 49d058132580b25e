package org.slope.core.internal;

/** The maps of {@link Winograd}'s tiles, in one dimension, of which loops are made. */
enum WinogradMap {
  /** Bᵀ: six to six. */
  INPUTS,

  /** B: six to six, added up, since tiles share inputs. */
  INPUT_GRADIENTS,

  /** Aᵀ: six to the outputs. */
  TWO_OUTPUTS,
  THREE_OUTPUTS,
  FOUR_OUTPUTS,

  /** A: back. */
  TWO_OUTPUT_GRADIENTS,
  THREE_OUTPUT_GRADIENTS,
  FOUR_OUTPUT_GRADIENTS,

  /** G: the taps of a filter to six. */
  THREE_WEIGHTS,
  FOUR_WEIGHTS,
  FIVE_WEIGHTS,

  /** Gᵀ: back. */
  THREE_WEIGHT_GRADIENTS,
  FOUR_WEIGHT_GRADIENTS,
  FIVE_WEIGHT_GRADIENTS,

  /** All of them at eight points. */
  EIGHT_INPUTS,
  EIGHT_INPUT_GRADIENTS,
  EIGHT_TO_FOUR_OUTPUTS,
  EIGHT_TO_FOUR_OUTPUT_GRADIENTS,
  FIVE_TO_EIGHT_WEIGHTS,
  FIVE_TO_EIGHT_WEIGHT_GRADIENTS;

  /** Tells whether results are added to what is there. */
  boolean adds() {
    return this == INPUT_GRADIENTS || this == EIGHT_INPUT_GRADIENTS;
  }

  LinearMap matrix() {
    return switch (this) {
      case INPUTS -> Winograd.INPUT;
      case INPUT_GRADIENTS -> Winograd.INPUT_GRADIENT;
      case TWO_OUTPUTS -> Winograd.FIVE.output;
      case THREE_OUTPUTS -> Winograd.FOUR.output;
      case FOUR_OUTPUTS -> Winograd.THREE.output;
      case TWO_OUTPUT_GRADIENTS -> Winograd.FIVE.outputGradient;
      case THREE_OUTPUT_GRADIENTS -> Winograd.FOUR.outputGradient;
      case FOUR_OUTPUT_GRADIENTS -> Winograd.THREE.outputGradient;
      case THREE_WEIGHTS -> Winograd.THREE.weight;
      case FOUR_WEIGHTS -> Winograd.FOUR.weight;
      case FIVE_WEIGHTS -> Winograd.FIVE.weight;
      case THREE_WEIGHT_GRADIENTS -> Winograd.THREE.weightGradient;
      case FOUR_WEIGHT_GRADIENTS -> Winograd.FOUR.weightGradient;
      case FIVE_WEIGHT_GRADIENTS -> Winograd.FIVE.weightGradient;
      case EIGHT_INPUTS -> Winograd.EIGHT_INPUT;
      case EIGHT_INPUT_GRADIENTS -> Winograd.EIGHT_INPUT_GRADIENT;
      case EIGHT_TO_FOUR_OUTPUTS -> Winograd.FIVE_BY_EIGHT.output;
      case EIGHT_TO_FOUR_OUTPUT_GRADIENTS -> Winograd.FIVE_BY_EIGHT.outputGradient;
      case FIVE_TO_EIGHT_WEIGHTS -> Winograd.FIVE_BY_EIGHT.weight;
      case FIVE_TO_EIGHT_WEIGHT_GRADIENTS -> Winograd.FIVE_BY_EIGHT.weightGradient;
    };
  }
}
