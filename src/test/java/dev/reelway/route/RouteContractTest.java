package dev.reelway.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each rule is broken once, in the fewest routes that do. */
class RouteContractTest {

  private static final String FILE = "routes/x/y.camel.yaml";

  // Which variables are set where.

  @Test
  void aVariableThatIsNeverSetIsReportedWithFileRouteAndPath() {
    assertThat(
            unset(
                route("tick", "quartz:x/y", call("direct:middle")),
                route("middle", "direct:middle", call("direct:end")),
                route("end", "direct:end", read("draft"))))
        .containsExactly(
            "routes/x/y.camel.yaml: the route end reads the variable draft, which is not set on the"
                + " path tick > middle > end. Set it on every path before it is read.");
  }

  @Test
  void everyStepThatReadsAVariableIsSeen() {
    for (var step :
        List.of(
            "{toD: {uri: 'file:${variable.a}'}}",
            "{to: {uri: 'http:x', parameters: {limit: '${variable.a}'}}}",
            "{to: {uri: 'http:x', variableSend: a}}",
            "{bean: {ref: b, method: 'm(${body}, ${variable.a.b})'}}",
            "{setBody: {expression: {jq: {expression: '(variable(\"a\") | fromjson) as $a |"
                + " $a'}}}}",
            "{setBody: {expression: {jq: {expression: '.', source: 'variable:a'}}}}",
            "{setBody: {simple: '${variable.a}'}}",
            "{setBody: {simple: '$simple{variable.a} ${variables.size}'}}",
            "{setBody: {simple: '${variables.a}'}}",
            "{setBody: {expression: {simple: {expression: '${variableAs(a, String)}'}}}}",
            "{filter: {expression: {simple: {expression: '${variable.a} == 1'}}, steps: [{stop:"
                + " {}}]}}",
            "{loop: {expression: {simple: {expression: '${variable.a}'}}, steps: []}}",
            "{choice: {when: [{expression: {simple: {expression: '${variable.a}'}}, steps: []}]}}",
            "{split: {expression: {method: {ref: b, method: 'm(${variable.a})'}}, steps: []}}")) {
      assertThat(unset(route("r", "seda:r", step))).as(step).hasSize(1);
      assertThat(unset(route("r", "seda:r", set("a"), step))).as(step).isEmpty();
    }
  }

  @Test
  void whatABeanAsksForIsReadUnlessTheRouteGivesIt() {
    assertThat(unset(route("r", "seda:r", "{bean: {ref: asking, method: ask}}"))).hasSize(1);
    assertThat(unset(route("r", "seda:r", "{bean: {ref: asking, method: 'ask(1, ${body})'}}")))
        .isEmpty();
  }

  @Test
  void aMethodThatABeanDoesNotHaveIsToldOfWithThoseThatItHas() {
    var sentence =
        FILE
            + ": the route r calls the method asks of the bean asking, which has no such method."
            + " Its methods are: ask.";

    for (var step :
        List.of(
            "{bean: {ref: asking, method: 'asks(1, ${body})'}}",
            "{setBody: {expression: {method: {ref: asking, method: asks}}}}")) {
      var broken = contract(Map.of(FILE, route("r", "seda:r", step))).missingMethods();
      assertThat(broken).as(step).containsExactly(sentence);
    }
    var right = "{bean: {ref: asking, method: 'ask(1, ${body})'}}";
    assertThat(contract(Map.of(FILE, route("r", "seda:r", right))).missingMethods()).isEmpty();
  }

  /** Someone of whom routes read. */
  public sealed interface Person {
    String name();

    List<Person> friends();
  }

  /** One of them. */
  public record Painter(String name, List<Person> friends, Map<String, String> hues)
      implements Person {
    public boolean isBusy() {
      return true;
    }
  }

  @Test
  void anAccessorThatAVariableDoesNotHaveIsReportedWithThoseThatItHas() {
    assertThat(accessors("'${variable.person.nam}'"))
        .containsExactly(
            FILE
                + ": the route r reads ${variable.person.nam}, but Person has no accessor nam. Its"
                + " accessors are: friends, hues, isBusy, name.");
    for (var path :
        List.of(
            "'${variable.person.friends.sise}'",
            "'of ${variable.person?.friend} and'",
            "'$simple{variable.person.name.lenght()} > 1'",
            "'${variable.person.hues.red} ${variable.person.hue.red}'")) {
      assertThat(accessors(path)).as(path).hasSize(1);
    }
  }

