package dev.reelway.dialects;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.reelway.leaks.Leaks;
import dev.reelway.sandbox.Poster;
import java.awt.Color;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An upstream of a test, on loopback, that plays a documented protocol to the letter: what the real
 * one would not take is answered as it would answer, and remembered as a violation. Each render is
 * under way for as many questions as the protocol has words for that, and then done; its video lies
 * with somebody else, or under its task.
 */
abstract class Fixture implements AutoCloseable {

  private static final String KEY = "secret-of-the-upstream";

  static {
    Leaks.add("the key of an upstream", KEY);
  }

  private final HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
  private final Cdn cdn = new Cdn(key());
  private final Map<String, Integer> questions = new LinkedHashMap<>();
  private final Set<String> done = new HashSet<>();
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private volatile byte[] image = Poster.png(48, 48, Color.BLUE);
  private Fault fault = Fault.NONE;
  private @Nullable Chaos chaos;
  private int orders;
  private int listings;
  private boolean unendingUntilListed;
  private final List<String> cancelled = new CopyOnWriteArrayList<>();
  private final Map<String, Supplier<Reply>> exceptions = new LinkedHashMap<>();
  private final List<Call> received = new CopyOnWriteArrayList<>();
  private @Nullable Call lastOrder;

  /** One of each dialect, none of them in use. */
  static List<Fixture> ofEveryDialect() throws IOException {
    return List.of(
        new ArkFixture(),
        new ComfyUiFixture(),
        new DashscopeFixture(),
        new FalFixture(),
        new KlingFixture(),
        new MinimaxFixture(),
        new GeminiOmniFixture(),
        new OpenAiFixture(),
        new OpenRouterFixture(),
        new ReplicateFixture(),
        new RunwayFixture(),
        new SglangFixture(),
        new SoraChatFixture(),
        new SoraFixture(),
        new VeoFixture(),
        new VertexVeoFixture(),
        new VllmOmniFixture(),
        new XaiFixture());
  }

