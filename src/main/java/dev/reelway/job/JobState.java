package dev.reelway.job;

import dev.reelway.sink.Asset;
import dev.reelway.upstream.RenderTask;
import dev.reelway.upstream.Target;
import dev.reelway.wire.PlainText;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The state of a job. Each state has exactly what the next step needs, so that after a restart a
 * job continues from its ledger row alone.
 */
public sealed interface JobState {

  /** Accepted; no upstream has heard of it yet. */
  record Queued() implements JobState {}

  /**
   * A target is chosen; the request is about to be written or has been written.
   *
   * @param intent when its request was about to be written; null while nothing has left
   * @param until how long its render is looked up after its answer was lost; null during its first
   *     request
   */
  record Submitting(Target at, @Nullable Instant intent, @Nullable Instant until)
      implements JobState {

    /** Whether no request was about to be written. */
    boolean unsent() {
      return intent == null;
    }

    /** Whether an earlier request may have arrived. */
    boolean unsure() {
      return until != null;
    }

    Submitting intended(Instant now) {
      return new Submitting(at, intent == null ? now : intent, until);
    }

    Submitting lookupUntil(Instant time) {
      return until == null ? new Submitting(at, intent, time) : this;
    }
  }

  /** An upstream works on it; progress is 0 to 99. */
  record Rendering(RenderTask at, int progress) implements JobState {}

  /**
   * The upstream is done; the files are still there.
   *
   * @param links the links of the files, in their order; none if a video is fetched by its task
   * @param held the files that are in their sink already, while the operator's moderation holds
   *     them; usually none
   */
  record Rendered(RenderTask at, List<String> links, List<Asset> held) implements JobState {

    public Rendered {
      links = List.copyOf(links);
      held = List.copyOf(held);
    }

    Rendered(RenderTask at, List<String> links) {
      this(at, links, List.of());
    }

    Rendered holding(List<Asset> files) {
      return new Rendered(at, links, files);
    }
  }

  /**
   * The files are in their sink.
   *
   * @param files the video, or the images in their order; never none
   * @param expires when their retention ends, or null
   */
  record Delivered(RenderTask at, List<Asset> files, @Nullable Instant expires)
      implements JobState {

    public Delivered {
      files = List.copyOf(files);
    }

    /** Whether the files are there still. */
    public boolean isRetained(Instant now) {
      return expires == null || now.isBefore(expires);
    }

    /** The video, or the first image. */
    public Asset first() {
      return files.getFirst();
    }
  }

  /** The job ended without a video, for good. */
  record Failed(@Nullable RenderTask at, Failure why) implements JobState {}

  /**
   * Why a job failed.
   *
   * @param code one of refused, failed, timed_out, wait_expired, fetch_failed, unusable_answer,
   *     cancelled, submit_unknown, source_lost, record_unreadable
   * @param message a sentence for the caller
   */
  record Failure(String code, String message) {

    /** Of these, it is not known what became of the submit. */
    static final Set<String> OF_UNKNOWN_SUBMITS =
        Set.of("submit_unknown", "unusable_answer", "record_unreadable");

    /** Of these, the upstream itself has said that it made nothing. */
    private static final Set<String> OF_ENDED_RENDERS = Set.of("refused", "failed");

    public Failure {
      message = PlainText.of(message, PlainText.IN_ANSWERS);
    }

    /**
     * Whether an upstream may still have made something.
     *
     * @param accepted whether it had accepted the order
     */
    boolean leavesRenderUnknown(boolean accepted) {
      return OF_UNKNOWN_SUBMITS.contains(code) || accepted && !OF_ENDED_RENDERS.contains(code);
    }
  }

  /** The states' names. */
  enum Name {
    QUEUED,
    SUBMITTING,
    RENDERING,
    RENDERED,
    DELIVERED,
    FAILED;

    private static final Map<String, Name> BY_NAME =
        Stream.of(values()).collect(Collectors.toMap(Name::inLedger, name -> name));

    /** The name in the ledger. */
    public String inLedger() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The state of this name; empty for one that only a newer version knows. */
    static Optional<Name> read(String inLedger) {
      return Optional.ofNullable(BY_NAME.get(inLedger));
    }
  }

  /** The state's name in the ledger. */
  default Name name() {
    return switch (this) {
      case Queued q -> Name.QUEUED;
      case Submitting s -> Name.SUBMITTING;
      case Rendering r -> Name.RENDERING;
      case Rendered r -> Name.RENDERED;
      case Delivered d -> Name.DELIVERED;
      case Failed f -> Name.FAILED;
    };
  }

  /** Whether an upstream works on it, or may. */
  default boolean isOpenUpstream() {
    return this instanceof Submitting || this instanceof Rendering;
  }

  /** Whether the job has ended, delivered or failed. */
  default boolean isFinal() {
    return this instanceof Delivered || this instanceof Failed;
  }

  /** 0 to 100; 100 only for a video that lies in its sink. */
  default int progress() {
    return switch (this) {
      case Queued q -> 0;
      case Submitting s -> 0;
      case Rendering(var at, var progress) -> progress;
      case Rendered r -> 99;
      case Delivered d -> 100;
      case Failed f -> 0;
    };
  }

  /** The render of this state, if there is one. */
  default @Nullable RenderTask renderTask() {
    return switch (this) {
      case Queued q -> null;
      case Submitting s -> null;
      case Rendering(var at, var progress) -> at;
      case Rendered rendered -> rendered.at();
      case Delivered(var at, var files, var expires) -> at;
      case Failed(var at, var why) -> at;
    };
  }
}
