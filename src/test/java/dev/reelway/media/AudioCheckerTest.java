package dev.reelway.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ShortBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of an audio file is read, and what is none. */
class AudioCheckerTest {

  private static final int RATE = Wave.RATE;
  private static final AudioChecker CHECKER = new AudioChecker(Duration.ofSeconds(3));

  private final Path folder;
  private final SpoolFolder spool;

  AudioCheckerTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.spool = new SpoolFolder(folder.resolve("spool"));
  }

  @Test
  void aWaveFileHasATypeAndALength() throws IOException {
    try (var file = spooled(Wave.silence(2))) {
      assertThat(CHECKER.check(file))
          .isEqualTo(new MediaInfo(file.sha256(), "audio/wav", file.bytes(), null, null, 2));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mp4, AV_CODEC_ID_AAC, audio/mp4",
    "adts, AV_CODEC_ID_AAC, audio/aac",
    "flac, AV_CODEC_ID_FLAC, audio/flac",
    "ogg, AV_CODEC_ID_FLAC, audio/ogg"
  })
  void aFileIsRecognisedByItsBytes(String format, String codec, String type) throws Exception {
    int id = avcodec.class.getField(codec).getInt(null);
    try (var file = spooled(encoded(format, id))) {
      assertThat(CHECKER.check(file).type()).isEqualTo(type);
      assertThat(CHECKER.check(file).seconds()).isEqualTo(2);
    }
  }

  @Test
  void anAudioFileIsNotLongerThanAllowed() throws IOException {
    try (var file = spooled(Wave.silence(2))) {
      assertThat(refusal(new AudioChecker(Duration.ofSeconds(1)), file))
          .isEqualTo("is longer than the 1 s allowed");
    }
  }

  /** An encoder that writes into a pipe cannot go back to say how many samples there are. */
  @Test
  void theLengthIsMeasuredWhereAFileDoesNotSayIt() throws IOException {
    var sound = encoded("flac", avcodec.AV_CODEC_ID_FLAC);
    sound[21] &= (byte) 0xf0;
    Arrays.fill(sound, 22, 26, (byte) 0);
    try (var file = spooled(sound)) {
      assertThat(CHECKER.check(file).seconds()).isEqualTo(2);
      assertThat(refusal(new AudioChecker(Duration.ofSeconds(1)), file))
          .isEqualTo("is longer than the 1 s allowed");
    }
  }

  @Test
  void aVideoIsNoAudioFile() throws IOException {
    var video = Files.readAllBytes(Clip.write(folder.resolve("one"), 160, 96, ""));
    try (var file = spooled(video)) {
      assertThat(refusal(CHECKER, file)).startsWith("is a video");
    }
  }

  @Test
  void otherBytesAreRefused() throws IOException {
    try (var text = spooled("hello, this is a text".getBytes(StandardCharsets.UTF_8));
        var cut = spooled("ID3 hello, this is no MP3".getBytes(StandardCharsets.UTF_8))) {
      assertThat(refusal(CHECKER, text))
          .isEqualTo("must be an MP3, WAV, M4A, AAC, Ogg or FLAC file");
      assertThat(refusal(CHECKER, cut)).startsWith("cannot be read");
    }
  }

  private static String refusal(AudioChecker checker, SpoolFolder.SpoolFile file) {
    var refused =
        assertThatExceptionOfType(ImageRefused.class).isThrownBy(() -> checker.check(file));
    return refused.actual().sentence();
  }

  private SpoolFolder.SpoolFile spooled(byte[] bytes) throws IOException {
    return spool.store(new ByteArrayInputStream(bytes), 10_000_000);
  }

  private byte[] encoded(String format, int codec) throws IOException {
    var file = folder.resolve("sound");
    try (var recorder = new FFmpegFrameRecorder(file.toFile(), 1)) {
      recorder.setFormat(format);
      recorder.setAudioCodec(codec);
      recorder.setSampleRate(RATE);
      recorder.start();
      recorder.recordSamples(RATE, 1, ShortBuffer.wrap(new short[2 * RATE]));
      recorder.stop();
    }
    return Files.readAllBytes(file);
  }
}
