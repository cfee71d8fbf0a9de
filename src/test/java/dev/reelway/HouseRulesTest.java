package dev.reelway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.reelway.RouteFile.Node;
import dev.reelway.route.RouteContract;
import dev.reelway.route.SharedVariables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How routes are written here, and how long classes are. Each rule lists what breaks it. */
class HouseRulesTest {

  private static final int LONGEST = 130;

  /** A longer class says in its Javadoc why, in a paragraph that begins so. */
  private static final int LONGEST_CLASS = 300;

  /** These are being taken apart; none may be added. */
  private static final Pattern REASON =
      Pattern.compile("(?m)^ \\* (<p>)?Longer than 300 lines because [^.]+");

  /** One dialect is one file, with up to seven verbs. */
  private static final int LONGEST_DIALECT = 300;

  private static final Map<String, String> MAY_BE_LONGER =
      Map.of(
          "routes/api/videos.camel.yaml",
              "one resource, seven calls of it, each the same few steps",
          "routes/jobs/deliver.camel.yaml",
              "one step of the job's way: a video, its image, its card",
          "routes/upstreams/comfyui.camel.yaml",
              "one dialect is one file, and this one has uploads, a queue and a history",
          "routes/upstreams/kling.camel.yaml",
              "one dialect is one file, and this one has three paths and makes its tokens",
          "routes/upstreams/runway.camel.yaml",
              "one dialect is one file, and this one has images, edits and engines of eight makers",
          "routes/upstreams/sora.camel.yaml",
              "one dialect is one file, and this one has every verb");

  private static final String KEBAB = "[a-z][a-z0-9]*(-[a-z0-9]+)*";
  private static final Pattern THIRD_PERSON = Pattern.compile("[A-Z][a-z]*s [^.]*[^.]");

  /** Words of an earlier language of this house, which descriptions do not use. */
  private static final Pattern OLD_WORDS =
      Pattern.compile(
          "(?i).*\\b(films?|pictures?|wish(es)?|hands|crews?|letters?"
              + " to|nudges?|tells?|told|trouble|asked after|nobody)\\b.*");

  private static final Set<String> KINDS =
      Set.of(
          "route",
          "routeTemplate",
          "templatedRoute",
          "rest",
          "routeConfiguration",
          "restConfiguration");
  private static final Set<String> SENDERS = Set.of("from", "to", "toD", "wireTap");
  private static final Set<String> LANGUAGES = Set.of("simple", "constant", "jq", "method");
  private static final Set<String> PLACES_OF_LANGUAGES =
      Set.of("expression", "handled", "continued");

  /** A call of every dialect or every sink, whichever it turns out to be: group 1 and verb 2. */
  private static final Pattern BY_NAME =
      Pattern.compile("direct:(upstream|sink)-(?:\\$\\{variable\\.[^}]+}|\\{\\{[^}]+}})-([a-z]+)");

  /**
   * Where a route may lead that is not known before it runs. Every address is an endpoint of its
   * own to Camel, and making one costs more than the call: what differs from job to job stands in
   * the header CamelHttpPath, not here.
   */
  private static final Pattern OWN_WAYS =
      Pattern.compile(BY_NAME + "|http:video|\\$\\{variable\\.upstream\\.baseUrl}[^$]*");

  private static final Pattern LINKS = Pattern.compile("(?m)^\\s*links?: ");

  private final List<RouteFile> files = RouteFile.all();

  // Files.

  @Test
  void everyFileEndsInCamelYaml() {
    everyFile(file -> file.path().getFileName().toString().matches(KEBAB + "\\.camel\\.yaml"));
    assertThat(files).isNotEmpty();
  }

  @Test
  void noFileIsLongerThanItMustBe() {
    var longer =
        files.stream()
            .filter(
                file ->
                    file.lines() > (file.folder().equals("upstreams") ? LONGEST_DIALECT : LONGEST))
            .map(file -> file.path().toString())
            .collect(Collectors.toSet());

    assertThat(longer).isEqualTo(MAY_BE_LONGER.keySet());
  }

  @Test
  void noClassIsLongerThan300LinesWithoutAReason() throws IOException {
    try (var sources = Files.walk(Path.of("src/main/java"))) {
      var longer = new TreeMap<String, Long>();
      for (var source : sources.filter(one -> one.toString().endsWith(".java")).toList()) {
        var text = Files.readString(source);
        boolean hasReason = REASON.matcher(text.split("(?m)^[^ */\\n].*\\{$", 2)[0]).find();
        if (text.lines().count() > LONGEST_CLASS && !hasReason) {
          longer.put(source.toString(), text.lines().count());
        }
      }
      assertThat(longer).isEmpty();
    }
  }

