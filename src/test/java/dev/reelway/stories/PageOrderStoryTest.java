package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** Somebody orders on the page while answers get lost, views are left and files are refused. */
class PageOrderStoryTest extends BrowserStory {

  /** A PNG of one pixel. */
  private static final byte[] PIXEL =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

  /** The server gets what is posted to addresses that end so; its answers never arrive. */
  private void loseAnswers(String ending) {
    browser.run(
        """
        const real = window.fetch;
        const ending = arguments[0];
        window.fetch = async (url, options) => {
          const answer = await real(url, options);
          if (options?.method === 'POST' && String(url).endsWith(ending)) {
            throw new TypeError('lost');
          }
          return answer;
        };
        """,
        ending);
  }

  private int made(String prompt) throws Exception {
    return Service.json(service.get("/sora/v1/videos?prompt=" + prompt)).path("data").size();
  }

  /** A file input, which only shows a button. */
  private void choose(String input, Path file) {
    browser.until(
        "the field is there",
        "document.querySelector(arguments[0]).classList.remove('sr'); return true",
        input);
    browser.write(input, file.toString());
  }

  private void send() {
    browser.write("#prompt", Keys.chord(Keys.CONTROL, Keys.ENTER));
  }

  @Test
  void anOrderWhoseAnswerIsLostIsMadeOnce() throws Exception {
    choose("tiny");
    loseAnswers("/v1/videos");
    browser.write("#prompt", "An owl that is lost", Keys.chord(Keys.CONTROL, Keys.ENTER));
    browser.find(".composer .problem");
    browser.reload();
    send();
    browser.until("it is ordered", "return document.querySelector('#prompt').value === ''");

    assertThat(made("owl")).isOne();
  }

  @Test
  void anOrderWithAnImageWhoseAnswerIsLostIsMadeOnce(@TempDir Path folder) throws Exception {
    var image = Files.write(folder.resolve("frame.png"), PIXEL);
    choose("tiny");
    choose(".images input", image);
    browser.find(".thumb");
    loseAnswers("/v1/videos");
    browser.write("#prompt", "A walrus that is lost");
    send();
    browser.find(".composer .problem");
    browser.reload();
    choose(".images input", image);
    browser.find(".thumb");
    send();
    browser.until("it is ordered", "return document.querySelector('#prompt').value === ''");

    assertThat(made("walrus")).isOne();
  }

  @Test
  void aRemixWhoseAnswerIsLostIsMadeOnce() throws Exception {
    order("A lynx");
    browser.find(".item.completed");
    loseAnswers("/remix");
    remix(" in the fog");
    browser.find("dialog .problem");
    browser.reload();
    browser.find(".queue");
    view("gallery");
    browser.find(".tile[aria-label^='A lynx, ']").click();
    browser.find("dialog video");
    browser.run(
        "[...document.querySelectorAll('dialog button')].find((b) => b.textContent ==="
            + " 'Remix').click()");
    browser.write("dialog dialog textarea", " in the fog");
    browser.run("document.querySelector('dialog dialog button[type=submit]').click()");
    browser.until("it is ordered", "return !document.querySelector('dialog dialog')");

    assertThat(made("fog")).isOne();
  }

  private void remix(String words) {
    browser.click("Remix");
    browser.write("dialog textarea", words);
    browser.run("document.querySelector('dialog button[type=submit]').click()");
  }

  @Test
  void aFileWhoseAnswerIsLostIsOrderedOnce(@TempDir Path folder) throws Exception {
    var file = Files.writeString(folder.resolve("shots.txt"), "A newt\n");
    view("batches");
    browser.find(".drop");
    loseAnswers("/v1/batches");
    choose(".drop input", file);
    browser.find(".batches .problem");
    browser.reload();
    browser.find(".drop");
    choose(".drop input", file);
    browser.until("it is sent", "return !document.querySelector('.drop [aria-busy]')");

    browser.until("it is listed", "return document.querySelectorAll('.batch').length > 0");
    assertThat(Service.json(service.get("/sora/v1/batches")).path("data")).hasSize(1);
  }

  @Test
  void aJobThatAnOperatorRetriesIsMadeOnce() throws Exception {
    var failed = service.order("[sandbox:fail] A yak");
    service.ended(failed);
    operate("jobs");
    browser.run("document.querySelector('input[value=failed]').click()");
    loseAnswers("/retry");
    retry(failed);
    browser.find("dialog .notice.bad");
    browser.reload();
    browser.run("document.querySelector('input[value=failed]').click()");
    retry(failed);
    browser.until("it is ordered", "return !document.querySelector('dialog')");

    browser.until(
        "its row says so", "return document.body.innerText.includes('Ordered again as video_')");
    assertThat(made("yak")).isEqualTo(2);
  }

