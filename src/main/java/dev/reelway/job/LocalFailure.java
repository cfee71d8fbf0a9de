package dev.reelway.job;

import dev.reelway.sink.SinkUnavailable;
import dev.reelway.wire.Causes;
import org.apache.camel.component.file.GenericFileOperationFailedException;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Failures of our own database or sink, which say nothing about an upstream: even if their root is
 * a network failure, they do not prove that an order was not sent.
 */
final class LocalFailure {

  private LocalFailure() {}

  static boolean isIn(Throwable thrown) {
    return isOfTheDatabase(thrown)
        || Causes.any(
            thrown,
            one ->
                one instanceof SinkUnavailable
                    || one instanceof GenericFileOperationFailedException);
  }

  static boolean isOfTheDatabase(Throwable thrown) {
    return Causes.any(
        thrown, one -> one instanceof DataAccessException || one instanceof TransactionException);
  }
}
