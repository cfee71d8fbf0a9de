package dev.reelway.sink;

import static dev.reelway.sink.Video.latin;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MediaFormatTest {

  @ParameterizedTest
  @EnumSource
  void everyTypeIsRecognisedByItsFirstBytes(MediaFormat mediaFormat) {
    assertThat(MediaFormat.of(start(mediaFormat))).contains(mediaFormat);
  }

  @ParameterizedTest
  @EnumSource
  void tooFewBytesHaveNoType(MediaFormat mediaFormat) {
    assertThat(MediaFormat.of(Arrays.copyOf(start(mediaFormat), 2))).isEmpty();
  }

  @Test
  void typesThatBrowsersExecuteAreNotAccepted() {
    assertThat(MediaFormat.of(latin("<svg xmlns='http://"))).isEmpty();
    assertThat(MediaFormat.of(latin("<html><body>ftyp"))).isEmpty();
    assertThat(MediaFormat.of(latin("RIFF\0\0\0\0WAVEfmt "))).isEmpty();
    assertThat(MediaFormat.of(new byte[MediaFormat.SIGNATURE_BYTES])).isEmpty();
  }

  private static byte[] start(MediaFormat mediaFormat) {
    return latin(
        switch (mediaFormat) {
          case MP4 -> "\0\0\0\u0018ftypisom\0\0\0\0";
          case WEBM -> "\u001aE\u00df\u00a3\u0001\0\0\0\0\0\0\u001fB\u0086\u0081\u0001";
          case WEBP -> "RIFF \0\0\0WEBPVP8 ";
          case JPEG -> "\u00ff\u00d8\u00ff\u00e0\0\u0010JFIF\0\u0001\u0001\0\0\u0001";
          case PNG -> "\u0089PNG\r\n\u001a\n\0\0\0\rIHDR";
        });
  }
}
