package dev.reelway.setup;

import java.io.ObjectInputFilter;

/**
 * Refuses serialized Java objects in the whole process, whichever library reads them: a message of
 * a broker may be one, and reading it would run code of its sender's choice. Nothing here needs
 * any.
 */
public final class SerializedObjects {

  private SerializedObjects() {}

  /** A filter that is set already, as with {@code -Djdk.serialFilter}, is kept. */
  public static void refuseAll() {
    if (ObjectInputFilter.Config.getSerialFilter() == null) {
      ObjectInputFilter.Config.setSerialFilter(any -> ObjectInputFilter.Status.REJECTED);
    }
  }
}
