package org.slope.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.slope.training.DatasetTest.counting;
import static org.slope.training.DatasetTest.fails;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slope.core.Forward;
import org.slope.core.LayerSpec;
import org.slope.core.Network;
import org.slope.core.Shape;
import org.slope.core.internal.Memory;

/** Expected values: scikit-learn 1.2.1, StandardScaler and MinMaxScaler, on the same arrays. */
class ScalersTest {
  private static final INDArray TABLE =
      Nd4j.createFromArray(
          new double[][] {
            {1, 1000000.5, 7},
            {2, 1000001.25, 7},
            {4, 1000003, 7},
            {-3, 1000000, 7},
            {0.5, 1000002, 7}
          });

  /** {@code (arange(24)*7 % 11).reshape(2, 3, 2, 2)}. */
  private static final INDArray IMAGES =
      Nd4j.createFromArray(
              0., 7, 3, 10, 6, 2, 9, 5, 1, 8, 4, 0, 7, 3, 10, 6, 2, 9, 5, 1, 8, 4, 0, 7)
          .reshape(2, 3, 2, 2);

  /** The channels of IMAGES as columns, scaled, and put back. */
  private static final double[] SCALED_IMAGES = {
    -1.7386365758424454, 0.37796447300922725, -0.8315218406202999, 1.2850792082313727,
    0.38910393105040525, -0.9943767126843689, 1.4267144138514858, 0.043233770116711694,
    -0.9370425713316364, 1.2493900951088486, 0.0, -1.2493900951088486,
    0.37796447300922725, -0.8315218406202999, 1.2850792082313727, 0.07559289460184544,
    -0.9943767126843689, 1.4267144138514858, 0.043233770116711694, -1.3402468736180624,
    1.2493900951088486, 0.0, -1.2493900951088486, 0.9370425713316364
  };

  @TempDir Path folder;

  @Test
  void standardizesColumns() {
    Standardizer s = Standardizer.fit(TABLE);
    close(new double[] {0.9, 1000001.35, 7.0}, s.mean(), 1e-15);
    close(new double[] {2.2891046284519194, 1.0677078252031311, 1.0}, s.standardDeviation(), 1e-14);
    double[] expected = {
      0.043685202833051884, -0.7960979398226333, 0.0,
      0.4805372311635709, -0.09365858113636281, 0.0,
      1.3542412878246088, 1.5453665891316015, 0.0,
      -1.703722910489024, -1.2643908456134803, 0.0,
      -0.1747408113322076, 0.6087807775499077, 0.0
    };
    // an offset of 1e6 in x costs six of sixteen digits
    assertArrayEquals(expected, Memory.toDoubles(s.transform(TABLE)), 1e-9);
    assertArrayEquals(
        Memory.toDoubles(TABLE), Memory.toDoubles(s.inverse(s.transform(TABLE))), 1e-9);
  }

  @Test
  void standardizesChannels() {
    Standardizer s = Standardizer.fit(IMAGES);
    close(new double[] {5.75, 4.875, 4.0}, s.mean(), 1e-15);
    close(
        new double[] {3.307189138830738, 2.8912583765550943, 3.2015621187164243},
        s.standardDeviation(),
        1e-15);
    assertArrayEquals(SCALED_IMAGES, Memory.toDoubles(s.transform(IMAGES)), 1e-14);
    INDArray floats = s.transform(IMAGES.castTo(DataType.FLOAT));
    assertEquals(DataType.FLOAT, floats.dataType());
    assertArrayEquals(SCALED_IMAGES, Memory.toDoubles(floats), 2e-7);
    assertEquals(DataType.FLOAT, s.transform(IMAGES.castTo(DataType.INT32)).dataType());
    assertArrayEquals(Memory.toDoubles(IMAGES), Memory.toDoubles(s.inverse(floats)), 2e-6);
  }

  @Test
  void aConstantColumnIsNotDividedByItsRounding() {
    // the sum of ten 0.1 is not 1; sklearn: scale_ 1.0
    Standardizer s = Standardizer.fit(Nd4j.ones(DataType.DOUBLE, 10, 1).mul(0.1));
    assertEquals(List.of(1.0), s.standardDeviation());
  }

