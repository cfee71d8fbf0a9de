package dev.reelway.media;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.Java2DFrameConverter;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;

/**
 * Makes the thumbnail of a video that lies in a sink: its first frame, upright, as a WebP whose
 * longer side is at most 480 pixels. The first frame needs the index and one image of a file, so a
 * video is read in ranges where its sink has them, and copied first only where it is a stream.
 *
 * <p>It is made on delivery: from then on the sidecar and the ledger name all files of a video.
 */
public final class Thumbnails {

  private static final int LONGER_SIDE = 480;

  /** Each takes a core for a moment. */
  private static final int MOST_AT_ONCE = 2;

  /** A video is worth more than its thumbnail: its delivery is not held up for longer. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private static final Duration LONGEST_READ = Duration.ofSeconds(10);
  private static final Duration LONGEST_COPY = Duration.ofSeconds(30);

  private final SpoolFolder spoolFolder;
  private final long largestVideo;
  private final long mostPixels;
  private final Duration longestCopy;
  private final Semaphore slots = new Semaphore(MOST_AT_ONCE);

  /**
   * @param spoolFolder where a video lies meanwhile that comes as a stream
   * @param largestVideo the most bytes that such a video may have
   * @param mostPixels the most pixels, width by height, that a frame may have
   */
  public Thumbnails(SpoolFolder spoolFolder, long largestVideo, long mostPixels) {
    this(spoolFolder, largestVideo, mostPixels, LONGEST_COPY);
  }

  Thumbnails(SpoolFolder spoolFolder, long largestVideo, long mostPixels, Duration longestCopy) {
    this.spoolFolder = spoolFolder;
    this.largestVideo = largestVideo;
    this.mostPixels = mostPixels;
    this.longestCopy = longestCopy;
  }

  /**
   * The thumbnail's bytes.
   *
   * @param type the video's media type
   * @throws ImageRefused where no frame can be read, or it has too many pixels
   * @throws IOException where the video cannot be read, or not in time, or others are made for too
   *     long, or the disk has too little space for a copy
   */
  public InputStream first(Resource video, String type) throws IOException, InterruptedException {
    return new ByteArrayInputStream(video.isOpen() ? copied(video, type) : inSlot(video, type));
  }

  /** A copy takes no slot, as its bytes may come slowly. */
  private byte[] copied(Resource video, String type) throws IOException, InterruptedException {
    if (!spoolFolder.hasSpaceFor(video.contentLength())) {
      throw new IOException("no thumbnail can be made, as the disk is too full for a copy");
    }
    long end = System.nanoTime() + longestCopy.toNanos();
    try (var in = new TimedStream(video.getInputStream(), end);
        var copy = spoolFolder.store(in, largestVideo)) {
      return inSlot(new FileSystemResource(copy.path()), type);
    }
  }

  private byte[] inSlot(Resource video, String type) throws IOException, InterruptedException {
    if (!slots.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IOException("no thumbnail can be made now, as others are being made");
    }
    try {
      return made(video, type);
    } finally {
      slots.release();
    }
  }

  private byte[] made(Resource video, String type) throws IOException {
    FFmpeg.load();
    long end = System.nanoTime() + LONGEST_READ.toNanos();
    try (var bytes = new SeekableStream(video, () -> System.nanoTime() - end > 0);
        var grabber = new FFmpegFrameGrabber(bytes, Integer.MAX_VALUE)) {
      // The kind is known; FFmpeg is not to find another one in the bytes.
      grabber.setFormat(type.substring(type.indexOf('/') + 1));
      grabber.setVideoOption("threads", "1");
      grabber.start();
      scale(grabber);
      var first = grabber.grabImage();
      if (first == null) {
        throw new ImageRefused("has no frame that could be read");
      }
      return webp(first, new UprightImages(grabber));
    } catch (FFmpegFrameGrabber.Exception unreadable) {
      throw new ImageRefused("has no frame that could be read");
    }
  }

  private void scale(FFmpegFrameGrabber grabber) {
    int width = grabber.getImageWidth();
    int height = grabber.getImageHeight();
    if ((long) width * height > mostPixels) {
      throw new ImageRefused("has more pixels than the %d allowed".formatted(mostPixels));
    }
    double scale = Math.min(1, (double) LONGER_SIDE / Math.max(width, height));
    grabber.setImageWidth(even(width * scale));
    grabber.setImageHeight(even(height * scale));
  }

  private static int even(double pixels) {
    return Math.max(2, (int) Math.round(pixels / 2) * 2);
  }

  private static byte[] webp(Frame frame, UprightImages images) throws IOException {
    if (!images.areTurned()) {
      return webp(frame);
    }
    try (var converter = new Java2DFrameConverter()) {
      return webp(converter.convert(images.upright(images.of(frame))));
    }
  }

  private static byte[] webp(Frame frame) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var recorder = new FFmpegFrameRecorder(bytes, frame.imageWidth, frame.imageHeight)) {
      recorder.setFormat("image2pipe");
      recorder.setVideoCodec(avcodec.AV_CODEC_ID_WEBP);
      recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
      recorder.setVideoOption("quality", "85");
      recorder.start();
      recorder.record(frame);
      recorder.stop();
    }
    return bytes.toByteArray();
  }
}
