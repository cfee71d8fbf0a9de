package dev.reelway.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.SettableClock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModelsTest {

  private static final Duration DAY = Duration.ofDays(1);

  private final SettableClock clock = new SettableClock();
  private final Deprecation leaving =
      new Deprecation(clock.instant().plus(DAY), clock.instant().plus(DAY.multipliedBy(2)), "new");
  private final Deprecation lost =
      new Deprecation(clock.instant().minus(DAY), clock.instant().plus(DAY), null);
  private final Models models =
      new Models(Set.of("old", "new"), Map.of("old", leaving, "lost", lost), clock);
  private final Orders orders = new Orders(models);

  @Test
  void aDeprecationIsNotAnnouncedBeforeItBegins() {
    assertThat(models.deprecation("old")).isEmpty();
    assertThat(models.deprecation("new")).isEmpty();
    clock.passes(DAY);

    assertThat(models.deprecation("old")).hasValue(leaving);
    assertThat(models.deprecation("new")).isEmpty();
    assertThat(models.orderable()).containsExactly("new", "old");
    assertThat(order("old").base()).isEqualTo("old");
  }

  @Test
  void aModelCannotBeOrderedAfterItsSunset() {
    clock.passes(DAY.multipliedBy(2));

    assertThat(models.orderable()).containsExactly("new");
    assertThat(Asking.refusal(() -> order("old")))
        .isInstanceOf(ModelSwitchedOff.class)
        .hasMessage("model old was switched off on 2026-11-24: use new instead");
  }

  @Test
  void aModelThatNothingRendersIsSwitchedOffBeforeItsSunset() {
    assertThat(models.deprecation("lost")).hasValue(lost);
    assertThat(Asking.refusal(() -> order("lost")).sentence())
        .isEqualTo("model lost has been deprecated since 2026-11-21 and is switched off");
  }

  @Test
  void anOrderThatNamesNoLengthGetsOneThatItsModelMakes() {
    var short5 = new Orders(new Models(Map.of("short", 5, "sora-2", 5), Map.of(), clock));

    assertThat(short5.video(Asking.parameters("model=short")).seconds()).isEqualTo(5);
    assertThat(short5.video(Asking.parameters("model=short seconds=8")).seconds()).isEqualTo(8);
    assertThat(short5.video(Asking.parameters("model=sora-2")).seconds()).isEqualTo(4);
    assertThat(order("new").seconds()).isEqualTo(10);
  }

  @Test
  void anUnknownModelIsRefusedWithTheOrderableModels() {
    assertThat(Asking.refusal(() -> order("none")))
        .isNotInstanceOf(ModelSwitchedOff.class)
        .hasMessageEndingWith("must be one of new, old");
  }

  private VideoOrder order(String model) {
    return orders.video(Asking.parameters("model=" + model));
  }
}
