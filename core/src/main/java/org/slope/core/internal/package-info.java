/** Kernels and memory of Slope itself: no API, it may change in any release. */
@NullMarked
package org.slope.core.internal;

import org.jspecify.annotations.NullMarked;
