package dev.reelway.media;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Where the addresses of a host's name are looked up. */
@FunctionalInterface
public interface Names {

  /** The system's own way. */
  Names OF_THE_SYSTEM = InetAddress::getAllByName;

  /** All addresses that a name stands for. */
  InetAddress[] addresses(String host) throws UnknownHostException;
}
