package dev.reelway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.reelway.cost.Amount;
import dev.reelway.cost.CostView;
import dev.reelway.job.OrderEstimates.Estimate;
import dev.reelway.order.VideoOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an order for a video would cost.
 *
 * @param cost at the first target; null if that is not known
 * @param targets where the order may go, the first one first; absent if callers are not told
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record VideoEstimate(
    String object,
    String model,
    String size,
    String seconds,
    int n,
    @Nullable CostView cost,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<AtTarget> targets) {

  /** The same at one target. */
  record AtTarget(
      String upstream,
      @JsonProperty("upstream_model") String upstreamModel,
      @Nullable CostView cost) {

    static AtTarget of(Estimate one) {
      return new AtTarget(one.upstream(), one.model(), view(one.cost()));
    }
  }

  static VideoEstimate of(VideoOrder order, List<Estimate> estimates, boolean showUpstreams) {
    return new VideoEstimate(
        "video.estimate",
        order.model(),
        order.size(),
        Integer.toString(order.seconds()),
        order.n(),
        view(estimates.getFirst().cost()),
        showUpstreams ? estimates.stream().map(AtTarget::of).toList() : null);
  }

  private static @Nullable CostView view(@Nullable Amount cost) {
    return cost == null
        ? null
        : new CostView(cost.amount(), cost.currency(), true, null, null, null);
  }
}
