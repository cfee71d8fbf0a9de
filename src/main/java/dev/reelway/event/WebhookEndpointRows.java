package dev.reelway.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.reelway.event.WebhookEndpoint.EndpointTerms;
import dev.reelway.event.WebhookEndpoint.SecretVersion;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of webhook endpoints. */
final class WebhookEndpointRows {

  /** Each end of a job asks for the endpoints of its licence. */
  static final String OF_LICENCE = "select * from webhook_endpoint where licence = ? order by id";

  private static final String ENABLED = "enabled";
  private static final String DISABLED = "disabled";

  private static final Logger LOG = LoggerFactory.getLogger("reelway.events");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectReader TYPES = JSON.readerForListOf(String.class);

  private WebhookEndpointRows() {}

  static List<WebhookEndpoint> of(JdbcClient db, String licence) {
    return db.sql(OF_LICENCE).param(licence).query(WebhookEndpointRows::read).list();
  }

  static Optional<WebhookEndpoint> find(JdbcClient db, String id) {
    return db.sql("select * from webhook_endpoint where id = ?")
        .param(id)
        .query(WebhookEndpointRows::read)
        .optional();
  }

  /** The number of endpoints whose secrets follow from another secret of the service. */
  static int countOfOthers(JdbcClient db, String secret) {
    return db.sql("select count(*) from webhook_endpoint where secret <> ?")
        .param(secret)
        .query(Integer.class)
        .single();
  }

  /** The endpoints of a licence behind or before an id. */
  static List<WebhookEndpoint> page(
      JdbcClient db, String licence, String from, boolean ascending, int limit) {
    return db.sql(
            "select * from webhook_endpoint where licence = ? and id %s ? order by id %s limit ?"
                .formatted(ascending ? ">" : "<", ascending ? "asc" : "desc"))
        .params(licence, from, limit)
        .query(WebhookEndpointRows::read)
        .list();
  }

  static void insert(JdbcClient db, WebhookEndpoint endpoint) {
    db.sql(
            """
            insert into webhook_endpoint (id, licence, name, url, event_types, state, secret,
              secret_version, created_at, updated_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict do nothing
            """)
        .param(endpoint.id())
        .param(endpoint.licence())
        .param(endpoint.terms().name())
        .param(endpoint.terms().url())
        .param(json(endpoint.terms().eventTypes()))
        .param(endpoint.terms().enabled() ? ENABLED : DISABLED)
        .param(endpoint.secret().service())
        .param(endpoint.secret().number())
        .param(endpoint.created().toEpochMilli())
        .param(endpoint.updated().toEpochMilli())
        .update();
  }

  static void update(JdbcClient db, String id, EndpointTerms terms, Instant now) {
    db.sql(
            """
            update webhook_endpoint set name = ?, url = ?, event_types = ?, state = ?, updated_at = ?
            where id = ?
            """)
        .param(terms.name())
        .param(terms.url())
        .param(json(terms.eventTypes()))
        .param(terms.enabled() ? ENABLED : DISABLED)
        .param(now.toEpochMilli())
        .param(id)
        .update();
  }

  /** Gives it another secret. */
  static void update(JdbcClient db, String id, SecretVersion secret, Instant now) {
    db.sql(
            """
            update webhook_endpoint set secret = ?, secret_version = ?, previous_until = ?,
              earlier_until = ?, updated_at = ?
            where id = ?
            """)
        .param(secret.service())
        .param(secret.number())
        .param(EventDeliveryRow.millis(EarlierSecretsColumns.previousUntil(secret)))
        .param(EarlierSecretsColumns.earlierUntil(secret))
        .param(now.toEpochMilli())
        .param(id)
        .update();
  }

  /** Disables those at a URL that is gone. */
  static void disable(JdbcClient db, String licence, String url, Instant now) {
    db.sql(
            """
            update webhook_endpoint set state = 'disabled', updated_at = ?
            where licence = ? and url = ? and state = 'enabled'
            """)
        .param(now.toEpochMilli())
        .param(licence)
        .param(url)
        .update();
  }

  static int delete(JdbcClient db, String id) {
    return db.sql("delete from webhook_endpoint where id = ?").param(id).update();
  }

  private static WebhookEndpoint read(ResultSet row, int number) throws SQLException {
    return new WebhookEndpoint(
        row.getString("id"),
        row.getString("licence"),
        terms(row),
        new SecretVersion(
            row.getString("secret"),
            row.getLong("secret_version"),
            EarlierSecretsColumns.read(row)),
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("updated_at")));
  }

  /** One row that cannot be read must not keep a job from ending. */
  private static EndpointTerms terms(ResultSet row) throws SQLException {
    var name = row.getString("name");
    var url = row.getString("url");
    try {
      List<String> types = TYPES.readValue(row.getString("event_types"));
      return new EndpointTerms(name, url, types, row.getString("state").equals(ENABLED));
    } catch (JsonProcessingException | RuntimeException broken) {
      LOG.warn(
          "Webhook endpoint {} cannot be read and gets nothing: {}",
          row.getString("id"),
          broken.getMessage());
      return new EndpointTerms(name, url, List.of(), false);
    }
  }

  private static String json(List<String> types) {
    try {
      return JSON.writeValueAsString(types);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