  /** A placeholder may stand for a number or for true and false. */
  @Test
  void everyFileKeepsToCamelsSchema() throws IOException {
    var json = new ObjectMapper();
    var schema = schema();

    none(
        files.stream()
            .flatMap(
                file ->
                    schema.validate(json.valueToTree(file.entries())).stream()
                        .filter(one -> !one.getInstanceNode().asText().startsWith("{{"))
                        .map(one -> file.path() + one.getMessage())));
  }

  // The canonical form.

  @Test
  void filesHoldNothingButRoutesPoliciesAndCalls() {
    everyFile(
        file ->
            file.entries().stream()
                .allMatch(one -> one.size() == 1 && KINDS.containsAll(one.keySet())));
  }

  @Test
  void aRouteIsAnIdADescriptionASourceAndSteps() {
    everyRoute(
        route ->
            Stream.of("id", "description", "from").allMatch(key -> route.text(key).isPresent())
                && from(route).keySet().containsAll(Set.of("uri", "steps")));
  }

  @Test
  void languagesStandUnderExpression() {
    no(
        node ->
            LANGUAGES.contains(node.key())
                && !isMethodOfABean(node)
                && !PLACES_OF_LANGUAGES.contains(lastOf(node.above())));
  }

  @Test
  void aLanguageIsAGroupWithItsExpression() {
    no(
        node ->
            LANGUAGES.contains(node.key())
                && !isMethodOfABean(node)
                && node.text(node.key().equals("method") ? "ref" : "expression").isEmpty());
  }

  @Test
  void expressionsUseTheFewLanguagesOfTheHouse() {
    no(
        node ->
            node.key().equals("expression")
                && node.value() instanceof Map<?, ?> group
                && (group.size() != 1 || !LANGUAGES.containsAll(group.keySet())));
  }

  @Test
  void endpointsAreGroupsWithAUri() {
    no(node -> SENDERS.contains(node.key()) && !node.isBelow("rest") && node.text("uri").isEmpty());
  }

  @Test
  void optionsStandUnderParameters() {
    no(node -> isUri(node) && node.value().toString().contains("?"));
  }

  @Test
  void nothingIsScripted() {
    var scripts =
        Set.of(
            "process", "script", "groovy", "js", "java", "joor", "python", "mvel", "ognl", "spel",
            "csimple");
    no(node -> scripts.contains(node.key()));
  }

  @Test
  void videosAreNotReadIntoMemory() {
    no(
        node ->
            node.key().equals("convertBodyTo")
                && Set.of("byte[]", "String", "java.lang.String")
                    .contains(node.text("type").orElse("")));
  }

  // Names and words.

  @Test
  void idsAreKebabCaseAndBeginWithTheNameOfTheirFile() {
    none(
        files.stream()
            .flatMap(
                file ->
                    ids(file)
                        .filter(id -> !id.matches(KEBAB) || !belongs(id, file))
                        .map(id -> file.path() + " " + id)));
  }

  @Test
  void idsAreUnique() {
    assertThat(files.stream().flatMap(HouseRulesTest::ids)).doesNotHaveDuplicates();
  }

  @Test
  void everyRouteSaysWhatItDoesInOneShortSentence() {
    everyRoute(HouseRulesTest::isSentence);
  }

  private static boolean isSentence(Node described) {
    var words = described.text("description").orElse("");
    return THIRD_PERSON.matcher(words).matches()
        && words.length() <= 110
        && !OLD_WORDS.matcher(words).matches();
  }

  @Test
  void everyPolicyAndEveryTemplateSaysWhatItDoesInOneShortSentence() {
    none(
        files.stream()
            .flatMap(
                file ->
                    Stream.of("routeConfiguration", "routeTemplate")
                        .flatMap(kind -> file.entries(kind).stream()))
            .filter(one -> !isSentence(one))
            .map(Node::where));
  }

  // Ways between routes.

  @Test
  void everyTargetExists() {
    var missing = new TreeSet<>(called());
    missing.removeAll(consumed());

    assertThat(missing).isEmpty();
  }

