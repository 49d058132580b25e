/** Data sets, losses, optimizers, and the trainer that holds the mini-batch loop. */
@NullMarked
package org.slope.training;

import org.jspecify.annotations.NullMarked;
