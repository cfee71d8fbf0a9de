package dev.reelway.sink;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.sink.VerifyingInputStream.StreamLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.Resource;

/** What the way of a job asks of every sink, through its three routes. */
public abstract class SinkContract {

  public static final String KEY = "2026-11-22/video_1.mp4";

  /** Two parts of S3 and something over, 17 MB in all. */
  public static final byte[] LARGE = video(17_000_000 - 44);

  /** Many buffers, 1 MB in all. */
  public static final byte[] MEDIUM = video(1_000_000 - 44);

  private DefaultCamelContext camel;
  private ProducerTemplate routes;

  /** The sink's name. */
  public abstract String sink();

  /** Gives the routes what they call. */
  public abstract void settle(DefaultCamelContext camel) throws Exception;

  /** All that lies in the sink under a name of its own. */
  public abstract List<String> keys() throws Exception;

  @BeforeEach
  void startTheRoutes() throws Exception {
    camel = new DefaultCamelContext();
    routes = camel.createProducerTemplate();
    camel.setStreamCaching(false);
    settle(camel);
    for (var file : List.of("policies/errors-travel-up", "sinks/" + sink())) {
      var route =
          ResourceHelper.resolveMandatoryResource(
              camel, "file:routes/%s.camel.yaml".formatted(file));
      PluginHelper.getRoutesLoader(camel).loadRoutes(route);
    }
    camel.start();
  }

  @AfterEach
  void stopTheRoutes() {
    camel.stop();
  }

  @Test
  void aSmallVideoIsOpenedByItsKey() throws Exception {
    store(KEY, proven(Video.SMALL));

    assertThat(open(KEY).getContentAsByteArray()).isEqualTo(Video.SMALL);
    assertThat(open(KEY).getFilename()).isEqualTo("video_1.mp4");
    assertThat(keys()).containsExactly(KEY);
  }

  @Test
  void aLargeVideoIsStoredCompletelyAndVerified() throws Exception {
    var video = proven(LARGE);
    store(KEY, video);

    assertThat(open(KEY).getContentAsByteArray()).isEqualTo(LARGE);
    assertThat(video.stored(sink(), KEY).bytes()).isEqualTo(LARGE.length);
    assertThat(keys()).containsExactly(KEY);
  }

  @ParameterizedTest
  @ValueSource(ints = {65_535, 65_536, 65_537})
  void aFileOfAnyLengthIsStoredWhole(int length) throws Exception {
    assertIsStoredWhole(length);
  }

  public void assertIsStoredWhole(int length) throws Exception {
    var bytes = Arrays.copyOf(LARGE, length);

    store("2026-11-22/any.bin", new ByteArrayInputStream(bytes));

    assertThat(open("2026-11-22/any.bin").getContentAsByteArray()).isEqualTo(bytes);
  }

