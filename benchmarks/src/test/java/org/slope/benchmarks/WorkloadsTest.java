package org.slope.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;
import org.slope.benchmarks.protocol.Workload;
import org.slope.core.Network;

final class WorkloadsTest {
  private static List<Workload> all() {
    List<Workload> all = new ArrayList<>(Workloads.others(false));
    Workloads.main().forEach(goal -> all.add(goal.workload()));
    Workloads.series(false).forEach(series -> all.addAll(series.points().values()));
    return all;
  }

  @Test
  void everyWorkloadBuildsTheNetworkThatItDescribes() {
    for (Workload workload : all()) {
      Network network = Networks.build(workload);
      assertEquals(
          Cost.of(workload).parameters(), network.parameters().flat().length(), workload::name);
      assertEquals(workload.outputSize(), network.outputShape().count(), workload::name);
    }
  }

  @Test
  void pyTorchBuildsTheSameNetworks() throws IOException {
    try (PeerProcess torch = new Launcher(null, false).start(PeerKind.TORCH)) {
      for (Workload workload : all()) {
        assertEquals(Cost.of(workload).parameters(), torch.open(workload), workload::name);
      }
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("import torch")) {
        abort(e.getMessage());
      }
      throw e;
    }
  }

  @Test
  void namesAreUnique() {
    List<String> names = all().stream().map(Workload::name).toList();
    assertEquals(names.stream().distinct().toList(), names);
  }

  @Test
  void repeatsAndValuesAreWrittenOut() {
    Workload vgg = Workloads.main("vggbn-b32");
    assertEquals(
        List.of("conv 32 3 padding=1 bias=no", "bn", "relu", "conv 32 3 padding=1 bias=no"),
        vgg.layers().subList(0, 4));
    Map<Integer, Workload> channels = Workloads.series(false).get(3).points();
    assertEquals(List.of(8, 16, 16), channels.get(8).input());
    assertTrue(channels.get(8).layers().contains("conv 8 3 padding=1"));
  }

  @Test
  void aWorkloadSurvivesItsLine() throws IOException {
    for (Workload workload : all()) {
      assertEquals(workload, Workload.ofLine(workload.toLine()));
    }
  }

  /** By hand: 24²·25·20 + 8²·25·20·50 + 800·500 + 500·10 = 2,293,000. */
  @Test
  void lenetsProductsAreCounted() {
    Cost cost = Cost.of(Workloads.main("lenet-b64"));
    assertEquals(2_293_000, cost.products());
    assertEquals(288_000, cost.firstProducts());
    assertEquals(431_080, cost.parameters());
  }

  @Test
  void allocationsAreCounted() {
    assertTrue(Allocations.arrays(() -> Nd4j.zeros(3).reshape(1, 3)) >= 2);
    assertTrue(Allocations.heap(() -> new ArrayList<>(100_000)) >= 100_000);
  }
}
