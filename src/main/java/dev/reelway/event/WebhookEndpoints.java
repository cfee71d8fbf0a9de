package dev.reelway.event;

import dev.reelway.database.Database;
import dev.reelway.event.WebhookEndpoint.EndpointTerms;
import dev.reelway.idempotency.RequestKey;
import dev.reelway.job.JobId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The webhook endpoints that licences have registered. What a method returns has been committed,
 * and all nodes know it at once, as each end of a job reads them in its own transaction. Those of
 * other licences count as unknown.
 */
public final class WebhookEndpoints {

  private static final String LOCK = "webhook endpoints of ";

  private final Database database;
  private final EndpointDeliveries deliveries;
  private final EndpointSecrets secrets;
  private final int most;
  private final Clock clock;

  /**
   * @param most the maximum number of endpoints of one licence
   */
  WebhookEndpoints(Database database, EndpointSecrets secrets, int most, Clock clock) {
    this.database = database;
    this.deliveries = new EndpointDeliveries(database);
    this.secrets = secrets;
    this.most = most;
    this.clock = clock;
  }

  /** The licence has as many endpoints as it may have. */
  public static final class TooMany extends RuntimeException {

    private final int most;

    TooMany(int most) {
      super("A licence may have %d webhook endpoints.".formatted(most), null, false, false);
      this.most = most;
    }

    public int most() {
      return most;
    }
  }

  /**
   * Registers an endpoint.
   *
   * @param key what the request is recognised by when it is sent again, or null
   * @throws TooMany if the licence has as many as it may have
   */
  public WebhookEndpoint create(String licence, EndpointTerms terms, @Nullable RequestKey key) {
    var now = now();
    var id = JobId.next("whe", now.toEpochMilli());
    var endpoint = new WebhookEndpoint(id, licence, terms, secrets.first(), now, now);
    return RequestKey.write(database, key, id, db -> create(db, endpoint));
  }

  private WebhookEndpoint create(JdbcClient db, WebhookEndpoint endpoint) {
    database.lock(db, LOCK + endpoint.licence());
    var others = WebhookEndpointRows.of(db, endpoint.licence());
    if (others.stream().filter(other -> !other.id().equals(endpoint.id())).count() >= most) {
      throw new TooMany(most);
    }
    WebhookEndpointRows.insert(db, endpoint);
    return endpoint;
  }

  public Optional<WebhookEndpoint> find(String id, String licence) {
    return find(database.reader(), id, licence);
  }

  private static Optional<WebhookEndpoint> find(JdbcClient db, String id, String licence) {
    return WebhookEndpointRows.find(db, id).filter(one -> one.licence().equals(licence));
  }

  /** The endpoint of this id, whoever has registered it. */
  Optional<WebhookEndpoint> find(String id) {
    return WebhookEndpointRows.find(database.reader(), id);
  }

  /**
   * One licence's endpoints in the order of their creation.
   *
   * @param after the id of the last endpoint of the page before, or null for the first page
   * @param limit the maximum number of endpoints
   */
  public List<WebhookEndpoint> list(
      String licence, @Nullable String after, boolean ascending, int limit) {
    var first = ascending ? WebhookEndpoint.FIRST : WebhookEndpoint.LAST;
    return WebhookEndpointRows.page(
        database.reader(), licence, after == null ? first : after, ascending, limit);
  }

  /**
   * Changes an endpoint, and its waiting deliveries: they end if it is disabled, and go to its new
   * URL if it has another one.
   *
   * @return empty if there is no such endpoint
   */
  public Optional<WebhookEndpoint> update(
      String id, String licence, UnaryOperator<EndpointTerms> change) {
    var changed = database.writeRepeatable(db -> update(db, id, licence, change));
    changed.ifPresent(this::updateDeliveries);
    return changed.map(Change::after);
  }

  private record Change(WebhookEndpoint before, WebhookEndpoint after) {}

  private Optional<Change> update(
      JdbcClient db, String id, String licence, UnaryOperator<EndpointTerms> change) {
    database.lock(db, LOCK + licence);
    var before = find(db, id, licence);
    before.ifPresent(
        known -> {
          var terms = change.apply(known.terms());
          if (!terms.equals(known.terms())) {
            WebhookEndpointRows.update(db, id, terms, now());
          }
          if (terms.enabled() && !known.terms().enabled()) {
            DisabledWebhooks.remove(db, licence, terms.url());
            ReceiverPauses.end(db, Receivers.target(licence, terms.url()), terms.url());
          }
        });
    return before.map(known -> new Change(known, find(db, id, licence).orElseThrow()));
  }

  private void updateDeliveries(Change change) {
    if (!change.after.terms().enabled()) {
      deliveries.end(change.before);
    } else if (!change.after.terms().url().equals(change.before.terms().url())) {
      deliveries.move(
          new Receiver(change.after.id()),
          change.after.licence(),
          change.before.terms().url(),
          change.after.terms().url());
    }
  }

  /**
   * Gives an endpoint another signing secret. Each rotation makes a secret of its own, so that only
   * one with a key of the caller is recognised when it is sent again: whoever repeats another one
   * gets the newest secret, never one that was made for an earlier call.
   *
   * @param overlap how long its present secret signs beside the new one; zero ends all earlier ones
   * @param key what the request is recognised by when it is sent again, or null
   * @return empty if there is no such endpoint
   */
  public Optional<WebhookEndpoint> rotate(
      String id, String licence, Duration overlap, @Nullable RequestKey key) {
    var before = find(id, licence);
    if (before.isEmpty()) {
      return Optional.empty();
    }
    var chosen = key != null && key.isChosen() ? key : null;
    var rotated = RequestKey.write(database, chosen, id, db -> rotate(db, id, licence, overlap));
    before
        .filter(endpoint -> !secrets.isKnown(endpoint))
        .ifPresent(endpoint -> deliveries.wake(endpoint, now()));
    return rotated;
  }

  /** After a lost commit, this makes one more secret: the one before was shown to nobody. */
  private Optional<WebhookEndpoint> rotate(
      JdbcClient db, String id, String licence, Duration overlap) {
    database.lock(db, LOCK + licence);
    var now = now();
    find(db, id, licence)
        .map(known -> secrets.next(known, now, overlap))
        .ifPresent(next -> WebhookEndpointRows.update(db, id, next, now));
    return find(db, id, licence);
  }

  /**
   * Deletes an endpoint; its waiting deliveries end.
   *
   * @return whether there was such an endpoint
   */
  public boolean delete(String id, String licence) {
    var known = find(id, licence);
    known.ifPresent(
        endpoint -> {
          var unused = database.writeRepeatable(db -> WebhookEndpointRows.delete(db, id));
          deliveries.end(endpoint);
        });
    return known.isPresent();
  }

  /** As it is stored. */
  private Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }
}
