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
 * How the files of jobs are named in a sink.
 *
 * @param template a path in which {@code {date}} stands for the day the job was created, in UTC,
 *     {@code {licence}} for its licence, {@code {job}} for its name and {@code {ext}} for the file
 *     extension
 */
public record KeyTemplate(String template) {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
  private static final Pattern JOB =
      Pattern.compile("(video|image)_[0-9a-f]{32}(?=(-\\d+)?\\.\\w+$)");
  private static final String END = "{job}.{ext}";
  private static final String SEGMENT = "[\\w=@+-][\\w.=@+ -]*";
  private static final String PATH = SEGMENT + "(/" + SEGMENT + ")*";

  /** Names that some systems reserve for devices. */
  private static final String DEVICE = "(?i)(con|prn|aux|nul|com\\d|lpt\\d)(\\..*)?";

  private static final int MAX_LICENCE = 60;

  /** Leaves space for what partial files add to the name. */
  private static final int MAX_SEGMENT = 200;

  /**
   * The longest values. A name that a caller chose stands before the job's id and has at most 80
   * bytes.
   */
  private static final Values LONGEST =
      new Values(
          "2026-11-25",
          "l".repeat(MAX_LICENCE),
          "n".repeat(80) + "-video_" + "0".repeat(36),
          "webm");

  private record Values(String date, String licence, String job, String extension) {

    String of(MatchResult word) {
      return switch (word.group(1)) {
        case "date" -> date;
        case "licence" -> licence;
        case "job" -> job;
        case "ext" -> extension;
        default -> throw new IllegalArgumentException("unknown placeholder: " + word.group());
      };
    }
  }

  /**
   * Why a template is invalid, as the end of a sentence about it; empty if it is valid.
   *
   * @param prefix the prefix of keys in the sink
   */
  public static Optional<String> problem(String template, String prefix) {
    if (PLACEHOLDER.matcher(template).results().anyMatch(word -> !isKnown(word.group(1)))) {
      return Optional.of(
          "must not contain placeholders other than {date}, {licence}, {job} and {ext}.");
    }
    if (template.indexOf("{job}") != template.length() - END.length()
        || template.indexOf("{ext}") != template.length() - "{ext}".length()) {
      return Optional.of("must end in {job}.{ext}, and must not contain {job} or {ext} elsewhere.");
    }
    if (!PLACEHOLDER.matcher(template).replaceAll("x").matches(PATH)) {
      return Optional.of(
          "must be a plain path such as {date}/{licence}/{job}.{ext}, without segments that are"
              + " empty or start with a dot.");
    }
    var longest = new KeyTemplate(template).key(LONGEST);
    boolean fits =
        bytes(prefix + longest) <= AssetKeys.LONGEST
            && Stream.of(longest.split("/")).allMatch(one -> bytes(one) <= MAX_SEGMENT);
    return fits
        ? Optional.empty()
        : Optional.of(
            "must produce keys of at most 1,024 bytes, with at most 200 bytes between two"
                + " slashes.");
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
   * @param created when the job was created
   * @param licence the job's licence; characters other than letters, digits, {@code . _ -} become
   *     {@code _}
   * @param name the job's name, with a number for all its files but the first
   */
  public String key(Instant created, String licence, String name, String extension) {
    var day = LocalDate.ofInstant(created, ZoneOffset.UTC).toString();
    return key(new Values(day, plain(licence), name, extension));
  }

  private String key(Values values) {
    return Stream.of(PLACEHOLDER.matcher(template).replaceAll(values::of).split("/"))
        .map(segment -> segment.matches(DEVICE) ? "_" + segment : segment)
        .collect(Collectors.joining("/"));
  }

  private static String plain(String licence) {
    var plain = licence.replaceAll("[^A-Za-z0-9._-]|^\\.|\\.$", "_");
    return plain.substring(0, Math.min(plain.length(), MAX_LICENCE));
  }

  /** The id of the job that a key belongs to. */
  public static Optional<String> job(String key) {
    return JOB.matcher(key).results().map(MatchResult::group).findFirst();
  }

  /** The key of a file beside this one, with the same name and another extension. */
  public static String beside(String key, String extension) {
    return key.substring(0, key.lastIndexOf('.') + 1) + extension;
  }
}
