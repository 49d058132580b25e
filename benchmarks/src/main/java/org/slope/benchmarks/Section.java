package org.slope.benchmarks;

import java.io.IOException;

/** A part of the page that can be measured by itself. */
interface Section {
  /** Measures and returns the part as Markdown. */
  String run(Session session) throws IOException;
}