  @Test
  void everyRouteIsReached() {
    var idle = new TreeSet<>(consumed());
    idle.removeAll(called());
    RouteContract.STARTED_BY_JAVA.keySet().forEach(id -> idle.remove("direct:" + id));

    assertThat(idle).isEmpty();
  }

  @Test
  void everyDialectAndEverySinkIsComplete() {
    none(
        files.stream()
            .flatMap(file -> needed(file).map(id -> file.path() + " " + id))
            .filter(id -> !consumed().contains("direct:" + id.replaceFirst(".* ", ""))));
  }

  /** A video is had from its upstream by the dialect's own verb, or by a link in its reports. */
  @Test
  void aDialectThatFetchesNoVideosSaysWhereTheyAre() {
    none(
        files.stream()
            .filter(file -> file.folder().equals("upstreams"))
            .filter(file -> !consumed().contains("direct:" + prefix(file) + "-fetch"))
            .filter(file -> !namesLinks(file))
            .map(file -> file.path().toString()));
  }

  /** The intent to submit is known on the thread of the submit alone. */
  @Test
  void aDialectStaysOnItsThread() {
    none(
        files.stream()
            .filter(file -> file.folder().equals("upstreams"))
            .flatMap(RouteFile::nodes)
            .filter(
                node ->
                    Set.of("threads", "wireTap", "parallelProcessing").contains(node.key())
                        || isUri(node) && node.value().toString().startsWith("seda:"))
            .map(node -> node.where() + ": " + node.key()));
  }

  /** Few threads tick for all: nothing takes two of them, and no disk or sink takes one. */
  @Test
  void whatTicksHandsOnOrRunsOnceAtATime() {
    everyRoute(
        route ->
            triggersTheRouteThatTicks(route)
                || from(route).toString().contains("stateful=true")
                || route.text("id").orElse("").equals("ticks"));
    everyRouteOf(
        "intake",
        route ->
            triggersTheRouteThatTicks(route)
                || route.text("id").orElse("").equals("api-batches-renew"));
  }

  private static boolean triggersTheRouteThatTicks(Node route) {
    var source = from(route).toString();
    return !source.contains("uri=quartz:") || source.contains("uri=seda:");
  }

  private static boolean namesLinks(RouteFile file) {
    return file.nodes().anyMatch(node -> LINKS.matcher(node.value().toString()).find());
  }

  private static Stream<String> needed(RouteFile file) {
    return switch (file.folder()) {
      case "upstreams" -> Stream.of("submit", "poll").map(verb -> prefix(file) + "-" + verb);
      case "sinks" -> Stream.of("store", "open", "remove").map(verb -> prefix(file) + "-" + verb);
      default -> Stream.empty();
    };
  }

  // Variables, as the contract in the package dev.reelway.route has them.

  @Test
  void noRouteReadsAVariableThatIsNotSetOnEveryPathToIt() {
    assertThat(contract().unsetVariables()).isEmpty();
  }

  @Test
  void dialectsSetVariablesOfTheirOwnOnly() {
    assertThat(contract().foreignVariables()).isEmpty();
  }

  @Test
  void noExchangeThatWorksOnAJobIsCopied() {
    assertThat(contract().copiedJobs()).isEmpty();
  }

  @Test
  void everyCallByNameIsConsumed() {
    assertThat(contract().callsOfNothing()).isEmpty();
  }

  @Test
  void everyMethodThatARouteCallsIsThere() {
    assertThat(contract().missingMethods()).isEmpty();
  }

  @Test
  void everyVariableThatRoutesShareHasOneMeaning() {
    assertThat(contract().sharedVariables())
        .containsExactlyInAnyOrderElementsOf(SharedVariables.MEANINGS.keySet());
  }

  @Test
  void everyBeanThatARouteAsksIsOne() {
    none(
        files.stream()
            .flatMap(file -> Stream.concat(file.nodes(), routeNodes(file)))
            .flatMap(HouseRulesTest::beans)
            .filter(bean -> !bean.startsWith("{{") && BeanTypes.of(bean).isEmpty()));
  }

  private static Stream<String> beans(Node node) {
    var text = node.value().toString();
    return node.key().equals("ref")
        ? Stream.of(text)
        : Stream.of(text).filter(one -> one.matches("#[\\w{}-]+")).map(one -> one.substring(1));
  }

  @Test
  void everyAccessorOfASharedVariableIsThere() {
    assertThat(contract().missingAccessors()).isEmpty();
  }

