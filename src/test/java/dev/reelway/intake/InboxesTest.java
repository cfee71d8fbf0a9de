package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.intake.format.PromptFileRefused;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboxesTest {

  @Test
  void anInboxWhoseLicenceMayNotOwnItsJobsIsRefused() {
    var one = inbox("one");
    var other = inbox("other");
    var inboxes =
        new Inboxes(List.of(one, other))
            .withOwners(
                (licence, inbox) -> licence.equals("studio") && inbox.equals("one"),
                licence -> false);

    assertThatCode(() -> inboxes.requireOwner("studio", one)).doesNotThrowAnyException();
    assertThatThrownBy(() -> inboxes.requireOwner("studio", other))
        .isInstanceOf(PromptFileRefused.class)
        .hasMessageContaining(
            "Licence studio may not own jobs of the inbox other: it was revoked, has expired, or"
                + " does not name this inbox.");
  }

  private static Inbox inbox(String name) {
    var defaults = OrderDefaults.of("tiny");
    return new Inbox(name, Path.of(name), "studio", defaults, null, null, Duration.ZERO);
  }
}
