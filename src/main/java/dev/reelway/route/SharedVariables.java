package dev.reelway.route;

import java.util.Map;

/** The exchange variables that routes share, each with its meaning. */
public final class SharedVariables {

  /** The meaning of each variable, by its name. */
  public static final Map<String, String> MEANINGS =
      Map.ofEntries(
          // Of each exchange that works on a job.
          Map.entry("job", "the job that this exchange works on"),
          Map.entry(
              "upstream", "the upstream that renders the job: its dialect, baseUrl and apiKey"),
          Map.entry("task", "the upstream's name for the render"),
          Map.entry(
              "references",
              "the reference images of the order, opened; an empty list if there are none"),
          Map.entry(
              "sourceVideo",
              "the video that is edited or extended, opened, as a list of one; an empty list if the"
                  + " order has none or the upstream made it itself"),
          Map.entry("report", "the upstream's answer, before the images in it are stored"),
          Map.entry("pollBatch", "the renders that are polled together by their upstream's list"),
          Map.entry("after", "the cursor of the list's next page; null for the first page"),
          Map.entry("lookup", "the look-up of a render after the answer to its submit was lost"),
          Map.entry("order", "the order whose render is looked up, as JSON"),
          // Of the delivery of a job's files.
          Map.entry("sink", "the name of the sink that the job's files are stored in"),
          Map.entry("key", "the key of the present file in its sink"),
          Map.entry("part", "one of the job's files: its number and its link"),
          Map.entry("link", "the link of the file; null if the dialect fetches it by its task"),
          Map.entry("fetchMode", "how the file is fetched: kept, foreign or upstream"),
          Map.entry("file", "the file that is being stored, verified while it is read"),
          Map.entry("files", "the job's stored files, as its sidecar lists them"),
          Map.entry("video", "one of them that gets its thumbnail"),
          Map.entry("thumbnailFile", "the thumbnail that is being stored"),
          Map.entry("thumbnail", "the stored thumbnail; null if there is none"),
          // Of requests, dropped files and messages.
          Map.entry("licence", "the licence of the order or request; null if it has none"),
          Map.entry("draft", "an order whose images are not stored yet"),
          Map.entry("linkTime", "the time in which all links of an order have to be fetched"),
          Map.entry(
              "storedImages", "the stored images of a draft; an empty list if there are none"),
          Map.entry("source", "the source of one image: a file, bytes or a link"),
          Map.entry("readImage", "that image, checked, with its bytes if they are not stored yet"),
          Map.entry("asset", "the stored file that is read"),
          Map.entry("answer", "what the sink returned or threw when it opened that file"),
          Map.entry("assets", "the stored files that are opened together"),
          Map.entry("opened", "the files of assets that are open already"),
          Map.entry("images", "the images of a finished job, opened"),
          Map.entry("upload", "the file that a caller uploads, checked, with its bytes"),
          Map.entry("edit", "an edit or an extension whose source video is not stored yet"),
          Map.entry("format", "how images are returned: url or b64_json"),
          Map.entry("respondAsync", "whether the caller does not wait for the images"),
          Map.entry("resource", "what a repeated request is answered with, like videos"),
          Map.entry("stream", "whether a chat or images are answered as a stream"),
          Map.entry("imageStream", "the stream that images are answered as"),
          Map.entry("chatStyle", "how a chat reports progress"),
          Map.entry("chatUsage", "whether a streamed chat ends with its token count"),
          Map.entry("message", "the message that was received from the operator's endpoint"),
          Map.entry("dropped", "the dropped file that is being read"),
          Map.entry("batch", "the batch of the API that is read or returned"),
          Map.entry("reading", "how far the entries of a file or a batch are read"),
          Map.entry("entry", "one entry of a file or a batch"),
          Map.entry("outputs", "the result files of a batch"),
          Map.entry("output", "one result file of a batch"),
          Map.entry("removal", "the file that is removed, and its sink"),
          Map.entry("delivery", "the event that is delivered, and its receiver"));

  private SharedVariables() {}
}
