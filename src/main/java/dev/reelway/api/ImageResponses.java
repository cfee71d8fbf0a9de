package dev.reelway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.reelway.cost.CostView;
import dev.reelway.idempotency.RequestKey;
import dev.reelway.job.Job;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.job.JobSubscription;
import dev.reelway.sink.Asset;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;

/** Answers image requests with links to the images, or with the images in base64. */
public final class ImageResponses {

  private final SignedLinks signedLinks;
  private final RequestWaits requestWaits;

  ImageResponses(SignedLinks signedLinks, RequestWaits requestWaits) {
    this.signedLinks = signedLinks;
    this.requestWaits = requestWaits;
  }

  private record Accepted(
      String id,
      String status,
      long created,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> metadata,
      List<Image> data) {}

  private record Images(
      String id,
      long created,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> metadata,
      @JsonUnwrapped ImageFacts facts,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable CostView cost,
      @JsonInclude(JsonInclude.Include.NON_NULL) VideoObject.@Nullable Problem error,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Image> data) {

    static Images of(Job job, @Nullable List<Image> data) {
      return new Images(
          job.id(),
          ImageResponses.created(job),
          metadata(job),
          ImageFacts.of(job),
          job.history().cost().view(),
          VideoObject.problem(job.state()),
          data);
    }

    /** The caller's metadata, and how many images there are if that is not as ordered. */
    private static Map<String, String> metadata(Job job) {
      var metadata = job.order().metadata();
      if (!(job.state() instanceof Delivered delivered)
          || delivered.files().size() == job.order().n()) {
        return metadata;
      }
      var all = new LinkedHashMap<>(metadata);
      all.put("made_outputs", Integer.toString(delivered.files().size()));
      return all;
    }
  }

  private record Image(@JsonProperty("url") @Nullable String url) {}

  /** The response to an image request whose files are not stored. */
  static Object withoutLinks(Job job) {
    int count = job.state() instanceof Delivered delivered ? delivered.files().size() : 0;
    return Images.of(job, Collections.nCopies(count, new Image(null)));
  }

  /**
   * Answers a caller who prefers not to wait with 202, the job and where to look it up (RFC 7240).
   */
  public void accepted(@Body JobSubscription jobSubscription, Exchange exchange) {
    try (jobSubscription) {
      var job = jobSubscription.first();
      var status = VideoObject.status(job.state());
      ApiResponses.json(
          exchange,
          202,
          new Accepted(job.id(), status, created(job), job.order().metadata(), List.of()));
      var message = exchange.getMessage();
      message.setHeader("Location", requestWaits.location(job.id()));
      message.setHeader("Preference-Applied", "respond-async");
      message.setHeader("Retry-After", "1");
    }
  }

  /** Whether the caller prefers not to wait, and the job has not ended yet. */
  public boolean isAnsweredAtOnce(
      @Variable("respondAsync") Boolean respondAsync, @Body JobSubscription jobSubscription) {
    return respondAsync && !jobSubscription.first().state().isFinal();
  }

  /** Answers with links, which work without a licence. */
  public void links(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Variable("job") Job job,
      Exchange exchange) {
    ApiResponses.json(
        exchange, 200, withLinks(job, signedLinks, signedLinks.base(opaqueRequest.request())));
  }

  /** The response to an image request, with links that start with {@code base}. */
  static Object withLinks(Job job, SignedLinks signedLinks, String base) {
    var files = job.state() instanceof Delivered made ? made.files() : List.<Asset>of();
    var data = files.stream().map(file -> new Image(signedLinks.link(file, base))).toList();
    return Images.of(job, data);
  }

  /**
   * Answers with base64. It is written while the files are read, so that no image is held in
   * memory. If one cannot be read or sent to its end, the connection is closed, and an equal
   * request may join the job.
   *
   * @param files the images, as {@link Resource}s that the sink has opened
   */
  public void base64(
      @Variable("images") List<?> files,
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Header("CamelHttpServletResponse") HttpServletResponse response,
      @Variable("job") Job job,
      Exchange exchange)
      throws IOException {
    response.setContentType("application/json");
    var call = opaqueRequest.request();
    long bytes = ((Delivered) job.state()).files().stream().mapToLong(Asset::bytes).sum();
    CallerConnection.prepareForFile(call, response, bytes);
    try {
      write(files, job, call, response.getOutputStream());
    } catch (IOException broken) {
      requestWaits.leave(exchange.getProperty("requestKey", RequestKey.class), job.id());
      AssetSender.fail(call, response, broken);
      CallerConnection.abort(call, broken);
    }
    ApiResponses.written(exchange, 200);
  }

  private static void write(List<?> files, Job job, HttpServletRequest call, OutputStream out)
      throws IOException {
    var ended = LicensedRequests.refusal(call);
    var assets = ((Delivered) job.state()).files();
    for (int i = 0; i < files.size(); i++) {
      AssetSender.requirePresent((Resource) files.get(i), assets.get(i));
    }
    var head = JsonBody.text(Images.of(job, null));
    write(out, head.substring(0, head.length() - 1) + ",\"data\":[");
    for (int i = 0; i < files.size(); i++) {
      write(out, i == 0 ? "{\"b64_json\":\"" : ",{\"b64_json\":\"");
      var file = ((Resource) files.get(i)).getInputStream();
      try (var in = new SentStream(file, assets.get(i), ended)) {
        encode(in, out);
      }
      write(out, "\"}");
    }
    write(out, "]}");
    out.flush();
  }

  private static long created(Job job) {
    return job.created().getEpochSecond();
  }

  /** Writes a file in base64. */
  static void encode(InputStream file, OutputStream out) throws IOException {
    try (var base64 = Base64.getEncoder().wrap(new KeepOpen(out))) {
      file.transferTo(base64);
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Ignores {@code close}, so that closing the encoder leaves the response open. */
  private static final class KeepOpen extends FilterOutputStream {

    KeepOpen(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() {}
  }
}
