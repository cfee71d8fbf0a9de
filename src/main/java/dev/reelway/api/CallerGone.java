package dev.reelway.api;

import java.io.IOException;

/** The caller has closed the connection, so nothing more can be sent. */
final class CallerGone extends IOException {

  CallerGone(IOException cause) {
    super("the caller has closed the connection", cause);
  }
}
