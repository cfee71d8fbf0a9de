package dev.reelway.sink;

import static dev.reelway.sink.Video.box;
import static dev.reelway.sink.Video.oddBox;
import static dev.reelway.sink.Video.wideBox;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Mp4BoxesTest {

  private static final byte[] TYPE = box("ftyp", "isom\0\0\0\0isom");
  private static final byte[] INDEX = box("moov", "an index");
  private static final byte[] MEDIA_DATA = box("mdat", "references");

  @Test
  void indexAndMediaDataMakeAVideoInEitherOrder() {
    assertThat(whole(Video.of(TYPE, INDEX, MEDIA_DATA))).isTrue();
    assertThat(whole(Video.of(TYPE, MEDIA_DATA, INDEX))).isTrue();
    assertThat(whole(Video.of(TYPE, box("free", ""), MEDIA_DATA, box("uuid", "x"), INDEX)))
        .isTrue();
  }

  @Test
  void oneWithoutTheOtherIsNotAVideo() {
    assertThat(whole(TYPE)).isFalse();
    assertThat(whole(Video.of(TYPE, INDEX))).isFalse();
    assertThat(whole(Video.of(TYPE, MEDIA_DATA))).isFalse();
  }

  @Test
  void aBoxMaySayItsLengthIn64Bits() {
    var video = Video.of(TYPE, INDEX, wideBox("mdat", "references"));

    assertThat(whole(video)).isTrue();
    for (int length = 0; length < video.length; length++) {
      assertThat(whole(Arrays.copyOf(video, length))).as("cut at %d", length).isFalse();
    }
  }

  @Test
  void aBoxMayBeLongerThanFourGigabytes() {
    assertThat(whole(Video.of(TYPE, INDEX, wideBox("mdat", "references", 5_000_000_000L))))
        .isFalse();
  }

  @Test
  void aLengthOf32BitsHasNoSign() {
    assertThat(whole(Video.of(TYPE, INDEX, oddBox(0x8000_0000, "mdat", "references")))).isFalse();
  }

  @Test
  void aBoxOfNoLengthReachesToTheEnd() {
    assertThat(whole(Video.of(TYPE, INDEX, oddBox(0, "mdat", "any number of images")))).isTrue();
    assertThat(whole(Video.of(TYPE, oddBox(0, "mdat", "with"), INDEX))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6, 7})
  void aBoxShorterThanItsOwnHeadIsBroken(int length) {
    assertThat(whole(Video.of(TYPE, INDEX, MEDIA_DATA, oddBox(length, "free", "")))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 15, -1, Long.MIN_VALUE})
  void aWideBoxShorterThanItsOwnHeadIsBroken(long length) {
    assertThat(whole(Video.of(TYPE, INDEX, MEDIA_DATA, wideBox("free", "", length)))).isFalse();
  }

  @Test
  void bytesAfterTheLastBoxAreMalformed() {
    assertThat(whole(Video.of(TYPE, INDEX, MEDIA_DATA, new byte[] {0, 0, 0}))).isFalse();
  }

  private static boolean whole(byte[] video) {
    boolean atOnce = whole(video, video.length);
    for (int chunk : new int[] {1, 3, 5, 11}) {
      assertThat(whole(video, chunk)).as("in chunks of %d", chunk).isEqualTo(atOnce);
    }
    return atOnce;
  }

  private static boolean whole(byte[] video, int chunk) {
    var mp4Boxes = new Mp4Boxes();
    for (int at = 0; at < video.length; at += chunk) {
      mp4Boxes.update(video, at, Math.min(chunk, video.length - at));
    }
    return mp4Boxes.isComplete();
  }
}
