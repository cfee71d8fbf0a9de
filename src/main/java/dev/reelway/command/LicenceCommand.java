package dev.reelway.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reelway.setup.ConfigurationRefused;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * {@code licences create|list|rotate|revoke}: calls the admin address of the running service. A new
 * key is all that is printed; what else there is to say goes to the error output.
 */
public final class LicenceCommand {

  /** What the command begins with. */
  private static final String NAME = "licences";

  private static final String PATH = "/admin/licences";
  private static final String USAGE =
      """
      Usage: java -jar reelway.jar licences create --name NAME --scopes chat,images,videos
               [--models A,B] [--inboxes A,B] [--expires-at TIME] [--webhook URL] [--limits JSON]
             java -jar reelway.jar licences list
             java -jar reelway.jar licences rotate --name NAME [--overlap 24h]
             java -jar reelway.jar licences revoke --name NAME
             java -jar reelway.jar [--SETTING=VALUE]...   starts the service\
      """;

  /** Whoever asks for help with one of these does not want to start the service. */
  private static final Set<String> HELP = Set.of("--help", "-h", "help");

  private static final Map<String, List<String>> OPTIONS =
      Map.of(
          "create",
          List.of("name", "scopes", "models", "inboxes", "expires-at", "webhook", "limits"),
          "list",
          List.of(),
          "rotate",
          List.of("name", "overlap"),
          "revoke",
          List.of("name"));

  /** So many digits are a whole number of 64 bits. */
  private static final Pattern SECONDS = Pattern.compile("\\d{1,18}");

  private static final String ONE_OBJECT =
      "--limits must be one JSON object, without duplicate keys.";

  private final Supplier<AdminClient> client;
  private final PrintStream out;
  private final PrintStream errors;

  public LicenceCommand(Supplier<AdminClient> client, PrintStream out, PrintStream errors) {
    this.client = client;
    this.out = out;
    this.errors = errors;
  }

  /** Whether the arguments are a command, and not the settings of a service to be started. */
  public static boolean isMeant(List<String> arguments) {
    return !arguments.isEmpty()
        && (!arguments.getFirst().startsWith("--") || HELP.contains(arguments.getFirst()));
  }

  /**
   * Does what the arguments say.
   *
   * @param arguments {@code licences}, and what follows, or {@code --help}; anything else is a
   *     wrong command
   * @return the exit code: 0, 1 if the call was refused or nobody answers, 2 for a wrong command
   */
  public int run(List<String> arguments) {
    if (arguments.stream().limit(2).anyMatch(HELP::contains)) {
      out.println(USAGE);
      return 0;
    }
    try {
      var verb = arguments.size() > 1 && arguments.getFirst().equals(NAME) ? arguments.get(1) : "";
      var known = OPTIONS.get(verb);
      if (known == null) {
        throw new CommandFailed(CommandFailed.USAGE, USAGE);
      }
      run(verb, CommandOptions.of(arguments.subList(2, arguments.size()), known));
      return 0;
    } catch (CommandFailed failed) {
      errors.println(failed.getMessage());
      return failed.exitCode();
    } catch (ConfigurationRefused refused) {
      errors.println(refused.getMessage());
      return CommandFailed.REFUSED;
    }
  }

  private void run(String verb, CommandOptions options) {
    switch (verb) {
      case "create" -> keyed(client.get().call("POST", PATH, created(options)));
      case "rotate" -> {
        var path = path(options) + "/rotate";
        keyed(client.get().call("POST", path, options.texts("overlap")));
      }
      case "revoke" -> {
        client.get().call("DELETE", path(options), null);
        errors.println("Licence %s was revoked.".formatted(options.required("name")));
      }
      default -> list();
    }
  }

  private static String path(CommandOptions options) {
    return PATH + "/" + URLEncoder.encode(options.required("name"), StandardCharsets.UTF_8);
  }

  private static ObjectNode created(CommandOptions options) {
    options.required("name");
    options.required("scopes");
    var body = options.texts("name");
    for (var list : List.of("scopes", "models", "inboxes")) {
      options.find(list).ifPresent(text -> body.set(list, array(text)));
    }
    options.find("expires-at").ifPresent(text -> body.set("expires_at", time(text)));
    options.find("webhook").ifPresent(url -> body.putObject("webhook").put("url", url));
    options.find("limits").ifPresent(json -> body.set("limits", object(json)));
    return body;
  }

  private static JsonNode array(String text) {
    var array = JsonNodeFactory.instance.arrayNode();
    List.of(text.split(",")).forEach(one -> array.add(one.strip()));
    return array;
  }

  /** A time is sent as the call takes it: seconds as a number, anything else as a text. */
  private static JsonNode time(String text) {
    return SECONDS.matcher(text).matches()
        ? JsonNodeFactory.instance.numberNode(Long.parseLong(text))
        : JsonNodeFactory.instance.textNode(text);
  }

  /** An empty text, as of a variable that is not set, must not make a licence without limits. */
  private static ObjectNode object(String text) {
    try {
      if (strictJson().readTree(text) instanceof ObjectNode object) {
        return object;
      }
      throw new CommandFailed(CommandFailed.USAGE, ONE_OBJECT);
    } catch (JsonProcessingException malformed) {
      throw new CommandFailed(CommandFailed.USAGE, ONE_OBJECT);
    }
  }

  /**
   * Made here and not with this class: every start of the service asks whether a command is meant,
   * and its own JSON is loaded by another thread meanwhile.
   */
  private static ObjectMapper strictJson() {
    return JsonMapper.builder()
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .build();
  }

  private void keyed(JsonNode licence) {
    var secret = licence.at("/webhook/secret");
    if (!secret.isMissingNode()) {
      errors.println("The webhook is signed with " + secret.asText());
    }
    out.println(licence.path("key").asText());
  }

  /** Name, status, scopes, expiry and origin, with tabs between them. */
  private void list() {
    var after = "";
    boolean more = true;
    while (more) {
      var page = client.get().call("GET", PATH + "?limit=100&order=asc" + after, null);
      page.path("data").forEach(this::print);
      after = "&after=" + page.path("last_id").asText();
      more = page.path("has_more").asBoolean();
    }
  }

  private void print(JsonNode licence) {
    var row = new ArrayList<String>();
    row.add(licence.path("name").asText());
    row.add(licence.path("status").asText());
    row.add(
        StreamSupport.stream(licence.path("scopes").spliterator(), false)
            .map(JsonNode::asText)
            .collect(Collectors.joining(",")));
    var expires = licence.path("expires_at");
    row.add(expires.isNumber() ? Instant.ofEpochSecond(expires.asLong()).toString() : "-");
    row.add(origin(licence));
    out.println(String.join("\t", row));
  }

  private static String origin(JsonNode licence) {
    if (licence.path("declared").asBoolean()) {
      return "declared";
    }
    return licence.path("tokens").asBoolean() ? "tokens" : "ledger";
  }
}
