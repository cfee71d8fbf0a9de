package dev.reelway.api;

import dev.reelway.job.JobId;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import dev.reelway.order.UnknownParameter;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The page of a list that a caller requests.
 *
 * @param after the last id of the previous page, or null for the first page
 * @param ascending whether the oldest come first
 * @param limit the page size, from 0 to the list's maximum
 */
record PageRequest(@Nullable String after, boolean ascending, int limit) {

  private static final int DEFAULT_LIMIT = 20;
  private static final int MAX_LIMIT = 100;
  private static final List<String> OWN = List.of("after", "limit", "order");

  /**
   * The parameters of a list. One that the list does not have is refused, as a filter that is not
   * applied would show what nobody asked for.
   *
   * @param filters the names of its parameters besides those of every page
   */
  static Parameters known(Parameters query, String... filters) {
    UnknownParameter.check(query, Stream.concat(OWN.stream(), Stream.of(filters)).toList());
    return query;
  }

  /** A page of videos. */
  static PageRequest of(Parameters parameters) {
    return of(parameters, JobId::isVideo);
  }

  /** A page of a list with the default page sizes: 20, at most 100. */
  static PageRequest of(Parameters parameters, Predicate<String> isId) {
    return of(parameters, DEFAULT_LIMIT, MAX_LIMIT, isId);
  }

  /**
   * A page of any list. A limit outside 0 to {@code maxLimit}, a malformed id and an unknown order
   * are refused.
   *
   * @param isId whether a text has the form of an id in this list
   */
  static PageRequest of(
      Parameters parameters, int defaultLimit, int maxLimit, Predicate<String> isId) {
    var allowed = "a whole number from 0 to " + maxLimit;
    Integer limit = parameters.integer("limit", allowed);
    if (limit != null && (limit < 0 || limit > maxLimit)) {
      throw new OrderRefused("limit", "limit must be " + allowed);
    }
    return new PageRequest(
        after(parameters, isId), ascending(parameters), limit == null ? defaultLimit : limit);
  }

  /** Refuses an order other than the only one of a list. */
  static void requireOrder(Parameters parameters, String only) {
    var order = parameters.text("order");
    if (order != null && !order.equals(only)) {
      throw new OrderRefused("order", "order must be %s, or omitted".formatted(only));
    }
  }

  private static @Nullable String after(Parameters parameters, Predicate<String> isId) {
    var after = parameters.text("after");
    if (after != null && !isId.test(after)) {
      throw new OrderRefused("after", "after must be an id from this list, such as last_id");
    }
    return after;
  }

  private static boolean ascending(Parameters parameters) {
    var order = parameters.text("order");
    return switch (order == null ? "desc" : order) {
      case "asc" -> true;
      case "desc" -> false;
      default -> throw new OrderRefused("order", "order must be asc or desc");
    };
  }
}
