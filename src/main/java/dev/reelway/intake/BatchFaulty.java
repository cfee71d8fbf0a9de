package dev.reelway.intake;

import dev.reelway.intake.BatchCall.Fault;
import dev.reelway.wire.Causes;
import java.util.List;

/** The input file of a batch is not acceptable; no job is created. */
public final class BatchFaulty extends RuntimeException {

  private final transient List<Fault> faults;

  BatchFaulty(List<Fault> faults) {
    super(
        "%d errors, the first: %s".formatted(faults.size(), faults.getFirst().message()),
        null,
        false,
        false);
    this.faults = List.copyOf(faults);
  }

  static BatchFaulty of(String code, String message) {
    return new BatchFaulty(List.of(new Fault(code, message, "input_file_id", 0)));
  }

  /** Finds it among the causes of an exception. */
  static BatchFaulty in(Throwable thrown) {
    return Causes.first(thrown, BatchFaulty.class).orElseThrow();
  }

  List<Fault> faults() {
    return faults;
  }
}
