package dev.reelway.api;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.reelway.job.UsageQueries;
import dev.reelway.job.UsageQuery;
import dev.reelway.job.UsageQuery.Group;
import dev.reelway.job.UsageRow;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import dev.reelway.order.UnknownParameter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.time.temporal.ValueRange;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.commons.csv.CSVFormat;
import org.jspecify.annotations.Nullable;

/**
 * What all licences have used, for the operator: as JSON, or as CSV whose cells no spreadsheet
 * takes for formulas.
 */
public final class UsageReports {

  private static final int MOST_DAYS = 366;

  /** A report is made in memory. */
  static final int MOST_ROWS = 100_000;

  /** Others are valid too, and their milliseconds cannot be counted. */
  private static final ValueRange YEARS = ValueRange.of(1, 9999);

  private static final String GROUPS =
      "by must be a list of licence, day, model and upstream, like by=licence,day";

  private final RequestReader reader;
  private final UsageQueries usage;
  private final Clock clock;

  UsageReports(RequestReader reader, UsageQueries usage, Clock clock) {
    this.reader = reader;
    this.usage = usage;
    this.clock = clock;
  }

  /** The usage of some days, in the shape of a list of the API. */
  private record Report(
      String object,
      @JsonSerialize(using = ToStringSerializer.class) LocalDate from,
      @JsonSerialize(using = ToStringSerializer.class) LocalDate to,
      List<String> by,
      List<UsageRow> data) {}

  /**
   * The usage as JSON. {@code from} and {@code to} are days in UTC, both included, by default those
   * of this month until today; {@code by} says what is told apart, by default everything.
   */
  public Object json(@Header("CamelHttpServletRequest") OpaqueRequest call) {
    var query = query(call);
    var by = query.by().stream().map(Group::toString).toList();
    return new Report("usage_report", query.from(), query.to(), by, rows(query));
  }

  /** Answers the same as CSV with a line of names. */
  public void csv(@Header("CamelHttpServletRequest") OpaqueRequest call, Exchange exchange) {
    var query = query(call);
    var text = csv(query.by(), rows(query));
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    ApiResponses.whole(exchange, 200, "text/csv; charset=utf-8", bytes);
    var name = "attachment; filename=\"usage.csv\"";
    exchange.getMessage().setHeader("Content-Disposition", name);
  }

  private List<UsageRow> rows(UsageQuery query) {
    return bounded(usage.find(query, MOST_ROWS + 1));
  }

  static List<UsageRow> bounded(List<UsageRow> rows) {
    if (rows.size() > MOST_ROWS) {
      throw new OrderRefused(
          "by",
          "by must tell less apart, or from and to name fewer days: a report has at most 100000"
              + " rows");
    }
    return rows;
  }

  private UsageQuery query(OpaqueRequest call) {
    var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    return query(reader.query(call.request()), today);
  }

  static UsageQuery query(Parameters parameters, LocalDate today) {
    UnknownParameter.check(parameters, List.of("by", "from", "to"));
    var to = day(parameters, "to", today);
    var from = day(parameters, "from", to.withDayOfMonth(1));
    if (from.isAfter(to) || ChronoUnit.DAYS.between(from, to) >= MOST_DAYS) {
      throw new OrderRefused(
          "from",
          "from must be a day until to, and a report has at most %d days".formatted(MOST_DAYS));
    }
    return new UsageQuery(from, to, groups(parameters.text("by")));
  }

  private static LocalDate day(Parameters parameters, String name, LocalDate usual) {
    var text = parameters.text(name);
    try {
      var day = text == null ? usual : LocalDate.parse(text);
      if (YEARS.isValidIntValue(day.getYear())) {
        return day;
      }
    } catch (DateTimeParseException malformed) {
      // refused below
    }
    throw new OrderRefused(name, name + " must be a day like 2026-11-29");
  }

  private static Set<Group> groups(@Nullable String by) {
    return by == null
        ? EnumSet.allOf(Group.class)
        : Stream.of(by.split(",", -1)).map(UsageReports::group).collect(Collectors.toSet());
  }

  private static Group group(String name) {
    return Stream.of(Group.values())
        .filter(one -> one.toString().equals(name.strip()))
        .findFirst()
        .orElseThrow(() -> new OrderRefused("by", GROUPS));
  }

  static String csv(Set<Group> by, List<UsageRow> rows) {
    var text = new StringBuilder();
    try (var csv = CSVFormat.RFC4180.print(text)) {
      csv.printRecord(
          Stream.concat(
              by.stream(), Stream.of("jobs", "failed", "seconds", "bytes", "cost", "currency")));
      for (var row : rows) {
        csv.printRecord(
            Stream.concat(
                by.stream().map(group -> CsvCells.safe(cell(row, group))),
                Stream.of(
                    row.jobs(),
                    row.failed(),
                    row.seconds(),
                    row.bytes(),
                    row.cost().toPlainString(),
                    CsvCells.safe(row.currency()))));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static String cell(UsageRow row, Group group) {
    return String.valueOf(
        switch (group) {
          case LICENCE -> row.licence();
          case DAY -> row.day();
          case MODEL -> row.model();
          case UPSTREAM -> row.upstream();
        });
  }
}
