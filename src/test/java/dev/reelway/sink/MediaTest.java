package dev.reelway.sink;

import static dev.reelway.sink.Film.latin;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MediaTest {

  @ParameterizedTest
  @EnumSource
  void everyTypeIsRecognisedByItsFirstBytes(Media media) {
    assertThat(Media.of(start(media))).contains(media);
  }

  @ParameterizedTest
  @EnumSource
  void tooFewBytesHaveNoType(Media media) {
    assertThat(Media.of(Arrays.copyOf(start(media), 2))).isEmpty();
  }

  @Test
  void typesThatBrowsersExecuteAreNotAccepted() {
    assertThat(Media.of(latin("<svg xmlns='http://"))).isEmpty();
    assertThat(Media.of(latin("<html><body>ftyp"))).isEmpty();
    assertThat(Media.of(latin("RIFF\0\0\0\0WAVEfmt "))).isEmpty();
    assertThat(Media.of(new byte[Media.TELLING])).isEmpty();
  }

  private static byte[] start(Media media) {
    return latin(
        switch (media) {
          case MP4 -> "\0\0\0\u0018ftypisom\0\0\0\0";
          case WEBM -> "\u001aE\u00df\u00a3\u0001\0\0\0\0\0\0\u001fB\u0086\u0081\u0001";
          case WEBP -> "RIFF \0\0\0WEBPVP8 ";
          case JPEG -> "\u00ff\u00d8\u00ff\u00e0\0\u0010JFIF\0\u0001\u0001\0\0\u0001";
          case PNG -> "\u0089PNG\r\n\u001a\n\0\0\0\rIHDR";
        });
  }
}
