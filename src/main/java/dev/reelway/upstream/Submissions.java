package dev.reelway.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.wire.BoundedJson;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.http.base.HttpOperationFailedException;

/** What a dialect can declare during its submit. */
public final class Submissions {

  private static final ObjectMapper JSON = new ObjectMapper(BoundedJson.factory());

  /**
   * Declares that the next request orders nothing, for example the upload of an image: if only this
   * request was written, the order was not sent.
   */
  public void nextIsFree() {
    SubmitIntent.freeNext();
  }

  /**
   * Decides on the status of a response that was received with {@code throwExceptionOnFailure:
   * false}, as the HTTP component would have, unless the dialect has to decide on its words.
   *
   * @param pointers JSON pointers, separated by commas, to the texts of the response that the words
   *     are looked for in, like {@code /error/code}
   * @param words parts of these texts, separated by commas; case does not matter
   * @throws HttpOperationFailedException if the status is not one of success, and no text has one
   *     of the words
   */
  public void checkStatus(Exchange exchange, String pointers, String words)
      throws HttpOperationFailedException {
    var response = exchange.getMessage();
    int status = response.getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class);
    if (status >= 200 && status < 300) {
      return;
    }
    var body = Objects.requireNonNullElse(response.getBody(String.class), "");
    response.setBody(body);
    if (!hasOneOf(words, texts(body, pointers))) {
      throw new HttpOperationFailedException(
          String.valueOf(exchange.getProperty(ExchangePropertyKey.TO_ENDPOINT)).split("\\?")[0],
          status,
          response.getHeader(Exchange.HTTP_RESPONSE_TEXT, String.class),
          response.getHeader("Location", String.class),
          headers(response.getHeaders()),
          body);
    }
  }

  private static boolean hasOneOf(String words, String text) {
    return parts(words.toLowerCase(Locale.ROOT)).anyMatch(text::contains);
  }

  private static String texts(String body, String pointers) {
    try {
      var answer = JSON.readTree(body);
      return parts(pointers)
          .map(pointer -> answer.at(pointer).asText().toLowerCase(Locale.ROOT))
          .collect(Collectors.joining("\n"));
    } catch (JsonProcessingException noJson) {
      return "";
    }
  }

  private static Stream<String> parts(String commaSeparated) {
    return Arrays.stream(commaSeparated.split(",")).map(String::strip).filter(p -> !p.isEmpty());
  }

  private static Map<String, String> headers(Map<String, Object> all) {
    var headers = new TreeMap<String, String>();
    all.forEach((name, value) -> headers.put(name, String.valueOf(value)));
    return headers;
  }
}
