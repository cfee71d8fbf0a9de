package dev.reelway.sink;

import static dev.reelway.sink.Film.box;
import static dev.reelway.sink.Film.oddBox;
import static dev.reelway.sink.Film.wideBox;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoxesTest {

  private static final byte[] TYPE = box("ftyp", "isom\0\0\0\0isom");
  private static final byte[] INDEX = box("moov", "an index");
  private static final byte[] PICTURES = box("mdat", "pictures");

  @Test
  void indexAndPicturesMakeAFilmInEitherOrder() {
    assertThat(whole(Film.of(TYPE, INDEX, PICTURES))).isTrue();
    assertThat(whole(Film.of(TYPE, PICTURES, INDEX))).isTrue();
    assertThat(whole(Film.of(TYPE, box("free", ""), PICTURES, box("uuid", "x"), INDEX))).isTrue();
  }

  @Test
  void oneWithoutTheOtherIsNoFilm() {
    assertThat(whole(TYPE)).isFalse();
    assertThat(whole(Film.of(TYPE, INDEX))).isFalse();
    assertThat(whole(Film.of(TYPE, PICTURES))).isFalse();
  }

  @Test
  void aBoxMaySayItsLengthIn64Bits() {
    var film = Film.of(TYPE, INDEX, wideBox("mdat", "pictures"));

    assertThat(whole(film)).isTrue();
    for (int length = 0; length < film.length; length++) {
      assertThat(whole(Arrays.copyOf(film, length))).as("cut at %d", length).isFalse();
    }
  }

  @Test
  void aBoxMayBeLongerThanFourGigabytes() {
    assertThat(whole(Film.of(TYPE, INDEX, wideBox("mdat", "pictures", 5_000_000_000L)))).isFalse();
  }

  @Test
  void aLengthOf32BitsHasNoSign() {
    assertThat(whole(Film.of(TYPE, INDEX, oddBox(0x8000_0000, "mdat", "pictures")))).isFalse();
  }

  @Test
  void aBoxOfNoLengthReachesToTheEnd() {
    assertThat(whole(Film.of(TYPE, INDEX, oddBox(0, "mdat", "any number of pictures")))).isTrue();
    assertThat(whole(Film.of(TYPE, oddBox(0, "mdat", "with"), INDEX))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6, 7})
  void aBoxShorterThanItsOwnHeadIsBroken(int length) {
    assertThat(whole(Film.of(TYPE, INDEX, PICTURES, oddBox(length, "free", "")))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 15, -1, Long.MIN_VALUE})
  void aWideBoxShorterThanItsOwnHeadIsBroken(long length) {
    assertThat(whole(Film.of(TYPE, INDEX, PICTURES, wideBox("free", "", length)))).isFalse();
  }

  @Test
  void whatIsLeftOverAfterTheLastBoxIsBroken() {
    assertThat(whole(Film.of(TYPE, INDEX, PICTURES, new byte[] {0, 0, 0}))).isFalse();
  }

  private static boolean whole(byte[] film) {
    boolean atOnce = whole(film, film.length);
    for (int chunk : new int[] {1, 3, 5, 11}) {
      assertThat(whole(film, chunk)).as("in chunks of %d", chunk).isEqualTo(atOnce);
    }
    return atOnce;
  }

  private static boolean whole(byte[] film, int chunk) {
    var boxes = new Boxes();
    for (int at = 0; at < film.length; at += chunk) {
      boxes.pass(film, at, Math.min(chunk, film.length - at));
    }
    return boxes.whole();
  }
}
