package dev.reelway.sink.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import dev.reelway.sink.DirectLink;
import dev.reelway.sink.S3Store;
import dev.reelway.sink.SinkContract;
import dev.reelway.sink.Video;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

@TestInstance(Lifecycle.PER_CLASS)
class S3SinkTest extends SinkContract {

  private S3Store store;
  private S3Sink sink;

  @BeforeAll
  void startTheStore() throws Exception {
    store = S3Store.start();
    sink = sink(store.settings(S3Store.BUCKET, "s3cret"));
  }

  @BeforeEach
  void emptyTheStore() {
    store.empty();
  }

  @AfterAll
  void stopTheStore() throws Exception {
    sink.close();
    store.close();
  }

  private static S3Settings nowhere() {
    return at("http://127.0.0.1:9");
  }

  private static S3Settings at(String endpoint) {
    return new S3Settings(
        "videos",
        "",
        "us-east-1",
        URI.create(endpoint),
        true,
        new S3Settings.S3Login("reel", "s3cret"),
        null,
        null,
        null);
  }

  private static S3Sink sink(S3Settings settings) {
    return new S3Sink(Optional.of(settings));
  }

  @Override
  public String sink() {
    return "s3";
  }

  @Override
  public void settle(DefaultCamelContext camel) {
    camel.getRegistry().bind("s3Sink", sink);
  }

