package dev.reelway.intake;

import dev.reelway.cost.Amount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The head of the report page of a file: its name, when it was received, and its progress. The page
 * contains no script and loads nothing but the images and thumbnails of its orders.
 */
final class ReportHead {

  private static final String CSS = css();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm:ss 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private ReportHead() {}

  /**
   * @param comments how many lines of the file begin with {@code #}, so that they are no orders
   * @param refresh seconds until the browser reloads the page, or null once it is final
   */
  static String of(
      DroppedBatch droppedBatch,
      BatchProgress batchProgress,
      int comments,
      @Nullable Integer refresh,
      Instant now) {
    return of(droppedBatch, batchProgress, comments, refresh, now, "");
  }

  /**
   * @param images where images may come from besides the page's own origin, as sources of a
   *     Content-Security-Policy, each after a space; empty for nowhere
   */
  static String of(
      DroppedBatch droppedBatch,
      BatchProgress batchProgress,
      int comments,
      @Nullable Integer refresh,
      Instant now,
      String images) {
    return head(droppedBatch, refresh, images)
        + """
        <header><h1 dir="auto">%s</h1><p>received on %s · %s%s</p>%s%s
        <nav>%s%s%s%s%s</nav></header>
        <main><ol>
        """
            .formatted(
                Html.escape(droppedBatch.source()),
                TIME.format(droppedBatch.created()),
                progress(batchProgress, now),
                cost(batchProgress.cost()),
                comments(comments),
                bar(batchProgress),
                filter("a", batchProgress.orders(), "orders", true),
                filter("d", batchProgress.done(), "done", false),
                filter("u", batchProgress.running(), "running", false),
                filter("q", waiting(batchProgress), "waiting", false),
                filter("f", batchProgress.failedTotal(), "failed", false));
  }

  /**
   * What a browser may load for the page: its style, and images of its origin and of the others.
   */
  static String policy(String images) {
    return "default-src 'none'; style-src 'sha256-%s'; img-src 'self' file:%s; base-uri 'none'; form-action 'none'"
        .formatted(sha256(CSS), images);
  }

  /** The whole page of a refused file. */
  static String refused(DroppedBatch droppedBatch, String why) {
    return head(droppedBatch, null, "")
        + """
        <header><h1 dir="auto">%s</h1><p>received on %s · refused, no job was created</p></header>
        <main><p class="why" dir="auto">%s</p></main></body></html>
        """
            .formatted(
                Html.escape(droppedBatch.source()),
                TIME.format(droppedBatch.created()),
                Html.escape(why));
  }

  private static String head(DroppedBatch droppedBatch, @Nullable Integer refresh, String images) {
    return """
    <!DOCTYPE html>
    <html lang="en"><head><meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="%s">
    %s<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">
    <title>%s</title><style>%s</style></head><body>
    """
        .formatted(
            policy(images),
            refresh == null ? "" : "<meta http-equiv=\"refresh\" content=\"" + refresh + "\">\n",
            Html.escape(droppedBatch.source()),
            CSS);
  }

  private static String progress(BatchProgress batchProgress, Instant now) {
    if (batchProgress.isFinal()) {
      return "finished on " + TIME.format(now);
    }
    var suffix = batchProgress.total() == null ? ", the file is still being read" : "";
    return "%d of %d finished, as of %s%s"
        .formatted(
            batchProgress.done() + batchProgress.failedTotal(),
            batchProgress.orders(),
            TIME.format(now),
            suffix);
  }

  private static String cost(@Nullable Amount cost) {
    return cost == null ? "" : " · cost: " + cost;
  }

  private static String comments(int count) {
    if (count == 0) {
      return "";
    }
    var begin =
        count == 1
            ? "1 line begins with # and is not an order."
            : count + " lines begin with # and are not orders.";
    return "<p>" + begin + " Put such a prompt into a .csv or .jsonl file.</p>";
  }

  private static int waiting(BatchProgress batchProgress) {
    return batchProgress.orders()
        - batchProgress.done()
        - batchProgress.failedTotal()
        - batchProgress.running();
  }

  private static String filter(String id, int count, String label, boolean chosen) {
    return "<input type=\"radio\" name=\"show\" id=\"%s\"%s><label for=\"%s\"><b>%d</b> %s</label>"
        .formatted(id, chosen ? " checked" : "", id, count, label);
  }

  private static String bar(BatchProgress batchProgress) {
    int all = Math.max(batchProgress.orders(), 1);
    int good = batchProgress.done();
    int bad = good + batchProgress.failedTotal();
    return "<svg viewBox=\"0 0 %d 1\" preserveAspectRatio=\"none\" aria-hidden=\"true\">%s%s%s%s</svg>"
        .formatted(
            all,
            part("w", 0, all),
            part("r", bad, batchProgress.running()),
            part("x", good, batchProgress.failedTotal()),
            part("g", 0, good));
  }

  private static String part(String style, int from, int width) {
    return "<rect class=\"%s\" x=\"%d\" width=\"%d\" height=\"1\"/>".formatted(style, from, width);
  }

  private static String css() {
    try (var css = ReportHead.class.getResourceAsStream("/intake/report.css")) {
      return new String(Objects.requireNonNull(css).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha256(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder()
          .encodeToString(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
