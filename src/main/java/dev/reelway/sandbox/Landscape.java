package dev.reelway.sandbox;

/** What a prompt looks like: hills under a low sun, all drawn from the prompt's own chances. */
final class Landscape {

  private final Sky sky;
  private final Hills hills;

  Landscape(Scene scene, int width, int height) {
    var chances = scene.chances();
    var palette = Palette.drawn(chances, scene.number());
    if (scene.number() > 0) {
      chances.setSeed(chances.nextLong() + scene.number());
    }
    this.sky = new Sky(palette, chances, width, height);
    this.hills = new Hills(palette, chances, width, height);
  }

  /** Covers a canvas of this size with the view as it is after so many seconds. */
  void paint(double seconds, Canvas canvas) {
    int skyline = hills.move(seconds);
    sky.paint(seconds, skyline, canvas.pixels());
    hills.paint(canvas.pixels());
  }

  /** Covers a canvas with the sky alone. */
  void paintSky(Canvas canvas) {
    sky.paint(0, canvas.height(), canvas.pixels());
  }

  /** Lets the nearest hills rise before whatever the canvas shows. */
  void paintNear(Canvas canvas) {
    hills.move(0);
    hills.paintNear(canvas.pixels());
  }
}
