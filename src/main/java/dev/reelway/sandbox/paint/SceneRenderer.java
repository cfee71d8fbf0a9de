package dev.reelway.sandbox.paint;

import dev.reelway.media.FFmpeg;
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
 * Renders scenes as real media: H.264 videos with an AAC tone, and images. It stores nothing, needs
 * neither a display nor fonts, and renders the same pixels for the same scene.
 */
public final class SceneRenderer {

  private static final int THUMBNAIL = 480;

  /** The name of the box "moov" as a number. */
  private static final int INDEX = 0x6D6F6F76;

  private final ImageStore imageStore;

  /**
   * @param imageStore the images that scenes start from
   */
  public SceneRenderer(ImageStore imageStore) {
    this.imageStore = imageStore;
  }

  /**
   * Writes an MP4 of exactly the scene's size and duration, at 12 frames per second, with its index
   * at the start. The target may have any name; an existing file is replaced.
   */
  void video(Scene scene, Path target) throws IOException {
    var painter = painter(scene, scene.width(), scene.height());
    var sceneTone = new SceneTone(scene);
    try (var recorder = videoRecorder(scene, target);
        var frame = frame(scene.width(), scene.height())) {
      recorder.start();
      for (int number = 0; number < scene.seconds() * Painter.RATE; number++) {
        expose(painter.frame(number), frame, recorder);
        recorder.recordSamples(sceneTone.during(number));
      }
      recorder.stop();
    }
    requireIndex(target);
  }

  /** The first frame of the video as a WebP whose longer side is 480 pixels. */
  byte[] thumbnail(Scene scene) throws IOException {
    double scale = (double) THUMBNAIL / Math.max(scene.width(), scene.height());
    return encoded(
        painter(scene, even(scene.width() * scale), even(scene.height() * scale)).frame(0),
        ImageFormat.WEBP);
  }

  /** The scene as one image in its full size. */
  byte[] image(Scene scene, ImageFormat format) throws IOException {
    return encoded(painter(scene, scene.width(), scene.height()).still(), format);
  }

  /** The same image as it is not finished: in squares of so many pixels. */
  byte[] unfinished(Scene scene, ImageFormat format, int side) throws IOException {
    var still = painter(scene, scene.width(), scene.height()).still();
    return encoded(still.pixelated(side), format);
  }

  private Painter painter(Scene scene, int width, int height) throws IOException {
    return new Painter(scene, width, height, imageStore);
  }

  private static byte[] encoded(Canvas canvas, ImageFormat format) {
    var bytes = new ByteArrayOutputStream();
    try (var recorder = stillRecorder(canvas, format, bytes);
        var frame = frame(canvas.width(), canvas.height())) {
      recorder.start();
      expose(canvas, frame, recorder);
      recorder.stop();
    } catch (IOException e) {
      throw new UncheckedIOException(format + " image could not be encoded", e);
    }
    return bytes.toByteArray();
  }

  /** The recorder reports no error if the disk is full when the index is written. */
  private static void requireIndex(Path video) throws IOException {
    try (var boxes = new DataInputStream(Files.newInputStream(video))) {
      // A box starts with its own length, so after that many bytes the name of the next one
      // follows.
      boxes.skipNBytes(boxes.readInt());
      if (boxes.readInt() != INDEX) {
        throw new IOException("The video could not be written completely");
      }
    }
  }

  private static FFmpegFrameRecorder videoRecorder(Scene scene, Path target) {
    FFmpeg.load();
    var recorder = new FFmpegFrameRecorder(target.toFile(), scene.width(), scene.height(), 1);
    recorder.setFormat("mp4");
    recorder.setOption("movflags", "+faststart");
    recorder.setFrameRate(Painter.RATE);
    recorder.setGopSize(keyFrameEvery(scene));
    recorder.setVideoCodecName("libopenh264");
    recorder.setVideoCodec(avcodec.AV_CODEC_ID_H264);
    recorder.setVideoBitrate(scene.width() * scene.height() * 2);
    recorder.setVideoOption("threads", "1");
    // The loop filter takes a sixth of the time, and at this quality there are no block edges to
    // smooth.
    recorder.setVideoOption("loopfilter", "0");
    // The colour space of the conversion; players guess another one for videos of this size.
    recorder.setVideoOption("colorspace", "smpte170m");
    recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
    recorder.setAudioCodec(avcodec.AV_CODEC_ID_AAC);
    recorder.setAudioBitrate(64_000);
    recorder.setSampleRate(SceneTone.RATE);
    return recorder;
  }

  /**
   * The number of frames from one key frame to the next. The encoder treats slow changes as
   * background and leaves artefacts until the next key frame, most of all when one image fades into
   * another.
   */
  private static int keyFrameEvery(Scene scene) {
    return scene.from() == null && scene.images().isEmpty() ? Painter.RATE / 2 : Painter.RATE / 4;
  }

  private static FFmpegFrameRecorder stillRecorder(
      Canvas canvas, ImageFormat format, ByteArrayOutputStream bytes) {
    FFmpeg.load();
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
