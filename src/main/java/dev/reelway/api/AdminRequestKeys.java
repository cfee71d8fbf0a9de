package dev.reelway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reelway.database.Database;
import dev.reelway.idempotency.AlreadyAnswered;
import dev.reelway.idempotency.Outcome;
import dev.reelway.idempotency.Outcome.Created;
import dev.reelway.idempotency.RequestKey;
import dev.reelway.idempotency.RequestKeys;
import dev.reelway.licence.LicenceLedger;
import dev.reelway.order.Parameters;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.Function;

/**
 * The {@code Idempotency-Key} of calls that make a key of a licence: a call that is sent again
 * makes no second one. It cannot be answered with the key, which is not stored.
 */
final class AdminRequestKeys {

  /** No licence has this name. */
  private static final String OWNER = "/admin";

  private final Database database;
  private final RequestKeys keys;
  private final Clock clock;

  AdminRequestKeys(Database database, RequestKeys keys, Clock clock) {
    this.database = database;
    this.keys = keys;
    this.clock = clock;
  }

  /** Makes a key, recording what the call is recognised by. */
  @FunctionalInterface
  interface Work<T> {
    T make(LicenceLedger.Writer writer);
  }

  /**
   * Runs the work, unless the call was sent before.
   *
   * @param licence the name of the licence that the call is about
   * @param repeated what a call is answered with that was sent before
   */
  <T> T once(
      HttpServletRequest call,
      ObjectNode body,
      String licence,
      Work<T> work,
      Function<String, T> repeated)
      throws IOException {
    var key = key(call, body);
    if (key.isEmpty()) {
      return work.make(database::writeRepeatable);
    }
    var earlier = keys.find(key.get());
    if (earlier.isPresent()) {
      return answer(earlier.get(), repeated);
    }
    try {
      return work.make(todo -> RequestKey.write(database, key.get(), licence, todo));
    } catch (AlreadyAnswered already) {
      return answer(already.outcome(), repeated);
    }
  }

  /** What a call is recognised by that was sent with an {@code Idempotency-Key}. */
  Optional<RequestKey> of(HttpServletRequest call, ObjectNode body) throws IOException {
    return key(call, body);
  }

  /** What an earlier call of this key has made, by its id. */
  Optional<String> made(RequestKey key) {
    return keys.find(key).map(AdminRequestKeys::made);
  }

  /** What was made, by its id. */
  static String made(Outcome outcome) {
    return answer(outcome, id -> id);
  }

  private static <T> T answer(Outcome outcome, Function<String, T> repeated) {
    return switch (outcome) {
      case Created(var licence) -> repeated.apply(licence);
      case Outcome.Refused refused ->
          throw new IllegalStateException("A refused call is not recorded: " + refused.status());
    };
  }

  private Optional<RequestKey> key(HttpServletRequest call, ObjectNode body) throws IOException {
    var chosen = RequestKeyFactory.chosen(call);
    if (chosen.isEmpty()) {
      return Optional.empty();
    }
    var values = new LinkedHashMap<String, JsonNode>();
    body.properties().forEach(one -> values.put(one.getKey(), one.getValue()));
    var fingerprint = RequestFingerprint.of(call.getRequestURI(), new Parameters(values));
    return Optional.of(RequestKey.chosen(OWNER, chosen.getFirst(), fingerprint, clock.instant()));
  }
}
