/** The other frameworks of the JVM as peers of a benchmark. */
@NullMarked
package org.slope.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
