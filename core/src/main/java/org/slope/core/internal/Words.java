package org.slope.core.internal;

/** Objects as people read them: never {@code $Lambda$65/0x…}, never {@code Scale@1f3a}. */
public final class Words {
  private Words() {}

  /** Returns what the object prints, or the replacement if it has no words of its own. */
  public static String text(Object object, Object replacement) {
    return speaks(object) ? object.toString() : replacement.toString();
  }

  private static boolean speaks(Object object) {
    try {
      return object.getClass().getMethod("toString").getDeclaringClass() != Object.class;
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }
}
