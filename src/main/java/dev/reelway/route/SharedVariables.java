package dev.reelway.route;

import java.util.Map;

/** The names of exchange variables that routes share, each with what it holds. */
public final class SharedVariables {

  /** What each of them holds, by its name. */
  public static final Map<String, String> MEANINGS =
      Map.ofEntries(
          // Of every exchange that works on a job.
          Map.entry("job", "the job that this exchange works on"),
          Map.entry("upstream", "the upstream that renders it: its dialect, baseUrl and key"),
          Map.entry("task", "what the upstream calls the render"),
          Map.entry("references", "the images that the order starts from, opened; an empty list"),
          Map.entry("report", "what the upstream answered, before images in it were kept"),
          Map.entry("pollBatch", "the renders that are polled together by their upstream's list"),
          Map.entry("after", "where the next page of that list begins; null at its beginning"),
          Map.entry("lookup", "the look-up of a render whose submit was not answered, so far"),
          Map.entry("order", "the order that is looked up, as JSON"),
          // Of its delivery.
          Map.entry("sink", "the name of the sink that the job's files go to"),
          Map.entry("key", "where the file in hand lies in its sink"),
          Map.entry("part", "one of the files that the job is made of: its number and its link"),
          Map.entry("link", "where the file lies outside; null where it has its task's address"),
          Map.entry("fetchMode", "how the file is fetched: kept, foreign or own"),
          Map.entry("file", "the file on its way into the sink, proved while it is read"),
          Map.entry("files", "the job's files that lie in the sink, as its sidecar tells them"),
          Map.entry("thumbnailFile", "the thumbnail on its way into the sink"),
          Map.entry("thumbnail", "the thumbnail that lies in the sink; null where there is none"),
          // Of calls and of what comes in.
          Map.entry("licence", "whose order or call it is; null where it is nobody's"),
          Map.entry("draft", "an order before its images are kept"),
          Map.entry("storedImages", "the images of a draft, kept; an empty list"),
          Map.entry("source", "where one image comes from"),
          Map.entry("readImage", "that image, checked, with its bytes where they are new"),
          Map.entry("asset", "the stored file that is read"),
          Map.entry("answer", "what a sink has answered when it opened that file, or thrown"),
          Map.entry("assets", "the stored files that are opened together"),
          Map.entry("opened", "those of them that are open"),
          Map.entry("images", "the images of a finished job, opened"),
          Map.entry("upload", "the file that a caller uploads"),
          Map.entry("format", "how images are answered: url or b64_json"),
          Map.entry("stream", "whether a chat is answered as a stream"),
          Map.entry("chatStyle", "how a chat tells of progress"),
          Map.entry("message", "the message that came from the operator's endpoint"),
          Map.entry("dropped", "the dropped file that is read"),
          Map.entry("batch", "the batch over HTTP that is read or answered"),
          Map.entry("reading", "how far the entries of a file or a batch are read"),
          Map.entry("entry", "one entry of a file or a batch"),
          Map.entry("outputs", "the result files of a batch"),
          Map.entry("output", "one of them"),
          Map.entry("removal", "what is removed, and from which sink"),
          Map.entry("delivery", "the event that is delivered, and to whom"));

  private SharedVariables() {}
}
