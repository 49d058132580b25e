/** Files to plain Java arrays: safetensors, npy, npz and the JSON of specs; knows no ND4J. */
@NullMarked
package org.slope.format;

import org.jspecify.annotations.NullMarked;
