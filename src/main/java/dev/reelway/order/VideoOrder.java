package dev.reelway.order;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.reelway.media.ImageInfo;
import dev.reelway.media.MediaInfo;
import dev.reelway.media.ReferenceInfo;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An order for one to four videos of the same prompt.
 *
 * @param seconds the video's length; of an extension, with its source
 * @param hd whether high definition was requested by the seed dialect's suffix or parameter
 * @param pro whether the seed dialect's {@code pro} grade was requested
 * @param changed the parameters by which a remix is asked to differ from its source
 * @param source the video that an edit or an extension is made of, or null
 * @param references the images that the video starts from; a remix has one if it starts from the
 *     last frame of its source
 * @param roles what each reference is to the video; empty if the request says nothing of it
 * @param media the videos and audio files that the video refers to: the videos first
 * @param options the parameters that not every target takes, by their names in {@link
 *     OrderParameter}; and {@code aspect_ratio} and {@code resolution}, if no exact size is asked
 *     for
 * @param n the number of videos
 * @param metadata the caller's own strings by name
 * @param callbackUrl the URL that is called when the job has ended, or null
 */
public record VideoOrder(
    String model,
    String base,
    String prompt,
    String size,
    int seconds,
    boolean hd,
    boolean pro,
    boolean watermark,
    @JsonProperty("remix_of") @Nullable String remixOf,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> changed,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable SourceVideo source,
    List<ImageInfo> references,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ReferenceRole> roles,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<MediaInfo> media,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Object> options,
    int n,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> metadata,
    @JsonProperty("callback_url") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable String callbackUrl)
    implements Order {

  /**
   * Orders stored before changes, references, roles, media, options and metadata existed have none;
   * without n they are for one.
   */
  @JsonCreator
  public VideoOrder {
    changed = changed == null ? List.of() : List.copyOf(changed);
    references = references == null ? List.of() : List.copyOf(references);
    roles = roles == null ? List.of() : List.copyOf(roles);
    media = media == null ? List.of() : List.copyOf(media);
    options = OrderOptions.of(options);
    n = Math.max(1, n);
    metadata = Metadata.stored(metadata);
  }

  public VideoOrder(
      String model,
      String base,
      String prompt,
      String size,
      int seconds,
      boolean hd,
      boolean pro,
      boolean watermark,
      @Nullable String remixOf) {
    this(
        model, base, prompt, size, seconds, hd, pro, watermark, remixOf, List.of(), null, List.of(),
        List.of(), List.of(), Map.of(), 1, Map.of(), null);
  }

  VideoOrder asRemixOf(String source) {
    return copy(order -> order.remixOf = source);
  }

  VideoOrder changing(List<String> parameters) {
    return copy(order -> order.changed = parameters);
  }

  /** The same order in the size and of the length of another one. */
  public VideoOrder shapedAs(VideoOrder other) {
    return rounded(other.seconds, other.size, watermark);
  }

  /**
   * Whether it is of the length and the grade of another one, and has a watermark if that has one.
   */
  public boolean isAsLongAs(VideoOrder other) {
    return seconds == other.seconds
        && hd == other.hd
        && pro == other.pro
        && (watermark || !other.watermark);
  }

  VideoOrder madeOf(SourceVideo video) {
    return copy(order -> order.source = video);
  }

  /** How many seconds are rendered: of an extension, those that it adds. */
  public int rendered() {
    return source != null && source.operation() == Operation.EXTEND
        ? seconds - source.seconds()
        : seconds;
  }

  VideoOrder rounded(int length, String shape, boolean mark) {
    return copy(
        order -> {
          order.seconds = length;
          order.size = shape;
          order.watermark = mark;
        });
  }

  VideoOrder withOptions(Map<String, Object> other) {
    return copy(order -> order.options = other);
  }

  /** Whether it leaves the aspect ratio to the engine, in so many words. */
  boolean isAdaptive() {
    return Shape.ADAPTIVE.equals(options.get("aspect_ratio"));
  }

  /** The same order, which says nothing of its aspect ratio. */
  VideoOrder withoutAdaptive() {
    var others = new HashMap<>(options);
    others.remove("aspect_ratio");
    return withOptions(others);
  }

  VideoOrder withN(int count) {
    return copy(order -> order.n = count);
  }

  /** The same order, whose references have these roles. */
  public VideoOrder withRoles(List<ReferenceRole> other) {
    return copy(order -> order.roles = other);
  }

  /**
   * What the last of its images is if none has a role: of two the last frame, of more a reference,
   * like the others. Null for one image, and where a role is said, or videos and audio files say
   * it.
   */
  @Nullable ReferenceRole implied() {
    boolean open = roles.isEmpty() && media.isEmpty() && references.size() > 1;
    return !open
        ? null
        : references.size() == 2 ? ReferenceRole.LAST_FRAME : ReferenceRole.REFERENCE;
  }

  /** The same order, whose images are said to be references if they are. */
  VideoOrder withImpliedRoles() {
    return implied() == ReferenceRole.REFERENCE
        ? withRoles(Collections.nCopies(references.size(), ReferenceRole.REFERENCE))
        : this;
  }

  /** The same order, referring to these videos and audio files. */
  public VideoOrder withMedia(List<MediaInfo> files) {
    return copy(order -> order.media = files);
  }

  @Override
  public List<ReferenceInfo> files() {
    return Stream.<ReferenceInfo>concat(images().stream(), media.stream()).toList();
  }

  @Override
  public VideoOrder withMetadata(Map<String, String> pairs) {
    return copy(order -> order.metadata = pairs);
  }

  @Override
  public VideoOrder withCallbackUrl(@Nullable String url) {
    return copy(order -> order.callbackUrl = url);
  }

  @Override
  public VideoOrder withReferences(List<ImageInfo> images) {
    return copy(order -> order.references = images);
  }

  private VideoOrder copy(Consumer<Copy> change) {
    var copy = new Copy(this);
    change.accept(copy);
    return copy.order();
  }

  /** An order whose changeable components can be set one by one. */
  private static final class Copy {

    private final VideoOrder original;
    private String size;
    private int seconds;
    private boolean watermark;
    private @Nullable String remixOf;
    private List<String> changed;
    private @Nullable SourceVideo source;
    private List<ImageInfo> references;
    private List<ReferenceRole> roles;
    private List<MediaInfo> media;
    private Map<String, Object> options;
    private int n;
    private Map<String, String> metadata;
    private @Nullable String callbackUrl;

    Copy(VideoOrder original) {
      this.original = original;
      this.size = original.size;
      this.seconds = original.seconds;
      this.watermark = original.watermark;
      this.remixOf = original.remixOf;
      this.changed = original.changed;
      this.source = original.source;
      this.references = original.references;
      this.roles = original.roles;
      this.media = original.media;
      this.options = original.options;
      this.n = original.n;
      this.metadata = original.metadata;
      this.callbackUrl = original.callbackUrl;
    }

    VideoOrder order() {
      return new VideoOrder(
          original.model,
          original.base,
          original.prompt,
          size,
          seconds,
          original.hd,
          original.pro,
          watermark,
          remixOf,
          changed,
          source,
          references,
          roles,
          media,
          options,
          n,
          metadata,
          callbackUrl);
    }
  }
}
