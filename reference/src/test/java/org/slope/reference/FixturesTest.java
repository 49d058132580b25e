package org.slope.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.buffer.DataType;
import org.slope.testkit.Arithmetic;
import org.slope.testkit.Reference;

/** Slope against all that PyTorch 1.13.1 computed for reference/generate.py. */
class FixturesTest {

  /** What compares the cases of each group. */
  private static final Map<String, Consumer<Fixture>> COMPARISONS =
      Map.ofEntries(
          Map.entry("conv2d", ConvolutionFixtures::compare),
          Map.entry("maxpool2d", PoolingFixtures::compareMaxima),
          Map.entry("avgpool2d", PoolingFixtures::compareMeans),
          Map.entry("globalpool", PoolingFixtures::compareGlobal),
          Map.entry("batchnorm", NormalizationFixtures::compareBatchNorm),
          Map.entry("layernorm", NormalizationFixtures::compareLayerNorm),
          Map.entry("groupnorm", NormalizationFixtures::compareGroupNorm),
          Map.entry("linear", DenseFixtures::compare),
          Map.entry("activation", ActivationFixtures::compare),
          Map.entry("loss", LossFixtures::compare),
          Map.entry("optimizer", OptimizerFixtures::compare),
          Map.entry("schedule", ScheduleFixtures::compare),
          Map.entry("clip", ClippingFixtures::compare),
          Map.entry("net", NetworkFixtures::compare));

  private static final JsonNode MANIFEST = manifest();

  private static JsonNode manifest() {
    try {
      return new ObjectMapper().readTree(folder().resolve("manifest.json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path folder() {
    try {
      return Path.of(Objects.requireNonNull(FixturesTest.class.getResource("/fixtures")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Stream<JsonNode> cases() {
    return StreamSupport.stream(MANIFEST.required("cases").spliterator(), false);
  }

  private static Reference arrays(String group) {
    try {
      return Reference.load(folder().resolve(group + ".npz"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @TestFactory
  Stream<DynamicNode> slopeAgrees() {
    return cases()
        .collect(
            Collectors.groupingBy(
                json -> json.required("group").asText(), LinkedHashMap::new, Collectors.toList()))
        .entrySet()
        .stream()
        .map(
            group ->
                dynamicContainer(group.getKey(), group(group.getKey(), group.getValue().stream())));
  }

  private static Stream<DynamicNode> group(String name, Stream<JsonNode> cases) {
    Consumer<Fixture> comparison = comparison(name);
    Reference arrays = arrays(name);
    return cases.flatMap(
        json ->
            Stream.of(Arithmetic.values())
                .map(
                    arithmetic ->
                        dynamicTest(
                            json.get("name").asText() + " " + arithmetic,
                            () -> {
                              Fixture fixture = new Fixture(json, arrays, arithmetic);
                              arithmetic.run(() -> comparison.accept(fixture));
                              fixture.assertAllUsed();
                            })));
  }

  /** Returns what compares a group; without a comparison, something that fails. */
  private static Consumer<Fixture> comparison(String group) {
    return COMPARISONS.getOrDefault(
        group,
        fixture -> {
          throw new AssertionError("nothing compares " + fixture + " of the group " + group);
        });
  }

  @Test
  void whatIsNotComparedFails() {
    JsonNode first = cases().findFirst().orElseThrow();
    Fixture fixture = new Fixture(first, arrays("conv2d"), Arithmetic.FLOAT);
    fixture.input("x");
    fixture.sizes("kernel");
    assertEquals(
        "nothing looked at [bias, dilation, f32/gb, f32/gw, f32/gx, f32/y, groups, in/b, in/gy, in/w,"
            + " pad_tlbr, padding, stride] of conv2d_1x1",
        assertThrows(AssertionError.class, fixture::assertAllUsed).getMessage());
    assertEquals(
        "nothing compares Fixture(conv2d_1x1, FLOAT) of the group conv3d",
        assertThrows(AssertionError.class, () -> comparison("conv3d").accept(fixture))
            .getMessage());
  }

  @Test
  void eachGroupHasCases() {
    assertEquals(
        cases().map(json -> json.get("group").asText()).collect(Collectors.toSet()),
        COMPARISONS.keySet());
  }

  @Test
  void theFilesAreThoseThatWereGenerated() throws Exception {
    Map<String, String> expected = new TreeMap<>();
    for (JsonNode file : MANIFEST.get("files")) {
      expected.put(file.get("name").asText(), file.get("sha256").asText());
    }
    Map<String, String> actual = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder())) {
      for (Path file : files.toList()) {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        actual.put(file.getFileName().toString(), HexFormat.of().formatHex(digest));
      }
    }
    actual.remove("manifest.json");
    assertEquals(expected, actual, "edited or missing; python3 reference/generate.py writes them");
  }

  @Test
  void theArraysAreThoseOfTheManifest() {
    Map<String, Set<String>> listed = new TreeMap<>();
    for (JsonNode json : cases().toList()) {
      Set<String> names = listed.computeIfAbsent(json.get("group").asText(), g -> new TreeSet<>());
      String start = json.get("name").asText() + "/";
      json.get("arrays").fieldNames().forEachRemaining(array -> names.add(start + array));
    }
    for (Map.Entry<String, Set<String>> group : listed.entrySet()) {
      assertEquals(group.getValue(), new TreeSet<>(arrays(group.getKey()).names()));
    }
  }

  /** As far off as its largest element, an array of zeros would pass: that has to be said. */
  @Test
  void exemptionsAreOfArraysThatExist() {
    Map<String, JsonNode> byName =
        cases().collect(Collectors.toMap(json -> json.get("name").asText(), json -> json));
    for (Tolerances.Exemption e : Tolerances.EXEMPTIONS) {
      JsonNode json = byName.get(e.fixture());
      assertNotNull(json, e.toString());
      String name = (e.type() == DataType.DOUBLE ? "f64/" : "f32/") + e.output();
      assertTrue(json.get("arrays").has(name), e.toString());
      double largest =
          Fixture.largest(arrays(json.get("group").asText()).get(e.fixture() + "/" + name));
      assertEquals(
          e.absolute() >= largest,
          e.bounded(),
          () -> e + " is wrongly marked as bounded or not: its largest element is " + largest);
    }
  }
}
