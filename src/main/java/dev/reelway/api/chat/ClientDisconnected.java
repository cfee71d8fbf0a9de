package dev.reelway.api.chat;

import java.io.IOException;

/** The caller has closed the connection, so nothing more can be sent. */
public final class ClientDisconnected extends IOException {

  ClientDisconnected(IOException cause) {
    super("the caller has closed the connection", cause);
  }
}
