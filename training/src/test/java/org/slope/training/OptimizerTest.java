package org.slope.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slope.training.Optimizers.adadelta;
import static org.slope.training.Optimizers.adagrad;
import static org.slope.training.Optimizers.adam;
import static org.slope.training.Optimizers.adamax;
import static org.slope.training.Optimizers.adamw;
import static org.slope.training.Optimizers.momentum;
import static org.slope.training.Optimizers.nadam;
import static org.slope.training.Optimizers.nesterov;
import static org.slope.training.Optimizers.radam;
import static org.slope.training.Optimizers.rmsprop;
import static org.slope.training.Optimizers.rprop;
import static org.slope.training.Optimizers.sgd;
import static org.slope.training.Schedules.exponential;
import static org.slope.training.TorchReference.assertClose;
import static org.slope.training.TorchReference.values;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.nd4j.linalg.api.buffer.DataType;
import org.slope.core.Gradients;
import org.slope.core.Network;
import org.slope.core.Role;
import org.slope.core.Shape;
import org.slope.core.internal.Memory;

class OptimizerTest {
  private static final Map<String, Optimizer> OPTIMIZERS = new LinkedHashMap<>();

  static {
    OPTIMIZERS.put("sgd", sgd(0.1));
    OPTIMIZERS.put("sgd_l2", sgd(0.1).l2(0.01));
    OPTIMIZERS.put("momentum", momentum(0.05, 0.9));
    OPTIMIZERS.put("momentum_dampening", sgd(0.05).momentum(0.9).dampening(0.1));
    OPTIMIZERS.put("momentum_l2", momentum(0.05, 0.9).l2(0.01));
    OPTIMIZERS.put("nesterov", nesterov(0.05, 0.9));
    OPTIMIZERS.put("nesterov_l2", nesterov(0.05, 0.9).l2(0.01));
    OPTIMIZERS.put("adagrad", adagrad(0.1));
    OPTIMIZERS.put("adagrad_initial", adagrad(0.1).initialAccumulator(0.1).epsilon(1e-7));
    OPTIMIZERS.put("adagrad_decay_l2", adagrad(0.1).learningRateDecay(0.01).l2(0.01));
    OPTIMIZERS.put("rmsprop", rmsprop(0.01));
    OPTIMIZERS.put("rmsprop_rho", rmsprop(0.01).rho(0.9).epsilon(1e-7));
    OPTIMIZERS.put("rmsprop_momentum", rmsprop(0.01).momentum(0.9));
    OPTIMIZERS.put("rmsprop_centered", rmsprop(0.01).centered());
    OPTIMIZERS.put("rmsprop_all", rmsprop(0.01).centered().momentum(0.9).l2(0.01));
    OPTIMIZERS.put("adadelta", adadelta());
    OPTIMIZERS.put("adadelta_rho", adadelta(0.5).rho(0.95).epsilon(1e-4));
    OPTIMIZERS.put("adam", adam(0.01));
    OPTIMIZERS.put("adam_betas", adam(0.05).betas(0.8, 0.95).epsilon(1e-3));
    OPTIMIZERS.put("adam_l2", adam(0.01).l2(0.05));
    OPTIMIZERS.put("adam_amsgrad", adam(0.01).amsgrad());
    OPTIMIZERS.put("adamw", adamw(0.01, 0.05));
    OPTIMIZERS.put("adamw_amsgrad", adamw(0.01, 0.05).amsgrad());
    OPTIMIZERS.put("nadam", nadam(0.01));
    OPTIMIZERS.put("nadam_betas", nadam(0.01).betas(0.8, 0.95).epsilon(1e-3).momentumDecay(0.1));
    OPTIMIZERS.put("radam", radam(0.01));
    OPTIMIZERS.put("radam_betas", radam(0.01).betas(0.8, 0.95).epsilon(1e-3));
    OPTIMIZERS.put("rprop", rprop(0.01));
    OPTIMIZERS.put("rprop_all", rprop(0.1).etas(0.3, 1.5).stepSizes(0.05, 0.2));
    OPTIMIZERS.put("adamax", adamax(0.01));
    OPTIMIZERS.put("adamax_betas", adamax(0.01).betas(0.8, 0.95).epsilon(1e-3));
  }

