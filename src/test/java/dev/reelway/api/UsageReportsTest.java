package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reelway.job.UsageQuery;
import dev.reelway.job.UsageQuery.Group;
import dev.reelway.job.UsageRow;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageReportsTest {

  private static final LocalDate TODAY = LocalDate.parse("2026-11-22");

  @Test
  void withoutParametersItIsThisMonthByEverything() {
    assertThat(UsageReports.query(Parameters.NONE, TODAY))
        .isEqualTo(
            new UsageQuery(
                LocalDate.parse("2026-11-01"),
                LocalDate.parse("2026-11-22"),
                EnumSet.allOf(Group.class)));
  }

  @Test
  void daysAndGroupsAreChosen() {
    var asked =
        List.of(
            Map.entry("from", "2026-02-03"),
            Map.entry("to", "2026-02-03"),
            Map.entry("by", "upstream,licence"));

    assertThat(UsageReports.query(Parameters.of(asked), TODAY))
        .isEqualTo(
            new UsageQuery(
                LocalDate.parse("2026-02-03"),
                LocalDate.parse("2026-02-03"),
                Set.of(Group.LICENCE, Group.UPSTREAM)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          from | 2026-11-23 | from must be a day until to, and a report has at most 366 days
          from | 2025-11-21 | from must be a day until to, and a report has at most 366 days
          to   | yesterday  | to must be a day like 2026-11-29
          to   | +999999999-12-31 | to must be a day like 2026-11-29
          from | -999999999-01-01 | from must be a day like 2026-11-29
          until | 2026-11-23 | until is not a parameter: known parameters are by, from, to
          by   | user       | by must be a list of licence, day, model and upstream, like by=licence,day
          """)
  void whatCannotBeReportedIsRefused(String name, String value, String sentence) {
    var refused =
        catchThrowableOfType(
            OrderRefused.class, () -> UsageReports.query(Parameters.of(name, value), TODAY));

    assertThat(refused.sentence()).isEqualTo(sentence);
  }

  @Test
  void aReportHasAtMost366DaysBothIncluded() {
    var from = LocalDate.parse("2025-11-22");

    assertThat(UsageReports.query(Parameters.of("from", from.toString()), TODAY).from())
        .isEqualTo(from);
  }

  @Test
  void aReportWithMoreRowsThanFitIsRefused() {
    var row = new UsageRow("anna", TODAY, "m", "studio", 1, 0, 0, 0, BigDecimal.ONE, "USD");
    var most = Collections.nCopies(UsageReports.MOST_ROWS, row);
    var more = Collections.nCopies(UsageReports.MOST_ROWS + 1, row);

    assertThat(UsageReports.bounded(most)).isSameAs(most);
    var refused = catchThrowableOfType(OrderRefused.class, () -> UsageReports.bounded(more));
    assertThat(refused.param()).isEqualTo("by");
    assertThat(refused.sentence())
        .isEqualTo(
            "by must tell less apart, or from and to name fewer days: a report has at most 100000"
                + " rows");
  }

  @Test
  void aSheetHasALineOfNames() {
    assertThat(csv("anna"))
        .isEqualTo(
            """
            licence,day,model,upstream,jobs,failed,seconds,bytes,cost,currency\r
            anna,2026-11-22,sora-2,studio,3,1,16,9422,0.1,USD\r
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+1", "-1", "@sum", "\t=1", "\r=1"})
  void aCellThatLooksLikeAFormulaIsText(String name) {
    assertThat(csv(name)).containsPattern("\n\"?'\\Q" + name);
  }

  @Test
  void aRowIsJsonWithoutWhatIsNotToldApart() {
    var row = new UsageRow("anna", TODAY, null, null, 3, 1, 16, 9422, new BigDecimal("0.1"), "USD");

    assertThat(JsonBody.text(row))
        .isEqualTo(
            """
            {"licence":"anna","day":"2026-11-22","jobs":3,"failed":1,"seconds":16,"bytes":9422,\
            "cost":0.1,"currency":"USD"}\
            """);
  }

  private static String csv(String licence) {
    var cost = new BigDecimal("0.1");
    var row = new UsageRow(licence, TODAY, "sora-2", "studio", 3, 1, 16, 9422, cost, "USD");
    return UsageReports.csv(EnumSet.allOf(Group.class), List.of(row));
  }
}
