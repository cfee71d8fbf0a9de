package dev.reelway.intake;

import dev.reelway.job.Job;
import dev.reelway.job.State.Delivered;
import dev.reelway.job.State.Failed;
import dev.reelway.job.State.Queued;
import dev.reelway.job.State.Rendered;
import dev.reelway.job.State.Rendering;
import dev.reelway.job.State.Submitting;
import dev.reelway.sink.Asset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One order in the page that tells of its file. */
final class ReportRow {

  private static final int LONGEST_PROMPT = 600;
  private static final int LONGEST_NAME = 120;

  private final Whereabouts files;
  private final Path folder;

  /**
   * @param folder where the page lies
   */
  ReportRow(Whereabouts files, Path folder) {
    this.files = files;
    this.folder = folder;
  }

  /** What the ledger knows of an order: its job, or why there is none, or nothing yet. */
  String of(Entry entry, @Nullable Job job, Batches.@Nullable Refusal refusal) {
    var prompt = entry.wishes().values().get("prompt");
    var said = prompt != null && prompt.isTextual() ? prompt.textValue() : "";
    if (job != null) {
      return row(entry, look(job), said, reason(job), job);
    }
    return refusal == null
        ? row(entry, new Look("q", "not read yet"), said, null, null)
        : row(entry, new Look("f", "refused"), said, refusal.message(), null);
  }

  /**
   * How an order is told: the letter of the filter that it goes through, and its state in words.
   */
  private record Look(String letter, String word) {}

  private static Look look(Job job) {
    return switch (job.state()) {
      case Queued q -> new Look("q", "waiting");
      case Submitting s -> new Look("u", "being ordered");
      case Rendering(var at, var progress) -> new Look("u", "rendering " + progress + " %");
      case Rendered r -> new Look("u", "being fetched");
      case Delivered d -> new Look("d", "done");
      case Failed f -> new Look("f", f.why().code().replace('_', ' '));
    };
  }

  private static @Nullable String reason(Job job) {
    return job.state() instanceof Failed failed ? failed.why().message() : null;
  }

  private String row(
      Entry entry, Look look, String prompt, @Nullable String reason, @Nullable Job job) {
    var name = Objects.requireNonNullElse(entry.customId(), "line-" + entry.line());
    return """
    <li class="%s">%s<div><b dir="auto">%s</b><p dir="auto">%s</p>%s</div><div class="s"><i>%s</i>%s</div></li>\
    """
        .formatted(
            look.letter(),
            picture(made(job)),
            shortened(name, LONGEST_NAME),
            shortened(prompt, LONGEST_PROMPT),
            reason == null ? "" : "<em dir=\"auto\">" + shortened(reason, LONGEST_PROMPT) + "</em>",
            Html.text(look.word()),
            took(job) + further(made(job)));
  }

  private static List<Asset> made(@Nullable Job job) {
    return job != null && job.state() instanceof Delivered delivered
        ? delivered.files()
        : List.of();
  }

  private static String shortened(String said, int longest) {
    return Html.text(said.length() > longest ? said.substring(0, longest) + "…" : said);
  }

  /** What was made, small, leading to it. */
  private String picture(List<Asset> made) {
    if (made.isEmpty()) {
      return "<span class=\"t\"></span>";
    }
    var file = made.getFirst();
    var small = file.type().startsWith("image/") ? file : file.thumbnail();
    var seen =
        small == null || !files.isNear(small)
            ? "▶"
            : "<img loading=\"lazy\" alt=\"\" src=\"%s\">".formatted(href(small));
    return "<a class=\"t\" href=\"%s\">%s</a>".formatted(href(file), seen);
  }

  private String href(Asset file) {
    return Html.text(files.from(folder, file));
  }

  /** The other pictures of the same order. */
  private String further(List<Asset> made) {
    var all = new StringBuilder();
    for (int i = 1; i < made.size(); i++) {
      all.append("<a href=\"%s\">picture %d</a>".formatted(href(made.get(i)), i + 1));
    }
    return all.toString();
  }

  private static String took(@Nullable Job job) {
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
