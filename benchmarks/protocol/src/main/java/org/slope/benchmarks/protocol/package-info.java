/** What a workload is, and how the runner talks to the frameworks that it times. */
@NullMarked
package org.slope.benchmarks.protocol;

import org.jspecify.annotations.NullMarked;
