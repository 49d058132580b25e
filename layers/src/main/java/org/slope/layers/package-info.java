/** The layers: one a file, its spec, its forward and its backward pass. */
@NullMarked
package org.slope.layers;

import org.jspecify.annotations.NullMarked;
