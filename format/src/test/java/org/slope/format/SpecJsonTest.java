package org.slope.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SpecJsonTest {
  interface Layer {}

  interface Start {
    double at(int i);
  }

  enum Mode {
    ZERO,
    SAME {
      @Override
      public String toString() {
        return "same as before";
      }
    }
  }

  record Window(int rows, int columns) {
    Window {
      if (rows < 1) {
        throw new IllegalArgumentException(
            "conv2d has " + rows + " rows; expected 1 or more; choose a larger kernel");
      }
    }
  }

  record Conv(
      int channels, Window window, Mode mode, boolean bias, Start start, @Nullable Layer next)
      implements Layer {}

  record Normal(double mean, double deviation, long seed) implements Start {
    @Override
    public double at(int i) {
      return mean;
    }
  }

  record Sequential(List<Layer> layers, List<Window> windows, String name) implements Layer {}

  record Boxed(
      @Nullable Integer i, @Nullable Double d, Float f, Long l, List<? extends Start> starts) {}

  record Holder<T extends Layer>(T inner) implements Layer {}

  private record Hidden(float f) implements Layer {}

  @SuppressWarnings("ArrayRecordComponent")
  record Strange(int[] sizes) implements Layer {}

  record Custom(DoubleUnaryOperator f) implements Layer {}

  record Unknown() implements Layer {}

  private static final SpecJson JSON =
      SpecJson.of(
          Map.of(
              "conv", Conv.class,
              "normal", Normal.class,
              "sequential", Sequential.class,
              "boxed", Boxed.class,
              "holder", Holder.class,
              "hidden", Hidden.class,
              "strange", Strange.class,
              "custom", Custom.class));

  private static final Normal NORMAL = new Normal(0, 0.1, 7);
  private static final Conv CONV = new Conv(20, new Window(5, 3), Mode.SAME, true, NORMAL, null);
  private static final String CONV_TEXT =
      "{\"type\":\"conv\",\"channels\":20,\"window\":{\"rows\":5,\"columns\":3},\"mode\":\"SAME\","
          + "\"bias\":true,\"start\":{\"type\":\"normal\",\"mean\":0.0,\"deviation\":0.1,\"seed\":7},"
          + "\"next\":null}";

  @Test
  void writesNamesOnlyWhereTheDeclarationLeavesTheTypeOpen() throws IOException {
    assertEquals(CONV_TEXT, JSON.write(CONV));
    assertEquals(CONV, JSON.read(CONV_TEXT, Layer.class));
    assertEquals(CONV, JSON.read(CONV_TEXT, Conv.class));
    Sequential all = new Sequential(List.of(CONV, CONV), List.of(new Window(1, 2)), "ü \"\n");
    assertEquals(
        "{\"type\":\"sequential\",\"layers\":["
            + CONV_TEXT
            + ","
            + CONV_TEXT
            + "],\"windows\":[{\"rows\":1,\"columns\":2}],\"name\":\"ü \\\"\\n\"}",
        JSON.write(all));
    assertSurvives(all);
    assertSurvives(new Sequential(List.of(), List.of(), ""));
    assertSurvives(new Holder<>(new Holder<>(CONV)));
    assertSurvives(new Hidden(0.1f));
    assertSurvives(new Boxed(null, null, 0.1f, Long.MIN_VALUE, List.of(NORMAL)));
    assertSurvives(new Boxed(-1, Double.NaN, Float.NEGATIVE_INFINITY, 1L << 62, List.of()));
  }

  @Test
  void doublesSurviveExactly() throws IOException {
    double[] values = {
      0.0,
      -0.0,
      1,
      0.1,
      1e-3,
      1 / 3.0,
      2e-23,
      1e300,
      Double.MIN_VALUE,
      Double.MAX_VALUE,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.NaN,
      0x1p-1022,
      9007199254740992.0
    };
    for (double value : values) {
      Normal read = JSON.read(JSON.write(new Normal(value, 1, 0)), Normal.class);
      assertEquals(Double.doubleToRawLongBits(value), Double.doubleToRawLongBits(read.mean));
    }
    assertEquals(
        "{\"type\":\"normal\",\"mean\":\"-Infinity\",\"deviation\":\"NaN\",\"seed\":0}",
        JSON.write(new Normal(Double.NEGATIVE_INFINITY, Double.NaN, 0)));
  }

  @Test
  void listsComeImmutable() throws IOException {
    Sequential read =
        JSON.read(JSON.write(new Sequential(new ArrayList<>(), List.of(), "")), Sequential.class);
    assertThrows(UnsupportedOperationException.class, () -> read.layers().add(CONV));
  }

  private static void assertSurvives(Record spec) throws IOException {
    assertEquals(spec, JSON.read(JSON.write(spec), Record.class));
  }

  static Stream<Arguments> unsaved() {
    String fix =
        "; expected a registered record; use a record and register it with LayerTypes or pass its"
            + " class to load";
    Start lambda = i -> 0;
    Start anonymous =
        new Start() {
          @Override
          public double at(int i) {
            return 0;
          }
        };
    List<Layer> cycle = new ArrayList<>();
    cycle.add(new Sequential(cycle, List.of(), ""));
    return Stream.of(
        Arguments.of(
            sequential(CONV, new Conv(1, new Window(1, 1), Mode.ZERO, true, lambda, null)),
            "cannot save layers[1].start: it is a lambda, which has no name in a file" + fix),
        Arguments.of(
            new Custom(Math::abs),
            "cannot save f: it is a lambda, which has no name in a file" + fix),
        Arguments.of(
            sequential(new Conv(1, new Window(1, 1), Mode.ZERO, true, anonymous, null)),
            "cannot save layers[0].start: its class org.slope.format.SpecJsonTest$1 has no"
                + " registered name"
                + fix),
        Arguments.of(
            sequential(new Unknown()),
            "cannot save layers[0]: its class org.slope.format.SpecJsonTest$Unknown has no"
                + " registered name"
                + fix),
        Arguments.of(
            new Unknown(),
            "cannot save the spec: its class org.slope.format.SpecJsonTest$Unknown has no"
                + " registered name"
                + fix),
        Arguments.of(
            new Conv(1, null, Mode.ZERO, true, NORMAL, null),
            "cannot save window: it is null; expected a value; give one or annotate the component"
                + " @Nullable"),
        Arguments.of(
            new Strange(new int[1]),
            "cannot save sizes: it is declared as int[]; expected a number, boolean, String, enum,"
                + " record, registered interface or List of these; change the component's type"),
        Arguments.of(
            new Sequential(cycle, List.of(), ""),
            "cannot save "
                + "layers[0].".repeat(99)
                + "layers[0]: it is nested 200 levels deep; expected less; flatten the spec"));
  }

  @ParameterizedTest
  @MethodSource
  void unsaved(Object spec, String message) {
    assertEquals(
        message, assertThrows(IllegalArgumentException.class, () -> JSON.write(spec)).getMessage());
  }

  static Stream<Arguments> unread() {
    String edited = "; the file is damaged or was edited; save the network again";
    String newer =
        "; if a newer version of Slope wrote the file, update Slope; else save the network again";
    String names = "[boxed, conv, custom, hidden, holder, normal, sequential, strange]";
    String conv = "[channels, window, mode, bias, start, next]";
    return Stream.of(
        Arguments.of(
            "",
            "cannot load the spec: it is empty; expected an object with a field \"type\"" + edited),
        Arguments.of(
            "{\"type\"",
            "the spec is bad JSON (it ends too soon, at character 7); expected one object; save the"
                + " network again"),
        Arguments.of(
            "[]",
            "cannot load the spec: it is a list; expected an object with a field \"type\""
                + edited),
        Arguments.of(
            "{\"channels\":20}",
            "cannot load the spec: its type is missing; expected one of "
                + names
                + "; if it is your own, register it with LayerTypes or pass its class to load"
                + newer),
        Arguments.of(
            CONV_TEXT.replace("\"normal\"", "\"java.io.File\""),
            "cannot load start: its type \"java.io.File\" is unknown; expected one of "
                + names
                + "; if it is your own, register it with LayerTypes or pass its class to load"
                + newer),
        Arguments.of(
            CONV_TEXT.replace("\"normal\"", "[1]"),
            "cannot load start: its type a list is unknown; expected one of "
                + names
                + "; if it is your own, register it with LayerTypes or pass its class to load"
                + newer),
        Arguments.of(
            CONV_TEXT.replace("\"next\":null", "\"next\":{\"type\":\"normal\"}"),
            "cannot load next: its type is \"normal\"; expected a Layer here" + edited),
        Arguments.of(
            "{\"type\":\"normal\",\"mean\":0.0,\"deviation\":0.1,\"seed\":7}",
            "cannot load the spec: its type is \"normal\"; expected a Layer here" + edited),
        Arguments.of(
            CONV_TEXT.replace("\"next\":null", "\"next\":null,\"groups\":1"),
            "cannot load conv: it has an unknown field \"groups\"; expected " + conv + newer),
        Arguments.of(
            CONV_TEXT.replace("\"rows\":5", "\"type\":\"conv\",\"rows\":5"),
            "cannot load window: it has an unknown field \"type\"; expected [rows, columns]"
                + newer),
        Arguments.of(
            CONV_TEXT.replace("\"channels\":20,", ""),
            "cannot load conv: its field \"channels\" is missing; expected " + conv + edited),
        Arguments.of(
            CONV_TEXT.replace(",\"next\":null", ""),
            "cannot load conv: its field \"next\" is missing; expected " + conv + edited),
        Arguments.of(
            CONV_TEXT.replace("\"seed\":7", "\"seed\":7.0"),
            "cannot load start.seed: it is 7.0; expected an integer of 64 bits" + edited),
        Arguments.of(
            CONV_TEXT.replace("\"channels\":20", "\"channels\":3000000000"),
            "cannot load channels: it is 3000000000; expected an integer of 32 bits" + edited),
        Arguments.of(
            CONV_TEXT.replace("\"channels\":20", "\"channels\":null"),
            "cannot load channels: it is null; expected an integer of 32 bits" + edited),
        Arguments.of(
            CONV_TEXT.replace("\"bias\":true", "\"bias\":\"true\""),
            "cannot load bias: it is \"true\"; expected true or false" + edited),
        Arguments.of(
            CONV_TEXT.replace("\"SAME\"", "\"same as before\""),
            "cannot load mode: it is \"same as before\"; expected one of [ZERO, SAME]" + newer),
        Arguments.of(
            CONV_TEXT.replace("0.1", "1e999"),
            "cannot load start.deviation: it is a number beyond all doubles; expected a number, \"NaN\", \"Infinity\""
                + " or \"-Infinity\""
                + edited),
        Arguments.of(
            CONV_TEXT.replace("0.1", "\"0.1\""),
            "cannot load start.deviation: it is \"0.1\"; expected a number, \"NaN\", \"Infinity\" or"
                + " \"-Infinity\""
                + edited),
        Arguments.of(
            "{\"type\":\"sequential\",\"layers\":{},\"windows\":[],\"name\":\"\"}",
            "cannot load layers: it is an object; expected a list" + edited),
        Arguments.of(
            "{\"type\":\"sequential\",\"layers\":[null],\"windows\":[],\"name\":\"\"}",
            "cannot load layers[0]: it is null; expected an object with a field \"type\"" + edited),
        Arguments.of(
            "{\"type\":\"sequential\",\"layers\":[],\"windows\":[1],\"name\":\"\"}",
            "cannot load windows[0]: it is 1; expected an object" + edited),
        Arguments.of(
            "{\"type\":\"sequential\",\"layers\":[],\"windows\":[],\"name\":1}",
            "cannot load name: it is 1; expected a string" + edited),
        Arguments.of(
            "{\"type\":\"strange\",\"sizes\":[]}",
            "cannot load sizes: it is declared as int[]; expected a number, boolean, String, enum,"
                + " record, registered interface or List of these; change the component's type"),
        Arguments.of(
            CONV_TEXT.replace("\"rows\":5", "\"rows\":0"),
            "cannot load window: conv2d has 0 rows; expected 1 or more; choose a larger kernel"),
        Arguments.of(
            CONV_TEXT.replace("\"bias\":true", "\"bias\":true,\"bias\":true"),
            "the spec is bad JSON (Duplicate field 'bias', at character 93); expected one object;"
                + " save the network again"),
        Arguments.of(
            CONV_TEXT + "{}",
            "the spec is bad JSON (something follows the object, at character 162); expected one"
                + " object; save the network again"),
        Arguments.of(
            "{\"type\":\"holder\",\"inner\":".repeat(201),
            "the spec is bad JSON (Document nesting depth (201) exceeds the maximum allowed (200,"
                + " from `StreamReadConstraints.getMaxNestingDepth()`)); expected one object; save"
                + " the network again"));
  }

  @ParameterizedTest
  @MethodSource
  void unread(String json, String message) {
    assertEquals(
        message, assertThrows(IOException.class, () -> JSON.read(json, Layer.class)).getMessage());
  }

  @Test
  void theConstructorsExceptionIsTheCause() {
    IOException e =
        assertThrows(
            IOException.class,
            () -> JSON.read(CONV_TEXT.replace("\"rows\":5", "\"rows\":0"), Layer.class));
    assertInstanceOf(IllegalArgumentException.class, e.getCause());
  }

  @Test
  void hugeStringsAreRefused() {
    String json =
        "{\"type\":\"sequential\",\"layers\":[],\"windows\":[],\"name\":\"" + "a".repeat(1_000_001);
    String message =
        assertThrows(IOException.class, () -> JSON.read(json + "\"}", Layer.class)).getMessage();
    assertTrue(message.startsWith("the spec is bad JSON (String value length (1000001)"), message);
  }

  @Test
  void namesAreUniqueAndTheTagIsReserved() {
    assertEquals(
        "org.slope.format.SpecJsonTest$Conv is registered as 'b' and as 'a'; expected one name for"
            + " each class, not blank; register it once",
        refused(Map.of("a", Conv.class, "b", Conv.class)));
    assertEquals(
        "org.slope.format.SpecJsonTest$Conv is registered as ' '; expected one name for each class,"
            + " not blank; register it once",
        refused(Map.of(" ", Conv.class)));
    record Typed(String type) {}
    assertTrue(
        refused(Map.of("typed", Typed.class))
            .endsWith(
                "has a component named 'type', under which files keep the type's name; expected any"
                    + " other name; rename it"));
  }

  @Test
  void printsItsNames() {
    assertEquals(
        "SpecJson[boxed, conv, custom, hidden, holder, normal, sequential, strange]",
        JSON.toString());
  }

  private static String refused(Map<String, Class<? extends Record>> types) {
    return assertThrows(IllegalArgumentException.class, () -> SpecJson.of(types)).getMessage();
  }

  private static Sequential sequential(Layer... layers) {
    return new Sequential(List.of(layers), List.of(), "");
  }
}
