package org.slope.core.internal;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Random generators that are a function of the numbers given, on every machine and thread. */
public final class Randoms {
  private Randoms() {}

  /** Returns a generator whose stream depends on the seed and all keys. */
  public static RandomGenerator of(long seed, long... keys) {
    long state = mix(seed);
    for (long key : keys) {
      state = mix(state ^ mix(key));
    }
    return new SplittableRandom(state);
  }

  /** Returns a key made of a text: 64-bit FNV-1a of its characters. */
  public static long key(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014) after one step of its counter. */
  private static long mix(long z) {
    z += 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
