package dev.reelway.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a licence's videos.
 *
 * @param readTo the id of the last video that was read, if a search ended before it had found a
 *     full page: it goes on after this one; null otherwise
 */
public record VideoPage(List<Job> videos, @Nullable String readTo) {

  public VideoPage {
    videos = List.copyOf(videos);
  }
}
