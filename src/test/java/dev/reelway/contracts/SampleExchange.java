package dev.reelway.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reelway.contracts.Passed.Answer;
import dev.reelway.contracts.Passed.Call;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A request and its response that keep the contract; a test changes one part of them. */
record SampleExchange(
    String method,
    String target,
    Map<String, String> requestHeaders,
    String requestBody,
    int status,
    Map<String, String> responseHeaders,
    String responseBody) {

  static final String ID = "video_" + "0".repeat(32);
  static final String VIDEO =
      """
      {"id": "%s", "object": "video", "model": "sora_video2", "status": "queued", "progress": 0,
       "created_at": 1790000000, "completed_at": null, "expires_at": null, "prompt": "A boat",
       "size": "720x1280", "seconds": "10", "remixed_from_video_id": null, "error": null}\
      """
          .formatted(ID)
          .replace("\n", "");
  static final String CHUNK =
      """
      {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m",
       "choices": [{"index": 0, "delta": {"content": "x"}, "finish_reason": null}]}\
      """
          .replace("\n", "");
  static final String ERROR =
      "{\"error\": {\"message\": \"No.\", \"type\": \"invalid_request_error\","
          + " \"param\": null, \"code\": null}}";

  static SampleExchange get(String path) {
    return new SampleExchange("GET", "/sora" + path, Map.of(), "", 200, Map.of(), "")
        .requestHeader("Authorization", "demo")
        .responseHeader("x-request-id", "req_" + "0".repeat(32))
        .responseHeader("Content-Type", "application/json");
  }

  /** Asks for a video that is queued. */
  static SampleExchange retrieve() {
    return get("/v1/videos/" + ID)
        .responseHeader("openai-poll-after-ms", "1000")
        .responseBody(VIDEO);
  }

  /** Orders a video, with a body of some type. */
  static SampleExchange order(String type, String body) {
    return retrieve()
        .as("POST", "/sora/v1/videos")
        .requestHeader("Content-Type", type)
        .requestBody(body);
  }

  /** Streams what becomes of a chat, or of a video. */
  static SampleExchange stream(String method, String path, String events) {
    return get(path)
        .as(method, "/sora" + path)
        .responseHeader("Content-Type", "text/event-stream;charset=UTF-8")
        .responseHeader("Cache-Control", "no-cache")
        .responseHeader("X-Accel-Buffering", "no")
        .responseBody(events);
  }

  static SampleExchange chat(String events) {
    return stream("POST", "/v1/chat/completions", events)
        .requestHeader("Content-Type", "application/json")
        .requestBody(
            "{\"messages\": [{\"role\": \"user\", \"content\": \"A boat\"}], \"stream\": true}");
  }

  SampleExchange as(String method, String target) {
    return new SampleExchange(
        method, target, requestHeaders, requestBody, status, responseHeaders, responseBody);
  }

  SampleExchange requestHeader(String name, String value) {
    return new SampleExchange(
        method,
        target,
        with(requestHeaders, name, value),
        requestBody,
        status,
        responseHeaders,
        responseBody);
  }

  SampleExchange requestBody(String body) {
    return new SampleExchange(
        method, target, requestHeaders, body, status, responseHeaders, responseBody);
  }

  SampleExchange status(int other) {
    return new SampleExchange(
        method, target, requestHeaders, requestBody, other, responseHeaders, responseBody);
  }

  SampleExchange responseHeader(String name, String value) {
    return new SampleExchange(
        method,
        target,
        requestHeaders,
        requestBody,
        status,
        with(responseHeaders, name, value),
        responseBody);
  }

  SampleExchange responseBody(String body) {
    return new SampleExchange(
        method, target, requestHeaders, requestBody, status, responseHeaders, body);
  }

  SampleExchange responseBody(String part, String instead) {
    return responseBody(responseBody.replace(part, instead));
  }

  /** An empty value takes the header away. */
  private static Map<String, String> with(Map<String, String> headers, String name, String value) {
    var all = new TreeMap<>(headers);
    all.put(name, value);
    all.values().removeIf(String::isEmpty);
    return all;
  }

  Passed passed() {
    return new Passed(
        new Call(method, target, headers(requestHeaders), requestBody.getBytes(UTF_8)),
        new Answer(status, headers(responseHeaders), responseBody.getBytes(UTF_8), true));
  }

  private static HttpHeaders headers(Map<String, String> headers) {
    var all = new TreeMap<String, List<String>>();
    headers.forEach((name, value) -> all.put(name, List.of(value)));
    return HttpHeaders.of(all, (name, value) -> true);
  }
}
