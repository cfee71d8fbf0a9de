package dev.reelway.order;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.reelway.media.ImageInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An order for one to ten images of the same prompt.
 *
 * @param n the number of images
 * @param outputFormat png, jpeg or webp
 * @param references the images to edit, 0 to 16
 * @param guide the mask or markup of the first of them, or null
 * @param options the parameters that not every target takes, by their names in {@link
 *     OrderParameter}
 * @param metadata the caller's own strings by name
 * @param callbackUrl the URL that is called when the job has ended, or null
 */
public record ImageOrder(
    String model,
    String base,
    String prompt,
    String size,
    int n,
    @JsonProperty("output_format") String outputFormat,
    boolean watermark,
    List<ImageInfo> references,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ImageGuide guide,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Object> options,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> metadata,
    @JsonProperty("callback_url") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable String callbackUrl)
    implements Order {

  @JsonCreator
  public ImageOrder {
    references = List.copyOf(references);
    options = OrderOptions.of(options);
    metadata = Metadata.stored(metadata);
  }

  public ImageOrder(
      String model,
      String base,
      String prompt,
      String size,
      int n,
      String outputFormat,
      boolean watermark,
      List<ImageInfo> references) {
    this(
        model,
        base,
        prompt,
        size,
        n,
        outputFormat,
        watermark,
        references,
        null,
        Map.of(),
        Map.of(),
        null);
  }

  /**
   * Whether its images are answered as base64 unless the caller asks for links, as OpenAI's models
   * do since GPT Image: their clients read nothing else.
   */
  public boolean isAnsweredInline() {
    return ImageRules.isOpenAis(base);
  }

  /** Always null: only videos can be remixed. */
  @Override
  public @Nullable String remixOf() {
    return null;
  }

  @Override
  public List<ImageInfo> images() {
    return guide == null
        ? references
        : Stream.concat(references.stream(), Stream.of(guide.image())).toList();
  }

  @Override
  public ImageOrder withReferences(List<ImageInfo> images) {
    return with(images, guide, options, metadata, callbackUrl);
  }

  /** The same order, with a mask or markup of its first image, or with none. */
  public ImageOrder withGuide(@Nullable ImageGuide other) {
    return with(references, other, options, metadata, callbackUrl);
  }

  /**
   * The same order of a caller who reads a stream.
   *
   * @param partialImages how many unfinished images that may have before each image
   */
  public ImageOrder withPartialImages(int partialImages) {
    var others = new HashMap<>(options);
    others.put(OrderParameter.PARTIAL_IMAGES.canonical(), partialImages);
    return withOptions(others);
  }

  ImageOrder withOptions(Map<String, Object> other) {
    return with(references, guide, other, metadata, callbackUrl);
  }

  @Override
  public ImageOrder withMetadata(Map<String, String> pairs) {
    return with(references, guide, options, pairs, callbackUrl);
  }

  @Override
  public ImageOrder withCallbackUrl(@Nullable String url) {
    return with(references, guide, options, metadata, url);
  }

  private ImageOrder with(
      List<ImageInfo> images,
      @Nullable ImageGuide own,
      Map<String, Object> others,
      Map<String, String> pairs,
      @Nullable String url) {
    return new ImageOrder(
        model, base, prompt, size, n, outputFormat, watermark, images, own, others, pairs, url);
  }
}
