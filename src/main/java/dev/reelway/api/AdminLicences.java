package dev.reelway.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reelway.event.SigningKeys;
import dev.reelway.licence.Licence;
import dev.reelway.licence.LicenceLedger;
import dev.reelway.licence.LicenceLedger.Keyed;
import dev.reelway.licence.LicenceTerms;
import dev.reelway.licence.Licences;
import dev.reelway.licence.StoredLicence;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.camel.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles calls under {@code /admin/licences}. Licences of the configuration are shown, and cannot
 * be changed. Each change is one line in the log, which names the caller and never a key.
 */
public final class AdminLicences {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.admin");

  /** What the tokens of a licence say. */
  private static final List<String> OF_TOKENS = List.of("scopes", "models", "limits");

  private final RequestReader reader;
  private final LicenceLedger ledger;
  private final Licences licences;
  private final LicenceFields.Rules rules;
  private final SigningKeys signingKeys;
  private final AdminRequestKeys requestKeys;
  private final Clock clock;

  AdminLicences(
      RequestReader reader,
      LicenceLedger ledger,
      Licences licences,
      LicenceFields.Rules rules,
      SigningKeys signingKeys,
      AdminRequestKeys requestKeys,
      Clock clock) {
    this.reader = reader;
    this.ledger = ledger;
    this.licences = licences;
    this.rules = rules;
    this.signingKeys = signingKeys;
    this.requestKeys = requestKeys;
    this.clock = clock;
  }

  /** Creates a licence, and shows its key once. */
  public LicenceObject create(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Header("CamelHttpServletResponse") HttpServletResponse response)
      throws IOException {
    var call = opaqueRequest.request();
    var body = AdminBody.read(call);
    var fields = fields(body);
    var name = fields.name();
    var terms = fields.terms();
    if (licences.isDeclared(name)) {
      throw new RequestRefused(
          409,
          "name",
          "name_taken",
          "name '%s' belongs to a licence of the configuration. Choose another name."
              .formatted(name));
    }
    return requestKeys.once(
        call,
        body,
        name,
        writer -> {
          var keyed = ledger.create(name, terms, writer);
          log(call, keyed.licence(), "created with " + fields.names());
          return shown(keyed, fields.hasWebhook(), response);
        },
        earlier -> repeated(earlier, response));
  }

  /** One page of the licences, newest first unless asked otherwise; declared ones are oldest. */
  public Page<?> list(@Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest) {
    var page = PageRequest.of(PageRequest.known(reader.query(opaqueRequest.request())), id -> true);
    var all = page.ascending() ? byAge() : byAge().reversed();
    var after = page.after();
    int from = after == null ? 0 : all.stream().map(Listed::id).toList().indexOf(after) + 1;
    if (after != null && from == 0) {
      throw new RequestRefused(
          400, "after", "invalid_value", "after must be an id from this list, such as last_id");
    }
    var found =
        all.stream().skip(from).limit(page.limit() + 1L).map(one -> one.object().get()).toList();
    return Page.of(found, page.limit(), LicenceObject::id);
  }

  /**
   * A licence among all others.
   *
   * @param object makes what is shown of it, if it is on the page
   */
  private record Listed(String id, Supplier<LicenceObject> object) {

    static Listed of(Licence declared) {
      return new Listed(declared.name(), () -> LicenceObject.of(declared));
    }

    static Listed of(StoredLicence stored, Instant now) {
      return new Listed(stored.name(), () -> LicenceObject.of(stored, now));
    }
  }

  private List<Listed> byAge() {
    var now = clock.instant();
    var declared = licences.declared().stream().sorted(Comparator.comparing(Licence::name));
    var stored =
        ledger.all().stream()
            .filter(one -> !licences.isDeclared(one.name()))
            .sorted(
                Comparator.comparing(StoredLicence::created).thenComparing(StoredLicence::name));
    return Stream.concat(declared.map(Listed::of), stored.map(one -> Listed.of(one, now))).toList();
  }

