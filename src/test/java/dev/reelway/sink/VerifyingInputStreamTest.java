package dev.reelway.sink;

import static dev.reelway.sink.Video.box;
import static dev.reelway.sink.Video.latin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.reelway.sink.VerifyingInputStream.StreamLimits;
import dev.reelway.sink.Video.Source;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyingInputStreamTest {

  private static final byte[] WEBM = latin("\u001aE\u00df\u00a3 and what follows");

  @Test
  void aCompleteVideoIsReadWithItsLengthAndDigest() throws Exception {
    var video = video(Video.SMALL, Video.SMALL.length);

    assertThat(video.readAllBytes()).isEqualTo(Video.SMALL);

    assertThat(video.stored("file", "2026-11-22/video_1.mp4"))
        .isEqualTo(
            new Asset(
                "file",
                "2026-11-22/video_1.mp4",
                "video/mp4",
                Video.SMALL.length,
                sha256(Video.SMALL),
                null));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8_191, 8_192, 8_193, 262_144, 270_336, 270_337, 3_000_000})
  void aTransferredVideoIsTheSameAsOneThatIsRead(int free) throws Exception {
    var bytes = withFreeBox(free);
    var limits = new StreamLimits(bytes.length, bytes.length, () -> {});
    var read = video(bytes, limits);
    var transferred = VerifyingInputStream.video(new Source(bytes, 100_000), limits);
    var out = new ByteArrayOutputStream();

    assertThat(read.readAllBytes()).isEqualTo(bytes);
    assertThat(transferred.transferTo(out)).isEqualTo(bytes.length);

    assertThat(out.toByteArray()).isEqualTo(bytes);
    assertThat(transferred.stored("file", "a.mp4")).isEqualTo(read.stored("file", "a.mp4"));
    assertThat(transferred.stored("file", "a.mp4").sha256()).isEqualTo(sha256(bytes));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8_192, 300_000})
  void aTransferredVideoThatIsCutFailsAtItsEnd(int free) {
    var bytes = withFreeBox(free);
    var cut = Arrays.copyOf(bytes, bytes.length - 1);

    assertThatThrownBy(() -> video(cut, -1).transferTo(OutputStream.nullOutputStream()))
        .isInstanceOf(BrokenVideo.class);
    assertThatThrownBy(() -> video(cut, bytes.length).transferTo(OutputStream.nullOutputStream()))
        .isInstanceOf(BrokenVideo.class);
  }

  @Test
  void aTransferThatIsTooLongOrTooLateIsEnded() {
    var bytes = withFreeBox(1_000_000);
    var reads = new AtomicInteger();
    Runnable late =
        () -> {
          if (reads.incrementAndGet() > 3) {
            throw new IllegalStateException("enough");
          }
        };

    assertThatThrownBy(
            () ->
                video(bytes, new StreamLimits(-1, 999_999, () -> {}))
                    .transferTo(OutputStream.nullOutputStream()))
        .isInstanceOf(BrokenVideo.class)
        .hasMessageContaining("longer than");
    assertThatThrownBy(
            () ->
                VerifyingInputStream.video(
                        new Source(bytes, 100_000), new StreamLimits(-1, Long.MAX_VALUE, late))
                    .transferTo(OutputStream.nullOutputStream()))
        .hasMessage("enough");
  }

  /** The small video with a box of so many bytes more, none of which is the same as the next. */
  private static byte[] withFreeBox(int length) {
    var all = ByteBuffer.allocate(Video.SMALL.length + 8 + length).put(Video.SMALL);
    all.putInt(8 + length).put(latin("free"));
    while (all.hasRemaining()) {
      all.put((byte) all.position());
    }
    return all.array();
  }

  @Test
  void theAssetIsTheSameWhenReadAgain() throws IOException {
    var video = video(Video.SMALL, -1);
    video.transferTo(OutputStream.nullOutputStream());

    assertThat(video.stored("file", "a.mp4")).isEqualTo(video.stored("file", "a.mp4"));
  }

  @ParameterizedTest
  @MethodSource
  void aTruncatedVideoFailsAtItsEnd(int length) throws IOException {
    var cut = Arrays.copyOf(Video.SMALL, length);

    assertThatIOException().isThrownBy(() -> video(cut, -1).readAllBytes());
  }

  static IntStream aTruncatedVideoFailsAtItsEnd() {
    return IntStream.range(0, Video.SMALL.length);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 1_000_000})
  void aVideoOfAnotherLengthThanAnnouncedFails(long announced) {
    assertThatThrownBy(() -> video(Video.SMALL, announced).readAllBytes())
        .isInstanceOf(BrokenVideo.class)
        .hasMessageContaining("instead of the announced " + announced);
  }

  @Test
  void aVideoUpToTheLimitIsAccepted() throws IOException {
    int length = Video.SMALL.length;

    assertThat(video(Video.SMALL, new StreamLimits(-1, length, () -> {})).readAllBytes())
        .hasSize(length);
    assertThatThrownBy(
            () -> video(Video.SMALL, new StreamLimits(-1, length - 1, () -> {})).readAllBytes())
        .isInstanceOf(BrokenVideo.class)
        .hasMessageContaining("longer than");
  }

  @Test
  void aDownloadEndsWhenItsTimeIsOver() throws IOException {
    var video =
        video(
            Video.SMALL,
            new StreamLimits(
                -1,
                1000,
                () -> {
                  throw new IllegalStateException("enough");
                }));

    assertThatThrownBy(video::read).hasMessage("enough");
  }

  @ParameterizedTest
  @MethodSource
  void aFileThatIsNotAVideoIsRefusedAtOnceAndClosed(byte[] bytes) {
    var source = new Source(bytes, 7);

    assertThatThrownBy(() -> VerifyingInputStream.video(source, streamLimits(-1)))
        .isInstanceOf(BrokenVideo.class)
        .hasMessage("not a video");
    assertThat(source.closed).isTrue();
  }

  static byte[][] aFileThatIsNotAVideoIsRefusedAtOnceAndClosed() {
    return new byte[][] {
      {},
      latin("{\"error\": {\"message\": \"no\"}}"),
      latin("<!DOCTYPE html><html><body>Bad Gateway</body></html>"),
      latin("ftyp"),
      latin("\0\0\0\u0018fty"),
      latin("\u00ff\u00d8\u00ff a JPEG, but no video"),
      box("moov", "an index before its type")
    };
  }

  @Test
  void anImageIsNotAVideoAndAVideoIsNotAnImage() throws IOException {
    var png = latin("\u0089PNG\r\n\u001a\n and its chunks\0\0\0\0IEND\u00aeB`\u0082");

    assertThat(VerifyingInputStream.image(new Source(png, 9), streamLimits(-1)).readAllBytes())
        .isEqualTo(png);
    assertThatThrownBy(
            () -> VerifyingInputStream.image(new Source(Video.SMALL, 9), streamLimits(-1)))
        .hasMessage("The file from the upstream is not a PNG, JPEG or WebP image.");
  }

  /** As when a connection is closed in the middle, and nobody has said how long the file is. */
  @ParameterizedTest
  @MethodSource
  void aFileOfUnknownLengthMustHaveComeToItsEnd(String name, byte[] whole) throws IOException {
    for (int atOnce : new int[] {1, 7, 64, 1000}) {
      assertThat(unannounced(whole, atOnce).readAllBytes()).isEqualTo(whole);
    }
    for (int missing = 1; missing <= whole.length - MediaFormat.SIGNATURE_BYTES; missing++) {
      var cut = unannounced(Arrays.copyOf(whole, whole.length - missing), 64);
      assertThatThrownBy(cut::readAllBytes)
          .as("%s without its last %d bytes", name, missing)
          .isInstanceOf(BrokenVideo.class)
          .hasMessageStartingWith("incomplete or malformed after ");
    }
  }

  /** Cameras, and other writers, leave more there than any limit that one would choose. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0089PNG\r\n\u001a\n pixels \0\0\0\0IEND\u00aeB`\u0082",
        "\u00ff\u00d8\u00ff\u00e0 pixels \u00ff\u00d9"
      })
  void moreMayFollowTheEndOfAnImage(String image) throws IOException {
    var file = latin(image + "a trailer".repeat(10_000));

    assertThat(unannounced(file, 1000).readAllBytes()).isEqualTo(file);
  }

  static Stream<Arguments> aFileOfUnknownLengthMustHaveComeToItsEnd() {
    var pixels = "p".repeat(200);
    var header = "\u001aE\u00df\u00a3\u0084webm\u0018S\u0080g";
    return Stream.of(
        arguments("PNG", latin("\u0089PNG\r\n\u001a\n" + pixels + "\0\0\0\0IEND\u00aeB`\u0082")),
        arguments("JPEG", latin("\u00ff\u00d8\u00ff\u00e0" + pixels + "\u00ff\u00d9")),
        arguments("WebP", latin("RIFF\u00cc\0\0\0WEBP" + pixels)),
        arguments("WebM", latin(header + "\u0040\u00c8" + pixels)),
        arguments("WebM", latin(header + "\u0001\0\0\0\0\0\0\u00c8" + pixels)));
  }

  @Test
  void aWebmThatDoesNotSayHowLongItIsIsNotCut() throws IOException {
    var live =
        latin(
            "\u001aE\u00df\u00a3\u0084webm\u0018S\u0080g\u0001"
                + "\u00ff".repeat(7)
                + "c".repeat(200));

    assertThat(unannounced(live, 64).readAllBytes()).isEqualTo(live);
  }

  @Test
  void whatAWriterLeavesBehindTheEndIsNoHarm() throws IOException {
    var jpeg = latin("\u00ff\u00d8\u00ff\u00e0pixels and more\u00ff\u00d9\0\0\0");

    assertThat(unannounced(jpeg, 64).readAllBytes()).isEqualTo(jpeg);
  }

  private static VerifyingInputStream unannounced(byte[] bytes, int atOnce) throws IOException {
    boolean isVideo = MediaFormat.of(bytes).orElseThrow().isVideo();
    var source = new Source(bytes, atOnce);
    return isVideo
        ? VerifyingInputStream.video(source, streamLimits(-1))
        : VerifyingInputStream.image(source, streamLimits(-1));
  }

  @Test
  void aWebmOfKnownLengthIsVerifiedByThatOnly() throws IOException {
    var video = video(WEBM, WEBM.length);

    assertThat(video.readAllBytes()).isEqualTo(WEBM);
    assertThat(video.stored("file", "a.webm").type()).isEqualTo("video/webm");
    assertThatIOException().isThrownBy(() -> video(WEBM, WEBM.length + 1).readAllBytes());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 8, 13, 16, 17, 4096})
  void chunksOfAnySizeAgree(int atOnce) throws Exception {
    var video =
        VerifyingInputStream.video(
            new Source(Video.SMALL, atOnce), streamLimits(Video.SMALL.length));

    assertThat(video.readAllBytes()).isEqualTo(Video.SMALL);
    assertThat(video.stored("file", "a.mp4").sha256()).isEqualTo(sha256(Video.SMALL));
  }

  @Test
  void singleBytesCountAsWell() throws Exception {
    var video = video(Video.SMALL, Video.SMALL.length);

    for (byte expected : Video.SMALL) {
      assertThat(video.read()).isEqualTo(expected & 0xff);
    }

    assertThat(video.read()).isEqualTo(-1);
    assertThat(video.stored("file", "a.mp4").sha256()).isEqualTo(sha256(Video.SMALL));
  }

  @Test
  void nothingIsStoredBeforeTheLastByteHasPassed() throws IOException {
    var video = video(Video.SMALL, -1);
    video.readNBytes(Video.SMALL.length);

    assertThatThrownBy(() -> video.stored("file", "a.mp4"))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> video.skip(1)).isInstanceOf(UnsupportedOperationException.class);
    assertThat(video.markSupported()).isFalse();
  }

  private static VerifyingInputStream video(byte[] bytes, long announced) throws IOException {
    return video(bytes, streamLimits(announced));
  }

  private static VerifyingInputStream video(byte[] bytes, StreamLimits streamLimits)
      throws IOException {
    return VerifyingInputStream.video(new Source(bytes, Integer.MAX_VALUE), streamLimits);
  }

  private static StreamLimits streamLimits(long announced) {
    return new StreamLimits(announced, 1_000_000, () -> {});
  }

  private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
