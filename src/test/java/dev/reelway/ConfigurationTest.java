package dev.reelway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.reelway.RouteFilesTest.Placeholders;
import dev.reelway.contracts.LogCapture;
import dev.reelway.database.Database;
import dev.reelway.database.Secrets;
import dev.reelway.setup.ConfigurationFailures;
import dev.reelway.setup.ServiceSecret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.PropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** A wrong configuration does not start; one sentence names the key. */
@Order(1)
class ConfigurationTest {

  private static final String[] OWN = {
    "reelway.licences.own.key=s3cret",
    "reelway.licences.own.scopes=videos",
    "reelway.intake.hot-folder.licence=own"
  };

  private final Path home;

  ConfigurationTest(@TempDir Path home) {
    this.home = home;
  }

  @Test
  void theShippedConfigurationIsRight() {
    assertThat(licences()).containsExactly("demo");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          reelway.currency=Dollars         | reelway.currency must be an ISO 4217 code in upper case, like USD.
          reelway.nonsense=1               | reelway.nonsense is not a known setting.
          reelway.jobs.dedline=30m         | reelway.jobs.dedline is not a known setting. Did you mean deadline?
          reelway.dialects.tiny.second[0]=5 | reelway.dialects.tiny.second is not a known setting. Did you mean seconds?
          reelway.jobs.deadline=soon       | reelway.jobs.deadline must be a duration, like 30s or 5m.
          reelway.jobs.deadline=           | reelway.jobs.deadline must not be empty.
          reelway.jobs.deadline=-5s        | reelway.jobs.deadline must be greater than zero.
          reelway.jobs.drain=-1s           | reelway.jobs.drain must not be negative.
          reelway.jobs.lease=0s            | reelway.jobs.lease must be greater than zero.
          reelway.jobs.tick=now and then   | reelway.jobs.tick must be a Quartz cron expression, like '* * * * * ?'.
          reelway.jobs.at-once.submit=-1   | reelway.jobs.at-once.submit must be from 1 to 10000.
          reelway.jobs.at-once.submit=many | reelway.jobs.at-once.submit must be a whole number.
          reelway.jobs.at-once.sumbit=1    | reelway.jobs.at-once.sumbit must be one of submit, recover, poll, deliver.
          reelway.largest-video=big         | reelway.largest-video must be a size, like 32MB.
          reelway.largest-video=-1B         | reelway.largest-video must be greater than zero.
          reelway.largest-video=4           | reelway.largest-video must have a unit, like 500KB or 32MB.
          reelway.jobs.deadline=1800       | reelway.jobs.deadline must have a unit, like 500ms, 30s or 5m.
          reelway.licences.demo.keep=2592000 | reelway.licences.demo.keep must have a unit, like 500ms, 30s or 5m.
          reelway.dialects.tiny.inline.image=20 | reelway.dialects.tiny.inline.image must have a unit, like 500KB or 32MB.
          reelway.sinks.file.keep=2592000000 | reelway.sinks.file.keep must be empty or a duration from 1m to 36500d, like 30d.
          reelway.sinks.file.keep=soon     | reelway.sinks.file.keep must be empty or a duration from 1m to 36500d, like 30d.
          reelway.licences.demo.keep=1s    | reelway.licences.demo.keep must be empty or a duration from 1m to 36500d, like 30d.
          reelway.licences.demo.models=sora-3 | reelway.licences.demo.models names the unknown model sora-3. Known models: sora-2, sora-2-pro, sora_image, sora_video, sora_video2.
          reelway.licences.demo.models=,   | reelway.licences.demo.models must name at least one model, or be left out for all.
          reelway.licences.demo.limits.requests-per-minute=0 | reelway.licences.demo.limits.requests-per-minute must be greater than zero and at most 1000000000, an amount of money with six decimal places at most.
          reelway.licences.demo.limits.day.money=0.0000001 | reelway.licences.demo.limits.day.money must be greater than zero and at most 1000000000, an amount of money with six decimal places at most.
          reelway.licences.demo.limits.day.job=9 | reelway.licences.demo.limits.day.job is not a known setting. Did you mean jobs?
          reelway.low-water=-1B            | reelway.low-water must not be negative.
          reelway.api.refused-chat-prompts[0]= | reelway.api.refused-chat-prompts must be texts that are not blank: one that is would refuse every chat.
          reelway.api.largest-body=0       | reelway.api.largest-body must be greater than zero.
          reelway.api.base-path=sora/      | reelway.api.base-path must be empty or like /sora: a leading slash, no trailing one, and plain characters.
          reelway.api.base-path=/sora.     | reelway.api.base-path must be empty or like /sora: a leading slash, no trailing one, and plain characters.
          reelway.api.base-path=/a/../b    | reelway.api.base-path must be empty or like /sora: a leading slash, no trailing one, and plain characters.
          reelway.api.base-path=/sandbox   | reelway.api.base-path must not begin with /sandbox, where the built-in engine answers.
          reelway.public-url=videos.example | reelway.public-url must be empty, or an http or https URL with a host and without a query.
          reelway.public-url=ftp://a.b     | reelway.public-url must be empty, or an http or https URL with a host and without a query.
          reelway.traces=collector:4318    | reelway.traces must be empty, or an http or https URL with a host and without a query.
          reelway.traces=http://c/?key=k   | reelway.traces must be empty, or an http or https URL with a host and without a query.
          reelway.home=${NO_SUCH_KEY}      | reelway.home refers to NO_SUCH_KEY, which is not set.
          reelway.sandbox.render-time=-1s  | reelway.sandbox.render-time must be greater than zero.
          reelway.sandbox.key=             | reelway.sandbox.key must not be empty.
          reelway.events.timeout=0s        | reelway.events.timeout must be greater than zero.
          reelway.events.at-once=0         | reelway.events.at-once must be from 1 to 100.
          reelway.events.endpoints=101     | reelway.events.endpoints must be from 0 to 100.
          reelway.events.private-hosts=http://a.lan | reelway.events.private-hosts must list hosts like media.lan, media.lan:8443 or [fd00::5], without scheme, path or mask.
          reelway.references.private-hosts=fd00::5  | reelway.references.private-hosts must list hosts like media.lan, media.lan:8443 or [fd00::5], without scheme, path or mask.
          reelway.licences.demo.webhook.url=http://localhost/ | reelway.licences.demo.webhook.url must be an http or https URL of a public host, or of one of reelway.events.private-hosts.
          reelway.licences.demo.webhook.secret=s3cret | reelway.licences.demo.webhook.secret must be whsec_ followed by 16 to 128 bytes in base64.
          server.port=http                 | server.port must be a whole number.
          management.server.port=8080      | management.server.port must be set, and must not be server.port: whoever may call the API must not reach management.
          management.server.port=          | management.server.port must be set, and must not be server.port: whoever may call the API must not reach management.
          """)
  void aKeyMustBeKnownAndItsValueMakeSense(String property, String sentence) {
    assertThat(refusal(property)).isEqualTo(sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          key=                     | reelway.upstreams.sandbox.key must be set to the API key for this upstream.
          key=${NO_SUCH_KEY}       | reelway.upstreams.sandbox.key refers to NO_SUCH_KEY, which is not set.
          dialect=                 | reelway.upstreams.sandbox.dialect must name a file under routes/upstreams/.
          base-url=ftp://127.0.0.1 | reelway.upstreams.sandbox.base-url must be an http or https URL with a host and without a query.
          base-url=http://[        | reelway.upstreams.sandbox.base-url must be a URL.
          callbacks=true           | reelway.upstreams.sandbox.callbacks requires reelway.public-url, the address that the upstream calls.
          idempotent=perhaps       | reelway.upstreams.sandbox.idempotent must be true or false.
          key=file:/no/such/key    | reelway.upstreams.sandbox.key names the file /no/such/key, which cannot be read.
          key={"private_key": "s3cret", "client_email": "me"} | reelway.upstreams.sandbox.key must be a service account in JSON with client_email and private_key.
          token.scope=render       | reelway.upstreams.sandbox.key must be written as id:secret, or be a service account in JSON, as token is set.
          token.secret-in-form=maybe | reelway.upstreams.sandbox.token.secret-in-form must be true or false.
          token.key=s3cret         | reelway.upstreams.sandbox.token.key is not a known setting.
          keys.main=s3cret         | reelway.upstreams.sandbox.key and keys are alternatives: set exactly one of them.
          limits.at-once=0         | reelway.upstreams.sandbox.limits.at-once must be a whole number from 1 to 100000.
          limits.at-once=many      | reelway.upstreams.sandbox.limits.at-once must be a whole number.
          limits.polls-per-minute=-1   | reelway.upstreams.sandbox.limits.polls-per-minute must be a whole number from 1 to 100000.
          limits.submits-per-minute=0  | reelway.upstreams.sandbox.limits.submits-per-minute must be a whole number from 1 to 100000.
          limits.a-day=1           | reelway.upstreams.sandbox.limits.a-day is not a known setting.
          limits=10                | reelway.upstreams.sandbox.limits must be a group of keys: at-once, submits-per-minute, polls-per-minute.
          """)
  void anUpstreamMustBeComplete(String property, String sentence) {
    assertThat(refusal("reelway.upstreams.sandbox." + property)).isEqualTo(sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          keys.Main=s3cret   | keys must map names in lower case to secrets.
          keys.main=         | keys.main must not be empty.
          keys.main=${NO_ONE} | keys.main refers to NO_ONE, which is not set.
          """)
  void severalKeysMustHaveTheirNamesAndSecrets(String property, String sentence) {
    assertThat(refusal("reelway.upstreams.sandbox.key=", "reelway.upstreams.sandbox." + property))
        .isEqualTo("reelway.upstreams.sandbox." + sentence)
        .doesNotContain("s3cret");
  }

  @Test
  void aTokenEndpointMustBeAUrl() {
    assertThat(
            refusal(
                "reelway.upstreams.sandbox.key=id:s3cret",
                "reelway.upstreams.sandbox.token.url=ftp://127.0.0.1"))
        .isEqualTo(
            "reelway.upstreams.sandbox.token.url must be an http or https URL with a host and"
                + " without a query.");
  }

  @Test
  void aKeyMayBeInAFile() throws IOException {
    var file = Files.writeString(home.resolve("the-key"), " s3cret\n");
    var empty = Files.writeString(home.resolve("no-key"), "\n");
    var key = "reelway.upstreams.sandbox.key=file:";

    assertThat(licences(key + file)).containsExactly("demo");
    assertThat(refusal(key + empty))
        .isEqualTo(
            "reelway.upstreams.sandbox.key names the file %s, which is empty.".formatted(empty));
  }

  @Test
  void anUpstreamMayCallWhereItIsKnownWhereTo() {
    assertThat(
            licences(
                with(
                    OWN,
                    "reelway.licences.demo=false",
                    "reelway.public-url=https://videos.example",
                    "reelway.upstreams.sandbox.callbacks=true")))
        .containsExactly("own");
  }

  @Test
  void severalKeysMayReplaceOne() {
    assertThat(
            licences(
                "reelway.upstreams.sandbox.key=",
                "reelway.upstreams.sandbox.keys.main=one",
                "reelway.upstreams.sandbox.keys.second=two"))
        .containsExactly("demo");
  }

  @Test
  void aModelMustHaveAKnownUpstream() {
    assertThat(
            refusal("reelway.models.mine[0].upstream=there", "reelway.models.mine[0].model=best"))
        .isEqualTo(
            "reelway.models.mine names the unknown upstream there. Known upstreams: sandbox.");
    assertThat(refusal("reelway.models.mine=best"))
        .isEqualTo(
            "reelway.models.mine must be a list: each a group of keys: upstream, model, can,"
                + " nearest, fields, template, price, share.");
  }

  @Test
  void aModelMustSendWhatItSaysThatItTakes() {
    var mine = "reelway.models.mine[0].";

    assertThat(
            refusal(
                mine + "upstream=sandbox",
                mine + "model=best",
                mine + "can.parameters[0]=seed",
                mine + "fields.seed=false"))
        .isEqualTo("reelway.models.mine.can.parameters names seed, which fields leaves out.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          successor=sora-2                                 | since must be set.
          since=soon                                       | since must be a date or an instant, like 2026-12-31 or 2026-12-31T18:00:00Z.
          since=2026-09-24 sunset=31.12.2026               | sunset must be a date or an instant, like 2026-12-31 or 2026-12-31T18:00:00Z.
          since=2026-09-24T00:00:01Z sunset=2026-09-24     | sunset must not be before since.
          since=2026-09-24 successor=best                  | successor must be another model of reelway.models: sora-2, sora-2-pro, sora_image, sora_video, sora_video2.
          since=2026-09-24 successor=old                   | successor must be another model of reelway.models: sora-2, sora-2-pro, sora_image, sora_video, sora_video2.
          since=2026-09-24 until=2026-12-31                | until is not a known setting.
          """)
  void aDeprecationMustMakeSense(String properties, String sentence) {
    var old = Stream.of(properties.split(" ")).map(one -> "reelway.deprecations.old." + one);

    assertThat(refusal(old.toArray(String[]::new)))
        .isEqualTo("reelway.deprecations.old." + sentence);
  }

  /** The day will come while the service is down, and it must start again. */
  @Test
  void theHotFoldersModelMayBeSwitchedOffOneDay() {
    assertThat(
            licences(
                "reelway.deprecations.sora_video2.since=2026-01-01",
                "reelway.deprecations.sora_video2.sunset=2026-01-02"))
        .containsExactly("demo");
  }

  @ParameterizedTest
  @CsvSource({"/videos, /videos/in", "/videos/out, /videos", "/videos, /videos"})
  void theSinkAndTheInboxMustLieApart(String sink, String inbox) {
    assertThat(
            refusal(
                "reelway.sinks.file.folder=" + home + sink,
                "reelway.intake.hot-folder.folder=" + home + inbox))
        .isEqualTo(
            "reelway.sinks.file.folder and reelway.intake.hot-folder.folder must not be the same"
                + " folder or lie inside each other.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bucket=                       | bucket must name the bucket for videos.
          bucket=My_Videos               | bucket must be 3 to 63 lower-case letters, digits, dots and hyphens.
          prefix=a/../b                 | prefix must be empty or a plain path, like studio/videos.
          region=                       | region must name the region of the bucket.
          region=the moon               | region must be a region, like eu-central-1.
          endpoint=videos.example        | endpoint must be empty, or an http or https URL with a host and without a query.
          path-style=perhaps            | path-style must be true or false.
          access-key=reel               | access-key and secret-key must be set together.
          secret-key=s3cret             | access-key and secret-key must be set together.
          secret-key=${NO_SUCH_KEY}     | secret-key refers to NO_SUCH_KEY, which is not set.
          storage-class=DEEP_ARCHIVE    | storage-class must be a storage class with immediate access, like STANDARD_IA.
          sse=rot13                     | sse must be AES256, aws:kms or aws:kms:dsse.
          serve=                        | serve must be stream or redirect.
          serve=both                    | serve must be stream or redirect.
          links-valid=soon              | links-valid must be a duration from 1s to 7d, like 1h.
          links-valid=8d                | links-valid must be a duration from 1s to 7d, like 1h.
          links-valid=3600              | links-valid must be a duration from 1s to 7d, like 1h.
          public-endpoint=videos.example | public-endpoint must be empty, or an http or https URL with a host and without a query.
          key={date}/{job}              | key must end in {job}.{ext}, and must not contain {job} or {ext} elsewhere.
          key={day}/{job}.{ext}         | key must not contain placeholders other than {date}, {licence}, {job} and {ext}.
          key=../{job}.{ext}            | key must be a plain path such as {date}/{licence}/{job}.{ext}, without segments that are empty or start with a dot.
          bukket=videos                  | bukket is not a known setting.
          """)
  void theBucketMustBeDescribedWhereVideosGoToIt(String property, String sentence) {
    assertThat(
            refusal(
                "reelway.sink=s3",
                "reelway.sinks.s3.bucket=videos",
                "reelway.sinks.s3." + property))
        .isEqualTo("reelway.sinks.s3." + sentence);
  }

  @Test
  void theBucketMayBeAnythingWhereVideosDoNotGoToIt(CapturedOutput output) {
    assertThat(licences("reelway.sinks.s3.sse=rot13")).containsExactly("demo");
    assertThat(LogCapture.own(output)).doesNotContain("reelway.sinks.s3");
    assertThat(licences("reelway.sinks.s3.bukket=videos", "reelway.sinks.s3.sse=rot13"))
        .containsExactly("demo");
    assertThat(LogCapture.own(output))
        .containsOnlyOnce("reelway.sinks.s3.bukket is not a known setting. Until then files");
    assertThat(licences("reelway.sinks.sftp.host=files.example", "reelway.sinks.sftp.port=ssh"))
        .containsExactly("demo");
    assertThat(LogCapture.own(output))
        .containsOnlyOnce("reelway.sinks.sftp.port must be from 1 to 65535. Until then files");
    assertThat(licences("reelway.sink=s3", "reelway.sinks.s3.bucket=videos"))
        .containsExactly("demo");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          host=                         | host must name the SFTP server.
          host=videos example            | host must be a host name or an IP address.
          port=0                        | port must be from 1 to 65535.
          port=ssh                      | port must be from 1 to 65535.
          user=                         | user must name the user to log in as.
          password=                     | password or private-key must be set.
          private-key=/no/such/file     | private-key must name a readable file.
          known-hosts=/no/such/file     | known-hosts must name a readable file.
          check-host-key=perhaps        | check-host-key must be true or false.
          folder=                       | folder must name the folder for videos on the server.
          folder=videos/                 | folder must be a path like videos or /srv/videos, without a trailing slash.
          connections=3                  | connections must be from 4 to 1000.
          connections=1001               | connections must be from 4 to 1000.
          connections=many               | connections must be from 4 to 1000.
          fodler=videos                  | fodler is not a known setting.
          """)
  void theServerMustBeDescribedWhereVideosGoToIt(String property, String sentence)
      throws IOException {
    var known = Files.writeString(home.resolve("known_hosts"), "");
    assertThat(
            refusal(
                "reelway.sink=sftp",
                "reelway.sinks.sftp.host=videos.example",
                "reelway.sinks.sftp.user=reel",
                "reelway.sinks.sftp.password=s3cret",
                "reelway.sinks.sftp.known-hosts=" + known,
                "reelway.sinks.sftp." + property))
        .isEqualTo("reelway.sinks.sftp." + sentence);
  }

  @Test
  void theKeysOfTheBucketMayStandInTheEnvironment() {
    assertThat(
            licences(
                "reelway.sink=s3",
                "reelway.sinks.s3.bucket=videos",
                "reelway.sinks.s3.accesskey=reel",
                "reelway.sinks.s3.secretkey=s3cret"))
        .containsExactly("demo");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          licence=nobody | licence is nobody, which is not defined under reelway.licences.
          look-every=0   | look-every must be greater than zero.
          enabled=maybe  | enabled must be true or false.
          """)
  void theHotFolderMustHaveALicenceAndLook(String property, String sentence) {
    assertThat(refusal("reelway.intake.hot-folder." + property))
        .isEqualTo("reelway.intake.hot-folder." + sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"move-after", "move-images-after"})
  void unclaimedFilesStayForATime(String property) {
    assertThat(refusal("reelway.intake.unclaimed." + property + "=0s"))
        .isEqualTo("reelway.intake.unclaimed." + property + " must be greater than zero.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          licence=                       | licence must name one of reelway.licences.
          licence=nobody                 | licence is nobody, which is not defined under reelway.licences.
          sink=s3                        | >reelway.sinks.s3.bucket must name the bucket for videos.
          look-every=0                   | look-every must be greater than zero.
          marker=done                    | marker must be a dot and a word, like .done, and must not be the extension of a prompt file.
          marker=.xlsx                   | marker must be a dot and a word, like .done, and must not be the extension of a prompt file.
          marker=.csv                    | marker must be a dot and a word, like .done, and must not be the extension of a prompt file.
          defaults.volume=11             | defaults.volume is not a known default. Known defaults: aspect_ratio, background, callback_url, complexity, enhance_prompt, fps, generate_audio, guidance_scale, hd, height, input_fidelity, longest_wait, metadata, model, moderation, n, negative_prompt, orientation, output_compression, output_format, priority, quality, resolution, safety_identifier, seconds, seed, size, steps, style, watermark, width.
          defaults.longest_wait=9d       | defaults cannot be ordered: longest_wait must be a time from 1s to 7d, like 90m or 12h.
          defaults.priority=much         | defaults cannot be ordered: priority must be low, normal, high, or a whole number from -100 to 100.
          defaults.seconds=7             | defaults cannot be ordered: seconds must be one of 10, 15, 25.
          defaults.quality=best          | defaults cannot be ordered: quality must be one of low, medium, high, xhigh, max, standard, hd, auto.
          model=best                     | model cannot be ordered: model 'best' is unknown: it must be one of sora-2, sora-2-pro, sora_image, sora_video, sora_video2.
          folder=HOME/inbox            | folder and reelway.intake.hot-folder.folder must not be the same folder or lie inside each other.
          folder=HOME/inbox/../inbox/a | folder and reelway.intake.hot-folder.folder must not be the same folder or lie inside each other.
          folder=HOME                  | folder and reelway.intake.hot-folder.folder must not be the same folder or lie inside each other.
          folder=HOME/outbox/videos     | folder and reelway.sinks.file.folder must not be the same folder or lie inside each other.
          """)
  void aFurtherInboxMustBeDescribed(String property, String sentence) {
    var studio = "reelway.intake.inboxes.studio.";
    var told = property.replace("HOME", home.toString());
    var usual =
        Stream.of(studio + "folder=" + home + "/studio", studio + "licence=demo")
            .filter(one -> !one.startsWith(studio + property.replaceFirst("=.*", "=")));

    assertThat(refusal(Stream.concat(usual, Stream.of(studio + told)).toArray(String[]::new)))
        .isEqualTo(sentence.startsWith(">") ? sentence.substring(1) : studio + sentence);
  }

  @Test
  void aFurtherInboxMustHaveAFolder() {
    assertThat(refusal("reelway.intake.inboxes.studio.licence=demo"))
        .isEqualTo("reelway.intake.inboxes.studio.folder must name a folder for prompt files.");
  }

  @Test
  void twoInboxesMustNotBeOneFolder() {
    assertThat(
            refusal(
                "reelway.intake.inboxes.a.folder=" + home + "/a",
                "reelway.intake.inboxes.a.licence=demo",
                "reelway.intake.inboxes.b.folder=" + home + "/x/../a",
                "reelway.intake.inboxes.b.licence=demo"))
        .isEqualTo(
            "reelway.intake.inboxes.b.folder and reelway.intake.inboxes.a.folder must not be the"
                + " same folder or lie inside each other.");
  }

  /** Its files would be moved away as files that nobody reads, the ledger among them. */
  @Test
  void anInboxMustNotHoldTheHome() throws IOException {
    var elsewhere = "reelway.sinks.file.folder=" + home.resolveSibling("videos");
    var hotFolder = "reelway.intake.hot-folder.folder=";
    var must = " must not be reelway.home, nor a folder that it lies in.";

    var link = Files.createSymbolicLink(home.resolve("link"), home);

    assertThat(refusal(elsewhere, hotFolder + home))
        .isEqualTo("reelway.intake.hot-folder.folder" + must);
    assertThat(refusal(elsewhere, hotFolder + link))
        .isEqualTo("reelway.intake.hot-folder.folder" + must);
    assertThat(
            refusal(
                elsewhere,
                hotFolder + home.resolveSibling("orders"),
                "reelway.intake.inboxes.a.folder=" + home + "/inbox/..",
                "reelway.intake.inboxes.a.licence=demo"))
        .isEqualTo("reelway.intake.inboxes.a.folder" + must);
  }

  @Test
  void theHotFolderMustHaveAModelThatCanBeOrdered() {
    assertThat(refusal("reelway.intake.hot-folder.model=best"))
        .startsWith("reelway.intake.hot-folder.model cannot be ordered: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          key=s3cret                                         | scopes must name at least one of chat, images, videos.
          scopes=videos                                      | key and key-sha256 are alternatives: set exactly one of them.
          key=s3cret key-sha256=00 scopes=videos             | key and key-sha256 are alternatives: set exactly one of them.
          key-sha256=s3cret scopes=videos                    | key-sha256 must be 64 hex digits.
          key=s3cret scopes=videos,movies                     | scopes must be a list: each one of chat, images, videos.
          key=s3cret scopes=videos secret=s3cret             | secret is not a known setting.
          """)
  void aLicenceMustHaveOneKeyAndScopes(String properties, String sentence) {
    var own = Stream.of(properties.split(" ")).map(one -> "reelway.licences.own." + one);

    assertThat(refusal(own.toArray(String[]::new)))
        .isEqualTo("reelway.licences.own." + sentence)
        .doesNotContain("s3cret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          audiences=x            | audiences is not a known setting. Did you mean audience?
          rules[0].scope=videos  | rules[0].scope is not a known setting. Did you mean scopes?
          rules[0].models=sora-3 | rules[0].models names the unknown model sora-3. Known models: sora-2,
          algorithms=HS256       | algorithms must name at least one of RS256, RS384,
          """)
  void anIssuerIsCheckedByItsKeys(String property, String sentence) {
    var one = "reelway.oidc.company.";

    assertThat(
            refusal(
                one + "issuer=https://login.example.com",
                one + "audience=reelway",
                one + "rules[0].scopes=videos",
                one + property))
        .startsWith(one + sentence);
  }

  @Test
  void aLicenceThatIsOnlyAKeyIsRefusedWithoutTellingIt() {
    assertThat(refusal("reelway.licences.own=s3cret"))
        .isEqualTo(
            "reelway.licences.own must be a group of keys: key, key-sha256, scopes, models,"
                + " limits, keep, webhook.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"reelway.sinks.file.folder", "reelway.intake.hot-folder.folder"})
  void aFolderMustBeNoFile(String key) throws IOException {
    var file = Files.writeString(home.resolve("file"), "");

    assertThat(refusal(key + "=" + file))
        .isEqualTo("%s must name a folder, but %s is a file.".formatted(key, file));
  }

  @Test
  void theDemoLicenceStaysOnThisMachine() {
    assertThat(refusal("server.address=0.0.0.0"))
        .isEqualTo(
            "reelway.licences.demo must be false unless server.address is a loopback address,"
                + " because its key is public.");
  }

  @Test
  void itIsTheKeyThatMakesADemoLicence() {
    var away = "reelway.public-url=https://videos.example";

    assertThat(licences(with(OWN, away, "reelway.licences.demo.key=a-key-of-ones-own")))
        .containsExactlyInAnyOrder("demo", "own");
    assertThat(
            refusal(
                with(OWN, away, "reelway.licences.demo=false", "reelway.licences.own.key=demo")))
        .startsWith("reelway.licences.own must be false unless reelway.public-url");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://videos.example",
        "http://localhost.example/sora",
        "http://127.0.0.1.example",
        "https://192.0.2.1:8443",
        "http://[2001:db8::1]/"
      })
  void theDemoLicenceStaysBehindNoPublicUrl(String url) {
    assertThat(refusal("reelway.public-url=" + url))
        .isEqualTo(
            "reelway.licences.demo must be false unless reelway.public-url names a loopback host,"
                + " because its key is public.");
    assertThat(licences(with(OWN, "reelway.licences.demo=false", "reelway.public-url=" + url)))
        .containsExactly("own");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:8080",
        "http://127.0.0.1/videos",
        "https://LOCALHOST",
        "http://[::1]:8080"
      })
  void aPublicUrlOfThisMachineIsNotPublic(String url) {
    assertThat(licences("reelway.public-url=" + url)).containsExactly("demo");
  }

  @Test
  void falseRemovesALicenceThatAWeakerSourceDescribes() {
    assertThat(licences(OWN)).containsExactlyInAnyOrder("demo", "own");
    assertThat(licences(with(OWN, "reelway.licences.demo=false"))).containsExactly("own");
  }

  @Test
  void thereIsALicenceOrAWayToAddOne() {
    var none = "reelway.licences.demo=false";
    var noInbox = "reelway.intake.hot-folder.enabled=false";

    assertThat(refusal(none, noInbox))
        .isEqualTo(
            "reelway.licences must contain at least one licence besides demo: false, like studio:"
                + " {key: …, scopes: [videos]}, unless reelway.admin-key or reelway.oidc is set.");
    assertThat(licences(none, noInbox, "reelway.admin-key=a-key-of-the-operators-own-32-chars"))
        .isEmpty();
  }

  @Test
  void falseRemovesAModelAndAnUpstreamThatAWeakerSourceDescribes() {
    var models =
        Stream.of("sora_image", "sora_video", "sora-2", "sora-2-pro")
            .map("reelway.models.%s=false"::formatted);
    var engine =
        Stream.of(
            "reelway.models.sora_video2[0].upstream=engine",
            "reelway.models.sora_video2[0].model=m",
            "reelway.upstreams.sandbox=false",
            "reelway.upstreams.engine.dialect=sora",
            "reelway.upstreams.engine.base-url=https://engine.example.com",
            "reelway.upstreams.engine.key=k");

    parts(Stream.concat(models, engine).toArray(String[]::new))
        .run(
            context -> {
              var settings = context.getBean(Settings.class);
              assertThat(settings.models()).containsOnlyKeys("sora_video2");
              assertThat(settings.upstreams()).containsOnlyKeys("engine");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"models.sora-2", "upstreams.sandbox", "licences.demo"})
  void whatHasANameIsNotEmptied(String setting) throws IOException {
    for (var value : List.of("", "[]")) {
      var file = beside("reelway.%s: %s".formatted(setting, value));
      assertThat(refusal("spring.config.additional-location=" + file))
          .isEqualTo("reelway.%s must not be empty; false removes it.".formatted(setting));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          demo             | send 'Authorization: demo' with every call
          a-key-of-ones-own | the key of demo
          """)
  void onlyTheShippedKeyIsShownAtTheStart(String key, String shown) {
    parts("reelway.licences.demo.key=" + key)
        .run(
            context ->
                assertThat(Welcome.licences(context.getBean(Settings.class))).isEqualTo(shown));
  }

  @Test
  void aFirstVideoIsMadeWhereOnlyTheSandboxCanMakeIt() {
    var engine =
        new String[] {
          "reelway.upstreams.engine.dialect=sora",
          "reelway.upstreams.engine.base-url=https://engine.example.com",
          "reelway.upstreams.engine.key=k"
        };
    parts()
        .run(context -> assertThat(Welcome.isForTrial(context.getBean(Settings.class))).isTrue());
    for (var other : List.of(engine, new String[] {"reelway.intake.hot-folder.enabled=false"})) {
      parts(other)
          .run(
              context -> assertThat(Welcome.isForTrial(context.getBean(Settings.class))).isFalse());
    }
  }

  @Test
  void aStrongerSourceBringsBackWhatAWeakerOneRemoved() throws IOException {
    assertThat(
            licences(
                "spring.config.additional-location=" + beside("reelway.licences.demo: false"),
                "reelway.licences.demo.key=another"))
        .containsExactly("demo");
  }

  @Test
  void aSettingOfARemovedLicenceIsStillNoOtherSetting() {
    assertThat(refusal(with(OWN, "reelway.licences.demo=false", "reelway.licences.dem.o=1")))
        .isEqualTo("reelway.licences.dem.o is not a known setting.");
  }

  // The routes, before they start.

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          reelway.sink=tape                      | reelway.sink requires the file routes/sinks/tape.camel.yaml with the missing routes sink-tape-store, sink-tape-open, sink-tape-remove.
          reelway.sinks.flie.keep=30d            | 'reelway.sinks.flie is no sink: there is no file routes/sinks/flie.camel.yaml. Did you mean file?'
          reelway.events.to=videos                | reelway.events.to must be the URI of a Camel endpoint, like jms:queue:videos.
          reelway.events.to=kafka:videos          | reelway.events.to names a Camel component that is not installed. Add camel-kafka-starter to the build.
          reelway.events.to=seda:videos?sise=1    | reelway.events.to is not a valid endpoint of its Camel component. Check its options in Camel's documentation.
          reelway.intake.from=kafka:orders       | reelway.intake.from names a Camel component that is not installed. Add camel-kafka-starter to the build.
          reelway.intake.dead-letters=dead       | reelway.intake.dead-letters must be the URI of a Camel endpoint, like jms:queue:videos.
          reelway.upstreams.sandbox.dialect=klak | reelway.upstreams.sandbox.dialect requires the file routes/upstreams/klak.camel.yaml with the missing routes upstream-klak-submit, upstream-klak-poll.
          """)
  void dialectsAndSinksMustHaveTheirRoutes(String property, String sentence) {
    var failures = new ArrayList<Throwable>();
    parts(property)
        .run(
            context -> {
              try (var camel = new DefaultCamelContext()) {
                camel.getPropertiesComponent().addPropertiesSource(new Placeholders(context));
                var routes = context.getBean(RouteFiles.class);
                failures.add(catchThrowable(() -> routes.beforeApplicationStart(camel)));
              }
            });

    assertThat(sentence(failures.getFirst())).isEqualTo(sentence);
  }

  // The whole application.

  @Test
  void theConsoleShowsTheSentenceAndNothingElse(CapturedOutput output) {
    var failure = catchThrowable(() -> start("--reelway.licences.own=s3cret").close());

    assertThat(failure).isNotNull();
    assertThat(LogCapture.own(output).lines().filter(line -> !line.isBlank()))
        .singleElement()
        .asString()
        .contains(" ERROR ")
        .endsWith(
            "Reelway cannot start. reelway.licences.own must be a group of keys: key, key-sha256,"
                + " scopes, models, limits, keep, webhook.");
  }

  @Test
  void theSinkOfAnInboxMustHaveItsRoutesToo() {
    var studio = "--reelway.intake.inboxes.studio.";
    var arguments = Stream.of("folder=" + home + "/studio", "licence=demo", "sink=moon");

    var failure =
        catchThrowable(() -> start(arguments.map(studio::concat).toArray(String[]::new)).close());

    assertThat(sentence(failure))
        .startsWith(
            "reelway.intake.inboxes.studio.sink requires the file routes/sinks/moon.camel.yaml");
  }

  @Test
  void withoutTheDemoLicenceTheServiceMayBeReachedFromAnywhere() {
    var arguments =
        Stream.of(with(OWN, "reelway.licences.demo=false", "server.address=0.0.0.0"))
            .map("--"::concat);

    try (var context = start(arguments.toArray(String[]::new))) {
      assertThat(context.isRunning()).isTrue();
    }
  }

  private static String[] with(String[] some, String... others) {
    return Stream.concat(Stream.of(some), Stream.of(others)).toArray(String[]::new);
  }

  private String beside(String yaml) throws IOException {
    var folder = Files.createDirectories(home.resolve("beside"));
    Files.writeString(folder.resolve("application.yaml"), yaml);
    return folder.toUri().toString();
  }

  private ConfigurableApplicationContext start(String... arguments) {
    var usual =
        Stream.of(
            "--server.port=0",
            "--management.server.port=0",
            "--reelway.intake.hot-folder.enabled=false",
            "--reelway.home=" + home);
    return new SpringApplicationBuilder(Reelway.class)
        .run(Stream.concat(usual, Stream.of(arguments)).toArray(String[]::new));
  }

  /** The sentence that a configuration is refused with by the parts, without Camel and server. */
  private String refusal(String... properties) {
    var sentences = new ArrayList<String>();
    parts(properties)
        .run(
            context ->
                sentences.add(sentence(Objects.requireNonNull(context.getStartupFailure()))));
    return sentences.getFirst();
  }

  private Iterable<String> licences(String... properties) {
    var names = new ArrayList<String>();
    parts(properties)
        .run(context -> names.addAll(context.getBean(Settings.class).licences().keySet()));
    return names;
  }

  private static String sentence(Throwable failure) {
    var analysis = Objects.requireNonNull(new ConfigurationFailures().analyze(failure));
    assertThat(analysis.getAction()).isNull();
    return analysis.getDescription();
  }

  private ApplicationContextRunner parts(String... properties) {
    return parts(home).withPropertyValues(properties);
  }

  /** What a configuration is checked with before Camel and the server start. */
  static ApplicationContextRunner parts(Path home) {
    return new ApplicationContextRunner()
        .withInitializer(ConfigurationTest::withShippedSettings)
        .withInitializer(SettingsTest::withSandboxKey)
        .withUserConfiguration(Wiring.class, WhatWiringNeeds.class)
        .withPropertyValues("reelway.home=" + home);
  }

  /** Reads the files once, unless a test names others. */
  private static void withShippedSettings(ConfigurableApplicationContext context) {
    var environment = context.getEnvironment();
    if (environment.containsProperty("spring.config.additional-location")) {
      new ConfigDataApplicationContextInitializer().initialize(context);
    } else {
      Shipped.SETTINGS.sources.forEach(environment.getPropertySources()::addLast);
    }
  }

  /** What is in the files of settings. */
  private enum Shipped {
    SETTINGS;

    private final List<PropertySource<?>> sources;

    Shipped() {
      var context = new GenericApplicationContext();
      var usual = context.getEnvironment().getPropertySources().stream().toList();
      new ConfigDataApplicationContextInitializer().initialize(context);
      var all = new ArrayList<>(context.getEnvironment().getPropertySources().stream().toList());
      all.removeAll(usual);
      sources = List.copyOf(all);
    }
  }

  @EnableConfigurationProperties(ServerProperties.class)
  static class WhatWiringNeeds {

    @Bean
    Secrets secrets(Database database, ServiceSecret service) {
      return new Secrets(database, service);
    }

    @Bean
    Database database() {
      var one = new SingleConnectionDataSource("jdbc:sqlite::memory:", true);
      var sql = JdbcClient.create(one);
      sql.sql("create table media (sink text)").update();
      sql.sql("create table job (state text, deadline integer)").update();
      sql.sql("create table secret (name text primary key, bytes text)").update();
      sql.sql("create table licence (name, terms, version, created_at, revoked_at)").update();
      sql.sql("create table pause (kind, name, paused_at, version)").update();
      sql.sql("create table licence_key (digest, secret, licence, hint, created_at, expires_at)")
          .update();
      return new Database(one, one, true);
    }
  }
}
