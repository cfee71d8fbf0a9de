package dev.reelway.database;

import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionSystemException;

/** A commit was sent, and it is not known whether it was made, or whether it would survive. */
final class CommitUnknown extends TransactionSystemException {

  CommitUnknown(String why, @Nullable Throwable cause) {
    super(why, cause);
  }
}
