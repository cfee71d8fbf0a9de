package dev.reelway.sink;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the files of jobs are called in a sink.
 *
 * @param template a path in which {@code {date}} stands for the day the job was made, in UTC,
 *     {@code {licence}} for whose it is, {@code {job}} for its name and {@code {ext}} for the kind
 *     of file
 */
public record Naming(String template) {

  private static final Pattern WORD = Pattern.compile("\\{([^{}]*)}");
  private static final Pattern JOB =
      Pattern.compile("(video|image)_[0-9a-f]{32}(?=(-\\d+)?\\.\\w+$)");
  private static final String END = "{job}.{ext}";
  private static final String SEGMENT = "[\\w=@+-][\\w.=@+ -]*";
  private static final String PATH = SEGMENT + "(/" + SEGMENT + ")*";

  /** What some systems take for a device. */
  private static final String DEVICE = "(?i)(con|prn|aux|nul|com\\d|lpt\\d)(\\..*)?";

  private static final int LONGEST_LICENCE = 60;

  /** Leaves room for what partial files are called besides. */
  private static final int LONGEST_SEGMENT = 200;

  /** Names that somebody wishes for stand before those of jobs, and are of 80 bytes at most. */
  private static final Words LONGEST =
      new Words(
          "2026-11-25",
          "l".repeat(LONGEST_LICENCE),
          "n".repeat(80) + "-video_" + "0".repeat(36),
          "webm");

  private record Words(String date, String licence, String job, String extension) {

    String of(MatchResult word) {
      return switch (word.group(1)) {
        case "date" -> date;
        case "licence" -> licence;
        case "job" -> job;
        case "ext" -> extension;
        default -> throw new IllegalArgumentException("no such word: " + word.group());
      };
    }
  }

  /**
   * What keeps a template from being used, as the end of a sentence about it; empty if nothing.
   *
   * @param prefix what stands before keys in the sink
   */
  public static Optional<String> fault(String template, String prefix) {
    if (WORD.matcher(template).results().anyMatch(word -> !isKnown(word.group(1)))) {
      return Optional.of("may contain no placeholders but {date}, {licence}, {job} and {ext}.");
    }
    if (template.indexOf("{job}") != template.length() - END.length()
        || template.indexOf("{ext}") != template.length() - "{ext}".length()) {
      return Optional.of(
          "must end in {job}.{ext}, and contain each of these placeholders only there.");
    }
    if (!WORD.matcher(template).replaceAll("x").matches(PATH)) {
      return Optional.of(
          "must be a plain path, like {date}/{licence}/{job}.{ext}, in which no segment is empty"
              + " or begins with a dot.");
    }
    var longest = new Naming(template).key(LONGEST);
    boolean fits =
        bytes(prefix + longest) <= Keys.LONGEST
            && Stream.of(longest.split("/")).allMatch(one -> bytes(one) <= LONGEST_SEGMENT);
    return fits
        ? Optional.empty()
        : Optional.of(
            "must make keys of at most 1024 bytes, with at most 200 between two slashes.");
  }

  private static boolean isKnown(String word) {
    return Stream.of("date", "licence", "job", "ext").anyMatch(word::equals);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /**
   * The key of one of a job's files.
   *
   * @param created when the job was made
   * @param licence whose it is; what is not plain in its name becomes {@code _}
   * @param name the job's name, for all its files but the first with a number
   */
  public String key(Instant created, String licence, String name, String extension) {
    var day = LocalDate.ofInstant(created, ZoneOffset.UTC).toString();
    return key(new Words(day, plain(licence), name, extension));
  }

  private String key(Words words) {
    return Stream.of(WORD.matcher(template).replaceAll(words::of).split("/"))
        .map(segment -> segment.matches(DEVICE) ? "_" + segment : segment)
        .collect(Collectors.joining("/"));
  }

  private static String plain(String licence) {
    var plain = licence.replaceAll("[^A-Za-z0-9._-]|^\\.|\\.$", "_");
    return plain.substring(0, Math.min(plain.length(), LONGEST_LICENCE));
  }

  /** The name of the job that a key is of. */
  static Optional<String> job(String key) {
    return JOB.matcher(key).results().map(MatchResult::group).findFirst();
  }

  /** The key of what lies beside a file, under the same name. */
  public static String beside(String key, String extension) {
    return key.substring(0, key.lastIndexOf('.') + 1) + extension;
  }
}
