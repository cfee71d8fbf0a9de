package dev.reelway.api;

import dev.reelway.job.Job;
import dev.reelway.job.Watch;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One chat answer on its way, chunk by chunk. */
final class ChatStream {

  private static final String DONE = "[DONE]";

  private final EventStream events;
  private final Talk talk;
  private final StringBuilder said = new StringBuilder();
  private String last = "";
  private @Nullable Job job;
  private @Nullable ChatMessages messages;

  ChatStream(EventStream events, Talk talk) {
    this.events = events;
    this.talk = talk;
  }

  /** Says what becomes of the job until it has ended; null where the service shuts down first. */
  @Nullable Job follow(Waiting waiting, Watch watch) throws CallerGone, InterruptedException {
    return events.follow(waiting, watch, this::tell);
  }

  private void tell(Job news) throws CallerGone {
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

  /** The files lie ready under these links. */
  void end(List<String> links) throws CallerGone {
    say("content", talk.end(Objects.requireNonNull(job).order(), links));
    events.data(Json.text(messages().last(said)));
    events.data(DONE);
  }

  /** The job has failed: an error takes the place of the files. */
  void fail(ApiError error) throws CallerGone {
    breakOff(error);
    events.data(DONE);
  }

  /** The job goes on, and the stream does not: nobody may take what was said for the whole. */
  void breakOff(ApiError error) throws CallerGone {
    events.data(Json.text(error.body()));
  }

  private void say(String key, String text) throws CallerGone {
    if (!text.isEmpty()) {
      said.append(text);
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
