package dev.reelway.sandbox;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.springframework.core.io.ByteArrayResource;

/** A single-coloured image, as a caller may upload. */
public final class Poster {

  private Poster() {}

  /** A PNG of this size. */
  public static byte[] png(int width, int height, Color color) throws IOException {
    return encoded(painted(width, height, color, BufferedImage.TYPE_INT_ARGB), "png");
  }

  public static byte[] jpeg(int width, int height, Color color) throws IOException {
    return encoded(painted(width, height, color, BufferedImage.TYPE_INT_RGB), "jpeg");
  }

  public static ByteArrayResource given(int width, int height, Color color) throws IOException {
    return new ByteArrayResource(png(width, height, color));
  }

  private static BufferedImage painted(int width, int height, Color color, int type) {
    var image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, color.getRGB());
      }
    }
    return image;
  }

  private static byte[] encoded(BufferedImage image, String format) throws IOException {
    var bytes = new ByteArrayOutputStream();
    ImageIO.write(image, format, bytes);
    return bytes.toByteArray();
  }
}