  Fixture() throws IOException {
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  // What a protocol is.

  /** The file under {@code routes/upstreams/} that speaks with it. */
  abstract String dialect();

  /** The one model that it has. */
  abstract String model();

  /** The headers that it expects of every call, in lower case. */
  abstract Set<String> headers();

  /** Whether a call may ask with this query. */
  boolean knowsQuery(Call call) {
    return call.query().isEmpty();
  }

  /** Why a call is not let in at all; null where it is. */
  abstract @Nullable Reply refusal(Call call);

  /**
   * The answer to a call to another service of the same maker, such as one for a token; or null.
   */
  @Nullable Reply elsewhere(Call call) {
    return null;
  }

  /** The answer to a call that is about no single task; null where it is about one. */
  @Nullable Reply aside(Call call) {
    return null;
  }

  /** The task that a question is about; null where the call is no question. */
  abstract @Nullable String asked(Call call);

  /** Whether the call is where orders go. */
  abstract boolean isOrder(Call call);

  /** Whether the call asks for the list of all tasks. */
  boolean isList(Call call) {
    return false;
  }

  /** Whether there is such a list, so that a task is found again whose answer was lost. */
  boolean lists() {
    return false;
  }

  /** The task whose video is asked for; null where the call asks for none. */
  @Nullable String wanted(Call call) {
    return null;
  }

  /** What somebody gets who asks for the video of a task that is done. */
  Reply video(Call call, String task) {
    return Reply.VIDEO;
  }

  /** Whether a task without a video may be asked for it all the same, and answers why. */
  boolean hasEnded(String task) {
    return false;
  }

  /** The task that a call ends; null where it ends none. */
  @Nullable String ended(Call call) {
    return null;
  }

  /** Whether the answer to an order is a conversation, and all that is ever said of its render. */
  boolean isChat() {
    return false;
  }

  /** Whether renders can be cancelled. */
  boolean cancels() {
    return false;
  }

  /** Whether videos are found under their task, and not at a link only. */
  boolean keepsVideos() {
    return false;
  }

  /** Whether a task that it does not know is one that it has forgotten, for good. */
  boolean forgets() {
    return false;
  }

  /** Whether it refuses what it has rendered; otherwise such a render has failed. */
  boolean moderates() {
    return true;
  }

  /** Whether a video can be made out of another one. */
  boolean remixes() {
    return true;
  }

  /** Whether an order has to be a form, and not JSON. */
  boolean isForm(Call order) {
    return false;
  }

  /** The model that makes images; null where there is none. */
  @Nullable String imageModel() {
    return null;
  }

  /** The answer to an order of images; null where it is one of a video. */
  @Nullable Reply images(Call order) {
    return null;
  }

  /** A length of video that it makes. */
  int seconds() {
    return 5;
  }

  /** How an image stands in an order, each byte as a character. */
  String written(byte[] image) {
    return Base64.getEncoder().encodeToString(image);
  }

  /** What is wrong with an order, by the fields that are; nothing where it is right. */
  abstract Stream<String> wrong(Call call);

  /** The words for a render that is under way, in their order. */
  abstract List<String> words();

  /** What a task is called that so many have been before. */
  abstract String name(int number);

  abstract Reply accepted(String task);

  /**
   * @param percent how far it is, for protocols that tell
   */
  abstract Reply underWay(String task, String word, double percent);

  abstract Reply done(String task, @Nullable String link);

  abstract Reply failed(String task);

  abstract Reply refused(String task);

  /** An error as the protocol tells it. */
  abstract Reply error(int status, String message);

  // What a test asks.

  String baseUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The only key it knows. */
  final String key() {
    return KEY;
  }

  /** Where its videos lie, or would. */
  final Cdn cdn() {
    return cdn;
  }

  /** What each of its renders shows. */
  byte[] video() {
    return cdn.video();
  }

  /** What each of its images shows. */
  byte[] image() {
    return image.clone();
  }

  /** Has its images show this from now on. */
  void paints(byte[] painted) {
    image = painted.clone();
  }

  /** What was done against the protocol since the last fault. */
  List<String> violations() {
    return Stream.concat(violations.stream(), cdn.violations().stream()).toList();
  }

  /** Has the orders from now on meet this fault, and begins a new count. */
  synchronized void play(Fault next) {
    fault = next;
    cdn.play(next);
    violations.clear();
    orders = 0;
    listings = 0;
    unendingUntilListed = false;
    cancelled.clear();
  }

  /** Has each order from now on meet a fault of its own. */
  synchronized void play(Chaos each) {
    chaos = each;
  }

  /** Lets no render end before the list was asked for, however slowly the orders come. */
  synchronized void endNoneUntilListed() {
    unendingUntilListed = true;
  }

  /** Has the first order that says this be answered so, and not as all others are. */
  synchronized void except(String said, Supplier<Reply> reply) {
    exceptions.put(said, reply);
  }

  /** Every order that has arrived, in the sequence of their arrival. */
  List<Call> received() {
    return List.copyOf(received);
  }

  /** What goes wrong at present. */
  final synchronized Fault fault() {
    return fault;
  }

  /** How often something was ordered since the last fault. */
  synchronized int orders() {
    return orders;
  }

  /** How often it was asked how a render is going. */
  synchronized int questions() {
    return questions.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** How often the list was asked for since the last fault. */
  synchronized int listings() {
    return listings;
  }

  /** The tasks that were cancelled since the last fault, each as often as it was. */
  List<String> cancelled() {
    return List.copyOf(cancelled);
  }

  /** The task that the last order was named. */
  final synchronized String lastTask() {
    return name(questions.size() - 1);
  }

  synchronized Call lastOrder() {
    return Objects.requireNonNull(lastOrder);
  }

  /**
   * How a service is told of it: its dialect is its name, and that of its model; a model for images
   * is called so too.
   */
  Stream<String> settings() {
    return Stream.concat(
        settings(dialect()),
        Stream.ofNullable(imageModel())
            .flatMap(one -> model(dialect() + "-image", one, dialect())));
  }

  /** The same without images, under a name that its model has too. */
  Stream<String> settings(String name) {
    return Stream.of(
            Stream.of(
                "reelway.upstreams.%s.dialect=%s".formatted(name, dialect()),
                "reelway.upstreams.%s.base-url=%s".formatted(name, baseUrl()),
                "reelway.upstreams.%s.key=%s".formatted(name, key())),
            model(name, model(), name),
            form().map(one -> "reelway.models.%s[0].%s".formatted(name, one)))
        .flatMap(one -> one);
  }

  /** What is set of the requests of its model. */
  Stream<String> form() {
    return Stream.empty();
  }

  private static Stream<String> model(String name, String model, String upstream) {
    return Stream.of(
        "reelway.models.%s[0].upstream=%s".formatted(name, upstream),
        "reelway.models.%s[0].model=%s".formatted(name, model));
  }

  // What it does.

  private void answer(HttpExchange exchange) throws IOException {
    var call = Call.of(exchange);
    var reply = isAway() ? error(503, "We are away.") : reply(call);
    if (reply == Reply.VIDEO) {
      cdn.sendVideo(exchange);
    } else if (reply == Reply.HALF_A_IMAGE) {
      Cdn.send(image, image.length / 2, exchange);
    } else {
      reply.write(exchange);
    }
  }

  private synchronized boolean isAway() {
    return chaos != null && chaos.isAway();
  }

  private synchronized Reply reply(Call call) {
    var elsewhere = elsewhere(call);
    if (elsewhere != null) {
      return elsewhere;
    }
    strange(call);
    var refusal = refusal(call);
    if (refusal != null) {
      violations.add("not let in: " + call.method() + " " + call.path());
      return refusal;
    }
    var aside = aside(call);
    if (aside != null) {
      return aside;
    }
    var wanted = wanted(call);
    if (wanted != null) {
      meets(wanted);
      return done.contains(wanted) || hasEnded(wanted)
          ? video(call, wanted)
          : missing("video of " + wanted);
    }
    var task = asked(call);
    if (task != null) {
      return question(task);
    }
    var ended = ended(call);
    if (ended != null) {
      return cancelled(ended);
    }
    if (isList(call)) {
      listings++;
      return list();
    }
    return isOrder(call) ? order(call) : missing(call.method() + " " + call.path());
  }

  /** What the real one would not mind, and what still should not be there. */
  private void strange(Call call) {
    var words = new HashSet<>(call.words());
    words.removeAll(headers());
    if (call.method().equals("POST")) {
      words.remove("content-type");
    }
    words.forEach(word -> violations.add("header " + word));
    if (!knowsQuery(call)) {
      violations.add("query " + call.path() + "?" + call.query());
    }
    if (!call.method().equals("POST") && !call.body().isEmpty()) {
      violations.add("a question with a body");
    }
  }

  private Reply missing(String what) {
    violations.add("there is no " + what);
    return error(404, "There is no such thing.");
  }

  private Reply cancelled(String task) {
    cancelled.add(task);
    if (chaos != null) {
      chaos.cancelled(task);
    }
    return questions.containsKey(task) ? new Reply(204, Map.of(), "") : missing("task " + task);
  }

  private Reply order(Call call) {
    orders++;
    lastOrder = call;
    received.add(call);
    var wrong = Stream.concat(kind(call), wrong(call)).toList();
    if (!wrong.isEmpty()) {
      violations.add("order: " + wrong);
      return error(400, "These are wrong: " + wrong);
    }
    var said = exceptions.keySet().stream().filter(call.body()::contains).findFirst();
    if (said.isPresent()) {
      return Objects.requireNonNull(exceptions.remove(said.get())).get();
    }
    var images = images(call);
    return images == null ? taken(call) : images;
  }

  private Reply taken(Call call) {
    var each = chaos;
    if (each == null) {
      return taken();
    }
    fault = each.ordered(call.body());
    int before = questions.size();
    var reply =
        switch (each.oddity()) {
          case NONE -> taken();
          case SAME_TASK -> before == 0 ? taken() : accepted(name(0));
          case ODD_TASK -> accepted("../" + name(before));
          case BUSY -> each.busy(error(429, "There are too many of you."));
        };
    if (questions.size() > before) {
      each.accepted(lastTask());
    }
    return reply;
  }

  /** In chaos, each task meets its own fault. */
  private void meets(String task) {
    if (chaos != null) {
      fault = chaos.of(task);
    }
  }

  /** The order arrives, and the line breaks before an answer. */
  final Reply lost() {
    accepted();
    return Reply.NONE;
  }

  private Reply taken() {
    return switch (fault) {
      case RESET -> lost();
      case PAGE -> Reply.PAGE;
      case NO_ID -> Reply.json(200, "{}");
      case ERROR_IN_200 -> error(200, "There are no machines left.");
      case BUSY -> orders == 1 ? error(429, "There are too many of you.").later() : accepted();
      case NONE,
          PAGE_LATER,
          UNKNOWN_STATUS,
          ODD_PROGRESS,
          NO_LINK,
          FAILED,
          REFUSED,
          LOST,
          STORM,
          CUT,
          EXPIRED,
          ENDLESS ->
          accepted();
    };
  }

  private Stream<String> kind(Call call) {
    boolean right =
        isForm(call) ? call.isForm() : call.header("content-type").equals("application/json");
    return right ? Stream.empty() : Stream.of("Content-Type");
  }

  private Reply accepted() {
    var task = name(questions.size());
    questions.put(task, 0);
    return accepted(task);
  }

  private Reply question(String task) {
    if (!questions.containsKey(task)) {
      return missing("task " + task);
    }
    int asked = questions.merge(task, 1, Integer::sum);
    meets(task);
    return switch (fault) {
      case PAGE_LATER -> asked <= 2 ? Reply.PAGE : told(task, asked);
      case LOST -> asked <= 2 ? error(404, "There is no such task.") : told(task, asked);
      case STORM -> asked <= 3 ? error(500, "Oh no.") : told(task, asked);
      case UNKNOWN_STATUS -> asked <= 2 ? underWay(task, "dreaming", 0) : told(task, asked);
      case ODD_PROGRESS ->
          asked <= 3
              ? underWay(task, words().getLast(), List.of(60, 20, 15_000).get(asked - 1))
              : told(task, asked);
      case NO_LINK -> done(task);
      case ENDLESS -> underWay(task, words().getLast(), 50);
      case FAILED -> ended(task, failed(task));
      case REFUSED -> ended(task, refused(task));
      case NONE, RESET, PAGE, ERROR_IN_200, NO_ID, BUSY, CUT, EXPIRED -> told(task, asked);
    };
  }

  private Reply ended(String task, Reply reply) {
    if (chaos != null) {
      chaos.ended(task);
    }
    return reply;
  }

  /** All tasks, the newest first; what is told of none is left out, and all else goes wrong. */
  private Reply list() {
    var all =
        List.copyOf(questions.keySet()).reversed().stream()
            .map(this::question)
            .filter(one -> one.status() != 404)
            .toList();
    return all.stream()
        .filter(one -> one.status() != 200 || one == Reply.PAGE)
        .findFirst()
        .orElseGet(
            () ->
                Reply.json(
                    200,
                    all.stream()
                        .map(Reply::body)
                        .collect(
                            Collectors.collectingAndThen(Collectors.joining(","), this::listed))));
  }

  /** The page of a list with these tasks. */
  String listed(String tasks) {
    return "{\"object\": \"list\", \"data\": [%s], \"has_more\": false}".formatted(tasks);
  }

  private Reply told(String task, int asked) {
    var words = words();
    if (unendingUntilListed && listings == 0) {
      return underWay(task, words.getFirst(), 0);
    }
    return asked > words.size()
        ? done(task)
        : underWay(task, words.get(asked - 1), 100.0 * (asked - 1) / words.size());
  }

  private Reply done(String task) {
    if (done.add(task) && chaos != null) {
      chaos.ended(task);
      cdn.breakNext(fault);
    }
    return done(task, fault == Fault.NO_LINK ? null : link(task));
  }

  /** Where a task's video is said to be; null where that is not said. */
  @Nullable String link(String task) {
    return cdn.link(task);
  }

  @Override
  public String toString() {
    return dialect();
  }

  @Override
  public void close() {
    server.stop(0);
    cdn.close();
  }
}
