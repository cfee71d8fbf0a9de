package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.job.JobId;
import dev.reelway.job.Ledger;
import dev.reelway.job.Removals;
import dev.reelway.job.TestDatabase;
import dev.reelway.library.ContentStore;
import dev.reelway.licence.Licence;
import dev.reelway.sink.Sinks;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Links of another service that has the same secret. */
class LinkedFilesTest {

  private static final Licence LICENCE = new Licence("anna", Set.of());

  private final TestDatabase store = TestDatabase.memory();
  private final Clock clock = Clock.systemUTC();
  private final SignedLinks signedLinks =
      new SignedLinks(new byte[32], "https://other.example", "/sora", Duration.ofHours(1), clock);
  private final LinkedFiles files =
      new LinkedFiles(
          signedLinks,
          new Ledger(store.database(), "this-node").queries(),
          contentStore(),
          new LinkLicences(name -> true, name -> false),
          clock);

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void oneIsTakenLikeAnyOtherUrl() {
    assertThat(files.linked("image_url", URI.create(link("image", ".png")), LICENCE)).isEmpty();
  }

  @Test
  void oneInAChatIsLeftOut() {
    var texts = List.of("![](" + link("video", ".mp4") + ")", "at night");

    assertThat(files.lastDelivered("messages", texts, LICENCE)).isEmpty();
  }

  private String link(String kind, String ending) {
    var name = JobId.next(kind, clock.millis()) + ending;
    var link = signedLinks.linkFromOutside(name, clock.instant()).orElseThrow();
    assertThat(signedLinks.own(link)).isPresent();
    return link;
  }

  private ContentStore contentStore() {
    var removals = new Removals(store.database(), "this-node");
    var sinks = new Sinks("file", "file"::equals);
    return new ContentStore(store.database(), removals, sinks, Duration.ofHours(1));
  }
}
