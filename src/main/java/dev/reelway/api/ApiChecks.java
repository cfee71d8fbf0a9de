package dev.reelway.api;

import static dev.reelway.setup.SettingsChecks.notNegative;
import static dev.reelway.setup.SettingsChecks.positive;

import dev.reelway.api.chat.ChatStyle;
import dev.reelway.setup.PublicUrl;
import dev.reelway.setup.SettingsChecks;
import java.util.regex.Pattern;

/** Refuses wrong settings under {@code reelway.api}, by their key. */
final class ApiChecks {

  private static final String API = "reelway.api.";
  private static final String ADMIN = "reelway.admin.";
  private static final String SANDBOX = "/sandbox/";

  private static final Pattern ORIGIN = Pattern.compile("\\*|[a-z][a-z0-9+.-]*://[^/?#@\\s*]+");

  private ApiChecks() {}

  /** Management on the port of the API would be open to every caller. */
  static void check(String port, String managementPort) {
    SettingsChecks.check(
        managementPort.equals("0") || !managementPort.isBlank() && !managementPort.equals(port),
        "management.server.port",
        "must be set, and must not be server.port: whoever may call the API must not reach"
            + " management.");
  }

  /** Each port has callers of its own. */
  static void check(AdminSettings admin, String port, String managementPort) {
    var own = String.valueOf(admin.port());
    SettingsChecks.check(
        admin.port() >= 0 && admin.port() <= 0xffff,
        ADMIN + "port",
        "must be from 1 to 65535, or 0 for any free port.");
    SettingsChecks.check(
        admin.port() == 0 || !own.equals(port) && !own.equals(managementPort),
        ADMIN + "port",
        "must not be server.port or management.server.port: whoever may call them must not reach"
            + " /admin.");
  }

  static void check(ApiSettings api, PublicUrl url) {
    SettingsChecks.check(
        api.basePath().matches("(/[A-Za-z0-9_.-]*[A-Za-z0-9_-])*"),
        API + "base-path",
        "must be empty or like /sora: a leading slash, no trailing one, and plain characters.");
    SettingsChecks.check(
        !(api.basePath() + "/").startsWith(SANDBOX),
        API + "base-path",
        "must not begin with /sandbox, where the built-in engine answers.");
    SettingsChecks.check(
        !AdminConnector.isPath(api.basePath()),
        API + "base-path",
        "must not begin with /admin, which is answered at reelway.admin.port.");
    positive(api.largestBody(), API + "largest-body");
    positive(api.pollAfter(), API + "poll-after");
    positive(api.longestWait(), API + "longest-wait");
    notNegative(api.rejoinWithin(), API + "rejoin-within");
    positive(api.linksValid(), API + "links-valid");
    positive(api.waitingCalls(), API + "waiting-calls");
    positive(api.openCalls(), API + "open-calls");
    positive(api.connectionsPerAddress(), API + "connections-per-address");
    SettingsChecks.check(
        api.cors().origins().stream().allMatch(ORIGIN.asMatchPredicate()),
        API + "cors.origins",
        "must be origins like https://studio.example, without a path, or *.");
    SettingsChecks.check(
        ChatStyle.read(api.chatProgress()).isPresent(),
        API + "chat-progress",
        "must be seed, reasoning or silent.");
    SettingsChecks.check(
        api.refusedChatPrompts().stream().noneMatch(String::isBlank),
        API + "refused-chat-prompts",
        "must be texts that are not blank: one that is would refuse every chat.");
    SettingsChecks.check(
        url.text() == null || SettingsChecks.isHttp(url.uri()),
        "reelway.public-url",
        SettingsChecks.OPTIONAL_HTTP_URL);
  }
}
