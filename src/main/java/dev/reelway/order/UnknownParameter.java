package dev.reelway.order;

import dev.reelway.wire.NearestName;
import java.util.Collection;

/** An order has a parameter that does not exist. The nearest name that does is suggested. */
public final class UnknownParameter extends OrderRefused {

  private static final int LONGEST = 60;

  /**
   * @param name its name, without what stands in brackets behind it
   * @param written its name as the caller wrote it
   * @param known the names of the parameters that the order may have
   * @param aliases their other names, which are suggested too
   */
  UnknownParameter(
      String name, String written, Collection<String> known, Collection<String> aliases) {
    super(
        shown(written),
        "%s is not a parameter: %s".formatted(shown(written), hint(name, known, aliases)));
  }

  private static String hint(String written, Collection<String> known, Collection<String> aliases) {
    return NearestName.of(written, known)
        .or(() -> NearestName.of(written, aliases))
        .map("did you mean %s?"::formatted)
        .orElseGet(() -> "known parameters are " + String.join(", ", known));
  }

  private static String shown(String written) {
    return written.length() > LONGEST ? written.substring(0, LONGEST) + "…" : written;
  }

  @Override
  public String code() {
    return "unknown_parameter";
  }
}
