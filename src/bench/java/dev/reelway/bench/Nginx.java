package dev.reelway.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * nginx as a constant upstream, which answers every order at once, and as a proxy before it.
 *
 * @param files folder with what it serves: video.mp4, its thumbnail.webp, and image.png
 */
record Nginx(Program program, int upstream, int proxy, int parked, Path files) {

  /** The configuration is nginx.conf in the folder of the bench, with ports filled in. */
  static Nginx start(Place place) throws IOException, InterruptedException {
    var folder = place.home("nginx");
    var files = Files.createDirectories(folder.resolve("files"));
    Files.createDirectories(folder.resolve("temporary"));
    Files.write(files.resolve("video.mp4"), Media.video(32));
    Files.write(files.resolve("thumbnail.webp"), Media.thumbnail(5_000));
    Files.write(files.resolve("image.png"), Media.image(100_000));
    int upstream = Place.freePort();
    int proxy = Place.freePort();
    int parked = Place.freePort();
    var configuration =
        Files.readString(Place.BENCH.resolve("nginx.conf"))
            .replace("UPSTREAM", "127.0.0.1:" + upstream)
            .replace("PROXY", "127.0.0.1:" + proxy)
            .replace("PARKED", "127.0.0.1:" + parked);
    var file = Files.writeString(folder.resolve("nginx.conf"), configuration);
    var command = List.of("nginx", "-p", folder.toString(), "-c", file.toString(), "-e", "stderr");
    var program = place.closing(Program.start("nginx", folder, command));
    program.ready(URI.create("http://127.0.0.1:" + upstream + "/v1/constant"));
    return new Nginx(program, upstream, proxy, parked, files);
  }

  URI upstream(String path) {
    return URI.create("http://127.0.0.1:" + upstream + path);
  }

  URI proxied(String path) {
    return URI.create("http://127.0.0.1:" + proxy + path);
  }

  /** From now on all videos are this long. */
  void serve(long bytes) throws IOException {
    Media.video(files.resolve("video.mp4"), bytes);
  }
}
