package dev.reelway.api;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Where the embedded upstream answers: only to this machine. The service itself calls it at the
 * address that its server listens at, which need not be a loopback.
 *
 * @param path the path of the sandbox
 * @param host the host of a URL at which programs on this machine reach the server
 */
record SandboxEntry(String path, String host) {

  /** Whether a request for this path is one of another machine to the sandbox. */
  boolean refuses(HttpServletRequest call, String asked) {
    return (asked.equals(path) || asked.startsWith(path + "/"))
        && !LocalCalls.isLocal(call)
        && !LocalCalls.isOfOwnAddress(call, host);
  }
}