  @Test
  void whatAVariableHasAndWhatIsNotKnownBeforeRuntimeMayBeRead() {
    for (var path :
        List.of(
            "'${variable.person}'",
            "'${variable.person.name} ${variable.person.friends.size} ${variable.person.busy}'",
            "'${variable.person.name.length()} ${variable.person.name.substring(1)}'",
            "'${variable.person.friends[0].nothing}'",
            "'${variable.person.hues.nothing.more}'",
            "'${variable.person.class.simpleName}'",
            "'${variable.another.nothing}'",
            "'${body.nothing}'")) {
      assertThat(accessors(path)).as(path).isEmpty();
    }
  }

  private static List<String> accessors(String text) {
    var step = "{bean: {ref: b, method: %s}}".formatted(text);
    return contract(Map.of(FILE, route("r", "seda:r", step))).missingAccessors();
  }

  @Test
  void wordsAreNoReading() {
    assertThat(
            unset(
                route(
                    "r",
                    "seda:r",
                    "{setBody: {description: 'of ${variable.a}', expression: {constant:"
                        + " {expression: '${variable.a}'}}}}")))
        .isEmpty();
  }

  @Test
  void aFilterAndALoopMayNotRun() {
    assertThat(unset(route("r", "seda:r", below("filter", set("a")), read("a")))).hasSize(1);
    assertThat(unset(route("r", "seda:r", below("loop", set("a")), read("a")))).hasSize(1);
    assertThat(unset(route("r", "seda:r", below("filter", set("a"), read("a"))))).isEmpty();
  }

  @Test
  void allBranchesOfAChoiceCountIncludingNone() {
    assertThat(unset(route("r", "seda:r", choice(set("a"), set("a")), read("a")))).isEmpty();
    assertThat(unset(route("r", "seda:r", choice(set("a"), set("b")), read("a")))).hasSize(1);
    assertThat(unset(route("r", "seda:r", choice(set("a"), null), read("a")))).hasSize(1);
    assertThat(unset(route("r", "seda:r", choice(set("a"), "{stop: {}}"), read("a")))).isEmpty();
  }

  @Test
  void aSplitSeesWhatWasSetAndBringsNothingOut() {
    assertThat(unset(route("r", "seda:r", set("a"), below("split", read("a"))))).isEmpty();
    assertThat(unset(route("r", "seda:r", below("split", set("a")), read("a")))).hasSize(1);
  }

  @Test
  void whatThePartsOfAnAggregatedSplitSetIsUncertainAfterIt() {
    var split =
        below("split", call("direct:s"))
            .replace("{split: {", "{split: {aggregationStrategy: '#b', ");
    var setter = route("s", "direct:s", set("a"));

    assertThat(unset(route("r", "seda:r", set("a"), split, read("a")), setter)).hasSize(1);
    assertThat(unset(route("r", "seda:r", split, set("a"), read("a")), setter)).isEmpty();
    assertThat(unset(route("r", "seda:r", set("b"), split, read("b")), setter)).isEmpty();
  }

  @Test
  void whatACalledRouteSurelySetsCountsAfterIt() {
    var setter = route("s", "direct:s", set("a"));

    assertThat(unset(route("r", "seda:r", call("direct:s"), read("a")), setter)).isEmpty();
    assertThat(
            unset(
                route("r", "seda:r", "{to: {uri: 'direct:s', parameters: {}}}", read("b")), setter))
        .hasSize(1);
    assertThat(unset(route("r", "seda:r", "{to: {uri: 'http:x', variableReceive: a}}", read("a"))))
        .isEmpty();
  }

