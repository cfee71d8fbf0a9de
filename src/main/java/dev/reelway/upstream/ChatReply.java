package dev.reelway.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The chat completion, streamed or whole, in which an upstream makes a video or images, as far as
 * it has been received. Progress is read from its {@code content} or {@code reasoning_content}, for
 * example {@code 进度：98.7%}. The last link in it is the video; images are links in Markdown image
 * syntax. The last 64 K characters of the text are kept.
 */
public final class ChatReply {

  private static final int MAX_KEPT = 1 << 16;
  private static final int TAIL = 400;
  private static final Pattern PROGRESS =
      Pattern.compile("(?i)(?:进度|progress)[^0-9%\n]{0,20}([0-9]{1,9}(?:\\.[0-9]{1,9})?)\\s{0,3}%");
  private static final Pattern LINK = Pattern.compile("https?://[^\\s<>\"'`\\\\()\\[\\]（），。；！【】]+");
  private static final Pattern MARKDOWN_IMAGE =
      Pattern.compile("!\\[[^\\]\n]{0,200}]\\(\\s{0,3}(https?://[^\\s)]+)");
  private static final Pattern IMAGE_LINK =
      Pattern.compile("(?i)\\.(png|jpe?g|webp|gif)([?#].*)?$");
  private static final Pattern REFUSAL_CODE =
      Pattern.compile("(?i)moderation|policy|safety|refused|sensitive|content_filter");
  private static final Pattern REFUSAL =
      Pattern.compile("(?i)moderation|polic(y|ies)|guidelines|safety|违规|审核|敏感");

  private final SseReader events;
  private final JsonNode request;
  private final StringBuilder text = new StringBuilder();
  private @Nullable String id;
  private @Nullable String finish;
  private @Nullable JsonNode error;
  private @Nullable Double progress;
  private boolean received;
  private boolean concluded;
  private boolean ended;

  ChatReply(SseReader events, JsonNode request) {
    this.events = events;
    this.request = request;
  }

  /** Whether more of the reply is expected. */
  public boolean hasNext() {
    return !ended;
  }

  Report next() throws IOException {
    read(events.next());
    return new Report(received ? task() : null, Report.Verdict.WORKING, progress, null, List.of());
  }

  /**
   * What the reply says when no more of it comes.
   *
   * @throws IllegalStateException if it is no chat completion, or broke off before it said that it
   *     has ended: there may be a video all the same
   */
  Report last() {
    var links = error == null ? links() : List.<String>of();
    if (!links.isEmpty()) {
      return new Report(task(), Report.Verdict.DONE, null, null, links);
    }
    if (error == null && !received) {
      throw new IllegalStateException("the upstream's response is not a chat completion");
    }
    if (error == null && !concluded) {
      throw new IllegalStateException("the upstream's response broke off before its video");
    }
    var verdict = isRefusal() ? Report.Verdict.REFUSED : Report.Verdict.FAILED;
    return new Report(null, verdict, null, reason(), List.of());
  }

  /** A finish reason after a link is the end, even if the upstream keeps the connection open. */
  private void read(JsonNode event) {
    for (var choice : event.path("choices")) {
      received = true;
      append(choice.path("delta"));
      append(choice.path("message"));
      finish = textOr(choice.path("finish_reason"), finish);
      concluded |= finish != null || choice.path("message").isObject();
    }
    concluded |= SseReader.isDone(event);
    id = textOr(event.path("id"), id);
    var sent = event.path("error");
    boolean isError = sent.isObject() || sent.isTextual() && !sent.textValue().isBlank();
    error = isError ? sent : error;
    ended = !event.isObject() || error != null || finish != null && !links().isEmpty();
  }

  private void append(JsonNode words) {
    text.append(textOr(words.path("reasoning_content"), ""));
    text.append(textOr(words.path("content"), ""));
    text.delete(0, Math.max(0, text.length() - MAX_KEPT));
    var found = PROGRESS.matcher(text).region(Math.max(0, text.length() - TAIL), text.length());
    while (found.find()) {
      progress = Double.valueOf(found.group(1));
    }
  }

  private static @Nullable String textOr(JsonNode text, @Nullable String otherwise) {
    return text.isTextual() && !text.textValue().isEmpty() ? text.textValue() : otherwise;
  }

  /** A name for the record only: the id of a chat completion cannot be polled. */
  private String task() {
    var own = request.path("job").asText() + ":";
    return id != null && RenderTask.isTask(own + id) ? own + id : own + "chat";
  }

  private List<String> links() {
    var all = LINK.matcher(text).results().map(MatchResult::group).map(ChatReply::plain);
    if (request.path("kind").asText().equals("image")) {
      var shown = MARKDOWN_IMAGE.matcher(text).results().map(one -> one.group(1)).toList();
      return lastOf(shown.isEmpty() ? all.toList() : shown, request.path("n").asInt(1));
    }
    return lastOf(all.filter(link -> !IMAGE_LINK.matcher(link).find()).toList(), 1);
  }

  /** Without trailing punctuation and HTML escapes. */
  private static String plain(String link) {
    return link.replaceFirst("[.,;:!?*]+$", "").replace("&amp;", "&");
  }

  /** Links that are in the prompt are only repeated by the upstream. */
  private List<String> lastOf(List<String> links, int most) {
    var prompt = request.path("prompt").asText();
    var own = links.stream().filter(link -> !prompt.contains(link)).distinct().toList();
    return own.subList(Math.max(0, own.size() - most), own.size());
  }

  private boolean isRefusal() {
    var code = error == null ? finish : textOr(error.path("code"), null);
    var words = reason();
    return code != null && REFUSAL_CODE.matcher(code).find()
        || (error == null || code == null) && words != null && REFUSAL.matcher(words).find();
  }

  private @Nullable String reason() {
    if (error != null) {
      return textOr(error, textOr(error.path("message"), null));
    }
    var last = text.substring(Math.max(0, text.length() - TAIL));
    return last.lines()
        .map(line -> line.replaceFirst("^[>\\s]+", "").strip())
        .filter(line -> !line.isEmpty())
        .reduce((before, line) -> line)
        .orElse("The upstream's response ended without a link.");
  }
}
