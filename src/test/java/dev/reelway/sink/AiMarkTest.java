package dev.reelway.sink;

import static dev.reelway.sink.Video.box;
import static dev.reelway.sink.Video.latin;
import static dev.reelway.sink.Video.oddBox;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.sink.VerifyingInputStream.StreamLimits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files say that they are AI generated, and what is signed is not altered. */
class AiMarkTest {

  private static final String XMP_UUID =
      "\u00be\u007a\u00cf\u00cb\u0097\u00a9\u0042\u00e8\u009c\u0071\u0099\u0094\u0091\u00e3\u00af\u00ac";
  private static final String XMP = "<x:xmpmeta>mine</x:xmpmeta>";

  static Stream<byte[]> signed() throws IOException {
    return Stream.of(Signed.mp4(), Signed.png(), Signed.jpeg(), Signed.webp());
  }

  /** Files with XMP of their own, those that nothing fits into, and those that are odd. */
  static Stream<byte[]> unaltered() throws IOException {
    var png = Signed.image("png");
    return Stream.of(
        Signed.mp4(box("uuid", XMP_UUID + XMP)),
        Signed.mp4(box("jumb", "....jumdc2pa")),
        Signed.mp4(box("meta", "....jumb....jumdc2pa")),
        Signed.mp4(box("udta", "....XMP_" + XMP)),
        Video.of(Video.SMALL, box("mfra", "....mfro")),
        Video.of(box("ftyp", "isom\0\0\0\0isom"), box("moov", ""), oddBox(0, "mdat", "to the end")),
        latin("\u001aE\u00df\u00a3 and what follows"),
        Signed.png("iTXt", "XML:com.adobe.xmp\0\0\0\0\0" + XMP),
        Signed.png("zTXt", "Raw profile type xmp\0\0packed"),
        Arrays.copyOf(png, png.length - 12),
        Signed.jpeg(0xe1, "http://ns.adobe.com/xap/1.0/\0" + XMP),
        Signed.jpeg(0xe2, "MPF\0MM\0*"),
        Signed.jpeg(0xe1, "http://ns.adobe.com/xmp/extension/\0" + XMP),
        latin("\u00ff\u00d8\u00ff\u00ff\u00ff and what follows, longer than a signature"),
        Signed.webp("XMP ", XMP),
        Arrays.copyOf(Signed.lossyWebp(), 40),
        latin("RIFF\u00ff\u00ff\u00ff\u00ffWEBPVP8 \u00ff\u00ff\u00ff\u00ff and what follows"));
  }

