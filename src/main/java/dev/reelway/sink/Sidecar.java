package dev.reelway.sink;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.reelway.order.Order;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What lies beside a film, as JSON: what was ordered, who rendered it, when, and what the film's
 * bytes must be.
 *
 * @param madeAs what was ordered from the upstream, where that is only near to the order
 * @param upstreamModel the model as the upstream calls it
 * @param createdAt ISO 8601, UTC
 * @param deliveredAt ISO 8601, UTC
 * @param film of a video order
 * @param images of an image order
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
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Asset film,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Asset> images) {}
