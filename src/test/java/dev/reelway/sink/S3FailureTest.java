package dev.reelway.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.reelway.sink.s3.S3Settings;
import dev.reelway.sink.s3.S3Settings.S3Login;
import dev.reelway.sink.s3.S3Sink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The exact requests to a service, and what happens to a video if its responses are unusual. */
class S3FailureTest {

  private static final String JOB = "video_" + "0".repeat(32);
  private static final String KEY = "2026-11-22/demo/" + JOB + ".mp4";

  private final Service service = new Service();
  private S3Sink sink = new S3Sink(Optional.empty());

  @BeforeEach
  void start() throws IOException {
    service.start();
    sink = new S3Sink(Optional.of(service.settings()));
  }

  @AfterEach
  void stop() {
    sink.close();
    service.stop();
  }

  @Test
  void aLargeVideoHasTheSamePropertiesAsASmallOne() throws Exception {
    sink.store(KEY, SinkContract.proven(Video.SMALL));
    sink.store(KEY, SinkContract.proven(SinkContract.LARGE));

    for (var step : List.of("put", "begin")) {
      assertThat(service.heard(step).getFirst())
          .containsEntry("Content-type", List.of("video/mp4"))
          .containsEntry("X-amz-storage-class", List.of("STANDARD_IA"))
          .containsEntry("X-amz-server-side-encryption", List.of("aws:kms"))
          .containsEntry("X-amz-meta-job", List.of(JOB));
    }
  }

  @Test
  void theServiceReceivesTheDigestOfEveryByte() throws Exception {
    sink.store(KEY, SinkContract.proven(Video.SMALL));
    sink.store(KEY, SinkContract.proven(SinkContract.LARGE));

    assertThat(service.heard("put")).hasSize(1).allMatch(one -> one.containsKey("Content-md5"));
    assertThat(service.heard("part")).hasSize(3).allMatch(one -> one.containsKey("Content-md5"));
    assertThat(service.heard("abort")).isEmpty();
  }

  @Test
  void storedBytesAreComparedIfTheETagDiffers() throws Exception {
    service.tag = "0".repeat(32);

    sink.store(KEY, SinkContract.proven(Video.SMALL));
    sink.store(KEY, SinkContract.proven(SinkContract.LARGE));

    assertThat(service.heard("read")).hasSize(2);
    assertThat(service.heard("delete")).isEmpty();
  }

  @Test
  void bytesOtherThanThoseSentAreDeleted() {
    service.tag = "0".repeat(32);
    service.spoils = true;

    for (var video : List.of(Video.SMALL, SinkContract.LARGE)) {
      assertThatThrownBy(() -> sink.store(KEY, SinkContract.proven(video)))
          .hasMessage("The bytes stored at %s differ from those that were sent", KEY);
    }

    assertThat(service.heard("delete")).hasSize(2);
  }

  /** A worker that was stopped for longer than its lease is not the only one that stores it. */
  @Test
  void whatAnotherWorkerHasStoredMeanwhileIsNotDeleted() {
    service.overwritten = true;
    service.shorter = true;

    for (var video : List.of(Video.SMALL, SinkContract.LARGE)) {
      assertThatThrownBy(() -> sink.store(KEY, SinkContract.proven(video)))
          .hasMessageContaining(" bytes of %s instead of ", KEY);
    }

    assertThat(service.heard("delete")).isEmpty();
  }

