package org.slope.benchmarks;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The microseconds of each peer and mode over one size, both axes logarithmic. */
final class Curves {
  private static final Color SLOPE = new Color(0x1f77b4);
  private static final Color PYTORCH = new Color(0xd62728);

  private final String title;
  private final Map<String, List<double[]>> points = new LinkedHashMap<>();

  Curves(String title) {
    this.title = title;
  }

  /** Adds a point to a curve; a time that is NaN is left out. */
  void add(String curve, int size, double micros) {
    if (!Double.isNaN(micros)) {
      points.computeIfAbsent(curve, key -> new ArrayList<>()).add(new double[] {size, micros});
    }
  }

  boolean isEmpty() {
    return points.isEmpty();
  }

  /** Draws several into one PNG file. */
  static void save(List<Curves> all, Path file) throws IOException {
    System.setProperty("java.awt.headless", "true");
    List<XYChart> charts = all.stream().map(Curves::chart).toList();
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    int n = charts.size();
    int columns = n % 3 == 0 ? 3 : n % 2 == 0 ? 2 : 1; // the encoder wants full rows
    BitmapEncoder.saveBitmap(charts, n / columns, columns, file.toString(), BitmapFormat.PNG);
  }

  private XYChart chart() {
    XYChart chart =
        new XYChartBuilder()
            .width(540)
            .height(360)
            .title(title)
            .yAxisTitle("µs an example")
            .build();
    XYStyler styler = chart.getStyler();
    styler.setYAxisLogarithmic(true);
    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendLayout(LegendLayout.Horizontal);
    styler.setLegendFont(styler.getLegendFont().deriveFont(9.5f));
    styler.setLegendSeriesLineLength(18);
    styler.setChartTitleFont(styler.getChartTitleFont().deriveFont(12f));
    styler.setYAxisDecimalPattern("#,##0.##");
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setxAxisTickLabelsFormattingFunction(Curves::powerOfTwo);
    points.forEach((name, list) -> style(addTo(chart, name, list), name));
    return chart;
  }

  private static XYSeries addTo(XYChart chart, String name, List<double[]> list) {
    double[] x = list.stream().mapToDouble(point -> Math.log(point[0]) / Math.log(2)).toArray();
    double[] y = list.stream().mapToDouble(point -> point[1]).toArray();
    return chart.addSeries(name, x, y);
  }

  private static void style(XYSeries series, String name) {
    boolean slope = name.startsWith("Slope");
    boolean train = name.endsWith("train");
    series.setLineColor(slope ? SLOPE : PYTORCH);
    series.setLineStyle(train ? SeriesLines.SOLID : SeriesLines.DASH_DASH);
    series.setMarkerColor(slope ? SLOPE : PYTORCH);
    series.setMarker(SeriesMarkers.CIRCLE);
  }

  /** Labels the logarithms of sizes by the sizes, where they are whole. */
  private static String powerOfTwo(Double logarithm) {
    return logarithm == Math.rint(logarithm) ? Long.toString(1L << logarithm.intValue()) : "";
  }
}
