package dev.reelway.sandbox.paint;

import java.nio.FloatBuffer;

/**
 * A quiet chord with a pitch seeded by the prompt, which fades in at the start of a video and out
 * at its end.
 */
final class SceneTone {

  /** Samples per second. */
  static final int RATE = 48_000;

  private static final double[] CHORD = {1, 1.5, 2.25};
  private static final double LOUDNESS = 0.02;
  private static final double SWELL = 0.6;

  private final double pitch;
  private final double seconds;
  private final double loudness;
  private final float[] samples = new float[RATE / Painter.RATE];

  SceneTone(Scene scene) {
    this.pitch = 110 * Math.pow(2, scene.random().nextInt(12) / 12.0);
    this.seconds = scene.seconds();
    this.loudness = scene.silent() ? 0 : LOUDNESS;
  }

  /** The samples for the frame with this number. The buffer is reused for the next frame. */
  FloatBuffer during(int frame) {
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) at((double) (frame * samples.length + i) / RATE);
    }
    return FloatBuffer.wrap(samples);
  }

  private double at(double time) {
    double sum = 0;
    for (double interval : CHORD) {
      sum += Math.sin(2 * Math.PI * pitch * interval * time);
    }
    return sum * loudness * Math.min(1, Math.min(time, seconds - time) / SWELL);
  }
}
