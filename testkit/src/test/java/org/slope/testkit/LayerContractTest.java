package org.slope.testkit;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.slope.core.Mode;

/** The contract lets a right layer pass and finds what is wrong with others. */
class LayerContractTest extends LayerContract {
  @Override
  public List<LayerCase> cases() {
    return List.of(LayerCase.of(new Gain(Gain.Fault.NONE), 4), right().batch(2).spread(3).seed(5));
  }

  private static LayerCase right() {
    return LayerCase.of(new Gain(Gain.Fault.NONE), 3, 2, 2);
  }

  private void assertFound(Gain.Fault fault, Promise promise) {
    LayerCase row = LayerCase.of(new Gain(fault), 4);
    LayerCase image = LayerCase.of(new Gain(fault), 3, 4, 5);
    assertAll(
        () -> assertThrows(AssertionError.class, () -> promise.check(row), fault + " of rows"),
        () -> assertThrows(AssertionError.class, () -> promise.check(image), fault + " of images"),
        () -> assertDoesNotThrow(() -> promise.check(right()), fault.toString()));
  }

  private interface Promise {
    void check(LayerCase layer) throws Throwable;
  }

  @Test
  void wrongGradientsAreFound() {
    assertFound(Gain.Fault.PARAMETER_GRADIENT, this::gradientsAreTheFiniteDifferences);
    assertFound(Gain.Fault.INPUT_GRADIENT, this::gradientsAreTheFiniteDifferences);
  }

  @Test
  void gradientsThatAreSetAreFound() {
    assertFound(Gain.Fault.OVERWRITTEN_GRADIENT, layer -> gradientsAddUp(layer, Arithmetic.DOUBLE));
  }

  @Test
  void aChangedInputIsFound() {
    assertFound(
        Gain.Fault.INPUT_CHANGED,
        layer -> trainingChangesNothingButBuffers(layer, Arithmetic.FLOAT));
  }

  @Test
  void whatPredictChangesIsFound() {
    assertFound(
        Gain.Fault.PREDICT_CHANGES_INPUT,
        layer -> predictIsPureAndAnInferenceForward(layer, Arithmetic.DOUBLE));
  }

  @Test
  void aChangedOutputGradientIsFoundAndNamed() {
    assertFound(
        Gain.Fault.OUTPUT_GRADIENT_CHANGED,
        layer -> trainingChangesNothingButBuffers(layer, Arithmetic.DOUBLE));
    AssertionError e =
        assertThrows(
            AssertionError.class,
            () ->
                trainingChangesNothingButBuffers(
                    LayerCase.of(new Gain(Gain.Fault.OUTPUT_GRADIENT_CHANGED), 4),
                    Arithmetic.DOUBLE));
    assertTrue(
        String.valueOf(e.getMessage())
            .startsWith(
                "the output gradient: training must not change it; write into pass.array(…) ==>"),
        e::getMessage);
  }

  /** What comes in lies in a network's order, so that only images can be read wrongly. */
  @Test
  void readingAsItLiesInMemoryIsFound() {
    LayerCase wrong = LayerCase.of(new Gain(Gain.Fault.ORDER), 3, 4, 5);
    assertThrows(AssertionError.class, () -> gradientsAreTheFiniteDifferences(wrong));
  }

  @Test
  void parameterGradientsThatWantTheInputGradientAreFound() {
    assertFound(
        Gain.Fault.NEEDS_INPUT_GRADIENT,
        layer -> parameterGradientsDoNotNeedTheInputGradient(layer, Arithmetic.DOUBLE));
  }

  @Test
  void casesOfNothingAreRefused() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> right().spread(0));
    assertEquals(
        "Gain[fault=NONE] was given 3 examples of [3, 2, 2] in ±0.0; it needs one or more, of one"
            + " or more dimensions, in a range above 0",
        e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> right().batch(0));
    assertThrows(IllegalArgumentException.class, () -> LayerCase.of(new Gain(Gain.Fault.NONE)));
  }

  @Test
  void anImpurePredictIsFound() {
    assertFound(
        Gain.Fault.IMPURE_PREDICT,
        layer -> predictIsPureAndAnInferenceForward(layer, Arithmetic.FLOAT));
  }

  @Test
  void whatIsStoredInTheLayerIsFound() {
    assertFound(Gain.Fault.LAST_INPUT, layer -> twoPassesMayBeOpenAtOnce(layer, Arithmetic.DOUBLE));
  }

  @Test
  void coarseFloatsAreFound() {
    assertFound(Gain.Fault.COARSE_FLOAT, layer -> floatsAgreeWithDoubles(layer, Mode.TRAINING));
  }

  @Test
  void aRefusalWithoutANameIsFound() {
    LayerCase wrong = LayerCase.of(new Gain(Gain.Fault.UNNAMED_REFUSAL), 4);
    assertThrows(AssertionError.class, () -> wrongRanksAreRefusedAtBuildTime(wrong));
  }
}
