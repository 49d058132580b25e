package org.slope.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slope.training.Optimizers.adam;
import static org.slope.training.Optimizers.adamw;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.internal.Memory;

/** Steps in float follow those in double. */
class FloatStepTest {
  /** More than two tiles. */
  private static final int N = 5_003;

  static Stream<Optimizer> optimizers() {
    return Stream.of(
        adam(0.01),
        adam(0.01).amsgrad(),
        adam(0.01).epsilonHat(1e-4),
        adam(0.01).withoutBiasCorrection(),
        adam(0.01).betas(0.8, 0.99).epsilon(1e-3),
        adam(0.01).betas(0, 0));
  }

  /** A hundred steps from ±1 with a rate of 0.01: each rounds by 6e-8 at most, once or twice. */
  @ParameterizedTest
  @MethodSource("optimizers")
  void floatsFollowDoubles(Optimizer optimizer) {
    assertNotNull(inFloat(optimizer, DataType.FLOAT));
    OptimizerRun floats = run(optimizer, DataType.FLOAT);
    OptimizerRun doubles = run(optimizer, DataType.DOUBLE);
    RandomGenerator random = random();
    for (int step = 0; step < 100; step++) {
      double[] gradient = random.doubles(N, -1, 1).map(g -> (float) g).toArray();
      floats.step(gradient);
      doubles.step(gradient);
      assertEquals(doubles.state.gradientNorm(), floats.state.gradientNorm(), 0);
    }
    assertArrayEquals(doubles.parameters(), floats.parameters(), 1e-5);
    doubles
        .state
        .slots()
        .forEach(
            (name, slot) ->
                assertArrayEquals(
                    Memory.toDoubles(slot),
                    Memory.toDoubles(floats.state.slots().get(name)),
                    1e-6,
                    name));
  }

  /**
   * Where a unit is dead, the moments fade; denormal numbers made an MLP's step 1.4 of its time.
   */
  @Test
  void momentsThatFadeAreNoDenormalNumbers() {
    OptimizerRun run = run(adam(0.01).betas(0.9, 0.9), DataType.FLOAT);
    run.step(random().doubles(N, -1, 1).toArray());
    for (int step = 0; step < 1_200; step++) {
      run.step(new double[N]);
    }
    for (INDArray slot : run.state.slots().values()) {
      double[] values = Memory.toDoubles(slot);
      assertTrue(Arrays.stream(values).allMatch(v -> v == 0 || Math.abs(v) >= Float.MIN_NORMAL));
      assertTrue(Arrays.stream(values).allMatch(v -> Math.abs(v) <= 1e-29));
    }
    assertTrue(Arrays.stream(run.parameters()).allMatch(Double::isFinite));
  }

  /** Its square is beyond a float. */
  @Test
  void aHugeGradientPasses() {
    OptimizerRun floats = run(adam(0.01), DataType.FLOAT);
    OptimizerRun doubles = run(adam(0.01), DataType.DOUBLE);
    for (double g : new double[] {1, 2e19, 1e-3, 1}) {
      double[] gradient = new double[N];
      Arrays.fill(gradient, g);
      floats.step(gradient);
      doubles.step(gradient);
    }
    assertArrayEquals(doubles.parameters(), floats.parameters(), 1e-6);
  }

  @Test
  void whatIsNotANumberStaysThat() {
    OptimizerRun run = run(adam(0.01), DataType.FLOAT);
    double[] gradient = new double[N];
    gradient[N - 1] = Double.NaN;
    run.step(gradient);
    assertTrue(Double.isNaN(run.parameters()[N - 1]));
    assertTrue(Double.isNaN(run.state.gradientNorm()));
    assertTrue(Double.isFinite(run.parameters()[N - 2]));
  }

  @Test
  void allElseIsInDouble() {
    assertNull(inFloat(adam(0.01), DataType.DOUBLE));
    assertNull(inFloat(adam(0.01).l1(1e-3), DataType.FLOAT));
    assertNull(inFloat(adam(0.01).l2(1e-3), DataType.FLOAT));
    assertNull(inFloat(adam(0.01).clipNorm(1), DataType.FLOAT));
    assertNull(inFloat(adam(0.01).clipValue(1), DataType.FLOAT));
    assertNull(inFloat(adamw(0.01, 0.1), DataType.FLOAT));
  }

  private static FloatStep inFloat(Optimizer optimizer, DataType type) {
    Elements some = Elements.of(Memory.array(type, 3));
    return FloatStep.of(optimizer.settings(), some, new Elements[] {some}, N);
  }

  private static RandomGenerator random() {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(5);
  }

  /** From 1 and -1. */
  private static OptimizerRun run(Optimizer optimizer, DataType type) {
    double[] start = new double[N];
    for (int i = 0; i < N; i++) {
      start[i] = i % 2 == 0 ? 1 : -1;
    }
    return new OptimizerRun(Declared.weights(N), type, optimizer, start);
  }
}
