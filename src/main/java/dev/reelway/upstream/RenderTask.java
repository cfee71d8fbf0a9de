package dev.reelway.upstream;

import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A render that an upstream has accepted.
 *
 * @param target the upstream, credential and model it was submitted with
 * @param task the upstream's name for it: 1 to 256 letters, digits and {@code . _ : / -}, starting
 *     with a letter or digit, without {@code ..} and {@code //}, as it becomes part of a path; any
 *     other name is refused with {@link IllegalArgumentException}
 * @param since when the upstream accepted it, or null if that was not recorded
 */
public record RenderTask(Target target, String task, @Nullable Instant since) {

  private static final Pattern TASK = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,255}");

  public RenderTask {
    if (!isTask(task)) {
      throw new IllegalArgumentException("not a valid task name");
    }
  }

  public RenderTask(Target target, String task) {
    this(target, task, null);
  }

  /** Whether an upstream's name for a task is safe to use in a path. */
  public static boolean isTask(String name) {
    return TASK.matcher(name).matches() && !name.contains("..") && !name.contains("//");
  }
}
