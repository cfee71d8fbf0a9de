package dev.reelway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RenderTaskTest {

  private static final Target TARGET = new Target("one", "main", "sora_video2");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7",
        "video_0195f3",
        "cgt-2026.11:22",
        "models/veo-3/operations/abc_DEF-1",
        "f47ac10b-58cc-4372-a567-0e02b2c3d479"
      })
  void namesOfKnownDialectsAreTaken(String task) {
    assertThat(new RenderTask(TARGET, task).task()).isEqualTo(task);
  }

  @ParameterizedTest
  @MethodSource
  void namesThatCouldLeaveTheirPathAreRefused(String task) {
    assertThat(RenderTask.isTask(task)).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RenderTask(TARGET, task))
        .withMessage("not a valid task name");
  }

  static Stream<String> namesThatCouldLeaveTheirPathAreRefused() {
    return Stream.of(
        "",
        " ",
        "..",
        "../x",
        "a/../x",
        "a..b",
        "a//b",
        "/a",
        "//a",
        ".a",
        "-a",
        "_a",
        ":a",
        "a b",
        "a\r\nb",
        "a\n",
        "\na",
        "a\0",
        "a%2e%2e",
        "a%2Fb",
        "a?x=1",
        "a#x",
        "a;x=1",
        "a@b",
        "a\\b",
        "${env:HOME}",
        "{{x}}",
        "a'b",
        "a\"b",
        "ä",
        "а",
        "x".repeat(300));
  }

  @Test
  void aNameHasAtMost256Characters() {
    assertThat(RenderTask.isTask("x".repeat(256))).isTrue();
    assertThat(RenderTask.isTask("x".repeat(257))).isFalse();
  }
}