  @Override
  public List<String> keys() {
    return store.keys().stream()
        .peek(key -> assertThat(key).startsWith("studio/"))
        .map(key -> key.substring("studio/".length()))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "video_1.mp4, video/mp4",
    "video_1.webm, video/webm",
    "video_1.webp, image/webp",
    "video_1-2.jpg, image/jpeg",
    "video_1.png, image/png",
    "video_1.json, application/json",
    "kept.bin, application/octet-stream"
  })
  void everyFileBearsItsType(String name, String type) throws Exception {
    store("2026-11-22/" + name, "anything");

    assertThat(store.head("studio/2026-11-22/" + name).contentType()).isEqualTo(type);
  }

  @Test
  void aVideoOfManyPartsHasItsMediaType() throws Exception {
    store(KEY, proven(LARGE));

    assertThat(store.head("studio/" + KEY).contentType()).isEqualTo("video/mp4");
    assertThat(store.ranges()).as("nothing had to be read back").isEmpty();
    assertThat(store.head("studio/" + KEY).eTag()).endsWith("-3\"");
  }

  @ParameterizedTest
  @ValueSource(ints = {S3Sink.PART - 1, S3Sink.PART, S3Sink.PART + 1})
  void aFileOfAnyNumberOfPartsIsStoredWhole(int length) throws Exception {
    assertIsStoredWhole(length);
  }

  @ParameterizedTest
  @ValueSource(ints = {S3Sink.PART - 1, S3Sink.PART, 2 * S3Sink.PART, 2 * S3Sink.PART + 1})
  void aBrokenStreamLeavesNoUpload(int length) throws Exception {
    assertBrokenStreamLeavesNoFile(length);

    assertThat(store.uploads()).isEmpty();
  }

  @Test
  void unfinishedUploadsAreAbortedWhenTheVideoIsComplete() throws Exception {
    store.leaveUpload("studio/" + KEY);
    store.leaveUpload("studio/" + KEY + ".other");

    store(KEY, proven(LARGE));

    assertThat(store.uploads()).containsExactly("studio/" + KEY + ".other");
  }

  @Test
  void removingAbortsTheUploadsOfTheJobAndNoOthers() throws Exception {
    store.leaveUpload("studio/" + KEY);
    store.leaveUpload("studio/2026-11-22/video_1-2.png");
    store.leaveUpload("studio/2026-11-22/video_11.mp4");

    remove("2026-11-22/video_1.json");

    assertThat(store.uploads()).containsExactly("studio/2026-11-22/video_11.mp4");
  }

  @Test
  void aMissingBucketIsNotAMissingVideo() {
    try (var other = sink(store.settings("elsewhere", "s3cret"))) {
      assertThatThrownBy(() -> other.open(KEY)).hasCauseInstanceOf(S3Exception.class);
      assertThatThrownBy(() -> other.store(KEY, proven(Video.SMALL)))
          .hasCauseInstanceOf(NoSuchBucketException.class);
      assertThatThrownBy(() -> other.store(KEY, proven(LARGE)))
          .hasCauseInstanceOf(NoSuchBucketException.class);
      assertThatThrownBy(() -> other.remove(KEY)).hasCauseInstanceOf(NoSuchBucketException.class);
    }
  }

  @Test
  void aWrongSecretIsRefused() {
    try (var other = sink(store.settings(S3Store.BUCKET, "guessed"))) {
      assertThatThrownBy(() -> other.store(KEY, proven(Video.SMALL)))
          .hasMessageMatching("The bucket videos answered with status 403 \\(\\w+\\)\\.");
      assertThatThrownBy(() -> other.open(KEY)).hasCauseInstanceOf(S3Exception.class);
    }
    assertThat(keys()).isEmpty();
  }

  @Test
  void anUnavailableServiceIsNotAMissingVideo() {
    try (var other = sink(nowhere())) {
      assertThatThrownBy(() -> other.store(KEY, proven(LARGE)))
          .hasMessage("The bucket videos cannot be reached.")
          .hasCauseInstanceOf(SdkClientException.class);
      assertThatThrownBy(() -> other.open(KEY))
          .hasMessage("The bucket videos cannot be reached.")
          .hasCauseInstanceOf(SdkClientException.class);
      assertThatThrownBy(() -> other.remove(KEY))
          .hasMessage("The bucket videos cannot be reached.")
          .hasCauseInstanceOf(SdkClientException.class);
    }
  }

  @Test
  void aTemporarilyBusyServiceIsRetried() throws Exception {
    store.refuse(1);
    store(KEY, proven(Video.SMALL));
    assertThat(open(KEY).getContentAsByteArray()).isEqualTo(Video.SMALL);

    store.refuse(1);
    store(KEY, proven(LARGE));
    assertThat(open(KEY).getContentAsByteArray()).isEqualTo(LARGE);
    assertThat(store.toBeRefused()).isZero();
  }

  @Test
  void aPartThatIsNotTakenLeavesNothing() {
    store.refuse(Integer.MAX_VALUE);

    assertThatThrownBy(() -> store(KEY, proven(LARGE))).hasRootCauseInstanceOf(S3Exception.class);

    assertThat(keys()).isEmpty();
    assertThat(store.uploads()).isEmpty();
  }

  @Test
  void aFileStoredTooShortIsDeleted() {
    store.loseTheLastByte();

    assertThatThrownBy(() -> store(KEY, proven(LARGE)))
        .hasRootCauseMessage("The bucket holds 16999999 bytes of %s instead of 17000000", KEY);

    assertThat(keys()).isEmpty();
  }

  @Test
  void onlyTheBytesThatAreReadAreRequested() throws Exception {
    store(KEY, proven(LARGE));

    var file = open(KEY);
    assertThat(file.exists()).isTrue();
    assertThat(file.contentLength()).isEqualTo(LARGE.length);
    assertThat(store.ranges()).isEmpty();

    try (var in = file.getInputStream()) {
      assertThat(in.skip(15_000_000)).isEqualTo(15_000_000);
      assertThat(in.read()).isEqualTo(LARGE[15_000_000] & 0xff);
      assertThat(in.skip(9)).isEqualTo(9);
      assertThat(in.read()).isEqualTo(LARGE[15_000_010] & 0xff);
    }
    assertThat(store.ranges()).containsExactly("bytes=15000000-");
  }

  @Test
  void aReplacedVideoIsNotReadFurther() throws Exception {
    store(KEY, proven(Video.SMALL));
    var before = open(KEY);
    store(KEY, "something else");

    try (var in = before.getInputStream()) {
      assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/a.mp4", "a//b.mp4", "a/./b.mp4", "a/..", "a/", "a\nb.mp4"})
  void aKeyThatIsNoPlainPathIsRefused(String key) {
    assertThatIllegalArgumentException().isThrownBy(() -> sink.open(key));
    assertThatIllegalArgumentException().isThrownBy(() -> sink.remove(key));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sink.store(key, new ByteArrayInputStream(Video.SMALL)));
  }

  @Test
  void aKeyMayHaveAsManyBytesAsTheServiceAllows() throws Exception {
    int most = 1_024 - "studio/".length();
    var segments = ("a".repeat(99) + "/").repeat(11);

    store(segments.substring(0, most - 4) + ".mp4", proven(Video.SMALL));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> sink.open(segments.substring(0, most - 3) + ".mp4"));
  }

  @Test
  void noConnectionIsMadeBeforeTheFirstVideo() {
    assertThatCode(() -> sink(nowhere()).close()).doesNotThrowAnyException();
    assertThatCode(() -> new S3Sink(Optional.empty()).close()).doesNotThrowAnyException();
  }

  @Test
  void onlyFeaturesOfEveryS3ServiceAreUsed() throws Exception {
    var puts = new CopyOnWriteArrayList<Headers>();
    var plain = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    plain.createContext(
        "/videos",
        call -> {
          call.getRequestBody().readAllBytes();
          if (call.getRequestMethod().equals("PUT")) {
            puts.add(call.getRequestHeaders());
          }
          call.getResponseHeaders().set("Content-Length", "" + Video.SMALL.length);
          boolean head = call.getRequestMethod().equals("HEAD");
          call.sendResponseHeaders(200, head ? -1 : Video.SMALL.length);
          call.getResponseBody().write(head ? new byte[0] : Video.SMALL);
          call.close();
        });
    plain.start();

    try (var other = sink(at("http://127.0.0.1:" + plain.getAddress().getPort()))) {
      other.store(KEY, proven(Video.SMALL));
    } finally {
      plain.stop(0);
    }

    assertThat(puts).hasSize(1);
    assertThat(puts.getFirst())
        .containsKey("Content-md5")
        .containsEntry("Content-length", List.of("" + Video.SMALL.length))
        .doesNotContainKeys("Expect", "Content-encoding", "X-amz-trailer", "Transfer-encoding");
  }

  @Test
  void linksLeadToWhereCallersFindTheService() throws Exception {
    store(KEY, proven(Video.SMALL));
    var settings = store.linking(URI.create("https://videos.example"));

    try (var other = sink(settings)) {
      var link = ((DirectLink) other.open(KEY)).link("video/mp4");

      assertThat(link.toString())
          .startsWith("https://videos.example/videos/studio/" + KEY + "?")
          .contains("X-Amz-Expires=60", "response-content-type=video%2Fmp4")
          .contains("X-Amz-SignedHeaders=host&")
          .doesNotContain("s3cret");
    }
  }

  @Test
  void theSecretIsNotPrinted() {
    assertThat(store.settings(S3Store.BUCKET, "s3cret").toString())
        .contains("videos")
        .doesNotContain("s3cret");
  }
}
