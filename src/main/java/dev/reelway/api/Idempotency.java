package dev.reelway.api;

import dev.reelway.idempotency.AlreadyAnswered;
import dev.reelway.idempotency.FailedRenders;
import dev.reelway.idempotency.OpenRequests;
import dev.reelway.idempotency.Outcome;
import dev.reelway.idempotency.Outcome.Created;
import dev.reelway.idempotency.Outcome.Refused;
import dev.reelway.idempotency.RequestKey;
import dev.reelway.idempotency.RequestKeys;
import dev.reelway.job.JobQueries;
import dev.reelway.job.JobState.Failed;
import dev.reelway.licence.Licence;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before every route under {@code /v1/} that is called with POST and a licence, an
 * operator's own among them. A request that is sent again, with its {@code Idempotency-Key}, as a
 * retry that an SDK marks, or because the connection of the first one broke or its render has
 * failed this moment, waits for the first one and is answered with what that one has created; its
 * route does not run. The route of a first request finds the key in the exchange property {@code
 * requestKey}; whoever creates an object commits the key with it, see {@link RequestKey#write}.
 */
public final class Idempotency {

  /** The header in which a caller sends the key of a request. */
  static final String KEY = "Idempotency-Key";

  private static final Logger LOG = LoggerFactory.getLogger("reelway.api");

  /** These say nothing about the request itself: it may succeed when it is sent again. */
  private static final Set<Integer> TEMPORARY = Set.of(401, 403, 408, 409, 413, 415, 425, 429);

  private final RequestKeyFactory factory;
  private final RequestKeys keys;
  private final OpenRequests open;
  private final RequestWaits requestWaits;
  private final EqualRequests equalRequests;
  private final FailedRenders failedRenders;
  private final JobQueries jobs;
  private final String base;
  private volatile @Nullable ProducerTemplate template;

  /**
   * @param base what stands before {@code /v1/…}
   */
  Idempotency(
      RequestKeyFactory factory,
      RequestKeys keys,
      OpenRequests open,
      RequestWaits requestWaits,
      EqualRequests equalRequests,
      FailedRenders failedRenders,
      JobQueries jobs,
      String base) {
    this.factory = factory;
    this.keys = keys;
    this.open = open;
    this.requestWaits = requestWaits;
    this.equalRequests = equalRequests;
    this.jobs = jobs;
    this.failedRenders = failedRenders;
    this.base = base;
  }

  /**
   * The same route, behind this.
   *
   * @param pattern the path that the route answers, as its file writes it
   */
  Processor before(String pattern, Processor route) {
    return pattern.startsWith(base + "/v1/") ? once(route) : route;
  }

  private Processor once(Processor route) {
    return new DelegateAsyncProcessor(route) {
      @Override
      public boolean process(Exchange exchange, AsyncCallback callback) {
        if (isRepeated(exchange)) {
          callback.done(true);
          return true;
        }
        return super.process(
            exchange,
            done -> {
              ended(exchange);
              callback.done(done);
            });
      }
    };
  }

  /** Whether an earlier request, or an error, is the answer; it is on the exchange then. */
  private boolean isRepeated(Exchange exchange) {
    var opaqueRequest = request(exchange);
    var licence = exchange.getVariable("licence", Licence.class);
    if (licence == null || !opaqueRequest.getMethod().equals("POST")) {
      return false;
    }
    try {
      var key = factory.of(opaqueRequest.request(), opaqueRequest.getRequestURI(), licence);
      return key.isPresent() && isRepeated(key.get(), licence, exchange);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      ApiResponses.failed(exchange, stopping);
    } catch (RuntimeException failed) {
      ApiResponses.failed(exchange, failed);
    }
    return true;
  }

  private boolean isRepeated(RequestKey key, Licence licence, Exchange exchange)
      throws InterruptedException {
    var request = request(exchange).request();
    RequestCleanup.add(request, key::settle);
    key.whenCreated(() -> factory.forgetParameters(request));
    exchange.setProperty("requestKey", key);
    var earlier = open.enter(key);
    RequestCleanup.add(request, equalRequests.enter(key));
    var failed = key.isRepeatable() ? Optional.<String>empty() : failedRenders.repeatedBy(key);
    if (failed.isPresent()) {
      answer(new Created(failed.get()), key, exchange);
      return true;
    }
    if (!key.isRepeatable() && !equalRequests.isOneLeft(key)) {
      return false;
    }
    if (key.isRepeatable() && !earlier.isDone()) {
      requestWaits.enter(licence, request);
      requestWaits.awaitEarlier(earlier, request);
    }
    var outcome = keys.find(key);
    if (outcome.orElse(null) instanceof Created created
        && isUnrendered(created.object(), licence, exchange)) {
      keys.forget(key, created);
      return false;
    }
    outcome.ifPresent(known -> answer(known, key, exchange));
    return outcome.isPresent();
  }

  private void answer(Outcome known, RequestKey key, Exchange exchange) {
    if (known instanceof Created(var object)) {
      key.join(object);
    }
    key.settle();
    answer(known, exchange);
  }

  /** A job that nobody submitted while its caller waited is no result, as the 503 said. */
  private boolean isUnrendered(String object, Licence licence, Exchange exchange) {
    var resource = resource(request(exchange).getRequestURI(), object);
    return List.of("images", "chat").contains(resource)
        && jobs.findOwned(object, licence.name())
            .filter(
                job ->
                    job.state() instanceof Failed(var at, var why)
                        && why.code().equals("wait_expired"))
            .isPresent();
  }

  /** Answers a request that another node has answered while this one processed it too. */
  public void answer(AlreadyAnswered already, Exchange exchange) {
    if (exchange.removeProperty("requestKey") instanceof RequestKey key) {
      key.settle();
    }
    answer(already.outcome(), exchange);
  }

  private void answer(Outcome outcome, Exchange exchange) {
    exchange
        .getMessage()
        .getHeader(Exchange.HTTP_SERVLET_RESPONSE, HttpServletResponse.class)
        .setHeader("Idempotent-Replayed", "true");
    switch (outcome) {
      case Refused(var status, var answer) -> ApiResponses.jsonText(exchange, status, answer);
      case Created(var object) -> {
        exchange.setVariable("resource", resource(request(exchange).getRequestURI(), object));
        exchange.getMessage().setHeader("id", object);
        template(exchange).send("direct:replays-answer", exchange);
      }
    }
  }

  /** The resource whose view of an object the request is answered with. */
  private String resource(String path, String object) {
    if (path.equals(base + "/v1/chat/completions")) {
      return "chat";
    }
    return switch (object.split("[_-]", 2)[0]) {
      case "image" -> "images";
      case "file" -> "files";
      case "batch" -> "batches";
      case "whe" -> "webhook_endpoints";
      default -> "videos";
    };
  }

  private ProducerTemplate template(Exchange exchange) {
    var ready = template;
    if (ready == null) {
      ready = exchange.getContext().createProducerTemplate();
      template = ready;
    }
    return ready;
  }

  private void ended(Exchange exchange) {
    var key = exchange.getProperty("requestKey", RequestKey.class);
    if (key != null) {
      if (!key.hasObject()) {
        endedWithoutObject(key, exchange);
      } else {
        endedWithObject(key, exchange);
      }
      key.settle();
    }
  }

  /** Whoever was answered with a failure, and told of the job, has not got its result. */
  private void endedWithObject(RequestKey key, Exchange exchange) {
    int status = status(exchange);
    if (status >= 500) {
      if (exchange.getMessage().getHeader("Location") != null) {
        requestWaits.leave(key, Objects.requireNonNull(key.object()));
      }
    } else if (status >= 400) {
      failedRenders.add(key);
    }
  }

  private void endedWithoutObject(RequestKey key, Exchange exchange) {
    int status = status(exchange);
    boolean isFailed = status == 0 || status >= 500 || TEMPORARY.contains(status);
    if (isFailed) {
      keys.fail(key);
    } else if (status >= 400 && key.isChosen()) {
      refused(key, status, exchange);
    }
  }

  private static int status(Exchange exchange) {
    return exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
  }

  /** A refusal is repeated too; one that cannot be recorded is decided again next time. */
  private void refused(RequestKey key, int status, Exchange exchange) {
    if (exchange.getMessage().getBody() instanceof String answer) {
      try {
        keys.refuse(key, new Refused(status, answer));
      } catch (RuntimeException failed) {
        LOG.warn("The refusal of a request could not be recorded: {}", failed.toString());
      }
    }
  }

  private static OpaqueRequest request(Exchange exchange) {
    return Objects.requireNonNull(
        exchange.getMessage().getHeader(Exchange.HTTP_SERVLET_REQUEST, OpaqueRequest.class));
  }
}
