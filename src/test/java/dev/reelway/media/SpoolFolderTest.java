package dev.reelway.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolFolderTest {

  private static final String BASE64 = "is not valid base64";
  private static final long LARGEST = 1_000_000;

  private final Path folder;
  private final SpoolFolder spoolFolder;

  SpoolFolderTest(@TempDir Path home) throws IOException {
    this.folder = home.resolve("a/b");
    this.spoolFolder = new SpoolFolder(folder);
  }

  @Test
  void aFileIsStoredWithItsLengthAndHash() throws Exception {
    var bytes = random(200_000);

    try (var spoolFile = spoolFolder.store(new ByteArrayInputStream(bytes), LARGEST)) {
      assertThat(spoolFile.path()).hasParent(folder).hasBinaryContent(bytes);
      assertThat(spoolFile.bytes()).isEqualTo(200_000);
      assertThat(spoolFile.sha256()).isEqualTo(sha256(bytes));
    }

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFileMayBeEmpty() throws IOException {
    try (var spoolFile = spoolFolder.store(InputStream.nullInputStream(), LARGEST)) {
      assertThat(spoolFile.bytes()).isZero();
      assertThat(spoolFile.path()).isEmptyFile();
    }
  }

  @Test
  void aFileMayHaveTheMaximumLengthAndNoMore() throws IOException {
    spoolFolder.store(new ByteArrayInputStream(random(1000)), 1000).close();

    assertThatThrownBy(() -> spoolFolder.store(new ByteArrayInputStream(random(1001)), 1000))
        .isInstanceOf(ImageRefused.class)
        .hasMessage("is larger than the 1000 bytes allowed");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aSourceThatFailsLeavesNoFile() {
    for (var failure : new Exception[] {new IOException("gone"), new ImageRefused("is odd")}) {
      var source = new SequenceInputStream(new ByteArrayInputStream(random(99)), failing(failure));

      assertThatThrownBy(() -> spoolFolder.store(source, LARGEST)).isSameAs(failure);
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void onlyTheFilesOfAKilledProcessAreDeleted() throws IOException {
    var left = spoolFolder.store(new ByteArrayInputStream(random(99)), LARGEST).path();
    var empty = SpoolFolder.emptyFile(folder);
    var other = Files.writeString(folder.resolve("readme.txt"), "not ours");

    var next = new SpoolFolder(folder);

    assertThat(left).doesNotExist();
    assertThat(empty).doesNotExist();
    assertThat(other).exists();
    next.store(InputStream.nullInputStream(), LARGEST).close();
  }

  @Test
  void aFileThatHasBeenDeletedCanBeClosed() throws IOException {
    var spoolFile = spoolFolder.store(InputStream.nullInputStream(), LARGEST);
    Files.delete(spoolFile.path());

    spoolFile.close();
  }

  @Test
  void onlyItsOwnerReadsAFile() throws IOException {
    try (var spoolFile = spoolFolder.store(InputStream.nullInputStream(), LARGEST)) {
      assertThat(Files.getPosixFilePermissions(spoolFile.path()).toString())
          .doesNotContain("GROUP")
          .doesNotContain("OTHERS");
    }
  }

  // Base64.

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6143, 6144, 6145, 8191, 8192, 100_000})
  void base64IsDecodedInEveryShape(int length) throws Exception {
    var bytes = random(length);

    for (var encoder :
        new Base64.Encoder[] {
          Base64.getEncoder(),
          Base64.getEncoder().withoutPadding(),
          Base64.getUrlEncoder(),
          Base64.getUrlEncoder().withoutPadding(),
          Base64.getMimeEncoder(),
          Base64.getMimeEncoder(7, new byte[] {' ', '\t', '\n'})
        }) {
      var text = encoder.encodeToString(bytes);
      assertThat(decoded(text)).isEqualTo(bytes);
      assertThat(decoded("data:image/png;base64," + text)).isEqualTo(bytes);
      assertThat(decoded("\n " + text + " \r\n")).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data:image/png;base64,aGk=",
        "data:;base64,aGk",
        "DATA:image/PNG;charset=x;BASE64 , aGk =",
        "data:image/svg+xml;base64,aGk=",
        "aGk=",
        "aGk",
        "aG\nk\t=\r\n "
      })
  void shortTextsAreDecoded(String text) throws IOException {
    assertThat(decoded(text)).isEqualTo("hi".getBytes(US_ASCII));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "aGkxa",
        "aGk==",
        "aGk=x",
        "a=Gk",
        "aG=",
        "=",
        "====",
        "aGk=aGk=",
        "aGk\u0000",
        "aG.k",
        "aGk%3D",
        "https://example.com/a.png",
        "\u00e4\u00f6\u00fc\u00df",
        "data:image/png;base64,a",
        "data:image/png;base64,data:image/png;base64,aGk="
      })
  void malformedBase64IsRefused(String text) {
    assertThat(refusal(text)).isEqualTo(BASE64);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anInvalidCharacterIsFoundAtAnyPosition() {
    var text = Base64.getEncoder().encodeToString(random(30_000));

    for (int at : new int[] {0, 1, 8190, 8191, 8192, 8193, 20_000, 39_999}) {
      assertThat(refusal(text.substring(0, at) + "*" + text.substring(at + 1))).isEqualTo(BASE64);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"data:", "data:,hi", "data:text/plain,aGk=", "data:;base64", "data:base64,a"})
  void aDataUrlThatIsNotInBase64IsRefused(String text) {
    assertThat(refusal(text)).isEqualTo("is a data: URL that is not in base64");
  }

  @Test
  void theTypeOfADataUrlHasALengthLimit() {
    assertThat(refusal("data:" + "x".repeat(100_000) + ";base64,aGk="))
        .isEqualTo("is a data: URL that is not in base64");
  }

  @ParameterizedTest
  @CsvSource({"1000, 1000", "999, 999"})
  void theLimitCountsDecodedBytes(int length, long most) throws IOException {
    var text = new ByteArrayInputStream(Base64.getEncoder().encode(random(length)));
    spoolFolder.storeBase64(text, most).close();

    var longer = new ByteArrayInputStream(Base64.getEncoder().encode(random(length + 1)));
    assertThatThrownBy(() -> spoolFolder.storeBase64(longer, most))
        .hasMessage("is larger than the %d bytes allowed", most);
  }

  @Test
  void anEndlessTextIsRefusedAtTheLimit() {
    var large = new SequenceInputStream(bytes("data:image/png;base64,"), endless());

    assertThatThrownBy(() -> spoolFolder.storeBase64(large, 20_000_000))
        .hasMessage("is larger than the 20000000 bytes allowed");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aTextThatFailsLeavesNoFile() {
    var text = new SequenceInputStream(bytes("aGk="), failing(new IOException("gone")));

    assertThatIOException()
        .isThrownBy(() -> spoolFolder.storeBase64(text, LARGEST))
        .withMessage("gone");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anEncodedImageIsDecodedAndRecognised() throws IOException {
    var png = Heads.painted("png", 12, 34);
    var text = "data:image/jpeg;base64," + Base64.getMimeEncoder().encodeToString(png);

    try (var spoolFile = spoolFolder.storeBase64(bytes(text), LARGEST)) {
      assertThat(new ImageChecker(LARGEST, 1000).check(spoolFile))
          .isEqualTo(new ImageInfo(spoolFile.sha256(), "image/png", png.length, 12, 34, false));
    }
  }

  private byte[] decoded(String text) throws IOException {
    try (var spoolFile = spoolFolder.storeBase64(bytes(text), LARGEST)) {
      return Files.readAllBytes(spoolFile.path());
    }
  }

  private String refusal(String text) {
    return catchThrowableOfType(
            ImageRefused.class, () -> spoolFolder.storeBase64(bytes(text), LARGEST))
        .sentence();
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(ISO_8859_1));
  }

  private static InputStream endless() {
    return new InputStream() {
      @Override
      public int read() {
        return 'A';
      }

      @Override
      public int read(byte[] buffer, int offset, int length) {
        Arrays.fill(buffer, offset, offset + length, (byte) 'A');
        return length;
      }
    };
  }

  private static InputStream failing(Exception failure) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        if (failure instanceof IOException broken) {
          throw broken;
        }
        throw (RuntimeException) failure;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        return read();
      }
    };
  }

  private static byte[] random(int length) {
    var bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
