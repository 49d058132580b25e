/** Slope's kernels one by one, beside what the machine can do: JMH benchmarks and their table. */
@NullMarked
package org.slope.benchmarks.kernels;

import org.jspecify.annotations.NullMarked;
