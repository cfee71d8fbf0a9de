package dev.reelway.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * reelway.jar with the skeleton in place of Reelway: the same libraries and the same start, so that
 * they cannot drift apart.
 */
final class SkeletonJar {

  private static final String CLASSES = "BOOT-INF/classes/";
  private static final String MANIFEST = "META-INF/MANIFEST.MF";

  /** Of Reelway itself, as are its classes. */
  private static final List<String> OWN =
      List.of(CLASSES, "META-INF/spring.factories", "META-INF/maven/");

  private static final Map<String, Path> PARTS =
      Map.of(
          "dev/reelway/bench/Skeleton.class",
          Place.TARGET.resolve("classes/dev/reelway/bench/Skeleton.class"),
          "application.yaml",
          Place.BENCH.resolve("skeleton/application.yaml"),
          "camel/constant.camel.yaml",
          Place.BENCH.resolve("skeleton/camel/constant.camel.yaml"));

  private SkeletonJar() {}

  static Path make() throws IOException {
    var jar = Place.TARGET.resolve("skeleton.jar");
    try (var reelway = new ZipFile(Place.JAR.toFile());
        var out = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (var entry : Collections.list(reelway.entries())) {
        if (OWN.stream().noneMatch(entry.getName()::startsWith)) {
          copy(reelway, entry, out);
        }
      }
      out.putNextEntry(new ZipEntry(CLASSES));
      for (var part : PARTS.entrySet()) {
        out.putNextEntry(new ZipEntry(CLASSES + part.getKey()));
        Files.copy(part.getValue(), out);
      }
    }
    return jar.toAbsolutePath();
  }

  private static void copy(ZipFile from, ZipEntry entry, ZipOutputStream out) throws IOException {
    try (var bytes = from.getInputStream(entry)) {
      if (entry.getName().equals(MANIFEST)) {
        out.putNextEntry(new ZipEntry(MANIFEST));
        startSkeleton(new String(bytes.readAllBytes(), StandardCharsets.UTF_8), out);
      } else {
        out.putNextEntry(new ZipEntry(entry));
        bytes.transferTo(out);
      }
    }
  }

  private static void startSkeleton(String manifest, OutputStream out) throws IOException {
    var start = "Start-Class: " + Skeleton.class.getName();
    var own = manifest.replaceFirst("Start-Class: \\S+", start);
    out.write(own.getBytes(StandardCharsets.UTF_8));
  }
}
