package dev.reelway.intake;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The forms of a file name: a letter with a mark may be one character (NFC) or two (NFD), and macOS
 * writes it otherwise than Windows and Linux. Two files whose names differ only in form are two
 * files: the exact name goes first.
 */
final class NameForms {

  private NameForms() {}

  /** The name as it is given, then its other forms; most names have one form. */
  static Stream<String> all(String name) {
    return Stream.of(name, form(name, Form.NFC), form(name, Form.NFD)).distinct();
  }

  /** The same name in one form, to compare. */
  static String composed(String name) {
    return form(name, Form.NFC);
  }

  private static String form(String name, Form form) {
    return name.chars().allMatch(c -> c < 0x80) ? name : Normalizer.normalize(name, form);
  }

  /** The first of the names that a regular file in the folder has, in this or another form. */
  static Optional<Path> find(Path folder, String name) {
    return all(name).map(folder::resolve).filter(NameForms::isFile).findFirst();
  }

  /**
   * The file that belongs to another one and is named after it, like {@code a.txt.done} after
   * {@code a.txt}. A file that is named after a twin of the other one, whose name differs only in
   * form, belongs to the twin.
   */
  static Optional<Path> companion(Path folder, String name, String suffix) {
    return companion(folder, name, form -> Stream.of(form + suffix));
  }

  /**
   * As above.
   *
   * @param named the names that it may have, by a form of the other one's name
   */
  static Optional<Path> companion(
      Path folder, String name, Function<String, Stream<String>> named) {
    return all(name)
        .filter(form -> form.equals(name) || !isFile(folder.resolve(form)))
        .flatMap(named)
        .map(folder::resolve)
        .filter(NameForms::isFile)
        .findFirst();
  }

  private static boolean isFile(Path file) {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }
}
