package dev.reelway.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reelway.contracts.Passed.Answer;
import dev.reelway.contracts.Passed.Call;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A call and its answer that keep the contract, to be bent in one place by a test. */
record Talk(
    String method,
    String target,
    Map<String, String> asking,
    String said,
    int status,
    Map<String, String> answering,
    String told) {

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

  static Talk get(String path) {
    return new Talk("GET", "/sora" + path, Map.of(), "", 200, Map.of(), "")
        .asking("Authorization", "demo")
        .answering("x-request-id", "req_" + "0".repeat(32))
        .answering("Content-Type", "application/json");
  }

  /** Asks for a video that is queued. */
  static Talk retrieve() {
    return get("/v1/videos/" + ID).answering("openai-poll-after-ms", "1000").told(VIDEO);
  }

  /** Orders a video, with a body of some type. */
  static Talk order(String type, String body) {
    return retrieve().as("POST", "/sora/v1/videos").asking("Content-Type", type).said(body);
  }

  /** Streams what becomes of a chat, or of a video. */
  static Talk stream(String method, String path, String events) {
    return get(path)
        .as(method, "/sora" + path)
        .answering("Content-Type", "text/event-stream;charset=UTF-8")
        .answering("Cache-Control", "no-cache")
        .answering("X-Accel-Buffering", "no")
        .told(events);
  }

  static Talk chat(String events) {
    return stream("POST", "/v1/chat/completions", events)
        .asking("Content-Type", "application/json")
        .said("{\"messages\": [{\"role\": \"user\", \"content\": \"A boat\"}], \"stream\": true}");
  }

  Talk as(String method, String target) {
    return new Talk(method, target, asking, said, status, answering, told);
  }

  Talk asking(String name, String value) {
    return new Talk(method, target, with(asking, name, value), said, status, answering, told);
  }

  Talk said(String body) {
    return new Talk(method, target, asking, body, status, answering, told);
  }

  Talk status(int other) {
    return new Talk(method, target, asking, said, other, answering, told);
  }

  Talk answering(String name, String value) {
    return new Talk(method, target, asking, said, status, with(answering, name, value), told);
  }

  Talk told(String body) {
    return new Talk(method, target, asking, said, status, answering, body);
  }

  Talk told(String part, String instead) {
    return told(told.replace(part, instead));
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
        new Call(method, target, headers(asking), said.getBytes(UTF_8)),
        new Answer(status, headers(answering), told.getBytes(UTF_8), true));
  }

  private static HttpHeaders headers(Map<String, String> headers) {
    var all = new TreeMap<String, List<String>>();
    headers.forEach((name, value) -> all.put(name, List.of(value)));
    return HttpHeaders.of(all, (name, value) -> true);
  }
}
