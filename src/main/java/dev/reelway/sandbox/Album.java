package dev.reelway.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.springframework.core.io.InputStreamSource;

/**
 * The pictures that callers gave, each a file under the SHA-256 of its bytes; the oldest go when
 * there are too many.
 */
final class Album {

  private static final int MOST_KEPT = 500;

  private final Shelf shelf;

  Album(Path folder) throws IOException {
    this.shelf = new Shelf(folder, MOST_KEPT);
  }

  /** Keeps pictures and answers their names; what is no picture is refused. */
  List<String> keep(List<? extends InputStreamSource> pictures) throws IOException {
    var names = new ArrayList<String>();
    for (var picture : pictures) {
      var name = sha256(picture);
      shelf.renewed(name, partial -> copy(picture, partial));
      names.add(name);
    }
    return names;
  }

  private static void copy(InputStreamSource picture, Path partial) throws IOException {
    try (var in = picture.getInputStream()) {
      Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
    }
    Lens.inspect(partial);
  }

  private static String sha256(InputStreamSource picture) throws IOException {
    var digest = digest();
    try (var in = picture.getInputStream();
        var out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      in.transferTo(out);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /** The picture of that name, scaled to cover a canvas of this size, its middle in the middle. */
  Canvas view(String name, int width, int height) throws IOException {
    var canvas = Canvas.of(width, height);
    canvas.cover(Lens.cover(shelf.place(name), width, height));
    return canvas;
  }
}
