package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.contracts.LogCapture;
import dev.reelway.net.Downloader;
import dev.reelway.order.VideoOrder;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.UpstreamBusy;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;

@ExtendWith(LogCapture.class)
class JobFailureLogTest {

  private static final Instant LATER = Instant.EPOCH.plus(Duration.ofHours(1));
  private static final VideoOrder ORDER =
      new VideoOrder("m", "m", "a cat", "720x1280", 10, false, false, false, null);
  private static final Job JOB = Job.accepted(ORDER, "anna", null, Instant.EPOCH, LATER);

  private final JobFailureLog failureLog = new JobFailureLog();

  @Test
  void aLinkToAPrivateHostIsAWarningOnce(CapturedOutput log) {
    try (var downloader = new Downloader(Set.of())) {
      for (int i = 0; i < 3; i++) {
        var link = URI.create("http://127.0.0.1:9/" + i + ".mp4");
        var refused = catchThrowable(() -> downloader.open(link, 1));
        failureLog.failed(JOB, refused, "", FailurePlace.UNKNOWN);
      }
    }

    assertThat(log.getAll().lines().filter(line -> line.contains("private-hosts")))
        .singleElement()
        .asString()
        .contains("WARN", "The link leads to 127.0.0.1, which is not public.");
  }

  @Test
  void aKeyThatIsRefusedIsAWarning(CapturedOutput log) {
    var job = JOB.submitting(new Target("fal", "main", "m"), ORDER, LATER, LATER);

    failureLog.notAccepted(job, status(503));
    assertThat(log).doesNotContain(job.id());
    failureLog.notAccepted(job, status(401));

    assertThat(log)
        .contains(job.id() + ": fal refuses the key main with status 401. Check that key");
  }

  @Test
  void anUpstreamThatSaysThatItAcceptsNothingIsAWarning(CapturedOutput log) throws Exception {
    var job = JOB.submitting(new Target("pix", "main", "m"), ORDER, LATER, LATER);
    var report = new ObjectMapper().readValue("{\"verdict\": \"unavailable\"}", Report.class);

    failureLog.notAccepted(job, catchThrowable(() -> UpstreamBusy.check(report)));

    assertThat(log).contains(job.id() + ": pix accepts no orders with the key main. Check that");
  }

  @Test
  void thePromptIsNotRepeated(CapturedOutput log) {
    var job = JOB.submitting(new Target("fal", "main", "m"), ORDER, LATER, LATER);

    failureLog.notSent(job, new IllegalStateException("no a cat today"));

    assertThat(log).contains(job.id() + " was not sent to fal: IllegalStateException: no … today");
  }

  private static Exception status(int status) {
    return new HttpOperationFailedException("http://fal", status, "", null, Map.of(), "");
  }
}
