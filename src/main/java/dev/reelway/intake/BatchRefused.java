package dev.reelway.intake;

import dev.reelway.intake.ApiBatch.Fault;
import dev.reelway.wire.Causes;
import java.util.List;

/** The input file of a batch is not acceptable; no job is created. */
public final class BatchRefused extends RuntimeException {

  private final transient List<Fault> faults;

  BatchRefused(List<Fault> faults) {
    super(
        "%d errors, the first: %s".formatted(faults.size(), faults.getFirst().message()),
        null,
        false,
        false);
    this.faults = List.copyOf(faults);
  }

  static BatchRefused of(String code, String message) {
    return new BatchRefused(List.of(new Fault(code, message, "input_file_id", 0)));
  }

  /** Finds it among the causes of an exception. */
  static BatchRefused in(Throwable thrown) {
    return Causes.first(thrown, BatchRefused.class).orElseThrow();
  }

  List<Fault> faults() {
    return faults;
  }
}
