package dev.reelway.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of parameters. */
class OrderParametersTest {

  @Test
  void noNameStandsForTwoParameters() {
    var owners = new HashMap<String, OrderParameter>();
    for (var one : OrderParameter.values()) {
      one.aliases().forEach(alias -> assertThat(owners.put(alias, one)).as(alias).isNull());
      assertThat(owners.put(one.canonical(), one)).as(one.canonical()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aParameterIsFoundByAllOfItsNames(OrderParameter one) {
    assertThat(OrderParameter.named(one.canonical())).contains(one);
    assertThat(one.aliases()).allSatisfy(a -> assertThat(OrderParameter.named(a)).contains(one));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"aspect_ratio", "aspectRatio", "AspectRatio", "aspect-ratio", "Aspect ratio"})
  void anySpellingIsUnderstood(String written) {
    assertThat(OrderParameter.named(written)).contains(OrderParameter.ASPECT_RATIO);
  }

  @ParameterizedTest
  @EnumSource
  void aParameterIsForSomething(OrderParameter one) {
    assertThat(one.isForVideos() || one.isForImages() || one.isForFiles() || one.isForEdits())
        .isTrue();
  }

  @Test
  void whatIsIgnoredIsNoParameterOfOrders() {
    assertThat(IgnoredParameters.OF_ORDERS)
        .allSatisfy(name -> assertThat(OrderParameter.named(name)).isEmpty());
  }

  @Test
  void whatIsKnownUnderItsOwnNameStaysAsItIs() {
    var given = Parameters.of(Map.of("seconds", "8", "shade", "red").entrySet());

    assertThat(OrderParameters.canonical(given)).isEqualTo(given);
  }

  @Test
  void theCallersSpellingIsKept() {
    var parameters = OrderParameters.canonical(Parameters.of("durationSeconds", "8"));

    assertThat(parameters.text("seconds")).isEqualTo("8");
    assertThat(parameters.spelling("seconds")).isEqualTo("durationSeconds");
    assertThat(OrderParameters.canonical(parameters)).isEqualTo(parameters);
  }
}
