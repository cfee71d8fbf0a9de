package dev.reelway.sandbox;

import java.io.IOException;

/**
 * What is seen before the scene itself: where the source of a remix ended, or the pictures that a
 * film was given.
 *
 * @param pixels composed anew for the shape of the scene
 * @param seconds until nothing is left of it
 */
record Opening(int[] pixels, int seconds) {

  private static final int OF_PICTURES = 2;

  /** Nothing to see. */
  private static final Opening NONE = new Opening(new int[0], 0);

  static Opening of(Scene scene, int width, int height, Album album) throws IOException {
    if (!scene.pictures().isEmpty()) {
      var pictures = Collage.of(scene.pictures(), album, width, height);
      pictures.darkenFoot();
      return new Opening(pictures.pixels(), Math.min(OF_PICTURES, scene.seconds()));
    }
    return scene.from() == null ? NONE : new Opening(lastView(scene.from(), width, height), 1);
  }

  private static int[] lastView(Scene scene, int width, int height) {
    var canvas = Canvas.of(width, height);
    new Landscape(scene, width, height).paint(scene.seconds() - 1.0 / Painter.RATE, canvas);
    return canvas.pixels();
  }

  /** Lays it over the scene, the paler the more time has passed. */
  void veil(Canvas canvas, double time) {
    if (time < seconds) {
      double gone = time / seconds;
      canvas.veil(pixels, 1 - gone * gone * (3 - 2 * gone));
    }
  }
}