  @Test
  void trajectoriesAndStatesAgreeWithTorch() {
    OPTIMIZERS.forEach((name, optimizer) -> compare(name, optimizer, DataType.DOUBLE, 1e-13));
  }

  @Test
  void trajectoriesAndStatesAgreeWithTorchInFloat() {
    OPTIMIZERS.forEach((name, optimizer) -> compare(name, optimizer, DataType.FLOAT, 2e-6));
  }

  private static void compare(String name, Optimizer optimizer, DataType type, double tolerance) {
    double[] gradients = values("input.GRADIENTS");
    double[] expected = values("optimizer." + name);
    OptimizerRun run =
        new OptimizerRun(Declared.weights(12), type, optimizer, values("input.START"));
    for (int step = 0; step < 10; step++) {
      double[] p = run.step(Arrays.copyOfRange(gradients, 12 * step, 12 * (step + 1)));
      assertClose(
          Arrays.copyOfRange(expected, 12 * step, 12 * (step + 1)),
          p,
          tolerance,
          name + " " + step);
    }
    assertEquals(10, run.state.steps());
    run.state
        .slots()
        .forEach(
            (slot, array) ->
                assertClose(
                    values("optimizer." + name + "." + slot),
                    Memory.toDoubles(array),
                    tolerance,
                    name + " " + slot));
  }

  /** Each element goes its own way: twelve of them repeated over more than two tiles, unevenly. */
  @Test
  void tilesDoNotMatter() {
    int n = 12 * 400 + 5;
    double[] start = values("input.START");
    double[] gradients = values("input.GRADIENTS");
    OPTIMIZERS.forEach(
        (name, optimizer) -> {
          OptimizerRun small = OptimizerRun.weights(optimizer, start);
          OptimizerRun large = OptimizerRun.weights(optimizer, repeat(start, 0, n));
          for (int step = 0; step < 3; step++) {
            double[] p = small.step(Arrays.copyOfRange(gradients, 12 * step, 12 * (step + 1)));
            double[] q = large.step(repeat(gradients, 12 * step, n));
            assertArrayEquals(repeat(p, 0, n), q, name);
          }
        });
  }

  private static double[] repeat(double[] twelve, int from, int n) {
    double[] values = new double[n];
    Arrays.setAll(values, i -> twelve[from + i % 12]);
    return values;
  }

  private static final Declared KINDS =
      new Declared(
          List.of(Role.WEIGHT, Role.BIAS, Role.SCALE, Role.WEIGHT), List.of(2L, 1L, 1L, 1L));

  private static OptimizerRun kinds(Optimizer optimizer) {
    return new OptimizerRun(KINDS, DataType.DOUBLE, optimizer, 2, -3, 4, 5, -6);
  }

  private static final double TIGHT = 1e-15;

  /** By hand: 0.5·(2 + 3 + 6) = 5.5, 0.1/2·(4 + 9 + 36) = 2.45; g = 0.5·sign(w) + 0.1·w. */
  @Test
  void penaltiesAreOfWeightsUnlessOfAll() {
    OptimizerRun run = kinds(sgd(1).l1(0.5).l2(0.1));
    assertEquals(7.95, run.state.penalty(), 1e-14);
    assertClose(
        new double[] {2 - 0.7, -3 + 0.8, 4 - 1, 5, -6 + 1.1}, run.step(0, 0, 1, 0, 0), TIGHT, "p");
    assertEquals(0, kinds(sgd(1).weightDecay(0.1)).state.penalty());
    OptimizerRun all = kinds(sgd(1).l2(0.1).penalizeAll());
    assertEquals(0.05 * (4 + 9 + 16 + 25 + 36), all.state.penalty(), 1e-14);
    assertClose(new double[] {1.8, -2.7, 3.6, 4.5, -5.4}, all.step(0, 0, 0, 0, 0), TIGHT, "p");
    assertArrayEquals(new double[] {0, 0, 1, 0, 0}, Memory.toDoubles(run.gradients.flat()));
  }

