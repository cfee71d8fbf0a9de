package dev.reelway.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.upstream.RenderTask;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The look-up of a render after the answer to its submit was lost, with what the upstream's list
 * has said so far.
 *
 * @param request the order, see {@link RenderRequest}
 * @param tasks the renders that could be the order's, those of the oldest page first
 * @param exact whether they are found by what was sent for this order alone, like its job's id; a
 *     prompt may be that of several orders
 * @param after the cursor of the next page, or null
 * @param pages how many have been read
 * @param hasNextPage whether another page is to be read
 */
public record RenderLookup(
    JsonNode request,
    List<String> tasks,
    boolean exact,
    @Nullable String after,
    int pages,
    boolean hasNextPage) {

  /** At a hundred renders a page. */
  private static final int MOST_PAGES = 100;

  static RenderLookup of(JsonNode request) {
    return new RenderLookup(request, List.of(), true, null, 0, true);
  }

  /**
   * The same, one page further.
   *
   * @param page the tasks that could be the order's, the youngest first: a list, or {@code {tasks,
   *     next}} where there may be more after {@code next}, with {@code exact: true} where they are
   *     this order's for certain
   */
  RenderLookup read(JsonNode page) {
    var found = (page.isArray() ? page : page.path("tasks")).valueStream().map(JsonNode::asText);
    var older = found.filter(RenderTask::isTask).toList().reversed();
    var next = page.path("next").textValue();
    boolean more =
        next != null && RenderTask.isTask(next) && !next.equals(after) && pages + 1 < MOST_PAGES;
    var all = Stream.concat(older.stream(), tasks.stream()).toList();
    boolean allExact = exact && page.path("exact").asBoolean();
    return new RenderLookup(request, all, allExact, next, pages + 1, more);
  }
}
