package dev.reelway.order;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.reelway.media.ImageInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * * An order for one video. *
 *
 * @param seconds the video's length
 * @param hd whether high definition was requested by the seed dialect's suffix or parameter
 * @param pro whether the seed dialect's {@code pro} grade was requested
 * @param references the image that the video starts from, or none; a remix has one if it starts
 *     from the last frame of its source
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
    List<ImageInfo> references,
    @JsonProperty("callback_url") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable String callbackUrl)
    implements Order {

  /** Orders stored before references existed have none. */
  @JsonCreator
  public VideoOrder {
    references = references == null ? List.of() : List.copyOf(references);
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
    this(model, base, prompt, size, seconds, hd, pro, watermark, remixOf, List.of(), null);
  }

  VideoOrder asRemixOf(String source) {
    return new VideoOrder(
        model, base, prompt, size, seconds, hd, pro, watermark, source, references, callbackUrl);
  }

  VideoOrder rounded(int length, String shape, boolean mark) {
    return new VideoOrder(
        model, base, prompt, shape, length, hd, pro, mark, remixOf, references, callbackUrl);
  }

  @Override
  public VideoOrder withCallbackUrl(@Nullable String url) {
    return new VideoOrder(
        model, base, prompt, size, seconds, hd, pro, watermark, remixOf, references, url);
  }

  @Override
  public VideoOrder withReferences(List<ImageInfo> images) {
    return new VideoOrder(
        model, base, prompt, size, seconds, hd, pro, watermark, remixOf, images, callbackUrl);
  }
}
