package dev.reelway.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reelway.contracts.Document.Operation;
import dev.reelway.contracts.Passed.Answer;
import dev.reelway.contracts.Passed.Call;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The description of the API, held against what really passes over the wire. An answer is always
 * held against it, a call only where the service took it: what it refuses may be anything.
 */
public final class Contract {

  private final Document document;
  private final CallRules calls;
  private final AnswerRules answers;

  private Contract(Document document) {
    var schemas = new Schemas(document.schemas());
    this.document = document;
    this.calls = new CallRules(document, schemas);
    this.answers = new AnswerRules(document, schemas);
  }

  /** The contract that a document makes, as a service sends it. */
  public static Contract of(String yaml) {
    return new Contract(new Document(yaml));
  }

  /** The contract that the jar carries, at its usual base path. */
  public static Contract shipped() {
    return at("/sora");
  }

  /** The contract that the jar carries, of a service that begins here. */
  static Contract at(String root) {
    try (var file = Contract.class.getResourceAsStream("/api/openapi.yaml")) {
      var text = new String(Objects.requireNonNull(file).readAllBytes(), UTF_8);
      return of(text.replace("url: BASE", "url: " + root));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What of a call and its answer breaks the contract, a sentence each. */
  public List<String> breaches(Call call, Answer answer) {
    var operation = document.operation(call.method(), call.path());
    var found =
        operation.isEmpty()
            ? Stream.of(document.knows(call.path()) ? "the method is unknown" : "it is unknown")
            : breaches(operation.get(), call, answer);
    var about = "%s %s (%d): ".formatted(call.method(), call.target(), answer.status());
    return found.map(about::concat).toList();
  }

  /** What of the traffic breaks the contract. */
  public List<String> breaches(Collection<Passed> traffic) {
    return traffic.stream().flatMap(one -> breaches(one.call(), one.answer()).stream()).toList();
  }

  private Stream<String> breaches(Operation operation, Call call, Answer answer) {
    var found = answers.breaches(operation, call, answer);
    return answer.status() < 400 ? Stream.concat(found, calls.breaches(operation, call)) : found;
  }

  /** The ids of all documented operations. */
  public SortedSet<String> operations() {
    return document.operations().collect(TreeSet::new, TreeSet::add, TreeSet::addAll);
  }

  /** The ids of the operations that the service has not carried out once in this traffic. */
  public SortedSet<String> unexercised(Collection<Passed> traffic) {
    var left = operations();
    traffic.stream()
        .filter(one -> one.answer().status() < 400)
        .flatMap(one -> document.operation(one.call().method(), one.call().path()).stream())
        .forEach(operation -> left.remove(operation.id()));
    return left;
  }
}
