package dev.reelway.api.chat;

import dev.reelway.api.ApiError;
import dev.reelway.api.CallerWait;
import dev.reelway.api.JsonBody;
import dev.reelway.job.Job;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A chat answer that is sent chunk by chunk. */
final class ChatStream {

  private static final String DONE = "[DONE]";

  private final EventStreamWriter events;
  private final ChatStyle chatStyle;
  private final boolean withUsage;
  private final StringBuilder sent = new StringBuilder();
  private String last = "";
  private @Nullable Job job;
  private @Nullable ChatCompletions messages;

  /**
   * @param withUsage whether the token count is sent before the end
   */
  ChatStream(EventStreamWriter events, ChatStyle chatStyle, boolean withUsage) {
    this.events = events;
    this.withUsage = withUsage;
    this.chatStyle = chatStyle;
  }

  /**
   * Streams the job's progress until it has ended, and answers it then; null if the service shuts
   * down first.
   */
  @Nullable Job follow(CallerWait wait) throws ClientDisconnected, InterruptedException {
    return events.follow(wait, this::send);
  }

  private void send(Job news) throws ClientDisconnected {
    if (job == null) {
      messages = new ChatCompletions(news);
      send(Map.of("role", "assistant", "content", ""));
      say("content", chatStyle.beginning(news.order()));
    }
    job = news;
    var words = chatStyle.progress(news);
    if (!words.equals(last)) {
      last = words;
      say(chatStyle.progressKey(), words);
    }
  }

  /** Sends the links to the files, and ends the stream. */
  void end(List<String> links) throws ClientDisconnected {
    say("content", chatStyle.end(Objects.requireNonNull(job).order(), links));
    events.data(JsonBody.text(messages().lastChunk()));
    if (withUsage) {
      events.data(JsonBody.text(messages().usageChunk(sent)));
    }
    events.data(DONE);
  }

  /** Sends the error of a failed job, and ends the stream. */
  void fail(ApiError error) throws ClientDisconnected {
    events.lastEvent("error", JsonBody.text(error.body()), DONE);
  }

  /**
   * Sends an error without an end marker, so that clients do not take the stream for complete; the
   * job continues. LangChain4j knows an error by the event's name alone, OpenAI's clients by both.
   */
  void interrupt(ApiError error) throws ClientDisconnected {
    events.event("error", JsonBody.text(error.event()));
  }

  private void say(String key, String text) throws ClientDisconnected {
    if (!text.isEmpty()) {
      sent.append(text);
      send(Map.of(key, text));
    }
  }

  private void send(Map<String, String> delta) throws ClientDisconnected {
    events.data(JsonBody.text(messages().chunk(delta)));
  }

  private ChatCompletions messages() {
    return Objects.requireNonNull(messages);
  }
}
