package dev.reelway.intake;

import dev.reelway.job.Job;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Queued;
import dev.reelway.job.JobState.Rendered;
import dev.reelway.job.JobState.Rendering;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.sink.Asset;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Renders one order in the report page of its file. */
final class ReportRow {

  private static final int MAX_PROMPT_LENGTH = 600;
  private static final int MAX_NAME_LENGTH = 120;

  private final ReportLinks links;

  ReportRow(ReportLinks links) {
    this.links = links;
  }

  /** Renders an order with its job, or its refusal; with neither it has not been read yet. */
  String of(OrderOutcome outcome) {
    var job = outcome.job();
    var refusal = outcome.refusal();
    if (job != null) {
      return row(outcome, status(job), reason(job));
    }
    return refusal == null
        ? row(outcome, new Status("q", "not read yet"), null)
        : row(outcome, new Status("f", "refused"), refusal.message());
  }

  /** The status of an order: the id of its filter on the page, and a text. */
  private record Status(String filter, String text) {}

  private static Status status(Job job) {
    return switch (job.state()) {
      case Queued q -> new Status("q", "waiting");
      case Submitting s -> new Status("u", "submitting");
      case Rendering(var at, var progress) -> new Status("u", "rendering " + progress + " %");
      case Rendered r -> new Status("u", "downloading");
      case Delivered d -> new Status("d", "done");
      case Failed f -> new Status("f", f.why().code().replace('_', ' '));
    };
  }

  private static @Nullable String reason(Job job) {
    return job.state() instanceof Failed failed ? failed.why().message() : null;
  }

  private String row(OrderOutcome outcome, Status status, @Nullable String reason) {
    var job = outcome.job();
    return """
    <li class="%s">%s<div><b dir="auto">%s</b><p dir="auto">%s</p>%s</div><div class="s"><i>%s</i>%s</div></li>\
    """
        .formatted(
            status.filter(),
            thumbnail(results(job)),
            shortened(outcome.customId(), MAX_NAME_LENGTH),
            shortened(outcome.prompt(), MAX_PROMPT_LENGTH),
            reason == null
                ? ""
                : "<em dir=\"auto\">" + shortened(reason, MAX_PROMPT_LENGTH) + "</em>",
            Html.escape(status.text()),
            duration(job) + cost(job) + otherResults(results(job)));
  }

  private static List<Asset> results(@Nullable Job job) {
    return job != null && job.state() instanceof Delivered delivered
        ? delivered.files()
        : List.of();
  }

  private static String shortened(String text, int longest) {
    return Html.escape(text.length() > longest ? text.substring(0, longest) + "…" : text);
  }

  /** A thumbnail of the first result that links to it. */
  private String thumbnail(List<Asset> results) {
    if (results.isEmpty()) {
      return "<span class=\"t\"></span>";
    }
    var file = results.getFirst();
    var image = file.type().startsWith("image/") ? file : file.thumbnail();
    var content =
        image == null || !links.shows(image)
            ? "▶"
            : "<img loading=\"lazy\" alt=\"\" src=\"%s\">".formatted(href(image));
    return "<a class=\"t\" href=\"%s\">%s</a>".formatted(href(file), content);
  }

  private String href(Asset file) {
    return Html.escape(links.to(file));
  }

  /** Links to the other results of the same order. */
  private String otherResults(List<Asset> results) {
    var all = new StringBuilder();
    for (int i = 1; i < results.size(); i++) {
      var file = results.get(i);
      var kind = file.type().startsWith("image/") ? "image" : "video";
      all.append("<a href=\"%s\">%s %d</a>".formatted(href(file), kind, i + 1));
    }
    return all.toString();
  }

  private static String cost(@Nullable Job job) {
    var total = job == null ? null : job.history().cost().total();
    return total == null ? "" : "<small>" + total + "</small>";
  }

  private static String duration(@Nullable Job job) {
    var ended = job == null ? null : job.ended();
    return job == null || ended == null
        ? ""
        : "<small>" + words(Duration.between(job.created(), ended)) + "</small>";
  }

  /** {@code 5 s}, {@code 2 min 05 s}, {@code 1 h 03 min}. */
  static String words(Duration time) {
    if (time.toHours() > 0) {
      return "%d h %02d min".formatted(time.toHours(), time.toMinutesPart());
    }
    return time.toMinutes() > 0
        ? "%d min %02d s".formatted(time.toMinutes(), time.toSecondsPart())
        : Math.max(time.toSeconds(), 0) + " s";
  }
}