  /** By hand, as above: each penalty alone; and |w| is flat at 0, so nothing pulls there. */
  @Test
  void eachPenaltyStandsAlone() {
    assertEquals(5.5, kinds(sgd(1).l1(0.5)).state.penalty(), 1e-14);
    assertEquals(2.45, kinds(sgd(1).l2(0.1)).state.penalty(), 1e-14);
    assertClose(
        new double[] {1.5, -2.5, 4, 5, -5.5},
        kinds(sgd(1).l1(0.5)).step(0, 0, 0, 0, 0),
        TIGHT,
        "l1");
    assertClose(
        new double[] {1.8, -2.7, 4, 5, -5.4},
        kinds(sgd(1).l2(0.1)).step(0, 0, 0, 0, 0),
        TIGHT,
        "l2");
    assertArrayEquals(new double[1], OptimizerRun.weights(sgd(1).l1(0.5), 0).step(0));
  }

  /** By hand: 3000 weights and 2000 biases of 1, over three tiles; a norm of √5000 is made 1. */
  @Test
  void penaltiesAndNormsGoThroughAllTiles() {
    Declared kinds = new Declared(List.of(Role.WEIGHT, Role.BIAS), List.of(3000L, 2000L));
    double[] ones = new double[5000];
    Arrays.fill(ones, 1);
    OptimizerRun penalized = new OptimizerRun(kinds, DataType.DOUBLE, sgd(1).l2(0.1), ones);
    assertEquals(150, penalized.state.penalty(), 1e-10);
    double[] expected = ones.clone();
    Arrays.fill(expected, 0, 3000, 0.9);
    assertClose(expected, penalized.step(new double[5000]), TIGHT, "l2");
    OptimizerRun clipped =
        new OptimizerRun(kinds, DataType.DOUBLE, sgd(1).clipNorm(1), new double[5000]);
    double norm = Math.sqrt(5000);
    Arrays.fill(expected, -1 / (norm + 1e-6));
    assertClose(expected, clipped.step(ones), 1e-14, "clipped");
    assertEquals(norm, clipped.state.gradientNorm(), 1e-12);
  }

  /** By hand: w·(1 − 0.5·0.1) − 0.5·g, the decay of the old value. */
  @Test
  void decayIsOfWeightsUnlessOfAll() {
    assertClose(
        new double[] {1.9 - 0.5, -2.85, 4, 5, -5.7},
        kinds(sgd(0.5).weightDecay(0.1)).step(1, 0, 0, 0, 0),
        TIGHT,
        "p");
    assertClose(
        new double[] {1.9 - 0.5, -2.85, 3.8, 4.75, -5.7},
        kinds(sgd(0.5).weightDecay(0.1).decayAll()).step(1, 0, 0, 0, 0),
        TIGHT,
        "p");
  }

  @Test
  void normsAreClippedAsTorchDoes() {
    double[] g = values("input.CLIPPED");
    double norm = values("clip.1.0.norm")[0];
    for (String bound : List.of("1.0", "1000.0")) {
      OptimizerRun run =
          OptimizerRun.weights(sgd(1).clipNorm(Double.parseDouble(bound)), new double[g.length]);
      double[] moved = Arrays.stream(run.step(g)).map(p -> -p).toArray();
      assertClose(values("clip." + bound), moved, 1e-14, bound);
      assertEquals(norm, run.state.gradientNorm(), 1e-14 * norm);
    }
  }

