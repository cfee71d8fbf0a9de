package dev.reelway.job;

import dev.reelway.wire.Causes;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Why an order could not be sent, for the author of its dialect: the message of the first cause.
 */
final class DialectError {

  private static final int LONGEST = 300;
  private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

  private DialectError() {}

  /** One line that contains nothing of the prompt. */
  static String in(Throwable thrown, String prompt) {
    var first = Causes.root(thrown);
    var words = String.valueOf(first.getMessage()).replace(prompt, "…");
    var safe =
        QUOTED.matcher(words).replaceAll(one -> Matcher.quoteReplacement(redacted(one, prompt)));
    var line = (first.getClass().getSimpleName() + ": " + safe).replaceAll("[\\p{Cntrl}\\s]+", " ");
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
  }

  /** Whether it is a failure of the network and not of the dialect. */
  static boolean isOfTheNetwork(Throwable thrown) {
    return Causes.any(
        thrown,
        one ->
            one instanceof SocketException
                || one instanceof SocketTimeoutException
                || one instanceof SSLException);
  }

  private static String redacted(java.util.regex.MatchResult quoted, String prompt) {
    var text = quoted.group(1).replaceFirst("(\\.{3}|…)$", "");
    return text.length() > 3 && prompt.contains(text) ? "\"…\"" : quoted.group();
  }
}