  @Test
  void statisticsOfFloatsAreTakenInDouble() {
    // 1e6 rows of float 0.1: a float sum is off by 1 %
    INDArray x = Nd4j.ones(DataType.FLOAT, 1_000_000, 1).mul(0.1);
    assertEquals(0.1f, Standardizer.fit(x).mean().get(0), 1e-14);
    // alternating 0 and 1 around 1e6: σ = 0.5 exactly
    INDArray y = counting(DataType.FLOAT, 100_000, 1).fmod(2).add(1e6);
    assertEquals(0.5, Standardizer.fit(y).standardDeviation().get(0), 1e-12);
  }

  @Test
  void scalesToARange() {
    MinMaxScaler unit = MinMaxScaler.fit(TABLE);
    double[] expected = {
      0.5714285714285714, 0.16666666668606922, 0.0,
      0.7142857142857142, 0.4166666666860692, 0.0,
      1.0, 1.0, 0.0,
      0.0, 0.0, 0.0,
      0.5, 0.6666666666860692, 0.0
    };
    // sklearn's x·scale + min cancels 1e6: its own error is 2e-11
    assertArrayEquals(expected, Memory.toDoubles(unit.transform(TABLE)), 1e-10);
    double[] symmetric = {
      0.1428571428571428, -0.6666666666278616, -1.0,
      0.4285714285714285, -0.16666666662786156, -1.0,
      0.9999999999999999, 1.0, -1.0,
      -1.0, -1.0, -1.0,
      -5.551115123125783e-17, 0.33333333337213844, -1.0
    };
    MinMaxScaler wide = unit.range(-1, 1);
    assertArrayEquals(symmetric, Memory.toDoubles(wide.transform(TABLE)), 1e-10);
    assertArrayEquals(
        Memory.toDoubles(TABLE), Memory.toDoubles(wide.inverse(wide.transform(TABLE))), 1e-9);
  }

