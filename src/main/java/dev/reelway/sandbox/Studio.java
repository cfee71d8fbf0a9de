package dev.reelway.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;

/**
 * Renders scenes as real media: H.264 films with an AAC tone, and stills. It keeps nothing, needs
 * neither display nor font, and answers the same pixels for the same scene.
 */
final class Studio {

  private static final int THUMBNAIL = 480;

  /** The name of the box "moov" as a number. */
  private static final int INDEX = 0x6D6F6F76;

  static {
    // Errors are thrown as well; the library need not print them.
    avutil.av_log_set_level(avutil.AV_LOG_FATAL);
  }

  private final Album album;

  /**
   * @param album where the pictures are that scenes start from
   */
  Studio(Album album) {
    this.album = album;
  }

  /**
   * Writes an MP4 of exactly the scene's size and duration, at 12 frames a second, with its index
   * in front. The target's name is free; an existing file is replaced.
   */
  void film(Scene scene, Path target) throws IOException {
    var painter = painter(scene, scene.width(), scene.height());
    var tone = new Tone(scene);
    try (var recorder = filmRecorder(scene, target);
        var frame = frame(scene.width(), scene.height())) {
      recorder.start();
      for (int number = 0; number < scene.seconds() * Painter.RATE; number++) {
        expose(painter.frame(number), frame, recorder);
        recorder.recordSamples(tone.during(number));
      }
      recorder.stop();
    }
    requireIndex(target);
  }

  /** The first frame of the film as a WebP whose longer side is 480 pixels. */
  byte[] thumbnail(Scene scene) throws IOException {
    double scale = (double) THUMBNAIL / Math.max(scene.width(), scene.height());
    return encoded(
        painter(scene, even(scene.width() * scale), even(scene.height() * scale)).frame(0),
        Still.WEBP);
  }

  /** The scene as one picture at its full size. */
  byte[] still(Scene scene, Still format) throws IOException {
    return encoded(painter(scene, scene.width(), scene.height()).still(), format);
  }

  private Painter painter(Scene scene, int width, int height) throws IOException {
    return new Painter(scene, width, height, album);
  }

  private static byte[] encoded(Canvas canvas, Still format) {
    var bytes = new ByteArrayOutputStream();
    try (var recorder = stillRecorder(canvas, format, bytes);
        var frame = frame(canvas.width(), canvas.height())) {
      recorder.start();
      expose(canvas, frame, recorder);
      recorder.stop();
    } catch (IOException e) {
      throw new UncheckedIOException("No " + format + " could be made", e);
    }
    return bytes.toByteArray();
  }

  /** The recorder keeps silent about a disk that is full by the time the index is written. */
  private static void requireIndex(Path film) throws IOException {
    try (var boxes = new DataInputStream(Files.newInputStream(film))) {
      // A box begins with its own length, the next one's name therefore lies just as far ahead.
      boxes.skipNBytes(boxes.readInt());
      if (boxes.readInt() != INDEX) {
        throw new IOException("The film could not be written to its end");
      }
    }
  }

  private static FFmpegFrameRecorder filmRecorder(Scene scene, Path target) {
    var recorder = new FFmpegFrameRecorder(target.toFile(), scene.width(), scene.height(), 1);
    recorder.setFormat("mp4");
    recorder.setOption("movflags", "+faststart");
    recorder.setFrameRate(Painter.RATE);
    recorder.setGopSize(keyFrameEvery(scene));
    recorder.setVideoCodecName("libopenh264");
    recorder.setVideoCodec(avcodec.AV_CODEC_ID_H264);
    recorder.setVideoBitrate(scene.width() * scene.height() * 2);
    recorder.setVideoOption("threads", "1");
    // It takes a sixth of the time, and at this quality there are no block edges to smooth.
    recorder.setVideoOption("loopfilter", "0");
    // What the colour conversion uses; players guess another one for films of this size.
    recorder.setVideoOption("colorspace", "smpte170m");
    recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
    recorder.setAudioCodec(avcodec.AV_CODEC_ID_AAC);
    recorder.setAudioBitrate(64_000);
    recorder.setSampleRate(Tone.RATE);
    return recorder;
  }

  /**
   * Frames from one key frame to the next. The encoder takes what changes slowly for background and
   * leaves stains there until the next key frame; most of all where one picture fades into another.
   */
  private static int keyFrameEvery(Scene scene) {
    return scene.from() == null && scene.pictures().isEmpty() ? Painter.RATE / 2 : Painter.RATE / 4;
  }

  private static FFmpegFrameRecorder stillRecorder(
      Canvas canvas, Still format, ByteArrayOutputStream bytes) {
    var recorder = new FFmpegFrameRecorder(bytes, canvas.width(), canvas.height());
    recorder.setFormat("image2pipe");
    recorder.setVideoCodec(format.codec());
    recorder.setPixelFormat(format.pixelFormat());
    recorder.setVideoOptions(format.quality());
    return recorder;
  }

  private static Frame frame(int width, int height) {
    return new Frame(width, height, Frame.DEPTH_UBYTE, 4);
  }

  private static void expose(Canvas canvas, Frame frame, FFmpegFrameRecorder recorder)
      throws IOException {
    var bytes = (ByteBuffer) frame.image[0];
    bytes.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(canvas.pixels());
    recorder.record(frame, avutil.AV_PIX_FMT_BGR0);
  }

  private static int even(double pixels) {
    return (int) Math.round(pixels / 2) * 2;
  }
}
