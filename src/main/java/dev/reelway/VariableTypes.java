package dev.reelway;

import dev.reelway.api.ImageStream;
import dev.reelway.api.chat.ChatStyle;
import dev.reelway.event.EventDelivery;
import dev.reelway.intake.ApiBatch;
import dev.reelway.intake.ApiBatchOutputs;
import dev.reelway.intake.BatchReader;
import dev.reelway.intake.DroppedFile;
import dev.reelway.intake.OrderMessage;
import dev.reelway.intake.PendingOrder;
import dev.reelway.job.AssetDelivery;
import dev.reelway.job.Job;
import dev.reelway.job.PollBatch;
import dev.reelway.job.Removal;
import dev.reelway.job.RenderLookup;
import dev.reelway.library.EditDraft;
import dev.reelway.library.ImageSource;
import dev.reelway.library.LinkTime;
import dev.reelway.library.OrderDraft;
import dev.reelway.library.ReferenceImages.ReadImage;
import dev.reelway.library.Upload;
import dev.reelway.licence.Licence;
import dev.reelway.sink.Asset;
import dev.reelway.sink.VerifyingInputStream;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Upstream;
import java.util.List;
import java.util.Map;

/** The classes of the variables in {@link dev.reelway.route.SharedVariables}, by their names. */
final class VariableTypes {

  static final Map<String, Class<?>> ALL =
      Map.ofEntries(
          // Of each exchange that works on a job.
          Map.entry("job", Job.class),
          Map.entry("upstream", Upstream.class),
          Map.entry("task", String.class),
          Map.entry("references", List.class),
          Map.entry("sourceVideo", List.class),
          Map.entry("report", Report.class),
          Map.entry("pollBatch", PollBatch.class),
          Map.entry("after", String.class),
          Map.entry("lookup", RenderLookup.class),
          Map.entry("order", String.class),
          // Of the delivery of a job's files.
          Map.entry("sink", String.class),
          Map.entry("key", String.class),
          Map.entry("part", AssetDelivery.Part.class),
          Map.entry("link", String.class),
          Map.entry("fetchMode", String.class),
          Map.entry("file", VerifyingInputStream.class),
          Map.entry("files", List.class),
          Map.entry("video", Asset.class),
          Map.entry("thumbnailFile", VerifyingInputStream.class),
          Map.entry("thumbnail", VerifyingInputStream.class),
          // Of requests, dropped files and messages.
          Map.entry("licence", Licence.class),
          Map.entry("draft", OrderDraft.class),
          Map.entry("linkTime", LinkTime.class),
          Map.entry("storedImages", List.class),
          Map.entry("source", ImageSource.class),
          Map.entry("readImage", ReadImage.class),
          Map.entry("asset", Asset.class),
          Map.entry("answer", Object.class),
          Map.entry("assets", List.class),
          Map.entry("opened", List.class),
          Map.entry("images", List.class),
          Map.entry("upload", Upload.class),
          Map.entry("edit", EditDraft.class),
          Map.entry("format", String.class),
          Map.entry("respondAsync", Boolean.class),
          Map.entry("resource", String.class),
          Map.entry("stream", Boolean.class),
          Map.entry("imageStream", ImageStream.class),
          Map.entry("chatUsage", Boolean.class),
          Map.entry("chatStyle", ChatStyle.class),
          Map.entry("message", OrderMessage.class),
          Map.entry("dropped", DroppedFile.class),
          Map.entry("batch", ApiBatch.class),
          Map.entry("reading", BatchReader.class),
          Map.entry("entry", PendingOrder.class),
          Map.entry("outputs", ApiBatchOutputs.class),
          Map.entry("output", ApiBatchOutputs.Output.class),
          Map.entry("removal", Removal.class),
          Map.entry("delivery", EventDelivery.class));

  private VariableTypes() {}
}
