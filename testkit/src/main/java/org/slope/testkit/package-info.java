/** For tests of networks and layers: gradient checks, the layer contract, recorded values. */
@NullMarked
package org.slope.testkit;

import org.jspecify.annotations.NullMarked;