  static Stream<byte[]> plain() throws IOException {
    return Stream.of(
        Video.SMALL,
        Signed.image("png"),
        Signed.png("iTXt", "Comment\0\0\0\0\0a fox"),
        Signed.image("jpeg"),
        Signed.jpeg(0xe1, "Exif\0\0more"),
        Signed.lossyWebp(),
        Signed.losslessWebp());
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource({"signed", "unaltered"})
  void whatIsSignedOrOddPassesByteForByte(byte[] file) throws Exception {
    assertThat(marked(file, file.length)).isEqualTo(file);
    assertThat(marked(file, 1)).isEqualTo(file);
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("plain")
  void whatSaysNothingIsMarkedHoweverItsBytesCome(byte[] file) throws Exception {
    var marked = marked(file, file.length);

    assertThat(text(marked)).containsOnlyOnce(AiMark.SOURCE_TYPE);
    assertThat(marked(file, 1)).isEqualTo(marked);
    assertThat(marked(file, 7)).isEqualTo(marked);
    assertThat(marked(marked, 1000)).isEqualTo(marked);
  }

  @Test
  void lengthAndDigestAreThoseOfTheDeliveredFile() throws Exception {
    var stream =
        VerifyingInputStream.image(new ByteArrayInputStream(Signed.image("png")), limits());
    var delivered = stream.marked();
    var bytes = delivered.readAllBytes();

    var asset = delivered.stored("file", "a.png");

    assertThat(asset.bytes()).isEqualTo(bytes.length);
    assertThat(asset.sha256())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
  }

  @Test
  void theMarkOfAVideoLiesBehindAllOtherBoxes() throws Exception {
    var marked = marked(Video.SMALL, 9);
    var added = Arrays.copyOfRange(marked, Video.SMALL.length, marked.length);

    assertThat(marked).startsWith(Video.SMALL);
    assertThat(ByteBuffer.wrap(added).getInt()).isEqualTo(added.length);
    assertThat(text(added).substring(4)).startsWith("uuid" + XMP_UUID + "<?xpacket begin=");
  }

  @Test
  void theMarkOfAnImageIsASegmentThatReadersKnow() throws Exception {
    for (var format : List.of("png", "jpeg")) {
      var image = Signed.image(format);
      var marked = marked(image, 100);
      var reader = ImageIO.getImageReadersByFormatName(format).next();
      reader.setInput(ImageIO.createImageInputStream(new ByteArrayInputStream(marked)));

      assertThat(reader.read(0).getWidth()).isEqualTo(20);
      var found = text(marked).indexOf(format.equals("png") ? "iTXt" : "http://ns.adobe.com/xap/");
      assertThat(found).isPositive();
    }
    assertThat(text(marked(Signed.image("png"), 100))).endsWith("\0\0\0\0IEND\u00aeB`\u0082");
  }

  /** As an image of the extended format, with its size and transparency. */
  @Test
  void aMarkedWebpIsOneStill() throws Exception {
    for (var image : List.of(Signed.lossyWebp(), Signed.losslessWebp())) {
      var marked = marked(image, 10);
      var file = ByteBuffer.wrap(marked).order(ByteOrder.LITTLE_ENDIAN);

      assertThat(file.getInt(4)).isEqualTo(marked.length - 8);
      assertThat(text(marked).substring(12)).startsWith("VP8X\n\0\0\0");
      assertThat(file.get(20) & 0xff).isEqualTo(isLossless(image) ? 0x14 : 0x04);
      assertThat(file.getInt(24) & 0xffffff).isZero();
      assertThat(marked.length % 2).isZero();
    }
  }

  private static boolean isLossless(byte[] image) {
    return text(image).startsWith("VP8L", 12);
  }

  @Test
  void aLargeWebpPassesWithoutAMark() throws Exception {
    var large = Signed.webp("ICCP", "x".repeat(9 << 20));

    assertThat(marked(large, 1 << 16)).isEqualTo(large);
  }

  @Test
  void aBrokenVideoGetsNoMark() {
    var cut = Arrays.copyOf(Video.SMALL, Video.SMALL.length - 1);

    assertThatThrownBy(() -> marked(cut, 10)).isInstanceOf(BrokenVideo.class);
  }

  @Test
  void aVideoIsReadNoFurtherThanItIsDelivered() throws Exception {
    var video =
        Video.of(
            box("ftyp", "isom\0\0\0\0isom"), box("moov", ""), box("mdat", "x".repeat(1 << 20)));
    var source = new Slow(video, video.length);
    var marked = VerifyingInputStream.video(source, limits()).marked();

    for (int delivered = 1000; delivered < video.length; delivered += 1000) {
      marked.readNBytes(1000);
      assertThat(source.read - delivered).isLessThan(1 << 17);
    }
  }

  private static byte[] marked(byte[] file, int atOnce) throws IOException {
    var in = new Slow(file, atOnce);
    var limits = new StreamLimits(file.length, Long.MAX_VALUE, () -> {});
    var stream =
        MediaFormat.of(file).orElseThrow().isVideo()
            ? VerifyingInputStream.video(in, limits)
            : VerifyingInputStream.image(in, limits);
    var out = new ByteArrayOutputStream();
    stream.marked().transferTo(out);
    return out.toByteArray();
  }

  private static StreamLimits limits() {
    return new StreamLimits(-1, Long.MAX_VALUE, () -> {});
  }

  private static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }

  /** Gives so many bytes at once, and no more. */
  private static final class Slow extends ByteArrayInputStream {

    private final int atOnce;
    private int read;

    Slow(byte[] bytes, int atOnce) {
      super(bytes);
      this.atOnce = atOnce;
    }

    @Override
    public synchronized int read(byte[] buffer, int offset, int length) {
      int count = super.read(buffer, offset, Math.min(length, atOnce));
      read += Math.max(0, count);
      return count;
    }
  }
}
