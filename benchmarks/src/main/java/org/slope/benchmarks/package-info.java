/** Times Slope beside other frameworks, and writes the page that says how it went. */
@NullMarked
package org.slope.benchmarks;

import org.jspecify.annotations.NullMarked;
