package dev.reelway.sandbox.paint;

/** The landscape of a prompt: hills under a low sun, with random values seeded by the prompt. */
final class Landscape {

  private final Sky sky;
  private final Hills hills;

  Landscape(Scene scene, int width, int height) {
    var chances = scene.random();
    var palette = Palette.drawn(chances, scene.number());
    if (scene.number() > 0) {
      chances.setSeed(chances.nextLong() + scene.number());
    }
    this.sky = new Sky(palette, chances, width, height);
    this.hills = new Hills(palette, chances, width, height);
  }

  /** Paints the landscape as it is after this time. */
  void paint(double seconds, Canvas canvas) {
    int skyline = hills.move(seconds);
    sky.paint(seconds, skyline, canvas.pixels());
    hills.paint(canvas.pixels());
  }

  /** Paints only the sky. */
  void paintSky(Canvas canvas) {
    sky.paint(0, canvas.height(), canvas.pixels());
  }

  /** Paints the nearest hills over the canvas. */
  void paintNear(Canvas canvas) {
    hills.move(0);
    hills.paintNear(canvas.pixels());
  }
}
