package dev.reelway.event;

import java.util.Locale;

/** Who receives an event. */
public enum Receiver {
  /** The webhook of the job's licence. */
  LICENCE,

  /** The {@code callback_url} of the job's order. */
  ORDER,

  /** The operator's own Camel endpoint. */
  ENDPOINT;

  /** The spelling in the ledger and the API. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Receiver read(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
