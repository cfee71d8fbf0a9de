package dev.reelway.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reelway.contracts.Document.Operation;
import dev.reelway.contracts.Passed.Call;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the document says of calls: their licence, their parameters, their body. */
final class CallRules {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Document document;
  private final Schemas schemas;

  CallRules(Document document, Schemas schemas) {
    this.document = document;
    this.schemas = schemas;
  }

  Stream<String> breaches(Operation operation, Call call) {
    return Stream.of(
            licence(operation, call),
            path(operation),
            query(operation, call),
            headers(operation, call),
            body(operation, call))
        .flatMap(found -> found)
        .map("the call was taken, but "::concat);
  }

  private Stream<String> licence(Operation operation, Call call) {
    return document.asksForALicence(operation)
            && call.headers().firstValue("Authorization").isEmpty()
        ? Stream.of("it shows no licence")
        : Stream.empty();
  }

  // Parameters.

  private Stream<String> path(Operation operation) {
    return document.parameters(operation, "path").stream()
        .flatMap(one -> value(one, operation.fromPath(one.path("name").asText())));
  }

  private Stream<String> query(Operation operation, Call call) {
    var given = Field.encoded(call.query());
    var told = document.parameters(operation, "query");
    var names = told.stream().map(one -> one.path("name").asText()).toList();
    var unknown =
        given.stream()
            .filter(one -> !names.contains(one.name()))
            .filter(one -> told.stream().noneMatch(object -> isKeyOf(object, one)))
            .map(one -> "the parameter %s is not documented".formatted(one.name()));
    var wrong = told.stream().flatMap(one -> parameter(one, given));
    return Stream.concat(unknown, wrong);
  }

  /** Metadata in a query string may be written as {@code metadata[key]=value}. */
  private static boolean isKeyOf(JsonNode told, Field given) {
    return told.at("/schema/$ref").asText().endsWith("/MetadataText")
        && given.name().startsWith(told.path("name").asText() + "[");
  }

  private Stream<String> headers(Operation operation, Call call) {
    return document.parameters(operation, "header").stream()
        .flatMap(
            one -> {
              var name = one.path("name").asText();
              var given = call.headers().allValues(name);
              return parameter(
                  one, given.stream().map(text -> new Field(name, text, false)).toList());
            });
  }

  private Stream<String> parameter(JsonNode told, List<Field> given) {
    var name = told.path("name").asText();
    var values = given.stream().filter(one -> one.name().equals(name)).toList();
    return values.isEmpty() && told.path("required").asBoolean()
        ? Stream.of("the parameter %s is missing".formatted(name))
        : values.stream().flatMap(one -> value(told, one.text()));
  }

  private Stream<String> value(JsonNode told, String text) {
    var schema = told.path("schema");
    return schemas.breaches(schema, schemas.read(schema, text)).stream()
        .map(breach -> "the parameter %s: %s".formatted(told.path("name").asText(), breach));
  }

  // Bodies.

  private Stream<String> body(Operation operation, Call call) {
    var told = document.meant(operation.node().path("requestBody"));
    if (told.isMissingNode()) {
      return call.body().length == 0 ? Stream.empty() : Stream.of("it has a body");
    }
    var type = Passed.mediaType(call.headers());
    return AnswerRules.media(told.path("content"), type)
        .map(media -> body(media.path("schema"), type, call))
        .orElseGet(() -> Stream.of("its type '%s' is not documented".formatted(type)));
  }

  private Stream<String> body(JsonNode schema, String type, Call call) {
    try {
      return type.equals("application/json")
          ? schemas.breaches(schema, JSON.readTree(call.body())).stream()
          : form(
              schema,
              Field.body(call.headers().firstValue("Content-Type").orElse(""), call.body()));
    } catch (IOException | IllegalArgumentException broken) {
      return Stream.of("its body cannot be read: " + broken.getMessage());
    }
  }

  /** A form as the object that it stands for, and its files by their names alone. */
  private Stream<String> form(JsonNode schema, List<Field> fields) {
    var told = document.meant(schema).path("properties");
    var form = JsonNodeFactory.instance.objectNode();
    var breaches = new ArrayList<String>();
    for (var field : fields) {
      var property = told.path(name(field, told));
      if (field.isFile() && !takesFiles(property)) {
        breaches.add("%s is a file, which is not documented".formatted(field.name()));
      } else if (!add(form, name(field, told), field, property)) {
        breaches.add("%s is given twice".formatted(field.name()));
      }
    }
    breaches.addAll(schemas.breaches(schema, form));
    return breaches.stream();
  }

  /** A field's name may end in brackets, which no client could have beside the name itself. */
  private static String name(Field field, JsonNode told) {
    var bare = field.name().replaceFirst("\\[]$", "");
    return told.has(bare) ? bare : field.name();
  }

  private boolean add(ObjectNode form, String name, Field field, JsonNode property) {
    var meant = document.meant(property);
    if (meant.path("type").asText().equals("array")) {
      var all = form.get(name) instanceof ArrayNode some ? some : form.putArray(name);
      all.add(schemas.read(meant.path("items"), field.text()));
      return true;
    }
    var value = property.isMissingNode() ? text(field) : schemas.read(property, field.text());
    return form.replace(name, value) == null;
  }

  private static JsonNode text(Field field) {
    return JsonNodeFactory.instance.textNode(field.text());
  }

  private boolean takesFiles(JsonNode property) {
    var meant = document.meant(property);
    return Stream.of(meant, document.meant(meant.path("items")))
        .anyMatch(one -> one.path("format").asText().equals("binary"));
  }
}