  /** By hand: g + 0.1·w = (3, 4), of norm 5, becomes (0.6, 0.8), then (0.6, 0.7). */
  @Test
  void penaltiesComeBeforeClippingByNormAndThatBeforeValues() {
    Optimizer optimizer = sgd(1).l2(0.1).clipNorm(1).clipValue(0.7);
    OptimizerRun run = OptimizerRun.weights(optimizer, 10, 10);
    assertClose(new double[] {9.4, 9.3}, run.step(2, 3), 1e-6, "p"); // the norm's epsilon is 1e-6
    assertEquals(5, run.state.gradientNorm());
    assertClose(
        new double[] {-0.5, 0.25},
        OptimizerRun.weights(sgd(1).clipValue(0.5), 0, 0).step(7, -0.25),
        0,
        "p");
  }

  @Test
  void schedulesSetTheRate() {
    OptimizerRun run =
        OptimizerRun.weights(sgd(0.5).schedule(exponential(0.5)).weightDecay(0.1), 1);
    assertEquals(0.5, run.state.learningRate());
    assertClose(new double[] {0.95 - 0.5}, run.step(1), TIGHT, "p");
    run.state.endEpoch(1);
    assertEquals(0.25, run.state.learningRate());
    assertClose(new double[] {0.45 * 0.975 - 0.25}, run.step(1), TIGHT, "p");
    assertEquals(
        "State(sgd(0.5).weightDecay(0.1).schedule(exponential(0.5)), step 2, learning rate 0.25)",
        run.state.toString());
  }

  /** One step by hand from 0 with g = 2, β = (0.5, 0.75): m = 1, v = 1, √(1 − β₂) = 0.5. */
  @Test
  void adamsConventionsDifferInTheFirstStep() {
    Adam adam = adam(1).betas(0.5, 0.75);
    assertFirstStep(2 / (2 + 0.5), adam.epsilon(0.5), 2);
    assertFirstStep(0.5 / 0.5 * 1 / (1 + 0.5), adam.epsilonHat(0.5), 2);
    assertFirstStep(1 / (1 + 0.5), adam.epsilon(0.5).withoutBiasCorrection(), 2);
    assertFirstStep(1 / (1 + 0.5), adam.epsilonHat(0.5).withoutBiasCorrection(), 2);
    assertEquals(adam.epsilon(0.5), adam.epsilonHat(1).epsilon(0.5));
  }

  /** By hand: s = 1 + 2² for AdaGrad; s = 0.75·2² = 3, centered 3 − 1.5² = 0.75, for RMSProp. */
  @Test
  void epsilonGoesUnderTheRootOnRequest() {
    AdaGrad adagrad = adagrad(1).initialAccumulator(1).epsilon(4);
    assertFirstStep(2 / (Math.sqrt(5) + 4), adagrad, 2);
    assertFirstStep(2 / 3.0, adagrad.epsilonInsideRoot(4), 2);
    assertEquals(adagrad, adagrad.epsilonInsideRoot(1).epsilon(4));
    RmsProp rmsprop = rmsprop(1).rho(0.25).epsilon(6);
    assertFirstStep(2 / (Math.sqrt(3) + 6), rmsprop, 2);
    assertFirstStep(2 / 3.0, rmsprop.epsilonInsideRoot(6), 2);
    assertFirstStep(2 / Math.sqrt(6.75), rmsprop.epsilonInsideRoot(6).centered(), 2);
    assertEquals(rmsprop, rmsprop.epsilonInsideRoot(1).epsilon(6));
  }

