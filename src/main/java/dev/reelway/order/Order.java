package dev.reelway.order;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.reelway.media.ImageInfo;
import dev.reelway.media.ReferenceInfo;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A caller's request, parsed, checked and complete: an upstream has nothing to guess. The ledger
 * stores it as JSON. A version that reads a field, a kind or a value that it does not know leaves
 * the job to a newer one: so what an order says more than before is a field or a value of its own,
 * left out where nobody asked for it, and no field is ever removed.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonIgnoreProperties(
    value = {"answeredInline", "nativeRemix", "frameRemix"},
    allowGetters = true)
@JsonSubTypes({
  @JsonSubTypes.Type(value = VideoOrder.class, name = "video"),
  @JsonSubTypes.Type(value = ImageOrder.class, name = "image")
})
public sealed interface Order permits VideoOrder, ImageOrder {

  /** The public model name as the caller wrote it, with its suffixes. */
  String model();

  /** The configured model name, without suffixes. */
  String base();

  /** 1 to 32,000 characters. */
  String prompt();

  /** Width and height in pixels, as {@code WxH}. */
  String size();

  /** How many images, or videos, of the same prompt: 1 to 4. */
  int n();

  /** Whether a watermark is requested. It is passed on; the upstream decides. */
  boolean watermark();

  /** The images that it starts from, in the caller's order. */
  List<ImageInfo> references();

  /** All images that are sent with it: its references, and after them a mask or markup. */
  default List<ImageInfo> images() {
    return references();
  }

  /** All files that are sent with it, in their order. */
  default List<ReferenceInfo> files() {
    return List.copyOf(images());
  }

  /** The SHA-256 of all files that are sent with it, in their order. */
  default List<String> contents() {
    return files().stream().map(ReferenceInfo::sha256).toList();
  }

  /** The id of the job whose video it starts from, or null. */
  @Nullable String remixOf();

  /** The video that an edit or an extension is made of, or null. */
  default @Nullable SourceVideo source() {
    return null;
  }

  /** What is made. */
  default Operation operation() {
    var source = source();
    return source != null
        ? source.operation()
        : remixOf() != null ? Operation.REMIX : Operation.CREATE;
  }

  /** The id of the job whose video it is made of or starts from, or null. */
  default @Nullable String sourceJob() {
    var source = source();
    return source == null ? remixOf() : source.job();
  }

  /**
   * The parameters that not every target takes, by their names in {@link OrderParameter}: strings,
   * booleans and numbers.
   */
  Map<String, Object> options();

  /** The caller's own strings by name, which no upstream sees; see {@link Metadata}. */
  Map<String, String> metadata();

  /** Whether it is a remix that is made by the model that made its source. */
  default boolean isNativeRemix() {
    return remixOf() != null && references().isEmpty();
  }

  /** Whether it is a remix that starts from the last frame of its source, as its only image. */
  default boolean isFrameRemix() {
    return remixOf() != null && !references().isEmpty();
  }

  /** The URL that is called when the job has ended, or null. */
  @Nullable String callbackUrl();

  /** The same order with this callback URL. */
  Order withCallbackUrl(@Nullable String url);

  /** The same order with this metadata. */
  Order withMetadata(Map<String, String> pairs);

  /** The same order, starting from these images. */
  Order withReferences(List<ImageInfo> references);

  /** {@code video} or {@code image}. */
  default String kind() {
    return switch (this) {
      case VideoOrder v -> "video";
      case ImageOrder i -> "image";
    };
  }
}
