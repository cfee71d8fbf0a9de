package dev.reelway.upstream;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A render that an upstream has accepted.
 *
 * @param target the upstream, credential and model it was submitted with
 * @param task the upstream's name for it: 1 to 256 letters, digits and {@code . _ : / -}, starting
 *     with a letter or digit, without {@code ..} and {@code //}, as it becomes part of a path; any
 *     other name is refused with {@link IllegalArgumentException}
 * @param since when the upstream accepted it, or when its order was sent if it came with the
 *     answer; null if that was not recorded
 */
public record RenderTask(Target target, String task, @Nullable Instant since) {

  private static final int LONGEST = 256;

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
    return !name.isEmpty()
        && name.length() <= LONGEST
        && isLetterOrDigit(name.charAt(0))
        && isSafe(name)
        && !name.contains("..")
        && !name.contains("//");
  }

  private static boolean isSafe(String name) {
    for (int n = 0; n < name.length(); n++) {
      char one = name.charAt(n);
      if (!isLetterOrDigit(one) && "._:/-".indexOf(one) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetterOrDigit(char one) {
    return one >= 'a' && one <= 'z' || one >= 'A' && one <= 'Z' || one >= '0' && one <= '9';
  }
}
