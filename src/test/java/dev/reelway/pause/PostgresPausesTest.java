package dev.reelway.pause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reelway.job.TestDatabase;
import dev.reelway.job.Together;
import dev.reelway.stories.Service;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(TestDatabase.POSTGRES)
class PostgresPausesTest extends PausesContract {

  PostgresPausesTest() {
    super(TestDatabase.postgres());
  }

  @Test
  void anotherNodeKnowsAPauseAndItsEndSoon() {
    var here = node();
    var there = node();

    here.pause(Pausable.UPSTREAM, "studio");
    await().atMost(Service.PATIENCE).until(() -> there.names(Pausable.UPSTREAM).contains("studio"));

    there.resume(Pausable.UPSTREAM, "studio");
    await().atMost(Service.PATIENCE).until(() -> here.names(Pausable.UPSTREAM).isEmpty());
  }

  @Test
  void manyPausesOfManyNodesAreAllKnown() throws Exception {
    var nodes = List.of(node(), node(), node());

    Together.run(
        IntStream.range(0, 30)
            .<Callable<Boolean>>mapToObj(
                n ->
                    () -> {
                      nodes.get(n % 3).pause(Pausable.INBOX, "inbox-" + n);
                      return true;
                    })
            .toList());

    for (var node : nodes) {
      await()
          .atMost(Service.PATIENCE)
          .untilAsserted(() -> assertThat(node.names(Pausable.INBOX)).hasSize(30));
    }
  }
}
