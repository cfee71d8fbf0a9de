package dev.reelway.api;

import dev.reelway.licence.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Who may call which path: the only list of the paths that are open to everybody, and of the scopes
 * that paths need. Every other path needs a licence of any scope, whoever added its route. A path
 * is open, or needs a licence of any scope, on the very routes that are listed, not on another one
 * whose path one of these includes.
 */
final class Access {

  private static final String VIDEOS = "/sandbox/v1/videos";
  private static final String IMAGES = "/sandbox/v1/images";

  private final List<Rule> rules;

  /**
   * @param base what stands before {@code /v1/…}
   */
  Access(String base) {
    this.rules =
        Stream.of(
                // The page, and its files.
                open("GET", base + "/", base + "/page/{file}"),
                // The documentation, and the files of its page.
                open("GET", base + "/openapi.yaml", base + "/docs", base + "/docs/{file}"),
                // Each of these links is signed.
                open("GET", base + "/media/{seal}/{name}", base + "/reports/{seal}/{name}"),
                // Upstreams call these; each address is signed, and only triggers a poll.
                open("POST", base + "/hooks/{job}/{seal}"),
                // The sandbox has a key of its own, and serves this machine only.
                open("GET", VIDEOS, VIDEOS + "/{id}", VIDEOS + "/{id}/content"),
                open("POST", VIDEOS, VIDEOS + "/{id}/remix"),
                open("POST", VIDEOS + "/edits", VIDEOS + "/extensions"),
                open("DELETE", VIDEOS + "/{id}"),
                open("POST", IMAGES + "/generations", IMAGES + "/edits"),
                open("GET", IMAGES + "/{id}/{name}"),
                // Any call that orders may name a job, which its owner looks up and cancels.
                any("GET", base + "/v1/videos/{id}", base + "/v1/videos/{id}/content"),
                any("GET", base + "/v1/videos/{id}/events", base + "/v1/images/{id}"),
                any("DELETE", base + "/v1/videos/{id}"),
                scoped(Scope.VIDEOS, base + "/v1/videos/**"),
                scoped(Scope.IMAGES, base + "/v1/images/**"),
                scoped(Scope.CHAT, base + "/v1/chat/**"))
            .flatMap(List::stream)
            .toList();
  }

  /**
   * What a request needs.
   *
   * @param method the only one that the rule is for, HEAD along with GET; null for all of them
   * @param scope null where any scope is enough
   */
  record Rule(@Nullable String method, PathPattern path, boolean isOpen, @Nullable Scope scope) {

    private boolean concerns(String route) {
      return scope != null || path.getPatternString().equals(route);
    }

    private boolean matches(String asked, PathContainer at) {
      var like = asked.equals("HEAD") ? "GET" : asked;
      return (method == null || method.equals(like)) && path.matches(at);
    }
  }

  /**
   * The rules for a route.
   *
   * @param route the pattern of paths that it answers
   */
  List<Rule> to(String route) {
    return rules.stream().filter(rule -> rule.concerns(route)).toList();
  }

  /** The first rule for a request; where there is none, it needs a licence of any scope. */
  static Optional<Rule> to(String method, String path, List<Rule> rules) {
    var at = PathContainer.parsePath(path);
    return rules.stream().filter(rule -> rule.matches(method, at)).findFirst();
  }

  private static List<Rule> open(String method, String... paths) {
    return rules(method, true, paths);
  }

  private static List<Rule> any(String method, String... paths) {
    return rules(method, false, paths);
  }

  private static List<Rule> rules(String method, boolean isOpen, String... paths) {
    return Arrays.stream(paths).map(path -> new Rule(method, pattern(path), isOpen, null)).toList();
  }

  private static List<Rule> scoped(Scope scope, String path) {
    return List.of(new Rule(null, pattern(path), false, scope));
  }

  private static PathPattern pattern(String path) {
    return PathPatternParser.defaultInstance.parse(path);
  }
}
