package dev.reelway.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The drill that kills would notice only after a while that a method has another name. */
class KillPointTest {

  static Stream<CodePoint> code() {
    return Arrays.stream(KillPoint.values()).map(point -> point.code).filter(Objects::nonNull);
  }

  @ParameterizedTest
  @MethodSource("code")
  void everyPointIsAMethod(CodePoint code) throws ClassNotFoundException {
    var type = Class.forName(code.type(), false, KillPointTest.class.getClassLoader());

    assertThat(type.getDeclaredMethods())
        .anyMatch(
            method ->
                method.getName().equals(code.method())
                    && method.getParameterCount() == code.parameters());
  }
}
