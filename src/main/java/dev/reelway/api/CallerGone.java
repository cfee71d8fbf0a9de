package dev.reelway.api;

import java.io.IOException;

/** The caller has closed the line: there is nobody left to tell anything. */
final class CallerGone extends IOException {

  CallerGone(IOException cause) {
    super("the caller has gone", cause);
  }
}
