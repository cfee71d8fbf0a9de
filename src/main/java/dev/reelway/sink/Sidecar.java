package dev.reelway.sink;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.reelway.cost.CostView;
import dev.reelway.media.ImageDetails;
import dev.reelway.order.Order;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON file beside a video or image: the order, the upstream that rendered it, the times, and
 * the length and digest of each file.
 *
 * @param madeAs the order that was sent to the upstream, if values were rounded
 * @param upstreamModel the upstream's name of the model
 * @param createdAt ISO 8601, UTC
 * @param deliveredAt ISO 8601, UTC
 * @param aiGenerated that the files are AI generated, and by what
 * @param video the file of a video order, or null
 * @param videos the files of a video order if there are several, the first one included, or null
 * @param images the files of an image order, or null
 * @param details what the upstream says of the images that it made, or null
 * @param cost what the order has cost, or null if that is not known
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Sidecar(
    String id,
    Order order,
    @JsonProperty("made_as") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Order madeAs,
    String upstream,
    @JsonProperty("upstream_model") String upstreamModel,
    String task,
    @JsonProperty("created_at") Instant createdAt,
    @JsonProperty("delivered_at") Instant deliveredAt,
    @JsonProperty("ai_generated") AiGenerated aiGenerated,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Asset video,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Asset> videos,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Asset> images,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ImageDetails details,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable CostView cost) {

  /**
   * That the files are AI generated, and by what.
   *
   * @param digitalSourceType IPTC's term for it
   * @param engine the upstream
   * @param model the upstream's name of the model
   * @param at when the files were fetched from the upstream, ISO 8601, UTC
   */
  public record AiGenerated(
      @JsonProperty("digital_source_type") String digitalSourceType,
      String engine,
      String model,
      Instant at) {}
}