  /** One licence. */
  public LicenceObject retrieve(
      @Header("id") String id, @Header("CamelHttpServletResponse") HttpServletResponse response) {
    var declared = licences.declared().stream().filter(one -> one.name().equals(id)).findFirst();
    return declared.isPresent() ? LicenceObject.of(declared.get()) : shown(find(id), response);
  }

  /** Changes what the call names, and nothing else. */
  public LicenceObject update(
      @Header("id") String id,
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Header("CamelHttpServletResponse") HttpServletResponse response)
      throws IOException {
    var call = opaqueRequest.request();
    var fields = fields(AdminBody.read(call));
    requireStored(id);
    fields.requireName(id);
    var changed = ledger.change(id, expected(call), terms -> changed(terms, fields));
    log(call, changed, "changed: " + fields.names());
    var secret = fields.hasWebhook() ? signingKeys.secret(id) : null;
    return shown(changed, response).with(null, secret);
  }

  private static LicenceTerms changed(LicenceTerms terms, LicenceFields fields) {
    for (var name : terms.areOfTokens() ? OF_TOKENS : List.<String>of()) {
      if (fields.has(name)) {
        throw new RequestRefused(
            400,
            name,
            "invalid_value",
            name + " cannot be changed by calls, because the tokens of this licence say it.");
      }
    }
    return fields.applied(terms);
  }

  /** Revokes a licence, for good. */
  public Deleted revoke(
      @Header("id") String id, @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest) {
    var call = opaqueRequest.request();
    requireStored(id);
    log(call, ledger.revoke(id, expected(call)), "revoked");
    return new Deleted(id, "licence.deleted", true);
  }

  /** Gives a licence another key, and shows it once. */
  public LicenceObject rotate(
      @Header("id") String id,
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Header("CamelHttpServletResponse") HttpServletResponse response)
      throws IOException {
    var call = opaqueRequest.request();
    var body = AdminBody.readIfSent(call);
    var overlap = Overlap.of(body);
    requireStored(id);
    return requestKeys.once(
        call,
        body,
        id,
        writer -> {
          var keyed = ledger.rotate(id, overlap, expected(call), writer);
          log(call, keyed.licence(), "given another key, with an overlap of " + overlap);
          return shown(keyed, false, response);
        },
        earlier -> repeated(earlier, response));
  }

  /** Confirms that a licence was revoked. */
  record Deleted(String id, String object, boolean deleted) {}

  private LicenceFields fields(ObjectNode body) {
    return new LicenceFields(body, rules, clock.instant());
  }

  private void requireStored(String id) {
    if (licences.isDeclared(id)) {
      throw new RequestRefused(
          409,
          "id",
          "licence_declared",
          "Licence '%s' stands in the configuration and cannot be changed by calls. Change"
                  .formatted(id)
              + " reelway.licences.%s, and restart.".formatted(id));
    }
  }

  private StoredLicence find(String id) {
    return ledger
        .find(id)
        .orElseThrow(
            () ->
                new RequestRefused(
                    404, "id", "licence_not_found", "No such licence: '%s'.".formatted(id)));
  }

  /** The versions that a call may change: the one that it names, or any. */
  private static LongPredicate expected(HttpServletRequest call) {
    return version -> Preconditions.isMeant(call, etag(version));
  }

  private static String etag(long version) {
    return "\"%d\"".formatted(version);
  }

  private LicenceObject shown(StoredLicence licence, HttpServletResponse response) {
    response.setHeader("ETag", etag(licence.version()));
    return LicenceObject.of(licence, clock.instant());
  }

  private LicenceObject shown(Keyed keyed, boolean withSecret, HttpServletResponse response) {
    var name = keyed.licence().name();
    return shown(keyed.licence(), response)
        .with(keyed.key(), withSecret ? signingKeys.secret(name) : null);
  }

  /** The key was shown in the answer to the first call, and is not known any more. */
  private LicenceObject repeated(String licence, HttpServletResponse response) {
    response.setHeader("Idempotent-Replayed", "true");
    return shown(find(licence), response);
  }

  private static void log(HttpServletRequest call, StoredLicence licence, String what) {
    LOG.info("Licence {} was {} (by {})", licence.name(), what, call.getRemoteAddr());
  }
}