  @Test
  void aSidecarIsStoredAsItIsWritten() throws Exception {
    store("2026-11-22/video_1.json", "{\"prompt\": \"Größe → 大\"}");

    assertThat(open("2026-11-22/video_1.json").getContentAsString(UTF_8))
        .isEqualTo("{\"prompt\": \"Größe → 大\"}");
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 65_536, 1_000_000})
  void aBrokenStreamLeavesNoFile(int length) throws Exception {
    assertBrokenStreamLeavesNoFile(length);
  }

  public void assertBrokenStreamLeavesNoFile(int length) throws Exception {
    var cut = proven(Arrays.copyOf(LARGE, length));

    assertThatThrownBy(() -> store(KEY, cut)).hasRootCauseInstanceOf(BrokenVideo.class);

    assertThat(keys()).isEmpty();
    assertThat(open(KEY).exists()).isFalse();
  }

  @Test
  void aBrokenStreamKeepsTheExistingFile() throws Exception {
    store(KEY, proven(Video.SMALL));

    assertThatThrownBy(() -> store(KEY, proven(Arrays.copyOf(LARGE, 10_000_000))));

    assertThat(open(KEY).getContentAsByteArray()).isEqualTo(Video.SMALL);
  }

  @Test
  void storingAgainReplaces() throws Exception {
    store(KEY, proven(LARGE));
    store(KEY, proven(Video.SMALL));

    assertThat(open(KEY).getContentAsByteArray()).isEqualTo(Video.SMALL);
  }

  @Test
  void theStreamIsClosedInAnyCase() throws Exception {
    var whole = new Video.Source(Video.SMALL, 1_000);
    var cut = new Video.Source(Arrays.copyOf(Video.SMALL, 30), 1_000);

    store(KEY, proven(whole));
    assertThatThrownBy(() -> store(KEY, proven(cut)));

    assertThat(whole.closed).isTrue();
    assertThat(cut.closed).isTrue();
  }

  @Test
  void aFileIsReadFromAnywhere() throws Exception {
    store(KEY, proven(LARGE));
    var file = open(KEY);

    assertThat(file.contentLength()).isEqualTo(LARGE.length);
    assertThat(file.lastModified()).isPositive();
    for (int from : new int[] {0, 1, 9_000_000, LARGE.length - 10, LARGE.length}) {
      try (var in = file.getInputStream()) {
        in.skipNBytes(from);
        int most = Math.min(10, LARGE.length - from);
        assertThat(in.readNBytes(10)).isEqualTo(Arrays.copyOfRange(LARGE, from, from + most));
      }
    }
  }

  @Test
  void aMissingFileDoesNotExist() throws Exception {
    assertThat(open(KEY).exists()).isFalse();
    assertThat(open("2020-01-01/video_1.mp4").exists()).isFalse();
  }

  @Test
  void removingDeletesAllFilesOfTheJobAndNoOthers() throws Exception {
    for (var name :
        List.of(
            "video_1.mp4",
            "video_1.json",
            "video_1.webp",
            "video_1-2.png",
            "video_1-3.png",
            "video_11.mp4")) {
      store("2026-11-22/" + name, name);
    }
    store("2026-11-23/video_1.mp4", "another day");

    remove("2026-11-22/video_1.json");

    assertThat(keys())
        .containsExactlyInAnyOrder("2026-11-22/video_11.mp4", "2026-11-23/video_1.mp4");
  }

  @Test
  void removingAgainSucceeds() throws Exception {
    store(KEY, proven(Video.SMALL));
    remove(KEY);
    remove(KEY);
    remove("2020-01-01/video_1.mp4");

    assertThat(keys()).isEmpty();
  }

  @Test
  void storedImagesHaveTheirOwnFolder() throws Exception {
    var key = ".media/ab/%s.png".formatted("ab".repeat(32));
    store(key, new ByteArrayInputStream(Video.SMALL));

    assertThat(open(key).exists()).isTrue();
    remove(key);
    assertThat(open(key).exists()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-22/a b.mp4",
        "2026-11-22/a+b%20c.mp4",
        "2026-11-22/größe 大 🎬.mp4",
        "2026-11-22/a&b=c;d,e'(f)!$~@:.mp4",
        "2026-11-22/#1.mp4",
        "2026-11-22/100% sure?.mp4"
      })
  void unusualCharactersOfAKeyAreLiteral(String key) throws Exception {
    store(key, proven(Video.SMALL));

    assertThat(keys()).containsExactly(key);
    assertThat(open(key).getContentAsByteArray()).isEqualTo(Video.SMALL);
    remove(key);
    assertThat(keys()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../secret.mp4", "2026-11-22/../../secret.mp4"})
  void aKeyOutsideOfTheSinkIsRefused(String key) throws Exception {
    assertThatThrownBy(() -> store(key, proven(Video.SMALL)))
        .hasRootCauseInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> open(key)).hasRootCauseInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> remove(key)).hasRootCauseInstanceOf(IllegalArgumentException.class);

    assertThat(keys()).isEmpty();
  }

  // How it is called.

  public void store(String key, Object body) throws Exception {
    call("store", key, body);
  }

  public Resource open(String key) throws Exception {
    return call("open", key, null).getMessage().getMandatoryBody(Resource.class);
  }

  public void remove(String key) throws Exception {
    call("remove", key, null);
  }

  private Exchange call(String verb, String key, @Nullable Object body) throws Exception {
    var exchange = new DefaultExchange(camel);
    exchange.setVariable("key", key);
    exchange.getMessage().setBody(body);
    routes.send("direct:sink-%s-%s".formatted(sink(), verb), exchange);
    if (exchange.getException() != null) {
      throw new IOException(exchange.getException());
    }
    return exchange;
  }

  public static VerifyingInputStream proven(byte[] video) throws IOException {
    return proven(new ByteArrayInputStream(video));
  }

  private static VerifyingInputStream proven(InputStream video) throws IOException {
    return VerifyingInputStream.video(video, new StreamLimits(-1, Long.MAX_VALUE, () -> {}));
  }

  private static byte[] video(int length) {
    var noise = new byte[length];
    new Random(1).nextBytes(noise);
    return Video.of(
        Video.box("ftyp", "isom\0\0\0\0isom"),
        Video.box("moov", "an index"),
        Video.box("mdat", new String(noise, ISO_8859_1)));
  }
}
