package org.slope.mutation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The list of flips keeps up with the code, although only the profile {@code mutation} runs it. */
class FlipsTest {
  @Test
  void everyBackwardPassHasAFlipWhoseTextIsThere() throws IOException {
    Path here = Path.of("").toAbsolutePath();
    Path root = Files.exists(here.resolve("layers")) ? here : here.getParent();
    List<Flip> flips = FlippedSigns.read(root);
    FlippedSigns.checkTexts(flips);
    new Completeness(root).check(flips);
  }
}