  /** A service may fail after it has sent status 200. */
  @Test
  void anErrorInsideOf200IsAnError() {
    service.answers("complete", 200, "<Error><Code>InternalError</Code></Error>");

    assertThatThrownBy(() -> sink.store(KEY, SinkContract.proven(SinkContract.LARGE)))
        .isInstanceOf(SinkUnavailable.class);

    assertThat(service.heard("abort")).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "begin,    503, SlowDown,      0",
    "part,     503, SlowDown,      1",
    "part,     404, NoSuchBucket,  1",
    "part,     400, BadDigest,     1",
    "complete, 400, InvalidPart,   1",
    "complete, 404, NoSuchUpload,  1",
    "head,     404, NoSuchKey,     0"
  })
  void aFailureLeavesNoUpload(String step, int status, String code, int aborts) {
    service.answers(step, status, "<Error><Code>" + code + "</Code></Error>");

    assertThatThrownBy(() -> sink.store(KEY, SinkContract.proven(SinkContract.LARGE)))
        .isInstanceOf(IOException.class);

    assertThat(service.heard("abort")).hasSize(aborts);
  }

  @Test
  void theFirstFailureIsReportedIfTheAbortFailsToo() {
    service.answers("part", 404, "<Error><Code>NoSuchBucket</Code></Error>");
    service.answers("abort", 404, "<Error><Code>NoSuchBucket</Code></Error>");

    assertThatThrownBy(() -> sink.store(KEY, SinkContract.proven(SinkContract.LARGE)))
        .isInstanceOf(SinkUnavailable.class)
        .hasMessage("The bucket videos answered with status 404 (NoSuchBucket).");
  }

  /** The answer to a HEAD has no body. */
  @ParameterizedTest
  @CsvSource({"put, 301", "put, 400", "head, 301", "head, 400"})
  void aBucketOfAnotherRegionIsNamed(String step, int status) {
    service.region = "eu-west-1";
    service.answers(step, status, "<Error><Code>PermanentRedirect</Code></Error>");

    assertThatThrownBy(() -> sink.store(KEY, SinkContract.proven(Video.SMALL)))
        .isInstanceOf(SinkUnavailable.class)
        .hasMessage("The bucket videos is in the region eu-west-1: set reelway.sinks.s3.region.");
  }

  @Test
  void aRefusalWithoutABodyHasItsStatus() {
    service.region = "us-east-1";
    service.answers("head", 403, "");

    assertThatThrownBy(() -> sink.open(KEY))
        .isInstanceOf(SinkUnavailable.class)
        .hasMessage("The bucket videos answered with status 403.");
  }

  @Test
  void aRefusedUploadListDoesNotFailTheStore() {
    service.answers("uploads", 403, "<Error><Code>AccessDenied</Code></Error>");

    assertThatCode(() -> sink.store(KEY, SinkContract.proven(SinkContract.LARGE)))
        .doesNotThrowAnyException();
  }

  /** Answers every request with success, unless another response is set. */
  private static final class Service {

    private final Map<String, List<Headers>> heard = new ConcurrentHashMap<>();
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private @Nullable HttpServer server;
    private ByteArrayOutputStream video = new ByteArrayOutputStream();
    private volatile String tag = "e";
    private volatile @Nullable String region;
    private volatile boolean spoils;
    private volatile boolean overwritten;
    private volatile boolean shorter;

    private record Reply(int status, String body) {}

    void start() throws IOException {
      var begun = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      begun.createContext("/videos", this::answer);
      begun.start();
      server = begun;
    }

    void stop() {
      if (server != null) {
        server.stop(0);
      }
    }

    S3Settings settings() {
      int port = server == null ? 0 : server.getAddress().getPort();
      var endpoint = URI.create("http://127.0.0.1:" + port);
      var login = new S3Login("reel", "s3cret");
      return new S3Settings(
          "videos", "", "us-east-1", endpoint, true, login, "STANDARD_IA", "aws:kms", null);
    }

    void answers(String step, int status, String body) {
      replies.put(step, new Reply(status, body));
    }

    List<Headers> heard(String step) {
      return heard.getOrDefault(step, List.of());
    }

    private void answer(HttpExchange call) throws IOException {
      var sent = call.getRequestBody().readAllBytes();
      var step = step(call);
      if (step.equals("begin") || step.equals("put")) {
        video = new ByteArrayOutputStream();
      }
      if (step.equals("part") || step.equals("put")) {
        video.writeBytes(sent);
      }
      heard
          .computeIfAbsent(step, any -> new CopyOnWriteArrayList<>())
          .add(call.getRequestHeaders());
      reply(call, step, replies.getOrDefault(step, usual(step)));
    }

    private static String step(HttpExchange call) {
      var query = String.valueOf(call.getRequestURI().getQuery());
      return switch (call.getRequestMethod()) {
        case "POST" -> query.contains("uploadId") ? "complete" : "begin";
        case "PUT" -> query.contains("uploadId") ? "part" : "put";
        case "HEAD" -> "head";
        case "DELETE" -> query.contains("uploadId") ? "abort" : "delete";
        default -> query.contains("uploads") ? "uploads" : "read";
      };
    }

    private Reply usual(String step) {
      return switch (step) {
        case "begin" -> new Reply(200, "<R><UploadId>u-1</UploadId></R>");
        case "complete" -> new Reply(200, "<R><ETag>\"%s\"</ETag></R>".formatted(tag));
        case "uploads" -> new Reply(200, "<R><IsTruncated>false</IsTruncated></R>");
        case "abort", "delete" -> new Reply(204, "");
        default -> new Reply(200, "");
      };
    }

    private void reply(HttpExchange call, String step, Reply reply) throws IOException {
      boolean head = step.equals("head");
      var body = step.equals("read") ? stored() : reply.body().getBytes(StandardCharsets.UTF_8);
      var shown = head && overwritten ? "another" : tag;
      call.getResponseHeaders().set("ETag", "\"" + shown + "\"");
      if (region != null) {
        call.getResponseHeaders().set("x-amz-bucket-region", region);
      }
      if (head) {
        call.getResponseHeaders()
            .set("Content-Length", Integer.toString(video.size() - (shorter ? 1 : 0)));
      }
      call.sendResponseHeaders(reply.status(), head || body.length == 0 ? -1 : body.length);
      if (!head && body.length > 0) {
        call.getResponseBody().write(body);
      }
      call.close();
    }

    private byte[] stored() {
      var bytes = video.toByteArray();
      bytes[bytes.length - 1] += (byte) (spoils ? 1 : 0);
      return bytes;
    }
  }
}
