package dev.reelway.media;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.nio.ByteBuffer;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;
import org.jspecify.annotations.Nullable;

/** The frames of a video as images, and these as players show them. */
final class UprightImages {

  private static final int CHANNELS = 3;

  private final FFmpegFrameGrabber grabber;
  private @Nullable BufferedImage image;

  UprightImages(FFmpegFrameGrabber grabber) {
    this.grabber = grabber;
  }

  /**
   * A frame as it lies in the file. Each image replaces the one before, so that only one is in
   * memory. JavaCV's own converter fails on narrow frames, whose rows are padded to several times
   * their width.
   */
  BufferedImage of(Frame frame) {
    int width = frame.imageWidth;
    if (image == null || image.getWidth() != width || image.getHeight() != frame.imageHeight) {
      image = new BufferedImage(width, frame.imageHeight, BufferedImage.TYPE_3BYTE_BGR);
    }
    var rows = (ByteBuffer) frame.image[0];
    var pixels = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    for (int y = 0; y < frame.imageHeight; y++) {
      rows.get(y * frame.imageStride, pixels, y * width * CHANNELS, width * CHANNELS);
    }
    return image;
  }

  /** Whether the video is rotated when it is played. */
  boolean areTurned() {
    return turns() != 0;
  }

  /** An image as players show it. */
  BufferedImage upright(BufferedImage lying) {
    int turns = turns();
    if (turns == 0) {
      return lying;
    }
    boolean lies = turns % 2 == 1;
    int width = lies ? lying.getHeight() : lying.getWidth();
    int height = lies ? lying.getWidth() : lying.getHeight();
    var turned = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    var graphics = turned.createGraphics();
    graphics.translate(width / 2.0, height / 2.0);
    graphics.rotate(turns * Math.PI / 2);
    graphics.translate(-lying.getWidth() / 2.0, -lying.getHeight() / 2.0);
    graphics.drawImage(lying, 0, 0, null);
    graphics.dispose();
    return turned;
  }

  /** By how many quarters of a turn players rotate the video clockwise, 0 to 3. */
  private int turns() {
    return Math.floorMod(Math.round(-grabber.getDisplayRotation() / 90), 4);
  }
}