  private RouteContract contract() {
    var texts =
        files.stream().collect(Collectors.toMap(file -> file.path().toString(), RouteFile::text));
    return new RouteContract(texts, BeanTypes::of, VariableTypes.ALL);
  }

  // Errors.

  @Test
  void onlyPoliciesHandleErrors() {
    var handlers = Set.of("onException", "errorHandler", "doTry", "doCatch", "onCompletion");
    no(node -> handlers.contains(node.key()) && !node.isBelow("routeConfiguration"));
  }

  @Test
  void everyPolicyThatARouteNamesExists() {
    var policies =
        files.stream()
            .flatMap(file -> file.entries("routeConfiguration").stream())
            .flatMap(policy -> policy.text("id").stream())
            .toList();

    everyRoute(route -> route.text("routeConfigurationId").map(policies::contains).orElse(true));
  }

  @Test
  void everyPolicyThatHandlesErrorsHandlesAnyError() {
    var policies = files.stream().flatMap(file -> file.entries("routeConfiguration").stream());

    none(
        policies
            .filter(policy -> policy.text("onException").isPresent())
            .filter(
                policy -> !policy.text("onException").orElse("").contains("[java.lang.Throwable]"))
            .map(Node::where));
  }

  @Test
  void noPolicyKeepsAFailureFromThePolicyOfTheCallingRoute() {
    assertThat(contract().lostFailures()).isEmpty();
  }

  /**
   * Where the policy of the called route fails itself, Camel marks the exchange as exhausted, and
   * the policy of the caller passes it by. A route without a policy in between removes the mark.
   */
  @Test
  void noRouteWithAPolicyCallsAnotherDirectly() {
    var withPolicy =
        files.stream()
            .flatMap(file -> file.routes().stream())
            .filter(HouseRulesTest::hasPolicy)
            .map(route -> String.valueOf(from(route).get("uri")))
            .collect(Collectors.toSet());

    everyRoute(
        route ->
            !hasPolicy(route)
                || RouteFile.withAllBelow(route)
                    .filter(node -> isUri(node) && !lastOf(node.above()).equals("from"))
                    .flatMap(node -> meant(node.value().toString()))
                    .noneMatch(withPolicy::contains));
  }

  private static boolean hasPolicy(Node route) {
    return route.text("routeConfigurationId").isPresent();
  }

  // Requests.

  @Test
  void everyRouteOfTheApiAnswersErrorsInItsShape() {
    everyRouteOf(
        "api", route -> route.text("routeConfigurationId").orElse("").equals("api-errors"));
  }

  @Test
  void everyRouteOfTheSandboxAdmitsFirst() {
    everyRouteOf(
        "sandbox",
        route ->
            route.text("routeConfigurationId").orElse("").equals("sandbox-errors")
                && firstStep(route).value().equals(Map.of("ref", "sandbox", "method", "admit")));
  }

  @Test
  void noMessageSaysWhereItGoes() {
    no(
        node ->
            isUri(node)
                && (node.value().toString().contains("${")
                    || node.value().toString().startsWith("http"))
                && !OWN_WAYS.matcher(node.value().toString()).matches());
  }

  @Test
  void theOtherPlaceOfAVideoIsAVariable() {
    no(
        node ->
            node.text("name").orElse("").equals("CamelHttpUri")
                && RouteFile.withAllBelow(node)
                    .noneMatch(
                        one ->
                            one.text("expression")
                                .orElse("")
                                .matches("\\$\\{variable\\.(place|\\w+Place)}")));
  }

  /** They are followed there by a bean, hop by hop, and no dialect need know. */
  @Test
  void redirectsAreFollowedOfFilesOnlyAndInOnePlace() {
    none(
        files.stream()
            .filter(file -> !file.path().endsWith("jobs/fetch-upstream.camel.yaml"))
            .flatMap(RouteFile::nodes)
            .filter(HouseRulesTest::fetches)
            .map(Node::where));
  }

  private static boolean fetches(Node node) {
    var byName = BY_NAME.matcher(String.valueOf(node.value()));
    return isUri(node) && byName.matches() && byName.group(2).matches("fetch|thumbnail");
  }

  @Test
  void noRouteFollowsARedirectByItselfAndNoRequestIsPassedOnWhole() {
    var forbidden = Set.of("followRedirects", "bridgeEndpoint", "okStatusCodeRange");
    no(
        node ->
            forbidden.contains(node.key())
                || forbidden.stream().anyMatch(one -> node.value().toString().contains(one)));
  }

  // What the rules are made of.