  @Test
  void aCallByNameIsOneOfAllThatMayBeMeant() {
    var caller =
        route("r", "seda:r", set("u"), call("direct:upstream-${variable.u.dialect}-do"), read("z"));
    var one = route("upstream-a-do", "direct:upstream-a-do", set("z"));
    var other = route("upstream-b-c-do", "direct:upstream-b-c-do", read("u"));
    var further = route("upstream-b-undo", "direct:upstream-b-undo", read("nothing"));

    assertThat(unset(caller, one, further)).isEmpty();
    assertThat(unset(caller, one, other)).hasSize(1);
  }

  @Test
  void aRouteIsFollowedFromEverywhereItIsCalledFrom() {
    var reader = route("reader", "direct:reader", read("a"));

    assertThat(
            unset(
                route("good", "seda:good", set("a"), call("direct:reader")),
                route("bad", "seda:bad", call("direct:reader")),
                reader))
        .singleElement()
        .asString()
        .contains("the path bad > reader.");
  }

  @Test
  void callsAndJavaStartRoutesToo() {
    assertThat(
            unset(
                "- rest: {id: r, post: [{id: c, to: 'direct:c'}]}\n",
                route("c", "direct:c", read("a"))))
        .hasSize(1);
    assertThat(unset(route("submit-job", "direct:submit-job", read("job"), read("task"))))
        .singleElement()
        .asString()
        .contains("reads the variable task,");
    assertThat(unset(route("idle", "direct:idle", read("a")))).isEmpty();
  }

  @Test
  void requestsComeWithTheirLicence() {
    var rest = "- rest: {id: r, post: [{id: c, to: 'direct:c'}]}\n";

    assertThat(unset(rest, route("c", "direct:c", read("licence")))).isEmpty();
    assertThat(unset(route("p", "platform-http:/p", read("licence")))).isEmpty();
    assertThat(unset(route("p", "platform-http:/p", read("job")))).hasSize(1);
    assertThat(unset(route("s", "seda:s", read("licence")))).hasSize(1);
  }

  @Test
  void routesOfTemplatesCountToo() {
    assertThat(
            unset(
                "- routeTemplate: {id: t, route: {from: {uri: 'file:{{f}}', steps: [%s]}}}\n"
                    .formatted(read("a"))))
        .hasSize(1);
  }

  @Test
  void aRouteMadeOfATemplateIsCheckedAsIfItWereWritten() {
    var template =
        "- routeTemplate: {id: t, parameters: [{name: v, defaultValue: a}, {name: to}], route:"
            + " {from:"
            + " {uri: 'seda:{{to}}', steps: [%s, {to: {uri: 'direct:{{to}}'}}]}}}\n"
                .formatted(read("{{v}}"));
    var made =
        "- templatedRoute: {routeTemplateRef: t, routeId: made, parameters: [{name: to, value:"
            + " next}]}\n";
    var contract = contract(Map.of(FILE, template + made));

    assertThat(contract.unsetVariables())
        .anyMatch(one -> one.contains("the route made reads the variable a"));
    assertThat(contract.callsOfNothing())
        .singleElement()
        .asString()
        .contains("the route made calls direct:next,");
    var whole = made + template + route("n", "direct:next");
    assertThat(contract(Map.of(FILE, whole)).callsOfNothing()).isEmpty();
  }

  @Test
  void aKameletReplacesAStep() {
    var kamelet =
        "- routeTemplate: {id: t, route: {from: {uri: 'kamelet:source', steps: [%s]}}}\n"
            .formatted(read("a"));

    assertThat(unset(kamelet, route("r", "seda:r", set("a"), call("kamelet:t")))).isEmpty();
    assertThat(unset(kamelet, route("r", "seda:r", call("kamelet:t")))).hasSize(1);
  }

  @Test
  void whatNeedNotBeThereIsNotRead() {
    assertThat(unset(route("r", "seda:r", "{setBody: {simple: '${variable?.a}'}}"))).isEmpty();
    assertThat(unset(route("r", "seda:r", "{setBody: {simple: '${variable.a?.b}'}}"))).hasSize(1);
  }

  @Test
  void anEntryMayBeEmptyAndAFileOfOneEntryNoList() {
    assertThat(contract(Map.of(FILE, "- {}\n" + route("r", "seda:r"))).broken()).isEmpty();
    var one = route("s", "direct:s", read("a")).substring(2);
    var files = Map.of(FILE, one, "routes/x/z.camel.yaml", route("r", "seda:r", call("direct:s")));
    assertThat(contract(files).callsOfNothing()).isEmpty();
    assertThat(contract(files).unsetVariables()).hasSize(1);
  }

