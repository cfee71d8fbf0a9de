package dev.reelway.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A page for people: README, in English and in Chinese, and what lies under {@code src/docs}. Each
 * fence of a page has a mark, in a comment before it and in italics after it, that says what holds
 * it true: <em>run</em>, <em>checked</em> or <em>not run here</em>. A fence of plain text is an
 * image and needs none.
 *
 * @param path relative to the project's folder
 */
public record Page(Path path, String text) {

  public static final Path FOLDER = Path.of("src/docs");

  private static final Pattern FENCE = Pattern.compile("(?m)^```(\\w+)\n((?s:.*?))^```$");
  private static final Pattern BEFORE =
      Pattern.compile("<!-- (run|checked|not run here)(?:: ([^\n]*?))? -->\n$");
  private static final Pattern AFTER = Pattern.compile("^\n\\*(run|checked|not run here)\\*\n");

  /**
   * One fence.
   *
   * @param mark run, checked or not run here; null where it has none, or two that differ
   * @param line where it begins on the page
   * @param about what it is: shell, json, golden, or the path of a file
   */
  public record Snippet(
      Path page, int line, @Nullable String mark, String about, String language, String text) {

    /** Whether a test runs it. */
    public boolean isRun() {
      return "run".equals(mark);
    }

    /** Whether it is a configuration. */
    public boolean isConfiguration() {
      return about.endsWith("application.yaml");
    }

    @Override
    public String toString() {
      return page.getFileName() + ":" + line + " " + text.lines().findFirst().orElse("");
    }
  }

  /** A page by its path from the project's folder on. */
  public static Page of(String path) {
    try {
      return new Page(Path.of(path), Files.readString(Path.of(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A page of {@code src/docs}. */
  public static Page named(String name) {
    return of(FOLDER.resolve(name).toString());
  }

  /** All of them, README first. */
  public static List<Page> all() {
    try (var files = Files.list(FOLDER)) {
      var others = files.map(Path::toString).filter(name -> name.endsWith(".md")).sorted();
      return Stream.concat(Stream.of("README.md", "README.zh-CN.md"), others)
          .map(Page::of)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its fences, images left out. */
  public List<Snippet> snippets() {
    var all = new ArrayList<Snippet>();
    var fence = FENCE.matcher(text);
    while (fence.find()) {
      if (!fence.group(1).equals("text")) {
        all.add(snippet(fence.start(), fence.end(), fence.group(1), fence.group(2)));
      }
    }
    return all;
  }

  /** Its first fence that is about this, like the path of a file. */
  public Snippet about(String name) {
    return snippets().stream().filter(one -> one.about().equals(name)).findFirst().orElseThrow();
  }

  private Snippet snippet(int start, int end, String language, String content) {
    var before = BEFORE.matcher(text.substring(0, start));
    var after = AFTER.matcher(text.substring(end) + "\n");
    boolean marked = before.find() && after.find() && before.group(1).equals(after.group(1));
    var about = marked && before.group(2) != null ? before.group(2) : "";
    int line = 1 + (int) text.substring(0, start).lines().count();
    return new Snippet(path, line, marked ? before.group(1) : null, about, language, content);
  }

  /** The text without its fences. */
  public String prose() {
    return FENCE.matcher(text).replaceAll("");
  }
}
