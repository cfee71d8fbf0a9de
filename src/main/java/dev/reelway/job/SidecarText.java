package dev.reelway.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.reelway.order.Order;
import dev.reelway.order.VideoOrder;
import dev.reelway.sink.AiMark;
import dev.reelway.sink.Asset;
import dev.reelway.sink.Sidecar;
import java.time.Instant;
import java.util.List;

/** The sidecar of a job as JSON: what was ordered, and what was made of it where. */
final class SidecarText {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(SerializationFeature.INDENT_OUTPUT);

  private SidecarText() {}

  /** The sidecar of a job whose files are stored now. */
  static String of(Job job, List<Asset> files, Instant now) throws JsonProcessingException {
    var at = job.rendered().at();
    var sent = job.sent();
    boolean isVideo = job.order() instanceof VideoOrder;
    return JSON.writeValueAsString(
        new Sidecar(
            job.id(),
            withoutCallbackUrl(job.order()),
            sent == null ? null : withoutCallbackUrl(sent),
            at.target().upstream(),
            at.target().model(),
            at.task(),
            job.created(),
            now,
            new Sidecar.AiGenerated(
                AiMark.SOURCE_TYPE, at.target().upstream(), at.target().model(), now),
            isVideo ? files.getFirst() : null,
            isVideo && files.size() > 1 ? files : null,
            isVideo ? null : files,
            job.history().details(),
            job.history().cost().view()));
  }

  /** A sidecar does not contain the caller's callback URL. */
  private static Order withoutCallbackUrl(Order order) {
    return order.withCallbackUrl(null);
  }
}