  /**
   * The equations of Keras' Nadam (2.11 and later), the product of momenta taken anew each step:
   * its μ is {@code β₁·(1 − 0.96ᵗ/2)}, where PyTorch has 0.96 to the power of 0.004·t.
   */
  @Test
  void aMomentumDecayOf1IsKerasNadam() {
    double lr = 0.01;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-7;
    double[] gradients = {0.5, -1.5, 2, 0.25, -0.75, 1};
    double p = 1;
    double m = 0;
    double v = 0;
    OptimizerRun run =
        OptimizerRun.weights(nadam(lr).betas(beta1, beta2).epsilon(epsilon).momentumDecay(1), p);
    for (int t = 1; t <= gradients.length; t++) {
      double g = gradients[t - 1];
      double mu = beta1 * (1 - 0.5 * Math.pow(0.96, t));
      double nextMu = beta1 * (1 - 0.5 * Math.pow(0.96, t + 1));
      double product = 1;
      for (int i = 1; i <= t; i++) {
        product *= beta1 * (1 - 0.5 * Math.pow(0.96, i));
      }
      m = beta1 * m + (1 - beta1) * g;
      v = beta2 * v + (1 - beta2) * g * g;
      double direction = nextMu * m / (1 - product * nextMu) + (1 - mu) * g / (1 - product);
      p -= lr * direction / (Math.sqrt(v / (1 - Math.pow(beta2, t))) + epsilon);
      assertClose(new double[] {p}, run.step(g), TIGHT, "step " + t);
    }
  }

  private static void assertFirstStep(double expected, Optimizer optimizer, double gradient) {
    assertClose(
        new double[] {-expected},
        OptimizerRun.weights(optimizer, 0).step(gradient),
        TIGHT,
        optimizer.toString());
  }

  private static double[] minimize(
      Optimizer optimizer, int steps, UnaryOperator<double[]> gradient, double... start) {
    OptimizerRun run = OptimizerRun.weights(optimizer, start);
    for (int i = 0; i < steps; i++) {
      run.step(gradient.apply(run.parameters()));
    }
    return run.parameters();
  }

  /** A bowl ten times as steep one way, with its minimum at (1, −2). */
  @Test
  void allFindTheBottomOfABowl() {
    UnaryOperator<double[]> gradient = p -> new double[] {p[0] - 1, 10 * (p[1] + 2)};
    for (Optimizer optimizer :
        List.of(
            sgd(0.1),
            momentum(0.02, 0.9),
            nesterov(0.02, 0.9),
            adagrad(1),
            rmsprop(0.05).schedule(exponential(0.995).perStep()),
            rmsprop(0.01).centered().momentum(0.5).schedule(exponential(0.995).perStep()),
            adadelta(10),
            adam(0.1),
            adam(0.1).amsgrad(),
            adam(0.1).epsilonHat(1e-7),
            adam(0.1).withoutBiasCorrection(),
            adamw(0.1, 1e-5),
            nadam(0.1),
            radam(0.1),
            rprop(0.1),
            rmsprop(0.05).epsilonInsideRoot(1e-7).schedule(exponential(0.995).perStep()),
            adagrad(1).initialAccumulator(0.1).epsilonInsideRoot(1e-7),
            adamax(0.2))) {
      double[] p = minimize(optimizer, 2000, gradient, 4, 3);
      assertClose(new double[] {1, -2}, p, 1e-3, optimizer.toString());
    }
  }

  /** Rosenbrock's valley, {@code (1 − x)² + 100·(y − x²)²}, with its minimum at (1, 1). */
  @Test
  void someFindTheEndOfRosenbrocksValley() {
    UnaryOperator<double[]> gradient =
        p -> {
          double along = p[1] - p[0] * p[0];
          return new double[] {-2 * (1 - p[0]) - 400 * p[0] * along, 200 * along};
        };
    for (Optimizer optimizer :
        List.of(adam(0.02), nadam(0.02), rprop(0.01), momentum(1e-4, 0.99), nesterov(5e-4, 0.95))) {
      double[] p = minimize(optimizer, 10_000, gradient, -1.2, 1);
      assertClose(new double[] {1, 1}, p, 1e-2, optimizer.toString());
    }
  }

