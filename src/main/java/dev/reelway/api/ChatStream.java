package dev.reelway.api;

import dev.reelway.job.Job;
import dev.reelway.job.Watch;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A chat answer that is sent chunk by chunk. */
final class ChatStream {

  private static final String DONE = "[DONE]";

  private final EventStream events;
  private final Talk talk;
  private final StringBuilder sent = new StringBuilder();
  private String last = "";
  private @Nullable Job job;
  private @Nullable ChatMessages messages;

  ChatStream(EventStream events, Talk talk) {
    this.events = events;
    this.talk = talk;
  }

  /**
   * Streams the job's progress until it has ended, and answers it then; null if the service shuts
   * down first.
   */
  @Nullable Job follow(Waiting waiting, Watch watch) throws CallerGone, InterruptedException {
    return events.follow(waiting, watch, this::send);
  }

  private void send(Job news) throws CallerGone {
    if (job == null) {
      messages = new ChatMessages(news);
      send(Map.of("role", "assistant", "content", ""));
      say("content", talk.beginning(news.order()));
    }
    job = news;
    var words = talk.progress(news);
    if (!words.equals(last)) {
      last = words;
      say(talk.key(), words);
    }
  }

  /** Sends the links to the files, and ends the stream. */
  void end(List<String> links) throws CallerGone {
    say("content", talk.end(Objects.requireNonNull(job).order(), links));
    events.data(Json.text(messages().last(sent)));
    events.data(DONE);
  }

  /** Sends the error of a failed job, and ends the stream. */
  void fail(ApiError error) throws CallerGone {
    breakOff(error);
    events.data(DONE);
  }

  /**
   * Sends an error without an end marker, so that clients do not take the stream for complete; the
   * job continues.
   */
  void breakOff(ApiError error) throws CallerGone {
    events.data(Json.text(error.body()));
  }

  private void say(String key, String text) throws CallerGone {
    if (!text.isEmpty()) {
      sent.append(text);
      send(Map.of(key, text));
    }
  }

  private void send(Map<String, String> delta) throws CallerGone {
    events.data(Json.text(messages().chunk(delta)));
  }

  private ChatMessages messages() {
    return Objects.requireNonNull(messages);
  }
}