  private static void none(Stream<String> violations) {
    assertThat(violations.toList()).isEmpty();
  }

  private void everyFile(Predicate<RouteFile> right) {
    none(files.stream().filter(right.negate()).map(file -> file.path().toString()));
  }

  private void no(Predicate<Node> wrong) {
    none(
        files.stream()
            .flatMap(RouteFile::nodes)
            .filter(wrong)
            .map(node -> "%s: %s %s".formatted(node.where(), node.key(), node.value())));
  }

  private void everyRoute(Predicate<Node> right) {
    everyRouteOf("", right);
  }

  private void everyRouteOf(String folder, Predicate<Node> right) {
    none(
        files.stream()
            .filter(file -> folder.isEmpty() || file.folder().equals(folder))
            .flatMap(file -> file.routes().stream())
            .filter(right.negate())
            .map(route -> route.where() + ": " + route.text("description").orElse("?")));
  }

  private static Stream<String> ids(RouteFile file) {
    return file.nodes()
        .filter(node -> node.key().equals("id"))
        .map(node -> node.value().toString());
  }

  private static boolean belongs(String id, RouteFile file) {
    return id.equals(prefix(file)) || id.startsWith(prefix(file) + "-");
  }

  /** What every id of a file begins with. */
  private static String prefix(RouteFile file) {
    return switch (file.folder()) {
      case "upstreams" -> "upstream-" + file.name();
      case "sinks" -> "sink-" + file.name();
      default -> file.name();
    };
  }

  private static boolean isMethodOfABean(Node node) {
    return node.key().equals("method") && Set.of("bean", "method").contains(lastOf(node.above()));
  }

  private static boolean isUri(Node node) {
    return node.key().equals("uri") || node.key().equals("to") && node.value() instanceof String;
  }

  private static Map<?, ?> from(Node route) {
    return route.value() instanceof Map<?, ?> keys && keys.get("from") instanceof Map<?, ?> from
        ? from
        : Map.of();
  }

  private static Node firstStep(Node route) {
    return from(route).get("steps") instanceof List<?> steps
            && steps.getFirst() instanceof Map<?, ?> first
            && first.values().iterator().next() instanceof Object step
        ? new Node(route.where(), "step", step, List.of())
        : new Node(route.where(), "step", "", List.of());
  }

  private Set<String> consumed() {
    return files.stream()
        .flatMap(file -> file.routes().stream())
        .map(route -> String.valueOf(from(route).get("uri")))
        .filter(uri -> uri.startsWith("direct:") || uri.startsWith("seda:"))
        .collect(Collectors.toSet());
  }

  private Set<String> called() {
    return files.stream()
        .flatMap(HouseRulesTest::nodesThatRun)
        .filter(node -> isUri(node) && !lastOf(node.above()).equals("from"))
        .map(node -> node.value().toString())
        .filter(uri -> uri.startsWith("direct:") || uri.startsWith("seda:"))
        .flatMap(this::meant)
        .collect(Collectors.toSet());
  }

  /** What a template sends to is known of the routes that are made of it. */
  private static Stream<Node> nodesThatRun(RouteFile file) {
    var asWritten =
        file.folder().equals("templates")
            ? Stream.<Node>empty()
            : file.nodes().filter(node -> !isOf("route", node));
    return Stream.concat(asWritten, routeNodes(file));
  }

  /** Of routes that are made of a template, what they are made to. */
  private static Stream<Node> routeNodes(RouteFile file) {
    return file.routes().stream().flatMap(RouteFile::withAllBelow);
  }

  private static boolean isOf(String kind, Node node) {
    return !node.above().isEmpty() && node.above().getFirst().equals(kind);
  }

  /** A call by name means every dialect or sink that has the verb; one of them must. */
  private Stream<String> meant(String uri) {
    var byName = BY_NAME.matcher(uri);
    if (!byName.matches()) {
      return Stream.of(uri);
    }
    var some =
        consumed().stream()
            .filter(
                one -> one.matches("direct:%s-.+-%s".formatted(byName.group(1), byName.group(2))))
            .toList();
    return some.isEmpty() ? Stream.of(uri) : some.stream();
  }

  private static String lastOf(List<String> keys) {
    return keys.isEmpty() ? "" : keys.getLast();
  }

  private static JsonSchema schema() throws IOException {
    try (var schema = HouseRulesTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
      return JsonSchemaFactory.getInstance(VersionFlag.V4).getSchema(schema);
    }
  }
}
