package dev.reelway.api;

import dev.reelway.job.JobId;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Wishes;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a list a caller wants.
 *
 * @param after the last id of the page before, or null for the first page
 * @param limit 0 to 100
 */
record PageWish(@Nullable String after, boolean ascending, int limit) {

  private static final int USUAL = 20;
  private static final int MOST = 100;

  static PageWish of(Wishes wishes) {
    Integer limit = wishes.whole("limit", "a whole number from 0 to 100");
    if (limit != null && (limit < 0 || limit > MOST)) {
      throw new OrderRefused("limit", "limit must be a whole number from 0 to 100");
    }
    return new PageWish(after(wishes), ascending(wishes), limit == null ? USUAL : limit);
  }

  private static @Nullable String after(Wishes wishes) {
    var after = wishes.text("after");
    if (after != null && !JobId.isJobId(after)) {
      throw new OrderRefused("after", "after must be the id of a video, as last_id names it");
    }
    return after;
  }

  private static boolean ascending(Wishes wishes) {
    var order = wishes.text("order");
    return switch (order == null ? "desc" : order) {
      case "asc" -> true;
      case "desc" -> false;
      default -> throw new OrderRefused("order", "order must be asc or desc");
    };
  }
}
