package dev.reelway.order;

import dev.reelway.wire.NearestName;
import java.util.Collection;
import java.util.List;

/** A request has a parameter that does not exist. The nearest name that does is suggested. */
public final class UnknownParameter extends OrderRefused {

  private static final int LONGEST = 60;

  /**
   * @param name its name, without what stands in brackets behind it
   * @param written its name as the caller wrote it
   * @param known the names of the parameters that it may have
   * @param aliases their other names, which are suggested too
   */
  UnknownParameter(
      String name, String written, Collection<String> known, Collection<String> aliases) {
    super(
        shown(written),
        "%s is not a parameter: %s".formatted(shown(written), hint(name, known, aliases)));
  }

  /**
   * Refuses a request that is no order and has a parameter that does not exist.
   *
   * @param known the names of its parameters
   */
  public static void check(Parameters request, Collection<String> known) {
    for (var name : request.values().keySet()) {
      if (!known.contains(name) && !IgnoredParameters.contains(name)) {
        throw new UnknownParameter(name, request.spelling(name), known, List.of());
      }
    }
  }

  private static String hint(String written, Collection<String> known, Collection<String> aliases) {
    return NearestName.of(written, known)
        .or(() -> NearestName.of(written, aliases))
        .map("did you mean %s?"::formatted)
        .orElseGet(() -> listed(known));
  }

  private static String listed(Collection<String> known) {
    return known.isEmpty()
        ? "the request has no parameters"
        : "known parameters are " + String.join(", ", known);
  }

  private static String shown(String written) {
    return written.length() > LONGEST ? written.substring(0, LONGEST) + "…" : written;
  }

  @Override
  public String code() {
    return "unknown_parameter";
  }
}
