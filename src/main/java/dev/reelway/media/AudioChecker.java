package dev.reelway.media;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.FrameGrabber;
import org.springframework.core.io.FileSystemResource;

/**
 * Checks audio files that callers send: MP3, WAV, M4A, AAC, Ogg and FLAC, recognised by their first
 * bytes. FFmpeg reads what is inside with the reader of that type only, as others would open
 * further files. At most two run at a time.
 */
public final class AudioChecker {

  private static final int MAX_CONCURRENT = 2;
  private static final Duration LONGEST_READ = Duration.ofSeconds(10);
  private static final int SIGNATURE_BYTES = 12;
  private static final String TOO_SLOW = "takes too long to read";
  private static final String UNKNOWN_TYPE = "must be an MP3, WAV, M4A, AAC, Ogg or FLAC file";

  /** How the picture of an album is coded, which lies in the file as a video. */
  private static final Set<String> COVERS = Set.of("mjpeg", "png");

  private final Duration longest;
  private final Semaphore permits = new Semaphore(MAX_CONCURRENT);

  /**
   * @param longest the maximum length
   */
  AudioChecker(Duration longest) {
    this.longest = longest;
  }

  /** A type of audio files, and the reader of FFmpeg for it. */
  private enum Kind {
    MP3("audio/mpeg", "mp3"),
    WAV("audio/wav", "wav"),
    M4A("audio/mp4", "mov"),
    AAC("audio/aac", "aac"),
    OGG("audio/ogg", "ogg"),
    FLAC("audio/flac", "flac");

    private final String type;
    private final String reader;

    Kind(String type, String reader) {
      this.type = type;
      this.reader = reader;
    }

    static Kind of(byte[] start) {
      var text = new String(start, StandardCharsets.ISO_8859_1);
      if (text.startsWith("RIFF") && text.startsWith("WAVE", 8)) {
        return WAV;
      }
      if (text.startsWith("ftyp", 4)) {
        return M4A;
      }
      if (text.startsWith("OggS")) {
        return OGG;
      }
      if (text.startsWith("fLaC")) {
        return FLAC;
      }
      return text.startsWith("ID3") ? MP3 : framed(start);
    }

    /** Frames of MPEG audio begin with eleven set bits; those of AAC have the layer 0. */
    private static Kind framed(byte[] start) {
      if (start.length < 2 || start[0] != (byte) 0xff || (start[1] & 0xe0) != 0xe0) {
        throw new ImageRefused(UNKNOWN_TYPE);
      }
      return (start[1] & 0x06) == 0 ? AAC : MP3;
    }
  }

  /**
   * Checks a temporary file.
   *
   * @throws ImageRefused if the file is not a readable audio file of a known type, too long, or
   *     takes too long to read
   */
  public MediaInfo check(SpoolFolder.SpoolFile file) throws IOException {
    var kind = kind(file.path());
    permits.acquireUninterruptibly();
    try {
      if (kind == Kind.M4A && !Mp4Index.isSound(file.path())) {
        throw incomplete();
      }
      return read(file, kind);
    } finally {
      permits.release();
    }
  }

  private static Kind kind(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return Kind.of(in.readNBytes(SIGNATURE_BYTES));
    }
  }

  private MediaInfo read(SpoolFolder.SpoolFile file, Kind kind) throws IOException {
    FFmpeg.load();
    long end = System.nanoTime() + LONGEST_READ.toNanos();
    BooleanSupplier isOver = () -> System.nanoTime() - end > 0;
    try (var bytes = new SeekableStream(new FileSystemResource(file.path()), isOver);
        var grabber = new FFmpegFrameGrabber(bytes, Integer.MAX_VALUE)) {
      grabber.setFormat(kind.reader);
      grabber.setOption("protocol_whitelist", "file");
      grabber.setAudioOption("threads", "1");
      grabber.start();
      int seconds = seconds(grabber);
      if (isOver.getAsBoolean()) {
        throw new ImageRefused(TOO_SLOW);
      }
      return new MediaInfo(file.sha256(), kind.type, file.bytes(), null, null, seconds);
    } catch (FrameGrabber.Exception | ImageRefused unreadable) {
      throw isOver.getAsBoolean()
          ? new ImageRefused(TOO_SLOW)
          : unreadable instanceof ImageRefused refused ? refused : incomplete();
    }
  }

  private int seconds(FFmpegFrameGrabber grabber) throws IOException {
    if (grabber.hasVideo() && !COVERS.contains(String.valueOf(grabber.getVideoCodecName()))) {
      throw new ImageRefused("is a video: it " + UNKNOWN_TYPE);
    }
    if (!grabber.hasAudio() || grabber.grabSamples() == null) {
      throw incomplete();
    }
    var length = MediaLength.of(grabber);
    if (length.compareTo(longest) > 0) {
      throw new ImageRefused("is longer than the %d s allowed".formatted(longest.toSeconds()));
    }
    return (int) Math.max(1, Math.round(length.toMillis() / 1000.0));
  }

  private static ImageRefused incomplete() {
    return new ImageRefused("cannot be read: it " + UNKNOWN_TYPE + " that is complete");
  }
}
