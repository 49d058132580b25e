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
  THREE_OUTPUT_GRADIENTS,
  FOUR_OUTPUT_GRADIENTS,

  /** G: the taps of a filter to six. */
  THREE_WEIGHTS,
  FOUR_WEIGHTS,
  FIVE_WEIGHTS,

  /** Gᵀ: back. */
  THREE_WEIGHT_GRADIENTS,
  FOUR_WEIGHT_GRADIENTS,

  /** Bᵀ, B, Aᵀ, A and G at eight points. */
  EIGHT_INPUTS,
  EIGHT_INPUT_GRADIENTS,
  EIGHT_TO_TWO_OUTPUTS,
  EIGHT_TO_FOUR_OUTPUTS,
  EIGHT_TO_FOUR_OUTPUT_GRADIENTS,
  FIVE_TO_EIGHT_WEIGHTS,
  SEVEN_TO_EIGHT_WEIGHTS;

  /** Tells whether results are added to what is there. */
  boolean adds() {
    return this == INPUT_GRADIENTS || this == EIGHT_INPUT_GRADIENTS;
  }

  LinearMap matrix() {
    return switch (this) {
      case INPUTS -> Winograd.THREE.input;
      case INPUT_GRADIENTS -> Winograd.THREE.inputGradient;
      case TWO_OUTPUTS -> Winograd.FIVE.output;
      case THREE_OUTPUTS -> Winograd.FOUR.output;
      case FOUR_OUTPUTS -> Winograd.THREE.output;
      case THREE_OUTPUT_GRADIENTS -> Winograd.FOUR.outputGradient;
      case FOUR_OUTPUT_GRADIENTS -> Winograd.THREE.outputGradient;
      case THREE_WEIGHTS -> Winograd.THREE.weight;
      case FOUR_WEIGHTS -> Winograd.FOUR.weight;
      case FIVE_WEIGHTS -> Winograd.FIVE.weight;
      case THREE_WEIGHT_GRADIENTS -> Winograd.THREE.weightGradient;
      case FOUR_WEIGHT_GRADIENTS -> Winograd.FOUR.weightGradient;
      case EIGHT_INPUTS -> Winograd.FIVE_BY_EIGHT.input;
      case EIGHT_INPUT_GRADIENTS -> Winograd.FIVE_BY_EIGHT.inputGradient;
      case EIGHT_TO_TWO_OUTPUTS -> Winograd.SEVEN.output;
      case EIGHT_TO_FOUR_OUTPUTS -> Winograd.FIVE_BY_EIGHT.output;
      case EIGHT_TO_FOUR_OUTPUT_GRADIENTS -> Winograd.FIVE_BY_EIGHT.outputGradient;
      case FIVE_TO_EIGHT_WEIGHTS -> Winograd.FIVE_BY_EIGHT.weight;
      case SEVEN_TO_EIGHT_WEIGHTS -> Winograd.SEVEN.weight;
    };
  }
}
