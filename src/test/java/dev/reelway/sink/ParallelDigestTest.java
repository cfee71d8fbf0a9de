package dev.reelway.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelDigestTest {

  private static final int BUFFER = 1 << 18;

  private final Random random = new Random(7);

  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, BUFFER - 1, BUFFER, BUFFER + 1, 2 * BUFFER, 3 * BUFFER + 1, 40 * BUFFER + 17})
  void isTheDigestOfAllBytesHoweverTheyCome(int length) throws Exception {
    var file = new byte[length];
    random.nextBytes(file);
    var digest = new ParallelDigest();
    for (int at = 0; at < length; ) {
      int count = Math.min(length - at, 1 + random.nextInt(100_000));
      var buffer = Arrays.copyOfRange(file, at, at + count);
      digest.update(buffer, 0, count);
      Arrays.fill(buffer, (byte) 0); // the caller's to use again
      at += count;
    }

    var whole = MessageDigest.getInstance("SHA-256").digest(file);
    assertThat(digest.hex()).isEqualTo(HexFormat.of().formatHex(whole));
  }

  @ParameterizedTest
  @ValueSource(ints = {BUFFER - 1, BUFFER, BUFFER + 1, 5 * BUFFER})
  void takesAFileInOnePiece(int length) throws Exception {
    var file = new byte[length + 2];
    random.nextBytes(file);
    var digest = new ParallelDigest();
    digest.update(file, 1, length);

    var piece =
        MessageDigest.getInstance("SHA-256").digest(Arrays.copyOfRange(file, 1, length + 1));
    assertThat(digest.hex()).isEqualTo(HexFormat.of().formatHex(piece));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8_192, BUFFER, BUFFER + 7, 2 * BUFFER})
  void takesItsOwnBuffersAfterOthers(int copied) throws Exception {
    var file = new byte[copied + 9 * BUFFER + 5];
    random.nextBytes(file);
    var digest = new ParallelDigest();
    digest.update(file, 0, copied);
    for (int at = copied; at < file.length; ) {
      var buffer = digest.next();
      int count = Math.min(file.length - at, 1 + random.nextInt(buffer.length));
      System.arraycopy(file, at, buffer, 0, count);
      digest.pass(buffer, count);
      at += count;
    }

    var whole = MessageDigest.getInstance("SHA-256").digest(file);
    assertThat(digest.hex()).isEqualTo(HexFormat.of().formatHex(whole));
  }
}
