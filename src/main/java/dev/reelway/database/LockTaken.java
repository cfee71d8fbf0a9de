package dev.reelway.database;

/** A lock that another transaction holds, or waits for, was needed at once. */
final class LockTaken extends RuntimeException {

  LockTaken() {
    super("another transaction has the lock", null, false, false);
  }
}
