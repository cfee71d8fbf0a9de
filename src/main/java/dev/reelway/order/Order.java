package dev.reelway.order;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.reelway.media.Picture;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wishes for, understood, checked and complete: nothing is left to guess for whoever
 * renders it. This is what the ledger keeps, as JSON.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind", defaultImpl = VideoOrder.class)
@JsonSubTypes({
  @JsonSubTypes.Type(value = VideoOrder.class, name = "video"),
  @JsonSubTypes.Type(value = ImageOrder.class, name = "image")
})
public sealed interface Order permits VideoOrder, ImageOrder {

  /** The public model name as the caller wrote it, with its suffixes. */
  String model();

  /** The name of the configuration that it stands for. */
  String base();

  /** 1 to 32,000 characters. */
  String prompt();

  /** Width and height in pixels, written {@code WxH}. */
  String size();

  /** A wish that is passed on; whether it is fulfilled is the upstream's affair. */
  boolean watermark();

  /** The pictures that it starts from, in the caller's order. */
  List<Picture> references();

  /** The id of the job whose film it starts from, or null. */
  @Nullable String remixOf();

  /** Whether it is a remix that the engine makes which made its source. */
  default boolean remakes() {
    return remixOf() != null && references().isEmpty();
  }

  /** Whether it is a remix that starts anew: its only picture is the last frame of its source. */
  default boolean startsFromFrame() {
    return remixOf() != null && !references().isEmpty();
  }

  /** Where its caller is called once it has ended, or null. */
  @Nullable String callbackUrl();

  /** The same order, whose caller is called there. */
  Order callingBack(@Nullable String url);

  /** The same order, starting from these pictures. */
  Order from(List<Picture> references);

  /** What it makes, in a word: video or image. */
  default String kind() {
    return switch (this) {
      case VideoOrder v -> "video";
      case ImageOrder i -> "image";
    };
  }
}
