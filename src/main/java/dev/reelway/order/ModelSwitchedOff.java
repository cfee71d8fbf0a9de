package dev.reelway.order;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** An order of a public model that can no longer be ordered. */
public final class ModelSwitchedOff extends OrderRefused {

  ModelSwitchedOff(String model, Deprecation why, Instant now) {
    super("model", "model " + model + " " + when(why, now) + instead(why.successor()));
  }

  private static String when(Deprecation why, Instant now) {
    var sunset = why.sunset();
    return sunset != null && why.isOver(now)
        ? "was switched off on " + date(sunset)
        : "has been deprecated since %s and is switched off".formatted(date(why.since()));
  }

  private static String instead(@Nullable String successor) {
    return successor == null ? "" : ": use %s instead".formatted(successor);
  }

  private static LocalDate date(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC);
  }

  @Override
  public int status() {
    return 410;
  }

  @Override
  public String code() {
    return "model_switched_off";
  }
}
