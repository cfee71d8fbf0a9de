package dev.reelway.bench;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;

/** A call that callers make again and again. */
record Call(String method, URI uri, String body, Map<String, String> headers) {

  static Call get(URI uri, Map<String, String> headers) {
    return new Call("GET", uri, "", headers);
  }

  HttpRequest request() {
    var request =
        HttpRequest.newBuilder(uri)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    headers.forEach(request::header);
    return request.build();
  }
}
