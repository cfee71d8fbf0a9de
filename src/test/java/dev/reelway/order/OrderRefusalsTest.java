package dev.reelway.order;

import static dev.reelway.order.Asking.order;
import static dev.reelway.order.Asking.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderRefusalsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          model=sora_video3                            | model       | must be one of gpt-image-1, gpt-image-2, house-image, house-model, sora-2
          model=sora_image                             | model       | generates images, not videos
          model=sora_video2-30s                        | model       | portrait, landscape, hd, 10s, 15s, 25s, pro
          seconds=20                                   | seconds     | one of 10, 15, 25
          duration=4                                   | duration    | one of 10, 15, 25
          seconds=ten                                  | seconds     | one of 10, 15, 25
          seconds=10.5                                 | seconds     | one of 10, 15, 25
          seconds=-10                                  | seconds     | one of 10, 15, 25
          seconds=99999999999                          | seconds     | one of 10, 15, 25
          seconds=10 duration=15                       | duration    | send only one of them
          seconds=10 model=sora-2                      | seconds     | one of 4, 8, 12, 16, 20
          duration=0 model=house-model                 | duration    | whole number from 1 to 60
          seconds=61 model=house-model                 | seconds     | whole number from 1 to 60
          seconds=15 model=sora_video2-25s             | seconds     | suffix 25s
          duration=25 model=sora_video2-10s            | duration    | suffix 10s
          size=1280                                    | size        | WIDTHxHEIGHT in pixels
          size=0x720                                   | size        | each from 1 to 4096
          size=4097x720                                | size        | each from 1 to 4096
          size=1280X720                                | size        | WIDTHxHEIGHT
          size=-1280x720                               | size        | WIDTHxHEIGHT
          size=16:9                                    | size        | WIDTHxHEIGHT
          size=1000x1000 model=sora-2                  | size        | 720x1280, 1280x720, 1024x1792
          size=1281x720 model=sora-2-pro               | size        | 1080x1920, 1920x1080
          size=720x1280 model=sora_video2-landscape    | size        | suffix landscape
          size=1280x720 model=sora_video2-portrait     | size        | suffix portrait
          orientation=square                           | orientation | portrait or landscape
          orientation=portrait size=1280x720           | orientation | send only one of them
          orientation=portrait model=sora_video2-landscape | orientation | suffix landscape
          hd=true                                      | hd          | only available with sora_video2-pro
          hd=true model=sora_video2-landscape          | hd          | only available with sora_video2-pro
          hd=true model=sora_video                     | hd          | only available with sora_video2-pro
          hd=true model=sora-2                         | hd          | only available with sora_video2-pro
          hd=true model=sora_video2-pro-25s            | hd          | use 10 or 15
          hd=true seconds=25 model=sora_video2-pro     | hd          | use 10 or 15
          model=sora_video2-hd-25s                     | hd          | use 10 or 15
          model=sora_video2-hd duration=25             | hd          | use 10 or 15
          hd=false model=sora_video2-hd                | hd          | suffix hd
          hd=yes                                       | hd          | true or false
          hd=1                                         | hd          | true or false
          watermark=on                                 | watermark   | true or false
          n=5                                          | n           | from 1 to 4
          n=0                                          | n           | from 1 to 4
          n=one                                        | n           | from 1 to 4
          secnds=10                                    | secnds      | did you mean seconds?
          durration=10                                 | durration   | did you mean duration
          style=noir                                   | style       | parameter of images
          output_name=a                                | output_name | only prompt files
          CamelHttpUri=file:/etc/passwd                | CamelHttpUri | known parameters are
          stream=true                                  | stream      | must be false
          durationSeconds=7                            | durationSeconds | one of 10, 15, 25
          videoLength=10 seconds=15                    | videoLength | send only one of them
          width=1280                                   | height      | only given together
          width=1280 height=720 size=720x1280          | width       | send only one of them
          width=0 height=720                           | width       | whole number from 1 to 4096
          aspect_ratio=16:9 size=720x1280              | aspect_ratio | contradicts size
          ratio=16:9 size=720x1280                     | ratio       | contradicts size
          aspectRatio=5:1                              | aspectRatio | from 1:4 to 4:1
          aspect_ratio=wide                            | aspect_ratio | WIDTH:HEIGHT
          aspect_ratio=1:1                             | aspect_ratio | 16:9 or 9:16
          aspect_ratio=16:9 orientation=portrait       | orientation | send only one of them
          aspect_ratio=9:16 model=sora_video2-landscape | aspect_ratio | suffix landscape
          resolution=1080p                             | resolution  | must be 720p
          resolution=480p model=sora-2                 | resolution  | 720p or 1080p
          resolution=99p model=house-model             | resolution  | 144p to 2160p
          resolution=1280x720 size=720x1280            | resolution  | contradicts size
          resolution=1080p size=720x1280 model=house-model | resolution | contradicts size
          seed=-1                                      | seed        | whole number from 0 to 4294967295
          seed=1.5                                     | seed        | whole number from 0
          randomSeed=x                                 | randomSeed  | whole number from 0
          generate_audio=maybe                         | generate_audio | true or false
          fps=0                                        | fps         | from 1 to 120
          cfg_scale=101                                | cfg_scale   | number from 0 to 100
          """)
  void theSentenceNamesTheParameterAndSaysWhatIsAllowed(
      String asked, String param, String allowed) {
    var refusal = refusal(() -> order(asked));

    assertThat(refusal.param()).isEqualTo(param);
    assertThat(refusal.sentence()).contains(param).contains(allowed);
  }

  /** Otherwise the caller would be told that the prompt is missing, which is there. */
  @Test
  void aMisspeltNameIsRefusedBeforeTheLackOfTheParameter() {
    var orders = new Orders(Asking.MODELS);
    var source = orders.video(Parameters.of("prompt", "a cat"));
    var given = Parameters.of(Map.of("promt", "x", "model", "none").entrySet());

    for (ThrowingCallable order :
        List.<ThrowingCallable>of(
            () -> orders.video(given),
            () -> orders.image(given),
            () -> orders.remix(given, "video_1", source),
            () -> orders.edit(Operation.EDIT, given, source))) {
      var refusal = catchThrowableOfType(UnknownParameter.class, order);

      assertThat(refusal.sentence()).isEqualTo("promt is not a parameter: did you mean prompt?");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"model": 7}              | model
          {"model": ["sora_video2"]}| model
          {"seconds": 10.5}         | seconds
          {"seconds": true}         | seconds
          {"seconds": [10]}         | seconds
          {"duration": 1e400}       | duration
          {"duration": 4294967306}  | duration
          {"size": 1280}            | size
          {"size": {"w": 1}}        | size
          {"hd": 1}                 | hd
          {"hd": {}}                | hd
          {"watermark": []}         | watermark
          {"orientation": false}    | orientation
          {"n": 1.5}                | n
          {"prompt": 5}             | prompt
          {"prompt": null}          | prompt
          """)
  void aValueOfTheWrongKindIsRefused(String json, String param) throws IOException {
    var parameters = Parameters.of(Map.of("prompt", "a cat").entrySet()).values();
    var all = new HashMap<>(parameters);
    JSON.readTree(json).properties().forEach(one -> all.put(one.getKey(), one.getValue()));

    var refusal = refusal(() -> new Orders(Asking.MODELS).video(new Parameters(all)));

    assertThat(refusal.param()).isEqualTo(param);
    assertThat(refusal.sentence()).startsWith(param);
  }
}
