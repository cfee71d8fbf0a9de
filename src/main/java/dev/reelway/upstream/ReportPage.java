package dev.reelway.upstream;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One page of an upstream's list of its tasks, in our terms; each report names its task.
 *
 * @param next where the next page begins, or null where this is the last one
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ReportPage(List<Report> reports, @Nullable String next) {

  @SuppressWarnings("ConstantValue")
  public ReportPage {
    reports = reports == null ? List.of() : List.copyOf(reports);
    next = next != null && Placement.isTask(next) ? next : null;
  }

  /** What the page says of each task that it names. */
  public Map<String, Report> byTask() {
    return reports.stream()
        .filter(report -> report.task() != null)
        .collect(Collectors.toMap(Report::task, Function.identity(), (first, again) -> first));
  }
}
