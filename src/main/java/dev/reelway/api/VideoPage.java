package dev.reelway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.reelway.job.Job;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One page of a list, as OpenAI's SDKs read it; the page after the last one is empty. */
@JsonInclude(JsonInclude.Include.ALWAYS)
record VideoPage(
    String object,
    List<VideoObject> data,
    @JsonProperty("first_id") @Nullable String firstId,
    @JsonProperty("last_id") @Nullable String lastId,
    @JsonProperty("has_more") boolean hasMore) {

  /**
   * @param found one more than the limit where there are more
   */
  static VideoPage of(List<Job> found, int limit) {
    var data = found.stream().limit(limit).map(VideoObject::of).toList();
    return new VideoPage(
        "list",
        data,
        data.isEmpty() ? null : data.getFirst().id(),
        data.isEmpty() ? null : data.getLast().id(),
        found.size() > limit);
  }
}
