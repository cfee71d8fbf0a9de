package dev.reelway.api;

import dev.reelway.job.JobId;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Wishes;
import java.util.function.Predicate;
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

  /** A page of videos. */
  static PageWish of(Wishes wishes) {
    return of(wishes, JobId::isVideo);
  }

  /** A page of a list whose pages are as usual. */
  static PageWish of(Wishes wishes, Predicate<String> isId) {
    return of(wishes, USUAL, MOST, isId);
  }

  /**
   * A page of any list.
   *
   * @param isId whether a text could be a name in that list
   */
  static PageWish of(Wishes wishes, int usual, int most, Predicate<String> isId) {
    var allowed = "a whole number from 0 to " + most;
    Integer limit = wishes.whole("limit", allowed);
    if (limit != null && (limit < 0 || limit > most)) {
      throw new OrderRefused("limit", "limit must be " + allowed);
    }
    return new PageWish(after(wishes, isId), ascending(wishes), limit == null ? usual : limit);
  }

  private static @Nullable String after(Wishes wishes, Predicate<String> isId) {
    var after = wishes.text("after");
    if (after != null && !isId.test(after)) {
      throw new OrderRefused("after", "after must be an id of this list, as last_id names it");
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
