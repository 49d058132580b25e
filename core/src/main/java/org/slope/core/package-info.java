/** Shapes, specs, layers, networks, parameters, and the passes that run them. */
@NullMarked
package org.slope.core;

import org.jspecify.annotations.NullMarked;
