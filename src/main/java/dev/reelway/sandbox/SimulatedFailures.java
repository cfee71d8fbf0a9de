package dev.reelway.sandbox;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The failures that a prompt asks the sandbox to simulate: {@code [sandbox:fail]}, {@code
 * [sandbox:refuse]}, {@code [sandbox:never]}, {@code [sandbox:expired-link]}, {@code
 * [sandbox:flaky]}, and {@code [sandbox:30s]} for a render that takes that long.
 */
record SimulatedFailures(
    boolean fail,
    boolean refuse,
    boolean never,
    boolean expiredLink,
    boolean flaky,
    @Nullable Duration takes) {

  private static final Pattern TAKES = Pattern.compile("\\[sandbox:(\\d{1,5})s]");

  static SimulatedFailures of(String prompt) {
    var takes = TAKES.matcher(prompt);
    return new SimulatedFailures(
        prompt.contains("[sandbox:fail]"),
        prompt.contains("[sandbox:refuse]"),
        prompt.contains("[sandbox:never]"),
        prompt.contains("[sandbox:expired-link]"),
        prompt.contains("[sandbox:flaky]"),
        takes.find() ? Duration.ofSeconds(Long.parseLong(takes.group(1))) : null);
  }

  /** The error in place of a result; empty if there is a result. */
  Optional<SandboxRefused> refusal() {
    if (refuse) {
      return refused("moderation_blocked", "The prompt was blocked by moderation.");
    }
    return fail
        ? refused("render_failed", "The render failed, as requested by the prompt.")
        : Optional.empty();
  }

  private static Optional<SandboxRefused> refused(String code, String message) {
    return Optional.of(new SandboxRefused(400, code, message));
  }
}
