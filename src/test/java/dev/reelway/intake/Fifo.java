package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;

/** A named pipe without a writer: opening it blocks forever. */
public final class Fifo {

  private Fifo() {}

  public static Path in(Path folder, String name) throws IOException, InterruptedException {
    var pipe = folder.resolve(name);
    var made = new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start();
    assertThat(made.waitFor()).isZero();
    return pipe;
  }
}