  private void retry(String job) {
    browser.until(
        "the job is listed",
        """
        [...document.querySelectorAll('tr')].find((r) => r.textContent.startsWith(arguments[0]))
          .querySelector('[aria-label="Try again"]').click();
        return true;
        """,
        job.substring(0, 12) + "…" + job.substring(job.length() - 6));
    browser.run("document.querySelector('dialog .danger').click()");
  }

  /** What is posted to addresses that end so is held until {@code release()}. */
  private void holdRequests(String ending, String answer) {
    browser.run(
        """
        const real = window.fetch;
        const [ending, answer] = arguments;
        window.fetch = async (url, options) => {
          if (options?.method === 'POST' && String(url).endsWith(ending)) {
            await new Promise((resolve) => { window.release = resolve; });
            if (answer) {
              return new Response(answer, {status: 400});
            }
          }
          return real(url, options);
        };
        """,
        ending,
        answer);
  }

  private void release() {
    browser.until("the request is held", "return Boolean(window.release)");
    browser.run("window.release()");
  }

  @Test
  void anOrderOnItsWayWhoseViewIsLeftIsForgottenWhenItIsMade() throws Exception {
    choose("tiny");
    holdRequests("/v1/videos", "");
    browser.write("#prompt", "An ibex on its way");
    send();
    view("gallery");
    browser.find(".gallery");
    release();
    browser.find(".notice.good");
    view("make");

    assertThat(browser.find("#prompt").getAttribute("value")).isEmpty();
    assertThat(made("ibex")).isOne();
  }

  @Test
  void anOrderThatIsRefusedAfterItsViewIsLeftIsSaidSo() {
    choose("tiny");
    holdRequests(
        "/v1/videos",
        "{\"error\": {\"message\": \"It is not allowed.\", \"type\": \"invalid_request_error\"}}");
    browser.write("#prompt", "A kudu");
    send();
    view("gallery");
    browser.find(".gallery");
    release();

    assertThat(browser.find(".notice.bad").getText()).contains("It is not allowed.");
    view("make");
    assertThat(browser.find(".composer .problem").getText()).contains("It is not allowed.");
    assertThat(browser.find("#prompt").getAttribute("value")).isEqualTo("A kudu");
  }

  @Test
  void whatIsWrittenWhileAnOrderIsOnItsWayStays() {
    choose("tiny");
    holdRequests("/v1/videos", "");
    browser.write("#prompt", "An ox");
    send();
    browser.write("#prompt", " at dawn");
    release();
    browser.find(".item");
    browser.until(
        "it is ordered", "return !document.querySelector('.composer footer [aria-busy]')");

    assertThat(browser.find("#prompt").getAttribute("value")).isEqualTo("An ox at dawn");
  }

  @Test
  void imagesStayWhileAnotherViewIsShownAndALossIsSaid(@TempDir Path folder) throws Exception {
    var image = Files.write(folder.resolve("frame.png"), PIXEL);
    choose("tiny");
    choose(".images input", image);
    browser.find(".thumb");
    view("gallery");
    browser.find(".gallery");
    view("make");
    browser.find(".thumb");
    browser.reload();

    assertThat(browser.find(".composer .hint.warn").getText()).contains("The images were lost");
    drop("data.items.add(new File(['x'], 'notes.txt', {type: 'text/plain'}))");
    browser.find(".notice.bad");
    assertThat(browser.find(".composer .hint.warn").getText()).contains("The images were lost");
  }

  @Test
  void theLastFrameOfAVideoLeavesThePromptThatWasWritten() {
    order("A moth");
    browser.find(".item.completed");
    browser.write("#prompt", "Not sent yet");
    browser.find(".item.completed .preview").click();
    browser.find("dialog video");
    browser.click("Start from last frame");

    browser.find(".thumb");
    assertThat(browser.find("#prompt").getAttribute("value")).isEqualTo("Not sent yet");
  }

