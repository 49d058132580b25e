package org.slope.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slope.core.Initializers.heNormal;
import static org.slope.layers.Layers.*;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.nd4j.linalg.api.buffer.DataType;
import org.slope.core.Initializers;
import org.slope.core.LayerSpec;
import org.slope.core.LayerTypes;
import org.slope.core.Shape;

/** What specs print, that they compare by value, and what they refuse. */
class SpecsTest {
  /** Every spec by the call that makes it. */
  private static Map<String, Supplier<LayerSpec>> specs() {
    Map<String, Supplier<LayerSpec>> specs = new LinkedHashMap<>();
    specs.put("dense(10)", () -> dense(10));
    specs.put(
        "dense(10).withoutBias().initializer(heNormal())",
        () -> dense(10).withoutBias().initializer(heNormal()));
    specs.put("dense(2).initializer(custom)", () -> dense(2).initializer((s, r) -> new double[2]));
    specs.put("conv2d(20, 5)", () -> conv2d(20, 5));
    specs.put("conv2d(64, 3, 1)", () -> conv2d(64, 3, 1));
    specs.put("conv2d(20, 5).stride(2)", () -> conv2d(20, 5).stride(2));
    specs.put(
        "conv2d(8, 3).stride(2, 1).dilation(1, 2).padding(Padding.of(1, 1)).groups(4).withoutBias()",
        () -> conv2d(8, 3).stride(2, 1).dilation(1, 2).padding(1).groups(4).withoutBias());
    specs.put(
        "conv2d(8, 3).padding(Padding.same().value(-1.5))",
        () -> conv2d(8, 3).padding(Padding.same().value(-1.5)));
    specs.put(
        "conv2d(8, 3).padding(Padding.of(1, 2, 3, 4))",
        () -> conv2d(8, 3).padding(Padding.of(1, 2, 3, 4)));
    specs.put("maxPool2d(2)", () -> maxPool2d(2).stride(2).padding(Padding.none()));
    specs.put("maxPool2d(2, 3)", () -> maxPool2d(2, 3));
    specs.put(
        "maxPool2d(3).stride(2).dilation(2).padding(Padding.of(1, 1)).ceilMode()",
        () -> maxPool2d(3).stride(2).dilation(2).padding(1).ceilMode());
    specs.put("avgPool2d(2).excludePadding()", () -> avgPool2d(2).excludePadding());
    specs.put(
        "avgPool2d(2, 1).stride(1).padding(Padding.of(1, 0)).ceilMode().divisor(3)",
        () -> avgPool2d(2, 1).stride(1).padding(Padding.of(1, 0)).ceilMode().divisor(3));
    specs.put("pad2d(Padding.of(1, 2).value(3.0))", () -> pad2d(Padding.of(1, 2).value(3)));
    specs.put(
        "avgPool2d(2).padding(Padding.sameLower())",
        () -> avgPool2d(2).padding(Padding.sameLower()));
    specs.put("globalAvgPool2d()", () -> globalAvgPool2d());
    specs.put("globalMaxPool2d()", () -> globalMaxPool2d());
    specs.put("batchNorm()", () -> batchNorm());
    specs.put(
        "batchNorm().momentum(0.2).epsilon(0.001).withoutAffine().biasedRunningVariance()",
        () -> batchNorm().momentum(0.2).epsilon(1e-3).withoutAffine().biasedRunningVariance());
    specs.put("layerNorm()", () -> layerNorm());
    specs.put(
        "layerNorm().lastDimensions(2).epsilon(0.1).withoutAffine()",
        () -> layerNorm().lastDimensions(2).epsilon(0.1).withoutAffine());
    specs.put("groupNorm(4)", () -> groupNorm(4));
    specs.put(
        "groupNorm(4).epsilon(0.1).withoutAffine()",
        () -> groupNorm(4).epsilon(0.1).withoutAffine());
    specs.put("dropout(0.5)", () -> dropout(0.5));
    specs.put("flatten()", () -> flatten());
    specs.put("reshape(1, 28, 28)", () -> reshape(1, 28, 28));
    specs.put("relu()", () -> relu());
    specs.put("leakyRelu(0.01)", () -> leakyRelu());
    specs.put("prelu()", () -> prelu());
    specs.put("prelu(0.1)", () -> prelu(0.1));
    specs.put("elu(1.0)", () -> elu());
    specs.put("selu()", () -> selu());
    specs.put("selu(2.0, 3.0)", () -> selu(2, 3));
    specs.put("celu(1.0)", () -> celu());
    specs.put("thresholdedRelu(1.0)", () -> thresholdedRelu(1));
    specs.put("hardshrink(0.5)", () -> hardshrink());
    specs.put("softshrink(0.5)", () -> softshrink());
    specs.put("sigmoid()", () -> sigmoid());
    specs.put("tanh()", () -> tanh());
    specs.put("softplus()", () -> softplus());
    specs.put("softsign()", () -> softsign());
    specs.put("gelu()", () -> gelu());
    specs.put("gelu().approximate()", () -> gelu().approximate());
    specs.put("silu()", () -> silu());
    specs.put("mish()", () -> mish());
    specs.put("hardtanh()", () -> hardtanh());
    specs.put("hardtanh(0.0, 2.0)", () -> hardtanh(0, 2));
    specs.put("hardsigmoid()", () -> hardsigmoid());
    specs.put("hardsigmoid(0.2, 0.5)", () -> hardsigmoid(0.2, 0.5));
    specs.put("hardswish()", () -> hardswish());
    specs.put("relu6()", () -> relu6());
    specs.put("logSigmoid()", () -> logSigmoid());
    specs.put("softmax()", () -> softmax());
    specs.put("logSoftmax()", () -> logSoftmax());
    specs.put("sequential(dense(3), relu())", () -> sequential(dense(3), relu()));
    specs.put("residual(tanh())", () -> residual(tanh()));
    specs.put("residual(dense(3), dense(3))", () -> residual(dense(3), dense(3)));
    return specs;
  }

