package dev.reelway.sink;

import dev.reelway.database.Database;
import dev.reelway.licence.LicenceSettings;
import dev.reelway.licence.Licences;
import dev.reelway.node.Nodes;
import dev.reelway.setup.HomeFolder;
import dev.reelway.setup.SettingsChecks;
import dev.reelway.sink.s3.S3Configuration;
import dev.reelway.sink.s3.S3Sink;
import dev.reelway.sink.sftp.SftpConfiguration;
import dev.reelway.sink.sftp.SftpSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Puts the sinks together, and what all of them have in common. */
@Configuration(proxyBeanMethods = false)
@Import({S3Configuration.class, SftpConfiguration.class})
public class SinkConfiguration {

  @Bean
  UsedFolders usedFolders(Database database) {
    return new UsedFolders(database);
  }

  @Bean
  FileSink fileSink(SinkSettings settings, UsedFolders usedFolders) {
    var options = SinkOptions.of(settings, "file").only(List.of("folder", "key"));
    var folder =
        Path.of(options.required("folder", "must name a folder for videos."))
            .toAbsolutePath()
            .normalize();
    SettingsChecks.noFile(folder, FileSink.FOLDER);
    return new FileSink(folder, usedFolders.of("file", folder.toString()));
  }

  /** The disks that files go to. */
  @Bean
  DiskSpace diskSpace(HomeFolder homeFolder, FileSink sink, SinkSettings settings) {
    SettingsChecks.notNegative(settings.lowWater(), "reelway.low-water");
    var folders =
        settings.uses("file")
            ? List.of(homeFolder.folder(), sink.folder())
            : List.of(homeFolder.folder());
    return new DiskSpace(folders, settings.lowWater().toBytes());
  }

  @Bean
  Namings namings(SinkSettings settings) {
    Map<String, KeyTemplate> all = new HashMap<>();
    settings.inUse().keySet().forEach(sink -> all.put(sink, keyTemplate(settings, sink)));
    var usual = Objects.requireNonNull(all.get(settings.usual()));
    return sink -> all.getOrDefault(sink, usual);
  }

  private static KeyTemplate keyTemplate(SinkSettings settings, String sink) {
    var options = SinkOptions.of(settings, sink);
    var given = options.optional("key");
    var template = given == null ? "{date}/{job}.{ext}" : given;
    var prefix = options.optional("prefix");
    var fault = KeyTemplate.problem(template, prefix == null ? "" : prefix + "/");
    fault.ifPresent(sentence -> options.check(false, "key", sentence));
    return new KeyTemplate(template);
  }

  @Bean
  StoragePolicy storagePolicy(
      DiskSpace space,
      SinkSettings settings,
      LicenceSettings.ByName configured,
      Licences licences,
      Nodes nodes) {
    Map<String, Duration> bySink = new HashMap<>();
    for (var sink : settings.inUse().keySet()) {
      SinkOptions.of(settings, sink).keep().ifPresent(time -> bySink.put(sink, time));
    }
    Map<String, Duration> byLicence = new HashMap<>();
    configured.all().forEach((name, one) -> put(byLicence, name, one));
    return new StoragePolicy(
        space,
        (licence, sink) -> byLicence.getOrDefault(licence, bySink.get(sink)),
        licence -> !licences.isKnown(licence) && !nodes.isAlone());
  }

  private static void put(Map<String, Duration> all, String licence, LicenceSettings one) {
    var keep = one.keep();
    if (keep != null) {
      SinkOptions.checkKeep(keep, "reelway.licences." + licence + ".keep");
      all.put(licence, keep);
    }
  }

  @Bean
  Sinks sinks(SinkSettings settings, S3Sink s3, SftpSink sftp, SinkRoutes routes) {
    return new Sinks(
        settings.usual(),
        sink ->
            switch (sink) {
              case "s3" -> s3.isConfigured();
              case "sftp" -> sftp.isConfigured();
              default -> routes.knows(sink);
            });
  }
}