  @Test
  void aLayerDoesTheSameToTheBit() throws Exception {
    Standardizer s = Standardizer.fit(IMAGES);
    MinMaxScaler m = MinMaxScaler.fit(IMAGES).range(-1, 1);
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      INDArray x = IMAGES.castTo(type);
      same(s.transform(x), s.layer(), x);
      same(s.inverse(x), s.inverseLayer(), x);
      same(m.transform(x), m.layer(), x);
      same(m.inverse(x), m.inverseLayer(), x);
      INDArray rows = counting(type, 5000, 3);
      same(s.transform(rows), s.layer(), rows);
      same(s.inverse(rows), s.inverseLayer(), rows);
    }
  }

  private void same(INDArray expected, LayerSpec layer, INDArray x) throws Exception {
    Network net = layer.build(Shape.ofExample(x.shape()), 1, x.dataType());
    assertArrayEquals(Memory.toDoubles(expected), Memory.toDoubles(net.predict(x)));
    assertArrayEquals(Memory.toDoubles(expected), Memory.toDoubles(net.forward(x).output()));
    Path file = folder.resolve("scaler.safetensors");
    net.save(file);
    Network loaded = Network.load(file);
    assertEquals(layer, loaded.spec());
    assertArrayEquals(Memory.toDoubles(expected), Memory.toDoubles(loaded.predict(x)));
  }

  @Test
  void aLayerGoesBackByItsScale() {
    Standardizer s = new Standardizer(List.of(5.0, -1.0), List.of(2.0, 4.0));
    INDArray x = counting(DataType.DOUBLE, 2, 2);
    INDArray dy = Nd4j.createFromArray(new double[][] {{1, 2}, {-3, 8}});
    assertArrayEquals(new double[] {0.5, 0.5, -1.5, 2}, back(s.layer(), x, dy));
    assertArrayEquals(new double[] {2, 8, -6, 32}, back(s.inverseLayer(), x, dy));
  }

  private static double[] back(LayerSpec layer, INDArray x, INDArray dy) {
    Network net = layer.build(Shape.of(2), 1, DataType.DOUBLE);
    Forward forward = net.forward(x);
    return Memory.toDoubles(forward.pullback().apply(dy, net.newGradients()));
  }

  @Test
  void resultsAreNewArrays() {
    Standardizer identity = new Standardizer(List.of(0.0, 0.0), List.of(1.0, 1.0));
    INDArray x = counting(DataType.FLOAT, 3, 2);
    assertNotSame(x, identity.transform(x));
    identity.transform(x).assign(9);
    assertEquals(5, x.getDouble(2, 1));
  }

  @Test
  void readsWell() {
    Standardizer s = new Standardizer(List.of(1.5, -1.0), List.of(2.0, 4.0));
    assertEquals("Standardizer(mean=[1.5, -1.0], standardDeviation=[2.0, 4.0])", s.toString());
    assertEquals("rescale(2 columns)", s.layer().toString());
    assertEquals("rescale(2 columns, inverse)", s.inverseLayer().toString());
    MinMaxScaler m =
        new MinMaxScaler(List.of(1., 2., 3., 4., 5.), List.of(2., 3., 4., 5., 6.), -1, 1);
    assertEquals(
        "MinMaxScaler(minimum=[1.0, 2.0, 3.0, … 5 columns], maximum=[2.0, 3.0, 4.0, … 5 columns],"
            + " range=[-1.0, 1.0])",
        m.toString());
    assertEquals(
        "Standardizer(mean=[3932.8], standardDeviation=[3989.4])",
        new Standardizer(List.of(3932.799721913237), List.of(3989.4027576288736)).toString());
    assertEquals(s, new Standardizer(List.of(1.5, -1.0), List.of(2.0, 4.0)));
  }

  @Test
  void saysWhatIsWrong() {
    fails(
        "Standardizer.fit got 1 row; expected at least 2, for there is no spread in one; fit it to"
            + " more data",
        () -> Standardizer.fit(counting(DataType.FLOAT, 1, 3)));
    fails(
        "MinMaxScaler.fit expects [rows, columns] or [images, channels, height, width], got [5];"
            + " reshape it to [5, 1]",
        () -> MinMaxScaler.fit(counting(DataType.FLOAT, 5)));
    INDArray gap = counting(DataType.FLOAT, 3, 2);
    gap.putScalar(1, 1, Float.NaN);
    fails(
        "the data to fit hold NaN in row 1, column 1, counted from 0; expected finite numbers;"
            + " remove the row or replace the value",
        () -> Standardizer.fit(gap));
    Standardizer s = Standardizer.fit(counting(DataType.FLOAT, 3, 2));
    fails(
        "the scaler was fitted to 2 columns, got 3; expected the same columns; fit it to arrays"
            + " like this one",
        () -> s.transform(counting(DataType.FLOAT, 3, 3)));
    fails(
        "Standardizer got the center 1.0 and the scale 0.0 for column 0; expected a finite center"
            + " and a finite scale above 0; fit it to an array",
        () -> new Standardizer(List.of(1.0), List.of(0.0)));
    fails(
        "Standardizer got 2 centers and 1 scales; expected one of each for every column; fit it to"
            + " an array",
        () -> new Standardizer(List.of(1.0, 2.0), List.of(1.0)));
    fails(
        "MinMaxScaler got 2 minima and 1 maxima; expected one of each for every column; fit it to"
            + " an array",
        () -> new MinMaxScaler(List.of(1.0, 2.0), List.of(1.0), 0, 1));
    fails(
        "MinMaxScaler got the range 1.0 to 0.0; expected finite numbers, the lower one first; call"
            + " range(0, 1), for example",
        () -> MinMaxScaler.fit(TABLE).range(1, 0));
    fails(
        "rescale(2 columns) expects input [batch, 2] or [batch, 2, height, width], got [batch,"
            + " 3]; fit the scaler to arrays of this shape",
        () -> s.layer().build(Shape.of(3), 1));
    assertThrows(IllegalArgumentException.class, () -> s.layer().build(Shape.of(2, 2), 1));
  }

  private static void close(double[] expected, List<Double> actual, double relative) {
    assertEquals(expected.length, actual.size());
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual.get(i), relative * Math.abs(expected[i]));
    }
  }
}
