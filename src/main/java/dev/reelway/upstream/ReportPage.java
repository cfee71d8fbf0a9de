package dev.reelway.upstream;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One page of an upstream's list of tasks, translated by its dialect; each report names its task.
 *
 * @param next the cursor of the next page, or null on the last page; anything but a valid task name
 *     counts as null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ReportPage(List<Report> reports, @Nullable String next) {

  @SuppressWarnings("ConstantValue")
  public ReportPage {
    reports = reports == null ? List.of() : List.copyOf(reports);
    next = next != null && RenderTask.isTask(next) ? next : null;
  }

  /** The report of each task on the page; the first one if a task is listed twice. */
  public Map<String, Report> byTask() {
    return reports.stream()
        .filter(report -> report.task() != null)
        .collect(Collectors.toMap(Report::task, Function.identity(), (first, again) -> first));
  }
}
