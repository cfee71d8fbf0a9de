package dev.reelway.job;

import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * Which usage is summed up, and how.
 *
 * @param from the first day in UTC
 * @param to the last day in UTC
 * @param by what is told apart
 */
public record UsageQuery(LocalDate from, LocalDate to, Set<Group> by) {

  /** What usage can be told apart by. */
  public enum Group {
    LICENCE("licence"),
    DAY("ended_at / 86400000"),
    MODEL("ordered_model"),
    UPSTREAM("upstream");

    private final String column;

    Group(String column) {
      this.column = column;
    }

    String column() {
      return column;
    }

    /** Its name in requests and answers. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public UsageQuery {
    by = by.isEmpty() ? Set.of() : EnumSet.copyOf(by);
  }
}
