package org.slope.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.slope.core.Shape;
import org.slope.core.internal.Memory;

class IdxImagesTest {
  @TempDir Path folder;

  @Test
  void readsImagesAndLabels() throws IOException {
    Path images = images(2, 2, 3, 0, 51, 102, 153, 204, 255, 255, 1, 2, 3, 4, 5);
    Dataset data = IdxImages.read(images, labels(2, 0));
    assertEquals("Dataset(2 examples, inputs [1, 2, 3], targets [3])", data.toString());
    assertArrayEquals(new double[] {0, 0, 1, 1, 0, 0}, Memory.toDoubles(data.targets()));
    double[] pixels = Memory.toDoubles(data.inputs());
    assertEquals(1, pixels[5]);
    assertEquals((float) 0.4, pixels[2]);
    assertEquals((float) (5 / 255.0), data.inputs().getDouble(1, 0, 1, 2));
    assertEquals(Shape.of(10), IdxImages.read(images, labels(2, 0), 10).targetShape());
  }

  @Test
  void readsGzip() throws IOException {
    Path images = images(1, 1, 2, 255, 0);
    Path zipped = folder.resolve("images.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      Files.copy(images, out);
    }
    assertArrayEquals(
        new double[] {1, 0}, Memory.toDoubles(IdxImages.read(zipped, labels(0)).inputs()));
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    Path images = images(2, 1, 1, 7, 8);
    Path labels = labels(1, 3);
    fails(
        labels
            + ": the label of row 1, counted from 0, is 3; expected 0 to 2; check the number of"
            + " classes",
        () -> IdxImages.read(images, labels, 3));
    fails(
        labels
            + " holds U8 [2]; expected bytes, images [n, height, width]; check that images and"
            + " labels are not swapped",
        () -> IdxImages.read(labels, images));
    Path three = labels(1, 2, 0);
    fails(
        images
            + " holds 2 images and "
            + three
            + " 3 labels; expected one label for each image;"
            + " check that the files belong together",
        () -> IdxImages.read(images, three));
    Path none = images(0, 28, 28);
    Path noLabels = labels();
    fails(
        none + " holds no pixels; expected at least one image; check how it was written",
        () -> IdxImages.read(none, noLabels));
  }

  private static void fails(String message, Executable code) {
    assertEquals(message, assertThrows(IOException.class, code).getMessage());
  }

  private Path images(int n, int height, int width, int... pixels) throws IOException {
    return write("images" + n, new int[] {0x0803, n, height, width}, pixels);
  }

  private Path labels(int... labels) throws IOException {
    return write("labels" + labels.length, new int[] {0x0801, labels.length}, labels);
  }

  private Path write(String name, int[] header, int[] bytes) throws IOException {
    Path file = folder.resolve(name);
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
      for (int number : header) {
        out.writeInt(number);
      }
      for (int value : bytes) {
        out.writeByte(value);
      }
    }
    return file;
  }
}
