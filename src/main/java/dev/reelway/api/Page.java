package dev.reelway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list in the shape that OpenAI's SDKs read; the page after the last one is empty.
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record Page<T>(
    String object,
    List<T> data,
    @JsonProperty("first_id") @Nullable String firstId,
    @JsonProperty("last_id") @Nullable String lastId,
    @JsonProperty("has_more") boolean hasMore) {

  /**
   * @param found the items of the page, and one more than the limit if further items follow
   */
  static <T> Page<T> of(List<T> found, int limit, Function<T, String> id) {
    var data = found.stream().limit(limit).toList();
    return new Page<>(
        "list",
        data,
        data.isEmpty() ? null : id.apply(data.getFirst()),
        data.isEmpty() ? null : id.apply(data.getLast()),
        found.size() > limit);
  }

  /**
   * The same page, if there is nothing more to be said: one that ends early as it took too long to
   * find, which goes on after another id than its last one.
   *
   * @param id where it goes on, or null
   */
  Page<T> readTo(@Nullable String id) {
    return id == null ? this : new Page<>(object, data, firstId, id, true);
  }
}