  @Test
  void whatIsRemovedIsNotSet() {
    assertThat(unset(route("r", "seda:r", set("a"), "{removeVariable: {name: a}}", read("a"))))
        .hasSize(1);
  }

  @Test
  void routesThatCallEachOtherAreFollowedOnce() {
    assertThat(
            unset(
                route("a", "direct:a", below("filter", call("direct:b")), read("x")),
                route("b", "direct:b", set("x"), call("direct:a")),
                route("r", "seda:r", call("direct:b"))))
        .isEmpty();
  }

  @Test
  void whatAPolicyReadsIsSetBeforeAnythingCanFail() {
    var policy = policy("handled", read("a"));

    assertThat(unset(policy, governed("r", "seda:r", set("a"), call("http:x")))).isEmpty();
    assertThat(unset(policy, governed("r", "seda:r", call("http:x"), set("a")))).hasSize(1);
    assertThat(
            unset(
                policy,
                route("r", "seda:r", set("a"), call("direct:g")),
                governed("g", "direct:g", call("http:x"))))
        .isEmpty();
    assertThat(unset(policy, route("r", "seda:r", call("http:x")))).isEmpty();
  }

  @Test
  void aRouteThatContinuesAfterAnErrorMayHaveSetNothing() {
    var goesOn = policy("continued", "{log: {message: so}}");
    var asked = "{setVariable: {name: a, expression: {method: {ref: b, method: m}}}}";

    assertThat(unset(goesOn, governed("r", "seda:r", asked, read("a")))).hasSize(1);
    assertThat(unset(goesOn, governed("r", "seda:r", set("a"), read("a")))).isEmpty();
    assertThat(
            unset(
                goesOn,
                route("r", "seda:r", call("direct:g"), read("a")),
                governed("g", "direct:g", asked)))
        .hasSize(1);
  }

  // Whose failures they are.

  @Test
  void aCalledRoutesPolicyLeavesNoFailure() {
    var whole = policy("handled", "{log: {message: so}}");
    var some = whole.replace("java.lang.Throwable", "java.io.IOException");
    var retries = whole.replace("handled: {constant: {expression: 'true'}}", "retryWhile: x");
    var entry = governed("s", "seda:s");
    var called = governed("g", "direct:g");
    var caller = route("r", "seda:r", call("direct:g"));

    assertThat(lost(whole, called, caller)).isEmpty();
    assertThat(lost(some, entry, called)).isEmpty();
    assertThat(lost(some, called, route("r", "seda:r", "{wireTap: {uri: 'direct:g'}}"))).isEmpty();
    assertThat(lost(some, route("g", "direct:g"), caller)).isEmpty();
    assertThat(lost(retries, called, caller)).hasSize(1);
    assertThat(lost(some, called, caller))
        .containsExactly(
            FILE
                + ": the route g is called by another route, whose policy does not see the"
                + " failures that the policy p leaves. Let each exception of that policy be"
                + " handled or continued, and java.lang.Throwable be one of them.");
  }

  @Test
  void everyRouteThatACallByNameMayMeanLeavesNoFailure() {
    var policy = policy("x", "{log: {message: so}}");
    var caller = route("r", "seda:r", "{toD: {uri: 'direct:upstream-${body}-poll'}}");

    assertThat(lost(policy, governed("u", "direct:upstream-own-poll"), caller)).hasSize(1);
  }

  // Whose variables they are.

  @Test
  void aDialectsVariablesBeginWithItsName() {
    assertThat(foreign("vllm-omni", set("vllmOmniPath"))).isEmpty();
    assertThat(foreign("vllm-omni", below("filter", set("path"))))
        .containsExactly(
            "routes/upstreams/vllm-omni.camel.yaml: the route upstream-vllm-omni-submit sets the"
                + " variable path. Let its name begin with the dialect's, like vllmOmniPath.");
    assertThat(foreign("sora", set("sorarium"))).hasSize(1);
    assertThat(foreign("sora", "{to: {uri: 'http:x', variableReceive: answer}}")).hasSize(1);
  }

