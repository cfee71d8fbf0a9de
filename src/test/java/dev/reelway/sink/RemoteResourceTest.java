package dev.reelway.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.sink.RemoteResource.FileMetadata;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RemoteResourceTest {

  private static final byte[] BYTES = Video.SMALL;

  private final RemoteResource file =
      new RemoteResource(
          "2026-11-22/video_1.mp4",
          Optional.of(new FileMetadata(BYTES.length, Instant.EPOCH)),
          from ->
              halting(
                  new ByteArrayInputStream(
                      Arrays.copyOfRange(BYTES, Math.toIntExact(from), BYTES.length))));

  /** As JSch does where a server answers out of order. */
  private static InputStream halting(InputStream bytes) {
    return new FilterInputStream(bytes) {

      private boolean isHalted = true;

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        isHalted = !isHalted;
        return isHalted ? 0 : in.read(buffer, offset, Math.min(length, 100));
      }
    };
  }

  @Test
  void aReadThatBringsNothingIsNotTheEnd() throws IOException {
    try (var in = new BufferedInputStream(file.getInputStream(), 1_000)) {
      assertThat(in.readAllBytes()).isEqualTo(BYTES);
    }
    try (var in = file.getInputStream()) {
      for (byte one : BYTES) {
        assertThat(in.read()).isEqualTo(one & 0xff);
      }
      assertThat(in.read()).isEqualTo(-1);
    }
  }
}
