/** Scores of regressions and classifications, streaming and mergeable. */
@NullMarked
package org.slope.metrics;

import org.jspecify.annotations.NullMarked;