  @Test
  void aDialectSetsNoSharedVariable() {
    assertThat(foreign("sora", set("task")))
        .containsExactly(
            "routes/upstreams/sora.camel.yaml: the route upstream-sora-submit sets the shared"
                + " variable task, which a dialect may only read.");
  }

  @Test
  void theLongerNameOfADialectWins() {
    assertThat(foreign("sora", set("soraChatPath"))).isEmpty();
    var files = new LinkedHashMap<String, String>();
    files.put("routes/upstreams/sora.camel.yaml", route("s", "direct:s", set("soraChatPath")));
    files.put("routes/upstreams/sora-chat.camel.yaml", route("c", "direct:c", set("soraChatPath")));
    assertThat(contract(files).foreignVariables()).hasSize(1);
  }

  // Who works on a job.

  @Test
  void anExchangeThatWorksOnAJobIsNotCopied() {
    for (var step :
        List.of(
            "{wireTap: {uri: 'direct:x'}}",
            call("seda:x"),
            "{toD: {uri: 'seda:${body}'}}",
            "{multicast: {steps: []}}",
            "{split: {parallelProcessing: 'true', expression: {simple: {expression: '${body}'}},"
                + " steps: []}}",
            below("filter", call("seda:x")),
            below("split", set("job")),
            below("split", call("direct:other")))) {
      var other = route("other", "direct:other", set("job"));
      assertThat(copied(route("r", "direct:r", set("job"), step), starts("r"), other))
          .as(step)
          .hasSize(1);
      assertThat(copied(route("r", "direct:r", step), starts("r"), other)).as(step).isEmpty();
    }
  }

  @Test
  void aCopyMayGoWhereNoJobIsWorkedOn() {
    for (var step : List.of("{wireTap: {uri: 'direct:audit'}}", call("seda:audit"))) {
      var store = route("r", "direct:r", set("job"), step);
      var to = step.contains("seda") ? "seda:audit" : "direct:audit";
      assertThat(copied(store, starts("r"), route("audit", to, call("file:x")))).isEmpty();
      assertThat(
              copied(
                  store,
                  starts("r"),
                  route("audit", to, call("direct:deliver-job")),
                  route("deliver-job", "direct:deliver-job")))
          .as(step)
          .hasSize(1);
    }
  }

  @Test
  void theSentenceNamesTheRouteThatCopies() {
    assertThat(
            copied(
                route("submit-job", "direct:submit-job", call("direct:next")),
                route("next", "direct:next", call("seda:wake"))))
        .containsExactly(
            "routes/x/y.camel.yaml: the route next copies an exchange that works on a job, by"
                + " seda:wake. Start other work on an exchange of its own.");
  }

  @Test
  void oneJobsOwnPartsMayBeSplitInSequence() {
    assertThat(copied(route("deliver-job", "direct:deliver-job", below("split", set("part")))))
        .isEmpty();
  }

  // What is called.

  @Test
  void aCallThatNoRouteConsumesIsReported() {
    for (var step :
        List.of(
            call("direct:nobody"),
            call("seda:nobody"),
            "{to: 'direct:nobody'}",
            "{to: {uri: direct, parameters: {name: nobody}}}",
            "{toD: {uri: 'direct:nobody?block=false'}}",
            "{wireTap: {uri: 'direct:nobody'}}",
            below("split", below("filter", call("direct:nobody"))),
            choice(call("direct:nobody"), null))) {
      assertThat(contract(Map.of(FILE, route("r", "seda:r", step))).callsOfNothing())
          .as(step)
          .singleElement()
          .asString()
          .matches(
              "routes/x/y\\.camel\\.yaml: the route r calls (direct|seda):nobody, which no route"
                  + " consumes\\. Correct the name, or add the route\\.");
    }
  }

  @Test
  void aCallThatIsConsumedOrKnownLaterIsNot() {
    var text =
        route(
                "r",
                "seda:r",
                call("direct:s"),
                call("seda:r"),
                call("direct:upstream-${variable.u}-do"),
                call("direct:sink-{{reelway.sink}}-open"))
            + "- route: {id: s, from: {uri: direct, parameters: {name: s}, steps: []}}\n";

    assertThat(contract(Map.of(FILE, text)).callsOfNothing()).isEmpty();
  }