  @Test
  void aSpecPrintsTheCallThatMakesIt() {
    specs().forEach((call, spec) -> assertEquals(call, spec.get().toString()));
  }

  /** Each option, called with a value that is not the usual one, shows. */
  @Test
  void everyOptionIsPrinted() throws Exception {
    int options = 0;
    for (Supplier<LayerSpec> supplier : specs().values()) {
      LayerSpec spec = supplier.get();
      for (Method option : spec.getClass().getMethods()) {
        if (option.getReturnType() != spec.getClass() || Modifier.isStatic(option.getModifiers())) {
          continue;
        }
        Class<?>[] types = option.getParameterTypes();
        Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
          arguments[i] =
              types[i] == int.class
                  ? (option.getName().equals("groups") ? (Object) 2 : (Object) (7 + i))
                  : types[i] == double.class
                      ? (Object) 0.125
                      : types[i] == Padding.class
                          ? Padding.of(1, 1).value(0.5)
                          : Initializers.normal(0, 0.25);
        }
        Object chosen = option.invoke(spec, arguments);
        String call = "." + option.getName() + "(";
        assertTrue(chosen.equals(spec) || chosen.toString().contains(call), chosen + " " + call);
        if (types.length > 0 && types[0] == Padding.class) {
          assertTrue(
              chosen.toString().contains(".padding(Padding.of(1, 1).value(0.5))"),
              chosen::toString);
        }
        options++;
      }
    }
    assertTrue(options > 60, "found " + options);
  }

  /** Egypt's Arabic with its own digits: {@code "%d".formatted(20)} would be ٢٠. */
  @Test
  void textsDoNotDependOnTheLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      aSpecPrintsTheCallThatMakesIt();
      assertThrowsWith(
          "conv2d was given 3 filters in 2 groups; the groups must divide the filters; choose 4 filters or 1 groups",
          () -> conv2d(3, 1).groups(2));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void specsCompareByValue() {
    Map<String, Supplier<LayerSpec>> specs = specs();
    specs.forEach(
        (call, spec) -> {
          if (!call.contains("custom")) {
            assertEquals(spec.get(), spec.get());
            assertEquals(spec.get().hashCode(), spec.get().hashCode());
          }
        });
    assertEquals(
        specs.size(), new HashSet<>(specs.values().stream().map(Supplier::get).toList()).size());
  }

  @Test
  void everySpecOfTheServiceIsTested() {
    List<Class<? extends Record>> types =
        ServiceLoader.load(LayerTypes.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(service -> service instanceof SlopeLayerTypes)
            .findFirst()
            .orElseThrow()
            .types();
    HashSet<Class<?>> tested = new HashSet<>(List.of(Padding.class, Size.class));
    specs().values().forEach(spec -> tested.add(spec.get().getClass()));
    assertEquals(tested, new HashSet<>(types));
  }

  @Test
  void layersPrintWhatTheyBecame() {
    assertSummary("Dense(26 -> 64)", dense(64), 26);
    assertSummary("Conv2d(1 -> 20, 5x5)", conv2d(20, 5), 1, 28, 28);
    assertSummary(
        "Conv2d(4 -> 8, 3x1, stride 2x2, dilation 1x2, 2 groups)",
        conv2d(8, 3, 1).stride(2).dilation(1, 2).groups(2),
        4,
        9,
        9);
    assertSummary("Conv2d(2 -> 6, 3x3, padding 1x1)", conv2d(6, 3).padding(1), 2, 4, 4);
    assertSummary(
        "Conv2d(2 -> 6, 3x3, padding same)", conv2d(6, 3).padding(Padding.same()), 2, 4, 4);
    assertSummary(
        "AvgPool2d(2x2, padding same lower)", avgPool2d(2).padding(Padding.sameLower()), 1, 4, 4);
    assertSummary(
        "MaxPool2d(2x2, padding 0,1,0,0)", maxPool2d(2).padding(Padding.of(0, 1, 0, 0)), 1, 4, 4);
    assertSummary("MaxPool2d(2x2)", maxPool2d(2), 1, 4, 4);
    assertSummary("AvgPool2d(3x3, stride 1x1)", avgPool2d(3).stride(1), 1, 4, 4);
    assertSummary("Pad2d(Padding.of(1, 0))", pad2d(Padding.of(1, 0)), 1, 4, 4);
    assertSummary("GlobalAvgPool2d()", globalAvgPool2d(), 1, 4, 4);
    assertSummary("BatchNorm(20)", batchNorm(), 20, 2, 2);
    assertSummary("LayerNorm([2, 2])", layerNorm().lastDimensions(2), 20, 2, 2);
    assertSummary("GroupNorm(20, 5 groups)", groupNorm(5), 20, 2, 2);
    assertSummary("Relu()", relu(), 3);
    assertSummary("LeakyRelu(0.01)", leakyRelu(), 3);
    assertSummary("Gelu().approximate()", gelu().approximate(), 3);
    assertSummary("Dropout(0.5)", dropout(0.5), 3);
    assertSummary("Flatten()", flatten(), 3, 2, 2);
    assertSummary("Reshape(2, 3)", reshape(2, 3), 6);
  }

  private static void assertSummary(String layer, LayerSpec spec, long... input) {
    String summary = sequential(spec).build(Shape.of(input), 1).summary();
    assertTrue(summary.contains("0  " + layer + "  "), summary);
  }

  @Test
  void shapesAreThoseOfTheFormula() {
    assertShape(conv2d(6, 3), "[6, 26, 26]", 1, 28, 28);
    assertShape(conv2d(6, 3).stride(2).padding(1), "[6, 14, 14]", 1, 28, 28);
    assertShape(conv2d(6, 3).stride(2).padding(Padding.same()), "[6, 14, 14]", 1, 27, 28);
    assertShape(conv2d(6, 1).stride(3).padding(Padding.same()), "[6, 2, 2]", 1, 5, 4);
    assertShape(conv2d(6, 3).dilation(2, 1), "[6, 24, 26]", 1, 28, 28);
    assertShape(conv2d(6, 3).padding(9), "[6, 18, 18]", 1, 2, 2);
    assertShape(maxPool2d(2), "[3, 3, 2]", 3, 7, 5);
    assertShape(maxPool2d(2).ceilMode(), "[3, 4, 3]", 3, 7, 5);
    // the last window would start in the trailing padding: left out, as in PyTorch
    assertShape(
        maxPool2d(1, 2).stride(2).padding(Padding.of(0, 1)).ceilMode(), "[1, 1, 3]", 1, 1, 4);
    assertShape(pad2d(Padding.of(1, 2, 3, 4)), "[3, 11, 11]", 3, 7, 5);
    assertShape(globalMaxPool2d(), "[3]", 3, 7, 5);
    assertShape(flatten(), "[105]", 3, 7, 5);
  }

  private static void assertShape(LayerSpec spec, String expected, long... input) {
    assertEquals(
        expected, spec.build(Shape.of(input), 1).outputShape().toString(), spec.toString());
  }

  @Test
  void layersRefuseShapesThatDoNotSuit() {
    assertRefuses(
        "conv2d(20, 5) expects input [batch, channels, height, width], got [batch, 784];"
            + " add reshape(1, 28, 28) before it",
        conv2d(20, 5),
        784);
    assertRefuses(
        "maxPool2d(2) expects input [batch, channels, height, width], got [batch, 3072];"
            + " add reshape(3, 32, 32) before it",
        maxPool2d(2),
        3072);
    assertRefuses(
        "globalAvgPool2d() expects input [batch, channels, height, width], got [batch, 7];"
            + " add reshape(channels, height, width) before it",
        globalAvgPool2d(),
        7);
    assertRefuses(
        "batchNorm() expects input [batch, features] or [batch, channels, height, width], got"
            + " [batch, 4, 5]; add reshape(1, 4, 5) before it (layer 0)",
        sequential(batchNorm()),
        4,
        5);
    assertRefuses(
        "dense(10) expects input [batch, features], got [batch, 20, 4, 4]; add flatten() before it"
            + " (layer 1)",
        sequential(relu(), dense(10)),
        20,
        4,
        4);
    assertRefuses(
        "conv2d(20, 5) has a window of 5x5 pixels, but its input has 3x4, padding included; make"
            + " the window smaller or add .padding(Padding.of(1, 1))",
        conv2d(20, 5),
        1,
        3,
        4);
    assertRefuses(
        "avgPool2d(4, 2).padding(Padding.of(1, 0, 0, 0)) has a window of 4x2 pixels, but its input"
            + " has 3x2, padding included; make the window smaller or add .padding(Padding.of(2, 0))",
        avgPool2d(4, 2).padding(Padding.of(1, 0, 0, 0)),
        1,
        2,
        2);
    assertRefuses(
        "maxPool2d(2).padding(Padding.of(2, 2)) has a window that lies in the padding alone; every"
            + " window needs a pixel of the input; make the padding smaller or choose its value",
        maxPool2d(2).padding(2),
        1,
        4,
        4);
    assertRefuses(
        "conv2d(6, 1).groups(3) has 3 groups, but its input has 4 channels; choose groups that"
            + " divide both the channels and the filters, such as 2",
        conv2d(6, 1).groups(3),
        4,
        2,
        2);
    assertRefuses(
        "groupNorm(3) has 3 groups, but its input has 4 channels; choose groups that divide the"
            + " channels",
        groupNorm(3),
        4);
    assertRefuses(
        "layerNorm().lastDimensions(2) expects input of 2 or more dimensions per example, got"
            + " [batch, 4]; choose 1 or fewer last dimensions",
        layerNorm().lastDimensions(2),
        4);
    assertRefuses(
        "reshape(1, 28, 28) makes 784 elements per example, but its input [batch, 783] has 783;"
            + " choose sizes whose product is 783",
        reshape(1, 28, 28),
        783);
    assertRefuses(
        "residual(conv2d(8, 3)) adds [batch, 8, 3, 3] of its body to [batch, 4, 5, 5] of its input;"
            + " both need one shape; add a projection, residual(body, projection), such as"
            + " conv2d(8, 1) with the body's stride",
        residual(conv2d(8, 3)),
        4,
        5,
        5);
    assertRefuses(
        "residual(dense(2), dense(3)) adds [batch, 2] of its body to [batch, 3] of its projection;"
            + " both need one shape; change the projection",
        residual(dense(2), dense(3)),
        4);
  }

  private static void assertRefuses(String message, LayerSpec spec, long... input) {
    assertThrowsWith(message, () -> spec.build(Shape.of(input), 1, DataType.DOUBLE));
  }

  @Test
  void specsRefuseBadNumbers() {
    assertThrowsWith(
        "dense was given units of 0; it needs 1 or more; choose another", () -> dense(0));
    assertThrowsWith(
        "conv2d was given filters of -1; it needs 1 or more; choose another", () -> conv2d(-1, 3));
    assertThrowsWith(
        "a window, stride or dilation of 0x3 was given; it needs 1 or more rows and columns; choose"
            + " 1x1 to leave it out",
        () -> conv2d(1, 0, 3));
    assertThrowsWith(
        "conv2d was given 7 filters in 2 groups; the groups must divide the filters; choose 8"
            + " filters or 1 groups",
        () -> conv2d(7, 3).groups(2));
    assertThrowsWith(
        "padding of (-1, 0, -1, 0) was given; it needs 0 or more on each side; slice the input to"
            + " make it smaller",
        () -> Padding.of(-1, 0));
    assertThrowsWith(
        "padding with the value NaN was given; it needs a finite one; without a value, max pooling"
            + " pads with -infinity",
        () -> Padding.same().value(Double.NaN));
    assertThrowsWith(
        "avgPool2d was given a divisor of 0; it needs 1 or more; choose another",
        () -> avgPool2d(2).divisor(0));
    assertThrowsWith(
        "dropout was given a rate of 1.0; it needs one from 0 to below 1; choose another",
        () -> dropout(1));
    assertThrowsWith(
        "batchNorm was given a momentum of NaN; it needs one from 0 to 1; choose another",
        () -> batchNorm().momentum(Double.NaN));
    assertThrowsWith(
        "groupNorm was given an epsilon of -1.0; it needs a finite one of 0 or more; choose another",
        () -> groupNorm(1).epsilon(-1));
    assertThrowsWith(
        "hardtanh was given a lower bound of 2.0; it needs one below 1.0; choose another",
        () -> hardtanh(2, 1));
    assertThrowsWith(
        "celu was given an alpha of 0.0; it needs a finite one above 0; choose another",
        () -> celu(0));
    assertThrowsWith(
        "softshrink was given a lambda of -1.0; it needs a finite one of 0 or more; choose another",
        () -> softshrink(-1));
    assertThrowsWith(
        "hardshrink was given a lambda of NaN; it needs a finite one of 0 or more; choose another",
        () -> hardshrink(Double.NaN));
    assertThrowsWith(
        "thresholdedRelu was given a threshold of Infinity; it needs a finite one; choose another",
        () -> thresholdedRelu(Double.POSITIVE_INFINITY));
    assertThrowsWith(
        "hardsigmoid was given a slope of NaN; it needs a finite one; choose another",
        () -> hardsigmoid(Double.NaN, 0));
    assertThrowsWith(
        "selu was given an alpha of NaN; it needs a finite one; choose another",
        () -> selu(Double.NaN, 1));
    assertThrowsWith(
        "pad2d was given Padding.same(), whose size is that of a window, and pad2d has none; use"
            + " Padding.of",
        () -> pad2d(Padding.same()));
    assertThrowsWith(
        "padding of sizes of its own was given with a larger half that leads; only"
            + " Padding.sameLower() has halves; use Padding.of with four sizes",
        () -> new Padding(false, true, 1, 1, 1, 1, null));
    assertThrowsWith(
        "sequential was given no layers; it needs 1 or more; give at least one",
        () -> sequential());
  }

  private static void assertThrowsWith(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  @Test
  void paddingsCompareByValue() {
    assertEquals(Padding.none(), Padding.of(0, 0, 0, 0));
    assertNotEquals(Padding.none(), Padding.same());
    assertNotEquals(Padding.same(), Padding.sameLower());
    assertNotEquals(Padding.of(1, 1), Padding.of(1, 1).value(0));
  }
}