  @Test
  void slotsAreViewsInTorchsNames() {
    Optimizer.State state = OptimizerRun.weights(adam(0.1).amsgrad(), 1, 2).state;
    assertEquals(
        List.of("exp_avg", "exp_avg_sq", "max_exp_avg_sq"), List.copyOf(state.slots().keySet()));
    assertEquals(List.of(), sgd(0.1).slots());
    assertEquals(
        List.of("square_avg", "grad_avg", "momentum_buffer"),
        rmsprop(0.1).centered().momentum(0.9).slots());

    OptimizerRun one = OptimizerRun.weights(momentum(1, 0.5), 0);
    one.step(1);
    Memory.fill(Objects.requireNonNull(one.state.slots().get("momentum_buffer")), 4);
    assertArrayEquals(new double[] {-1 - 2 - 1}, one.step(1));
  }

  /**
   * NAdam forgets its product of momenta once it is lost beside 1: far out it is Adam's sibling.
   */
  @Test
  void longRunsStayFinite() {
    for (Optimizer optimizer : List.of(adam(1e-3), nadam(1e-3), radam(1e-3), adamax(1e-3))) {
      Optimizer.Update update = optimizer.update(1e-3, 10_000_000_000L);
      double[] p = {1};
      update.apply(p, new double[] {1}, new double[][] {{1}, {1}}, 1);
      assertEquals(1 - 1e-3, p[0], 1e-6, optimizer.toString());
    }
  }

  @Test
  void specsCompareByValueAndPrintAsTheyAreWritten() {
    assertEquals(adam(0.001).l2(1e-4), adam(0.001).l2(1e-4));
    assertEquals(adamw(0.001), adam(0.001).weightDecay(0.01));
    assertNotEquals(adam(0.001), adam(0.001).amsgrad());
    Map<Optimizer, String> texts = new LinkedHashMap<>();
    texts.put(adam(0.001).l2(1e-4), "adam(0.001).l2(1.0E-4)");
    texts.put(
        adam(0.001)
            .betas(0.8, 0.9)
            .epsilon(0.1)
            .amsgrad()
            .penalizeAll()
            .decayAll()
            .clipNorm(1)
            .clipValue(2),
        "adam(0.001).betas(0.8, 0.9).epsilon(0.1).amsgrad().penalizeAll().decayAll().clipNorm(1.0).clipValue(2.0)");
    texts.put(nesterov(0.1, 0.9), "sgd(0.1).momentum(0.9).nesterov()");
    texts.put(
        sgd(0.1).momentum(0.9).dampening(0.5).l1(1),
        "sgd(0.1).momentum(0.9).dampening(0.5).l1(1.0)");
    texts.put(
        rmsprop(0.01).rho(0.9).centered().momentum(0.5).epsilon(0.1),
        "rmsprop(0.01).rho(0.9).momentum(0.5).centered().epsilon(0.1)");
    texts.put(
        adagrad(0.1).initialAccumulator(0.1).learningRateDecay(0.5).epsilon(1),
        "adagrad(0.1).initialAccumulator(0.1).learningRateDecay(0.5).epsilon(1.0)");
    texts.put(adadelta().rho(0.5).epsilon(1), "adadelta(1.0).rho(0.5).epsilon(1.0)");
    texts.put(
        nadam(0.1).betas(0.5, 0.6).epsilon(1).momentumDecay(0.1),
        "nadam(0.1).betas(0.5, 0.6).epsilon(1.0).momentumDecay(0.1)");
    texts.put(adamax(0.1).betas(0.5, 0.6).epsilon(1), "adamax(0.1).betas(0.5, 0.6).epsilon(1.0)");
    texts.put(adamax(0.1), "adamax(0.1)");
    texts.put(nadam(0.1).betas(0.5, 0.999), "nadam(0.1).betas(0.5, 0.999)");
    texts.put(nadam(0.1).betas(0.9, 0.6), "nadam(0.1).betas(0.9, 0.6)");
    texts.put(radam(0.1).betas(0.5, 0.999), "radam(0.1).betas(0.5, 0.999)");
    texts.put(radam(0.1).betas(0.9, 0.6), "radam(0.1).betas(0.9, 0.6)");
    texts.put(
        adam(0.1).epsilonHat(1e-8).amsgrad().withoutBiasCorrection(),
        "adam(0.1).epsilonHat(1.0E-8).amsgrad().withoutBiasCorrection()");
    texts.put(rmsprop(0.1).epsilonInsideRoot(1e-8), "rmsprop(0.1).epsilonInsideRoot(1.0E-8)");
    texts.put(
        adagrad(0.1).epsilonInsideRoot(0.5).l2(1), "adagrad(0.1).epsilonInsideRoot(0.5).l2(1.0)");
    texts.put(radam(0.1).betas(0.5, 0.6).epsilon(1), "radam(0.1).betas(0.5, 0.6).epsilon(1.0)");
    texts.put(rprop(0.1), "rprop(0.1)");
    texts.put(
        rprop(0.1).etas(0.4, 1.3).stepSizes(0.01, 1).l2(1),
        "rprop(0.1).etas(0.4, 1.3).stepSizes(0.01, 1.0).l2(1.0)");
    texts.forEach((optimizer, text) -> assertEquals(text, optimizer.toString()));
  }

