package dev.reelway.api;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.springframework.util.unit.DataSize;

/**
 * {@code reelway.api}.
 *
 * @param basePath the path in front of {@code /v1/…}
 * @param largestBody the largest request body; a larger one is refused with 413
 * @param pollAfter the poll interval suggested to callers
 * @param longestWait how long an image or chat request waits for its job to end
 * @param rejoinWithin how long an equal image or chat request joins the job of one whose caller has
 *     left without a result; zero: never
 * @param waitingCalls how many requests of one licence may wait at the same time
 * @param openCalls how many requests of one licence may be open at the same time
 * @param connectionsPerAddress how many connections one address may hold
 * @param linksValid how long links to videos and images work without a licence
 * @param chatProgress how chat streams report progress: seed, reasoning or silent
 * @param refusedChatPrompts what prompts of chats begin with that are refused
 * @param showUpstreams whether callers are told which upstream renders a video
 * @param cors which pages of other origins may call the API
 */
public record ApiSettings(
    String basePath,
    DataSize largestBody,
    Duration pollAfter,
    Duration longestWait,
    Duration rejoinWithin,
    int waitingCalls,
    int openCalls,
    int connectionsPerAddress,
    Duration linksValid,
    String chatProgress,
    List<String> refusedChatPrompts,
    boolean showUpstreams,
    Cors cors) {

  /**
   * {@code reelway.api.cors}.
   *
   * @param origins the origins whose pages may call the API, like {@code https://studio.example}
   */
  public record Cors(Set<String> origins) {}
}
