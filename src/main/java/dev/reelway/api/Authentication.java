package dev.reelway.api;

import dev.reelway.job.CallerLoad;
import dev.reelway.licence.Licence;
import dev.reelway.licence.LicenceRefused;
import dev.reelway.licence.Licences;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Stands before every route that is called over HTTP, an operator's own among them: a request is
 * refused with 401, 403, 429 or 503, before its body is read, unless {@link Access} lets it pass.
 * The routes find its licence in the exchange variable {@code licence}; where none is asked for,
 * there is none.
 */
public final class Authentication {

  private final Licences licences;
  private final Access access;
  private final LicensedRequests requests;
  private final RequestLimiter limiter;
  private final CallerLoad callerLoad;

  /**
   * @param limiter counts the requests of each licence
   * @param callerLoad counts all of them
   * @param base what stands before {@code /v1/…}
   */
  Authentication(
      Licences licences,
      LicensedRequests requests,
      RequestLimiter limiter,
      CallerLoad callerLoad,
      String base) {
    this.licences = licences;
    this.requests = requests;
    this.limiter = limiter;
    this.callerLoad = callerLoad;
    this.access = new Access(base);
  }

  /**
   * The same route, behind this.
   *
   * @param pattern the path that the route answers, as its file writes it
   */
  Processor before(String pattern, Processor route) {
    var rules = access.to(pattern);
    return new DelegateAsyncProcessor(route) {
      @Override
      public boolean process(Exchange exchange, AsyncCallback callback) {
        return admits(rules, exchange) ? super.process(exchange, callback) : refused(callback);
      }
    };
  }

  private static boolean refused(AsyncCallback callback) {
    callback.done(true);
    return true;
  }

  private boolean admits(List<Access.Rule> rules, Exchange exchange) {
    var opaqueRequest =
        exchange.getMessage().getHeader(Exchange.HTTP_SERVLET_REQUEST, OpaqueRequest.class);
    var response =
        exchange.getMessage().getHeader(Exchange.HTTP_SERVLET_RESPONSE, HttpServletResponse.class);
    try {
      licence(rules, opaqueRequest, response)
          .ifPresent(licence -> exchange.setVariable("licence", licence));
      return true;
    } catch (LicenceRefused | RequestRefused refused) {
      var error = ApiError.of(refused);
      ApiResponses.json(exchange, error.status(), error.body());
      return false;
    } catch (RuntimeException failed) { // the ledger or an issuer is away
      ApiResponses.failed(exchange, failed);
      return false;
    }
  }

  /** The licence of a request that may pass; empty where none is asked for. */
  private Optional<Licence> licence(
      List<Access.Rule> rules, OpaqueRequest opaqueRequest, HttpServletResponse response) {
    var rule = Access.to(opaqueRequest.getMethod(), opaqueRequest.getRequestURI(), rules);
    if (rule.isPresent() && rule.get().isOpen()) {
      return Optional.empty();
    }
    var licence = known(opaqueRequest.request());
    limiter.count(licence, response);
    callerLoad.requested();
    return Optional.of(
        rule.flatMap(one -> Optional.ofNullable(one.scope()))
            .map(licence::requireScope)
            .orElse(licence));
  }

  /**
   * Its key is publicly known: behind a proxy on this machine, the demo licence would be open to
   * everybody, and in a browser on it to every page whose name points here.
   */
  private Licence known(HttpServletRequest request) {
    var grant = licences.grant(Collections.list(request.getHeaders("Authorization")));
    if (licences.isDemo(grant.licence()) && !LocalCalls.isLocal(request)) {
      throw LicenceRefused.demoNotLocal();
    }
    requests.enter(grant, request);
    return grant.licence();
  }
}