  @Test
  void whatAStepPollsIsConsumed() {
    for (var step :
        List.of(
            "{pollEnrich: {expression: {constant: {expression: 'seda:q?timeout=1'}}}}",
            "{pollEnrich: {constant: 'seda:q'}}",
            "{poll: {uri: 'seda:q'}}")) {
      var text = route("r", "seda:r", call("seda:q"), step);
      assertThat(contract(Map.of(FILE, text)).callsOfNothing()).as(step).isEmpty();
    }
  }

  @Test
  void aTemplatesOwnNameMayStandForWhatIsCalled() {
    var text =
        "- routeTemplate: {id: t, route: {from: {uri: 'direct:of-{{n}}', steps: []}}}\n"
            + route("r", "seda:r", call("direct:of-one"), "{toD: {uri: 'direct:${variable.r}'}}");

    assertThat(contract(Map.of(FILE, text)).callsOfNothing()).isEmpty();
  }

  @Test
  void oneSentenceIsEnoughToRefuse() {
    var wrong = Map.of(FILE, route("r", "seda:r", read("a"), call("direct:nobody")));

    assertThat(contract(wrong).broken()).get().asString().contains("nobody");
    assertThat(contract(Map.of(FILE, "")).broken()).isEmpty();
  }

  // A few routes.

  /** A bean as routes ask it. */
  static final class Asking {
    public void ask(@Body Object body, @Variable("a") Object one) {}
  }

  private static RouteContract contract(Map<String, String> files) {
    return new RouteContract(
        files,
        bean -> bean.equals("asking") ? Optional.of(Asking.class) : Optional.empty(),
        Map.of("person", Person.class));
  }

  private static List<String> unset(String... entries) {
    return contract(Map.of(FILE, String.join("", entries))).unsetVariables();
  }

  private static List<String> copied(String... entries) {
    return contract(Map.of(FILE, String.join("", entries))).copiedJobs();
  }

  private static List<String> lost(String... entries) {
    return contract(Map.of(FILE, String.join("", entries))).lostFailures();
  }

  private static List<String> foreign(String dialect, String step) {
    var id = "upstream-%s-submit".formatted(dialect);
    var path = "routes/upstreams/%s.camel.yaml".formatted(dialect);
    return contract(Map.of(path, route(id, "direct:" + id, step))).foreignVariables();
  }

  private static String route(String id, String from, String... steps) {
    return "- route: {id: %s, from: {uri: '%s', steps: [%s]}}\n"
        .formatted(id, from, String.join(", ", steps));
  }

  private static String governed(String id, String from, String... steps) {
    return route(id, from, steps).replace("id:", "routeConfigurationId: p, id:");
  }

  private static String policy(String how, String step) {
    return """
    - routeConfiguration:
        id: p
        onException:
          - onException: {exception: [java.lang.Throwable], %s: {constant: {expression: 'true'}}, steps: [%s]}
    """
        .formatted(how, step);
  }

  private static String starts(String id) {
    return route("start-" + id, "quartz:x/" + id, call("direct:" + id));
  }

  private static String set(String variable) {
    return "{setVariable: {name: %s, expression: {simple: {expression: '${body}'}}}}"
        .formatted(variable);
  }

  private static String read(String variable) {
    return "{log: {message: 'so ${variable.%s.id}'}}".formatted(variable);
  }

  private static String call(String uri) {
    return "{to: {uri: '%s'}}".formatted(uri);
  }

  private static String below(String step, String... steps) {
    return "{%s: {expression: {simple: {expression: '${body}'}}, steps: [%s]}}"
        .formatted(step, String.join(", ", steps));
  }

  private static String choice(String when, @Nullable String otherwise) {
    return "{choice: {when: [{expression: {simple: {expression: '${body}'}}, steps: [%s]}]%s}}"
        .formatted(
            when, otherwise == null ? "" : ", otherwise: {steps: [%s]}".formatted(otherwise));
  }
}
