package dev.reelway.net;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Resolves host names. */
@FunctionalInterface
public interface HostResolver {

  /** The resolver of the operating system. */
  HostResolver SYSTEM = InetAddress::getAllByName;

  /** All addresses of a name. */
  InetAddress[] addresses(String host) throws UnknownHostException;
}
