package dev.reelway.intake;

import dev.reelway.intake.BatchCall.Fault;
import dev.reelway.wire.Causes;
import java.util.List;

/** No job is made of a batch, as its file is not what it must be. */
public final class BatchFaulty extends RuntimeException {

  private final transient List<Fault> faults;

  BatchFaulty(List<Fault> faults) {
    super(
        "%d faults, the first: %s".formatted(faults.size(), faults.getFirst().message()),
        null,
        false,
        false);
    this.faults = List.copyOf(faults);
  }

  static BatchFaulty of(String code, String message) {
    return new BatchFaulty(List.of(new Fault(code, message, "input_file_id", 0)));
  }

  /** The one among the causes of what a route threw. */
  static BatchFaulty in(Throwable thrown) {
    return Causes.first(thrown, BatchFaulty.class).orElseThrow();
  }

  List<Fault> faults() {
    return faults;
  }
}
