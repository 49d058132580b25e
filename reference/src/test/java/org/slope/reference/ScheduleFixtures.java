package org.slope.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.slope.training.Schedules.cosine;
import static org.slope.training.Schedules.exponential;
import static org.slope.training.Schedules.linearWarmup;
import static org.slope.training.Schedules.multiStep;
import static org.slope.training.Schedules.oneCycle;
import static org.slope.training.Schedules.reduceOnPlateau;
import static org.slope.training.Schedules.step;

import java.util.ArrayList;
import java.util.List;
import org.slope.core.internal.Memory;
import org.slope.training.Schedule;

/** Compares schedules: the learning rates of epochs of one step each. */
final class ScheduleFixtures {
  private ScheduleFixtures() {}

  static void compare(Fixture f) {
    Schedule schedule = schedule(f);
    double[] watched = f.hasInput("watched") ? Memory.toDoubles(f.input("watched")) : null;
    List<Double> losses = new ArrayList<>();
    double[] rates = new double[(int) f.output("lr").length()];
    for (int epoch = 0; epoch < rates.length; epoch++) {
      Schedule.Progress progress = new Schedule.Progress(epoch, epoch, losses);
      rates[epoch] = schedule.rate(f.number("base_lr"), progress);
      losses.add(watched == null ? 1.0 : watched[epoch]);
    }
    f.assertClose(rates, "lr");
  }

  private static Schedule schedule(Fixture f) {
    return switch (f.name()) {
      case "lr_step" -> step(f.attribute("step_size").asInt(), f.number("gamma"));
      case "lr_multistep" -> multiStep(f.number("gamma"), f.sizes("milestones"));
      case "lr_exponential" -> exponential(f.number("gamma"));
      case "lr_cosine", "lr_cosine_beyond" ->
          cosine(f.attribute("T_max").asInt(), f.number("eta_min"));
      case "lr_linear_warmup" -> {
        assertEquals(1, f.number("end"));
        yield linearWarmup(f.attribute("iters").asInt(), f.number("start"));
      }
      case "lr_warmup_cosine" ->
          linearWarmup(f.attribute("iters").asInt(), f.number("start"))
              .then(cosine(f.attribute("T_max").asInt()));
      case "lr_one_cycle" -> oneCycle(f.attribute("total_steps").asInt());
      case "lr_plateau", "lr_plateau_options" ->
          reduceOnPlateau(f.number("factor"), f.attribute("patience").asInt())
              .threshold(f.number("threshold"))
              .cooldown(f.attribute("cooldown").asInt())
              .minimum(f.number("min_lr"));
      default -> throw new AssertionError("no schedule is chosen for " + f.name());
    };
  }
}
