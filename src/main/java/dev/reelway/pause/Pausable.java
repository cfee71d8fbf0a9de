package dev.reelway.pause;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What can be paused. */
public enum Pausable {
  /** A paused upstream gets no orders; the renders that it has are polled and fetched. */
  UPSTREAM,

  /** A paused inbox keeps its files; those that were claimed before are read to their end. */
  INBOX;

  /** The spelling in the ledger and the log. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Empty for one that only a newer version knows. */
  static Optional<Pausable> read(String inLedger) {
    return Stream.of(values()).filter(one -> one.toString().equals(inLedger)).findFirst();
  }
}
