package dev.reelway.command;

/** A command that cannot be done, with the exit code of the process. */
final class CommandFailed extends RuntimeException {

  /** The service refused the call, or did not answer. */
  static final int REFUSED = 1;

  /** The command is not one that there is. */
  static final int USAGE = 2;

  private final int exitCode;

  CommandFailed(int exitCode, String sentence) {
    super(sentence, null, false, false);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
