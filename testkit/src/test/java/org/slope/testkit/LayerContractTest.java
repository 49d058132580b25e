package org.slope.testkit;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
    LayerCase wrong = LayerCase.of(new Gain(fault), 4);
    assertAll(
        () -> assertThrows(AssertionError.class, () -> promise.check(wrong), fault.toString()),
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
    assertFound(Gain.Fault.UNNAMED_REFUSAL, this::wrongRanksAreRefusedAtBuildTime);
  }
}