  @Test
  void badNumbersAreNamed() {
    fails("adam's learning rate cannot be -0.1; give a number 0 or more", () -> adam(-0.1));
    fails("adam's learning rate cannot be NaN; give a number 0 or more", () -> adam(Double.NaN));
    fails(
        "adam's beta2 cannot be 1.0; give a number at least 0 and less than 1",
        () -> adam(0.1).betas(0.9, 1));
    fails("the l2 penalty cannot be -1.0; give a number 0 or more", () -> sgd(0.1).l2(-1));
    fails("the norm to clip to cannot be 0.0; give a number above 0", () -> sgd(0.1).clipNorm(0));
    fails(
        "sgd(0.1).nesterov() has no momentum to look ahead with; write .momentum(0.9).nesterov()",
        () -> sgd(0.1).nesterov());
    fails("rprop's etaPlus cannot be 1.0; give a number above 1", () -> rprop(0.1).etas(0.5, 1));
    fails(
        "rprop cannot step from 2.0 to 1.0; give the smaller step first",
        () -> rprop(0.1).stepSizes(2, 1));
    fails(
        "rprop cannot follow exponential(0.5), for its steps set their own size; leave the schedule out",
        () -> rprop(0.1).schedule(exponential(0.5)));
    OptimizerRun run = OptimizerRun.weights(sgd(0.1), 1, 2);
    Gradients others = Declared.weights(3).build(Shape.of(1), 1, DataType.DOUBLE).newGradients();
    fails(
        "sgd(0.1) updates 2 DOUBLE parameters, got 3 DOUBLE gradients; give those of the same"
            + " network",
        () -> run.state.step(others));
    assertEquals(0, run.state.steps());
  }

  @Test
  void aNetworkWithoutParametersTakesSteps() {
    Network network = new Declared(List.of(), List.of()).build(Shape.of(1), 1);
    Optimizer.State state = adam(0.1).l2(0.1).start(network.parameters());
    state.step(network.newGradients());
    assertEquals(0, state.penalty());
  }

  @Test
  void nanGradientsReachTheParameters() {
    for (Optimizer optimizer :
        List.of(adam(0.1), rprop(0.1), radam(0.1), sgd(0.1).clipNorm(1), sgd(0.1).clipValue(1))) {
      double[] p = OptimizerRun.weights(optimizer, 1, 2).step(Double.NaN, 0);
      assertTrue(Double.isNaN(p[0]), optimizer.toString());
    }
  }

  private static void fails(String message, Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }
}
