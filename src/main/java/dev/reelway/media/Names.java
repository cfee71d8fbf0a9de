package dev.reelway.media;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Resolves host names. */
@FunctionalInterface
public interface Names {

  /** The resolver of the operating system. */
  Names OF_THE_SYSTEM = InetAddress::getAllByName;

  /** All addresses of a name. */
  InetAddress[] addresses(String host) throws UnknownHostException;
}
