package dev.reelway.sandbox.paint;

import java.io.IOException;

/**
 * What a video shows before its own scene: the last frame of a remix's source, or the images it
 * starts from.
 *
 * @param pixels the frame, composed for the size of the scene
 * @param seconds how long it takes to fade out
 */
record OpeningFrames(int[] pixels, int seconds) {

  private static final int IMAGE_SECONDS = 2;

  /** No opening. */
  private static final OpeningFrames NONE = new OpeningFrames(new int[0], 0);

  static OpeningFrames of(Scene scene, int width, int height, ImageStore imageStore)
      throws IOException {
    if (!scene.images().isEmpty()) {
      var images = Collage.of(scene.images(), imageStore, width, height);
      images.darkenFoot();
      return new OpeningFrames(images.pixels(), Math.min(IMAGE_SECONDS, scene.seconds()));
    }
    return scene.from() == null
        ? NONE
        : new OpeningFrames(lastView(scene.from(), width, height), 1);
  }

  private static int[] lastView(Scene scene, int width, int height) {
    var canvas = Canvas.of(width, height);
    new Landscape(scene, width, height).paint(scene.seconds() - 1.0 / Painter.RATE, canvas);
    return canvas.pixels();
  }

  /** Blends it over the scene, weaker as time passes. */
  void blendOver(Canvas canvas, double time) {
    if (time < seconds) {
      double gone = time / seconds;
      canvas.blend(pixels, 1 - gone * gone * (3 - 2 * gone));
    }
  }
}
