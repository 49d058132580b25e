package org.slope.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slope.training.Schedules.cosine;
import static org.slope.training.Schedules.exponential;
import static org.slope.training.Schedules.fixed;
import static org.slope.training.Schedules.linearWarmup;
import static org.slope.training.Schedules.multiStep;
import static org.slope.training.Schedules.oneCycle;
import static org.slope.training.Schedules.reduceOnPlateau;
import static org.slope.training.Schedules.step;
import static org.slope.training.TorchReference.values;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.slope.core.Initializers;
import org.slope.training.Schedule.Progress;

class ScheduleTest {

  /** Rates of 30 epochs of one step each, as in the reference, from a base of 0.1. */
  private static void assertRates(String name, Schedule schedule, double tolerance) {
    double[] expected = values("schedule." + name);
    double[] watched = values("input.WATCHED");
    List<Double> losses = new ArrayList<>();
    for (int i = 0; i < expected.length; i++) {
      double rate = schedule.rate(0.1, new Progress(i, i, losses));
      assertEquals(expected[i], rate, tolerance * expected[i], name + " " + i);
      losses.add(watched[i]);
    }
  }

  @Test
  void ratesAgreeWithTorch() {
    assertRates("step", step(7, 0.5), 1e-12);
    assertRates("multi_step", multiStep(0.1, 5, 12, 20), 1e-12);
    assertRates("exponential", exponential(0.9), 1e-12);
    assertRates("cosine", cosine(30, 0.001), 1e-12);
    assertRates("linear_warmup", linearWarmup(5, 0.1), 1e-12);
    assertRates("linear_warmup_default", linearWarmup(5), 1e-12);
    assertRates("one_cycle", oneCycle(30), 1e-12);
    assertRates("plateau", reduceOnPlateau(0.1, 2), 1e-12);
    assertRates(
        "plateau_all", reduceOnPlateau(0.5, 1).threshold(0.3).cooldown(3).minimum(0.02), 1e-12);
  }

  /** PyTorch goes from one rate to the next, and off the cosine by rounding: rates near 0 lose. */
  @Test
  void cosinesRiseAgainAndFollowWarmups() {
    double[] expected = values("schedule.cosine_beyond");
    double[] sequence = values("schedule.warmup_cosine");
    for (int i = 0; i < 30; i++) {
      Progress progress = new Progress(i, i, List.of());
      assertEquals(expected[i], cosine(8).rate(0.1, progress), 1e-14, "epoch " + i);
      assertEquals(
          sequence[i], linearWarmup(5, 0.1).then(cosine(25)).rate(0.1, progress), 1e-14, "" + i);
    }
  }

  @Test
  void countStepsOnRequest() {
    assertEquals(0.05, step(10, 0.5).perStep().rate(0.1, new Progress(0, 10, List.of())));
    assertEquals(0.1, step(10, 0.5).perStep().rate(0.1, new Progress(10, 9, List.of())));
    assertEquals(0.1, fixed().rate(0.1, new Progress(10, 9, List.of())));
  }

  @Test
  void watchOnlyTheirOwnLosses() {
    Schedule schedule = linearWarmup(2).then(reduceOnPlateau(0.1, 0));
    assertEquals(1, schedule.rate(1, new Progress(3, 3, List.of(5.0, 5.0, 5.0))));
    assertEquals(0.1, schedule.rate(1, new Progress(4, 4, List.of(5.0, 5.0, 5.0, 5.0))));
  }

  @Test
  void plateausIncludeLossesThatAreNoNumber() {
    List<Double> losses = List.of(1.0, Double.NaN, Double.NaN);
    assertEquals(0.1, reduceOnPlateau(0.1, 1).rate(1, new Progress(3, 3, losses)));
  }

  /** By hand: 2 is not below 4·(1 − 0.5). As PyTorch's eps, a change of 1e-8 or less is none. */
  @Test
  void plateausEndBelowTheThreshold() {
    ReduceOnPlateau schedule = reduceOnPlateau(0.1, 0);
    Progress progress = new Progress(2, 2, List.of(4.0, 2.0));
    assertEquals(0.1, schedule.threshold(0.5).rate(1, progress));
    assertEquals(1, schedule.threshold(0.4).rate(1, progress));
    assertEquals(1e-8, schedule.threshold(0.5).rate(1e-8, progress));
  }

  @Test
  void whatFollowsAWarmupStartsWhenItEnds() {
    Schedule schedule = linearWarmup(2).then(linearWarmup(2, 0.5));
    assertEquals(0.5, schedule.rate(1, new Progress(2, 2, List.of(1.0, 1.0))));
  }

  /** The last step's rate holds if training goes on: base/25/10,000. */
  @Test
  void oneCycleStaysDown() {
    assertEquals(0.1 / 250_000, oneCycle(30).rate(0.1, new Progress(0, 100, List.of())), 1e-18);
  }

  @Test
  void printAsTheyAreWritten() {
    assertEquals("fixed()", fixed().toString());
    assertEquals("step(3, 0.1)", step(3).toString());
    assertEquals("multiStep(0.1, 5, 12)", multiStep(0.1, 5, 12).toString());
    assertEquals("exponential(0.9).perStep()", exponential(0.9).perStep().toString());
    assertEquals("cosine(30, 0.001)", cosine(30, 0.001).toString());
    assertEquals("oneCycle(100)", oneCycle(100).toString());
    assertEquals("linearWarmup(5, 0.1)", linearWarmup(5, 0.1).toString());
    assertEquals(
        "linearWarmup(5, 0.1).then(cosine(25))", linearWarmup(5, 0.1).then(cosine(25)).toString());
    assertEquals("reduceOnPlateau(0.1, 10)", reduceOnPlateau().toString());
    assertEquals(
        "reduceOnPlateau(0.5, 1).threshold(0.3).cooldown(3).minimum(0.02)",
        reduceOnPlateau(0.5, 1).threshold(0.3).cooldown(3).minimum(0.02).toString());
    assertEquals(multiStep(0.1, 5, 12), multiStep(0.1, 5, 12));
  }

  @Test
  void badNumbersAreNamed() {
    fails("the epochs of a step cannot be 0; give a number 1 or more", () -> step(0));
    fails("cosine's epochs cannot be -1; give a number 1 or more", () -> cosine(-1));
    fails(
        "reduceOnPlateau's factor cannot be 1.0; give a number at least 0 and less than 1",
        () -> reduceOnPlateau(1, 2));
    fails("a milestone cannot be 0; give a number 1 or more", () -> multiStep(0.1, 5, 0));
    fails("oneCycle's steps cannot be 0; give a number 1 or more", () -> oneCycle(0));
  }

  private static void fails(String message, Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }

  /** Whoever imports all factories statically gets the one that was meant. */
  @Test
  void factoriesDoNotClash() {
    Set<String> seen = new HashSet<>();
    for (Class<?> type :
        List.of(Losses.class, Optimizers.class, Schedules.class, Initializers.class)) {
      Set<String> names =
          Arrays.stream(type.getDeclaredMethods())
              .filter(m -> Modifier.isPublic(m.getModifiers()))
              .map(Method::getName)
              .collect(Collectors.toSet());
      for (String name : names) {
        assertTrue(seen.add(name), name);
      }
    }
  }
}
