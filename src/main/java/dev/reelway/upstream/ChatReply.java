package dev.reelway.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream says in a chat about a film or pictures, as far as it has come: chunks of a chat
 * completion, or a whole one. Progress is told in its words or in its {@code reasoning_content},
 * like {@code 进度：98.7%}; the last link that it names leads to the film, and pictures are shown as
 * markdown does. Of what it says, the last 64 K characters are kept.
 */
public final class ChatReply {

  private static final int MOST_KEPT = 1 << 16;
  private static final int LAST_WORDS = 400;
  private static final Pattern PROGRESS =
      Pattern.compile("(?i)(?:进度|progress)[^0-9%\n]{0,20}([0-9]{1,9}(?:\\.[0-9]{1,9})?)\\s{0,3}%");
  private static final Pattern LINK = Pattern.compile("https?://[^\\s<>\"'`\\\\()\\[\\]（），。；！【】]+");
  private static final Pattern SHOWN =
      Pattern.compile("!\\[[^\\]\n]{0,200}]\\(\\s{0,3}(https?://[^\\s)]+)");
  private static final Pattern PICTURE = Pattern.compile("(?i)\\.(png|jpe?g|webp|gif)([?#].*)?$");
  private static final Pattern REFUSAL_CODE =
      Pattern.compile("(?i)moderation|policy|safety|refused|sensitive|content_filter");
  private static final Pattern REFUSAL =
      Pattern.compile("(?i)moderation|polic(y|ies)|guidelines|safety|违规|审核|敏感");

  private final Hearing hearing;
  private final JsonNode brief;
  private final StringBuilder said = new StringBuilder();
  private @Nullable String id;
  private @Nullable String finish;
  private @Nullable JsonNode error;
  private @Nullable Double progress;
  private boolean heard;
  private boolean over;

  ChatReply(Hearing hearing, JsonNode brief) {
    this.hearing = hearing;
    this.brief = brief;
  }

  /** Whether there is more to hear. */
  public boolean goesOn() {
    return !over;
  }

  Report next() throws IOException {
    hear(hearing.next());
    return new Report(heard ? task() : null, Report.Verdict.WORKING, progress, null, List.of());
  }

  Report last() {
    var links = error == null ? links() : List.<String>of();
    if (!links.isEmpty()) {
      return new Report(task(), Report.Verdict.DONE, null, null, links);
    }
    if (error == null && !heard) {
      throw new IllegalStateException("the upstream said nothing that a chat is made of");
    }
    var verdict = isRefusal() ? Report.Verdict.REFUSED : Report.Verdict.FAILED;
    return new Report(null, verdict, null, reason(), List.of());
  }

  /** A stop after a link is the end, even where the upstream keeps the line open. */
  private void hear(JsonNode event) {
    for (var choice : event.path("choices")) {
      heard = true;
      say(choice.path("delta"));
      say(choice.path("message"));
      finish = textOr(choice.path("finish_reason"), finish);
    }
    id = textOr(event.path("id"), id);
    var told = event.path("error");
    boolean isError = told.isObject() || told.isTextual() && !told.textValue().isBlank();
    error = isError ? told : error;
    over = !event.isObject() || error != null || finish != null && !links().isEmpty();
  }

  private void say(JsonNode words) {
    said.append(textOr(words.path("reasoning_content"), ""));
    said.append(textOr(words.path("content"), ""));
    said.delete(0, Math.max(0, said.length() - MOST_KEPT));
    var told =
        PROGRESS.matcher(said).region(Math.max(0, said.length() - LAST_WORDS), said.length());
    while (told.find()) {
      progress = Double.valueOf(told.group(1));
    }
  }

  private static @Nullable String textOr(JsonNode text, @Nullable String otherwise) {
    return text.isTextual() && !text.textValue().isEmpty() ? text.textValue() : otherwise;
  }

  /** The upstream's name for the answer would not lead to the render: it is only kept in mind. */
  private String task() {
    var own = brief.path("job").asText() + ":";
    return id != null && Placement.isTask(own + id) ? own + id : own + "chat";
  }

  private List<String> links() {
    var all = LINK.matcher(said).results().map(MatchResult::group).map(ChatReply::plain);
    if (brief.path("kind").asText().equals("image")) {
      var shown = SHOWN.matcher(said).results().map(one -> one.group(1)).toList();
      return lastOf(shown.isEmpty() ? all.toList() : shown, brief.path("n").asInt(1));
    }
    return lastOf(all.filter(link -> !PICTURE.matcher(link).find()).toList(), 1);
  }

  /** Without what belongs to the sentence around it, and as it was before it was put into HTML. */
  private static String plain(String link) {
    return link.replaceFirst("[.,;:!?*]+$", "").replace("&amp;", "&");
  }

  /** Links that stand in the prompt are but repeated. */
  private List<String> lastOf(List<String> links, int most) {
    var prompt = brief.path("prompt").asText();
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
    var last = said.substring(Math.max(0, said.length() - LAST_WORDS));
    return last.lines()
        .map(line -> line.replaceFirst("^[>\\s]+", "").strip())
        .filter(line -> !line.isEmpty())
        .reduce((before, line) -> line)
        .orElse("The upstream's answer ended without a link.");
  }
}
