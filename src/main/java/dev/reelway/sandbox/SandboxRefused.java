package dev.reelway.sandbox;

/** An error response of the sandbox. */
public final class SandboxRefused extends RuntimeException {

  private final int status;
  private final String code;

  public SandboxRefused(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  String sentence() {
    return String.valueOf(getMessage());
  }
}
