package dev.reelway.order;

import dev.reelway.media.ImageInfo;

/**
 * An image that belongs to the first image of an edit and says what of it is to change: a PNG of
 * the same size with transparent pixels.
 *
 * @param role mask or markup
 */
public record ImageGuide(ReferenceRole role, ImageInfo image) {

  /**
   * Refuses an image that cannot guide the edit of another one. The pixels of a JPEG may be turned
   * by its orientation, so that height and width may change places.
   *
   * @param param the parameter that holds it, as the caller spells it
   */
  public void check(String param, ImageInfo edited) {
    if (!image.type().equals("image/png")) {
      throw new OrderRefused(param, param + " must be a PNG image");
    }
    if (Boolean.FALSE.equals(image.transparent())) {
      throw new OrderRefused(param, param + " must be a PNG image with transparent pixels");
    }
    boolean turned = edited.type().equals("image/jpeg") && fits(edited.height(), edited.width());
    if (!turned && !fits(edited.width(), edited.height())) {
      throw new OrderRefused(
          param,
          "%s must have the size of the first image, %dx%d: it is %dx%d"
              .formatted(param, edited.width(), edited.height(), image.width(), image.height()));
    }
  }

  private boolean fits(int width, int height) {
    return image.width() == width && image.height() == height;
  }
}
