package dev.reelway.upstream;

import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A render that an upstream has taken on.
 *
 * @param target where it was submitted, and as whom
 * @param task what the upstream calls it; only letters, digits and {@code . _ : / -}, and no {@code
 *     ..}, as it becomes part of a path
 * @param since when the upstream took it on, or null where that was not kept
 */
public record Placement(Target target, String task, @Nullable Instant since) {

  private static final Pattern TASK = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,255}");

  public Placement {
    if (!isTask(task)) {
      throw new IllegalArgumentException("not a task's name");
    }
  }

  public Placement(Target target, String task) {
    this(target, task, null);
  }

  /** Whether an upstream's name for a task is safe to use in a path. */
  public static boolean isTask(String name) {
    return TASK.matcher(name).matches() && !name.contains("..") && !name.contains("//");
  }
}
