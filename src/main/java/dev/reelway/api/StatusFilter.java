package dev.reelway.api;

import dev.reelway.order.OrderRefused;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The parameter {@code status} of a list: one of the statuses of a video, or several by repetition,
 * in brackets as clients of OpenAI send them, or with commas.
 */
final class StatusFilter {

  private static final List<String> ALL = List.of("queued", "in_progress", "completed", "failed");

  private StatusFilter() {}

  /**
   * The statuses that are asked for; empty if all are.
   *
   * @throws OrderRefused for an unknown status
   */
  static Set<String> of(HttpServletRequest call) {
    var asked = new LinkedHashSet<String>();
    call.getParameterMap().entrySet().stream()
        .filter(one -> one.getKey().equals("status") || one.getKey().startsWith("status["))
        .flatMap(one -> Stream.of(one.getValue()))
        .flatMap(value -> Stream.of(value.split(",")))
        .map(String::strip)
        .filter(status -> !status.isEmpty())
        .forEach(asked::add);
    if (!ALL.containsAll(asked)) {
      throw new OrderRefused("status", "status must be one or more of " + String.join(", ", ALL));
    }
    return asked;
  }
}