  /** Each of several videos of an order has a tab. */
  @Test
  void whatIsDoneIsDoneWithTheVideoThatIsShown() throws Exception {
    twins("Older terns");
    twins("Newer terns");
    browser.reload();
    browser.find(".queue");
    view("gallery");
    browser.find(".tile[aria-label^='Newer terns, ']").click();
    browser.click("Video 2");
    assertThat(browser.all("dialog button")).noneMatch(one -> one.getText().equals("Remix"));
    recordRequests();
    browser.click("Extend");
    browser.write("dialog dialog textarea", "and on");
    browser.run("document.querySelector('dialog dialog button[type=submit]').click()");
    browser.until("it is ordered", "return !document.querySelector('dialog dialog')");
    assertThat(requests()).contains("-2.mp4");

    browser.run("document.querySelector('dialog').focus()");
    browser.press(Keys.ARROW_RIGHT);
    browser.until(
        "the first video of the next order is shown",
        """
        return document.querySelector('dialog .prompt-text').textContent === 'Older terns'
          && document.querySelector('dialog [aria-selected=true]').textContent === 'Video 1';
        """);
    browser.click("Video 2");
    browser.click("Start from last frame");
    browser.find(".thumb");
    assertThat(requests()).contains("variant=last_frame&index=1");
  }

  private void twins(String prompt) throws Exception {
    var order = Map.of("prompt", prompt, "model", "tiny", "size", "128x72", "n", 2);
    var made = service.post("/sora/v1/videos", Service.JSON.writeValueAsString(order));
    service.ended(Service.json(made).path("id").asText());
  }

  private void recordRequests() {
    browser.run(
        """
        const real = window.fetch;
        window.requests = '';
        window.fetch = (url, options) => {
          window.requests += `${url} ${options?.body ?? ''}\n`;
          return real(url, options);
        };
        """);
  }

  private String requests() {
    return String.valueOf(browser.run("return window.requests"));
  }

  @Test
  void theModelThatIsShownWhileSomebodyWritesIsChosen() {
    browser.write("#prompt", "A ray");
    var shown = browser.run("return document.querySelector('.composer select').value");

    assertThat(browser.run("return JSON.parse(sessionStorage.getItem('reelway.draft')).model"))
        .isEqualTo(shown);
  }

  @Test
  void aTextThatIsTooLongIsSaidSoAndNotCut() {
    browser.run(
        """
        const prompt = document.querySelector('#prompt');
        prompt.value = 'x'.repeat(32001);
        prompt.dispatchEvent(new Event('input', {bubbles: true}));
        """);

    assertThat(browser.find("#prompt-length").getText()).contains("32,001 of at most 32,000");
    assertThat(browser.find("#prompt").getAttribute("maxlength")).isNull();
  }

  @Test
  void whatIsNoImageIsSaidSo() {
    assertThat(drop("data.items.add(new File(['x'], 'notes.pdf', {type: 'application/pdf'}))"))
        .isEqualTo(true);

    assertThat(browser.find(".notice.bad").getText()).contains("not notes.pdf");
  }

  @Test
  void aTextThatIsDroppedIsLeftToTheBrowser() {
    assertThat(drop("data.setData('text/plain', 'A newt')")).isEqualTo(false);
    view("batches");
    browser.find(".drop");

    assertThat(drop("data.setData('text/plain', 'A newt')")).isEqualTo(false);
  }

  /** Whether the page keeps the browser from what it does by itself. */
  private Object drop(String what) {
    return browser.run(
        """
        const data = new DataTransfer();
        %s;
        const target = document.querySelector('.composer textarea, .drop');
        return ['dragover', 'drop'].map((name) => !target.dispatchEvent(
          new DragEvent(name, {bubbles: true, cancelable: true, dataTransfer: data}))).includes(true);
        """
            .formatted(what));
  }

  @Test
  void eachFileThatIsRefusedIsNamed(@TempDir Path folder) throws Exception {
    var one = Files.writeString(folder.resolve("one.txt"), "A hare");
    var two = Files.writeString(folder.resolve("two.txt"), "A hedgehog");
    view("batches");
    browser.find(".drop");
    browser.run(
        """
        document.querySelector('.drop input').classList.remove('sr');
        const real = window.fetch;
        window.fetch = async (url, options) => String(url).endsWith('/v1/files')
          ? new Response('{"error": {"message": "It is not allowed."}}', {status: 400})
          : real(url, options);
        """);
    browser.write(".drop input", one + "\n" + two);
    browser.until(
        "both are refused", "return document.querySelectorAll('.batches .problem').length === 2");

    assertThat(browser.text()).contains("one.txt: It is", "two.txt: It is");
  }
}
