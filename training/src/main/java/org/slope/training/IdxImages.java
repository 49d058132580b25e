package org.slope.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.internal.Memory;
import org.slope.format.ElementType;
import org.slope.format.Idx;
import org.slope.format.Tensor;

/**
 * Images and their labels in two IDX files, the format of MNIST and Fashion-MNIST, plain or gzip.
 * The data set's inputs are {@code [n, 1, height, width]} in 0..1, its targets one-hot {@code [n,
 * classes]}, both float.
 */
public final class IdxImages {
  private IdxImages() {}

  /**
   * Reads images and labels; there are as many classes as the largest label says.
   *
   * @throws IOException if a file is missing or damaged, or holds something else
   */
  public static Dataset read(Path images, Path labels) throws IOException {
    return read(images, labels, 0);
  }

  /**
   * Reads images and labels.
   *
   * @param classes the number of classes; labels are 0 to classes − 1
   * @throws IOException if a file is missing or damaged, or holds something else
   */
  public static Dataset read(Path images, Path labels, int classes) throws IOException {
    Tensor pixels = bytes(images, 3, "images [n, height, width]");
    Tensor numbers = bytes(labels, 1, "labels [n]");
    int n = (int) pixels.shape()[0];
    if (n != numbers.size()) {
      throw new IOException(
          "%s holds %s images and %s %s labels; expected one label for each image; check that the files belong together"
              .formatted(images, n, labels, numbers.size()));
    }
    if (pixels.size() == 0) {
      throw new IOException(
          images + " holds no pixels; expected at least one image; check how it was written");
    }
    int max = 0;
    for (int row = 0; row < n; row++) {
      int label = (int) numbers.get(row);
      if (classes > 0 && label >= classes) {
        throw new IOException(
            "%s: the label of row %s, counted from 0, is %s; expected 0 to %s; check the number of classes"
                .formatted(labels, row, label, classes - 1));
      }
      max = Math.max(max, label);
    }
    return Dataset.of(images(pixels), oneHot(numbers, classes > 0 ? classes : max + 1));
  }

  private static Tensor bytes(Path file, int rank, String expected) throws IOException {
    Tensor tensor = Idx.read(file);
    if (tensor.type() != ElementType.U8 || tensor.shape().length != rank) {
      throw new IOException(
          "%s holds %s %s; expected bytes, %s; check that images and labels are not swapped"
              .formatted(file, tensor.type(), Arrays.toString(tensor.shape()), expected));
    }
    return tensor;
  }

  private static INDArray images(Tensor pixels) {
    long[] shape = pixels.shape();
    byte[] bytes = (byte[]) pixels.data();
    int width = Math.toIntExact(shape[1] * shape[2]);
    RowWriter writer = new RowWriter(Memory.array(DataType.FLOAT, shape[0], 1, shape[1], shape[2]));
    double[] row = new double[width];
    for (int start = 0; start < bytes.length; start += width) {
      for (int i = 0; i < width; i++) {
        row[i] = (bytes[start + i] & 0xff) / 255.0;
      }
      writer.write(row);
    }
    return writer.array();
  }

  private static INDArray oneHot(Tensor labels, int classes) {
    RowWriter writer = new RowWriter(Memory.array(DataType.FLOAT, labels.size(), classes));
    for (int i = 0; i < labels.size(); i++) {
      double[] row = new double[classes];
      row[(int) labels.get(i)] = 1;
      writer.write(row);
    }
    return writer.array();
  }
}
