package dev.reelway.wire;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The host of a URL at which programs on this machine reach a server of the service. */
public final class OwnHost {

  /** It belongs to the addresses of a server that listens at all of them. */
  private static final String LOOPBACK = "127.0.0.1";

  private static final Set<String> EVERYWHERE = Set.of("", "0.0.0.0", "::", "0:0:0:0:0:0:0:0");

  private OwnHost() {}

  /**
   * The address in the form of a URL: IPv6 in brackets and without a zone, which servers refuse in
   * {@code Host}, and the loopback for all addresses.
   *
   * @param address what the server listens at, as configured: an IP address, with or without
   *     brackets, or a name; null for all addresses
   */
  public static String of(@Nullable String address) {
    var bare = address == null ? "" : address.strip().replaceFirst("^\\[(.*)]$", "$1");
    bare = bare.contains(":") ? bare.replaceFirst("%.*", "") : bare;
    if (EVERYWHERE.contains(bare)) {
      return LOOPBACK;
    }
    return bare.contains(":") ? "[" + bare + "]" : bare;
  }
}
