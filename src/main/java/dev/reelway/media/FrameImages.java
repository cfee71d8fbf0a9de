package dev.reelway.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;

/**
 * Images of the frames of stored videos, made when they are asked for, as few are: two at a time,
 * each with one core. They stay in a folder of this node for an hour, at most 200 of them and 256
 * MB, so that a repeated request costs no frame; a video that is deleted takes its images along
 * within that hour.
 */
public final class FrameImages {

  private static final int MOST_AT_ONCE = 2;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
  private static final Duration KEPT = Duration.ofHours(1);
  private static final int MOST_KEPT = 200;
  private static final long MOST_BYTES = 256L << 20;
  private static final long LARGEST = 64L << 20;

  private final FrameExtractor frameExtractor;
  private final Path folder;
  private final Clock clock;
  private final Duration longestWait;
  private final Semaphore slots = new Semaphore(MOST_AT_ONCE, true);

  /** In the order of their making. */
  private final Map<String, FrameImage> kept = new LinkedHashMap<>();

  /** Which image of a video. */
  public enum Kind {
    /** Twenty frames of the video, five in a row, see {@link Spritesheet}. */
    SPRITESHEET,
    /** The last frame in full size, from which another video may start. */
    LAST_FRAME
  }

  /**
   * A JPEG.
   *
   * @param sha256 of its content, in lower-case hex
   * @param made when it was made
   */
  public record FrameImage(Path file, long bytes, String sha256, Instant made) {}

  /** Too many others are being made; the caller comes again later. */
  public static final class Busy extends IOException {

    Busy() {
      super("other images of frames are being made");
    }
  }

  /**
   * @param folder for the images alone; what an earlier process left there is deleted
   */
  FrameImages(FrameExtractor frameExtractor, Path folder, Clock clock) throws IOException {
    this(frameExtractor, folder, clock, LONGEST_WAIT);
  }

  FrameImages(FrameExtractor frameExtractor, Path folder, Clock clock, Duration longestWait)
      throws IOException {
    this.frameExtractor = frameExtractor;
    this.folder = SpoolFolder.withoutLeftovers(folder, "*.jpg");
    this.clock = clock;
    this.longestWait = longestWait;
  }

  /**
   * An image of a video.
   *
   * @param video as its sink has opened it
   * @param sha256 of the video
   * @throws ImageRefused if its frames cannot be read, or not in time
   * @throws Busy if no slot is free for ten seconds
   * @throws IOException if the video cannot be read, or the disk has too little space
   */
  public FrameImage of(Kind kind, Resource video, String sha256)
      throws IOException, InterruptedException {
    var key = sha256 + "." + kind;
    var before = find(key);
    if (before != null) {
      return before;
    }
    if (!slots.tryAcquire(longestWait.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new Busy();
    }
    try {
      var meanwhile = find(key);
      return meanwhile != null ? meanwhile : keep(key, made(kind, video));
    } finally {
      slots.release();
    }
  }

  private FrameImage made(Kind kind, Resource video) throws IOException {
    try (var spooled =
        kind == Kind.SPRITESHEET
            ? frameExtractor.spritesheet(video, LARGEST)
            : frameExtractor.lastFrame(video, LARGEST)) {
      var file = folder.resolve(UUID.randomUUID() + ".jpg");
      Files.move(spooled.path(), file, StandardCopyOption.REPLACE_EXISTING);
      return new FrameImage(file, spooled.bytes(), spooled.sha256(), clock.instant());
    }
  }

  private synchronized @Nullable FrameImage find(String key) throws IOException {
    sweep();
    var image = kept.get(key);
    return image != null && Files.exists(image.file()) ? image : null;
  }

  private synchronized FrameImage keep(String key, FrameImage image) throws IOException {
    var before = kept.put(key, image);
    if (before != null) {
      Files.deleteIfExists(before.file());
    }
    sweep();
    return image;
  }

  /** Deletes images that are older than an hour, and the oldest while there are too many. */
  public synchronized void sweep() throws IOException {
    var oldest = clock.instant().minus(KEPT);
    long bytes = kept.values().stream().mapToLong(FrameImage::bytes).sum();
    var all = kept.values().iterator();
    while (all.hasNext()) {
      var image = all.next();
      if (image.made().isAfter(oldest) && kept.size() <= MOST_KEPT && bytes <= MOST_BYTES) {
        return;
      }
      all.remove();
      bytes -= image.bytes();
      Files.deleteIfExists(image.file());
    }
  }
}
