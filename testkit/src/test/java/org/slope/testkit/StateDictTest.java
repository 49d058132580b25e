package org.slope.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.opentest4j.AssertionFailedError;
import org.slope.core.Gradients;
import org.slope.core.Network;
import org.slope.core.Shape;
import org.slope.format.Npz;
import org.slope.format.Tensor;

class StateDictTest {
  @TempDir Path folder;

  private final Network network = new Gain(Gain.Fault.NONE).build(Shape.of(2), 1, DataType.DOUBLE);

  private Reference recorded(Map<String, Tensor> arrays) throws IOException {
    Path file = folder.resolve("state.npz");
    Npz.write(file, arrays);
    return Reference.load(file);
  }

  private static Map<String, Tensor> state() {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    arrays.put("fc.weight", Tensor.of(new double[] {-2}, 1));
    arrays.put("fc.count", Tensor.of(new double[] {3}, 1));
    arrays.put("fc.num_batches_tracked", Tensor.of(new long[] {9}));
    return arrays;
  }

  @Test
  void valuesAreCopiedByName() throws IOException {
    Reference recorded = recorded(state());
    StateDict state = StateDict.of(recorded).rename("fc.", "");
    assertThrows(AssertionFailedError.class, () -> state.assertClose(network, 0, 1e-3));
    state.copyTo(network);
    assertEquals(-2, network.parameters().get("weight").value().getDouble(0));
    assertEquals(3, network.buffers().get(0).value().getDouble(0));
    state.assertClose(network, 0, 0);
    recorded.assertAllUsed();
  }

  @Test
  void aDifferenceNamesItsArray() throws IOException {
    StateDict state = StateDict.of(recorded(state())).rename("fc.", "");
    state.copyTo(network);
    network.buffers().get(0).value().addi(1);
    AssertionFailedError e =
        assertThrows(AssertionFailedError.class, () -> state.assertClose(network, 0, 1e-3));
    assertTrue(e.getMessage().startsWith("count [1]: 1 of 1 elements"), e.getMessage());
  }

  @Test
  void gradientsAreComparedByName() throws IOException {
    Map<String, Tensor> arrays = Map.of("weight", Tensor.of(new double[] {0.5}, 1));
    StateDict state = StateDict.of(recorded(arrays));
    Gradients gradients = network.newGradients();
    AssertionFailedError e =
        assertThrows(
            AssertionFailedError.class, () -> state.assertClose(network, gradients, 0, 1e-3));
    assertTrue(
        e.getMessage().startsWith("the gradient of weight [1]: 1 of 1 elements"), e.getMessage());
    gradients.flat().addi(0.5);
    state.assertClose(network, gradients, 0, 0);
  }

  @Test
  void namesThatDoNotFitAreShownAndNothingIsCopied() throws IOException {
    Map<String, Tensor> arrays = state();
    arrays.put("weight", arrays.remove("fc.weight"));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> StateDict.of(recorded(arrays)).copyTo(network));
    assertEquals(
        "the recorded arrays are not those of Network([batch, 2] -> [batch, 2], 1 parameters,"
            + " DOUBLE); not recorded: [count [1]]; recorded, but not in the network: [fc.count"
            + " [1]]; rename(from, to) maps names by their beginnings",
        e.getMessage());
    assertEquals(0.7, network.parameters().get("weight").value().getDouble(0));
  }

  @Test
  void shapesThatDoNotFitAreShown() throws IOException {
    Map<String, Tensor> arrays = state();
    arrays.put("fc.weight", Tensor.of(new double[] {1, 2}, 2));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> StateDict.of(recorded(arrays)).rename("fc.", "").copyTo(network));
    assertEquals(
        "weight [1] of Network([batch, 2] -> [batch, 2], 1 parameters, DOUBLE) has the recorded"
            + " shape [2]; build the network as the recorded one",
        e.getMessage());
  }

  private static String refusal(StateDict state, Network network) {
    return assertThrows(IllegalArgumentException.class, () -> state.copyTo(network)).getMessage();
  }

  @Test
  void twoArraysOfOneNameAreRefused() throws IOException {
    Map<String, Tensor> arrays = state();
    arrays.put("head.weight", Tensor.of(new double[] {5}, 1));
    assertEquals(
        "head.weight and another recorded array are both called weight once renamed; rename each"
            + " to a beginning of its own",
        refusal(StateDict.of(recorded(arrays)).rename("fc.", "").rename("head.", ""), network));
  }

  @Test
  void aRenameThatFitsNothingIsRefused() throws IOException {
    String message = refusal(StateDict.of(recorded(state())).rename("cf.", ""), network);
    assertTrue(
        message.startsWith("rename(\"cf.\", …) fits none of the recorded arrays [fc.weight,"),
        message);
  }

  @Test
  void everyArrayThatIsOffIsNamed() throws IOException {
    StateDict state = StateDict.of(recorded(state())).rename("fc.", "");
    AssertionFailedError e =
        assertThrows(AssertionFailedError.class, () -> state.assertClose(network, 0, 1e-3));
    assertTrue(e.getMessage().contains("weight [1]: 1 of 1 elements"), e.getMessage());
    assertTrue(e.getMessage().contains("count [1]: 1 of 1 elements"), e.getMessage());
    Network floats = new Gain(Gain.Fault.NONE).build(Shape.of(2), 1);
    e = assertThrows(AssertionFailedError.class, () -> state.assertClose(floats, 0, 1e-3));
    assertTrue(
        e.getMessage()
            .endsWith("(the network holds floats: allow 1e-4, or build it with DataType.DOUBLE)"),
        e.getMessage());
  }
}
