package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/** Somebody opens the page in a browser, and makes videos. */
class PageStoryTest extends BrowserStory {

  @Test
  void aVideoIsOrderedAndComesAndPlaysAndSeeks() {
    order("A paper boat on a rainy street");

    browser.find(".item.completed .preview img");
    browser.reload();
    browser.find(".queue");
    view("gallery");
    browser.find(".tile").click();
    browser.until(
        "the video plays",
        "const v = document.querySelector('dialog video'); return v.readyState > 2 && v.currentTime"
            + " > 0");
    browser.until(
        "the video seeks",
        """
        const v = document.querySelector('dialog video');
        if (!window.sought) { window.sought = 'asked'; v.pause(); v.addEventListener('seeked', () => window.sought = 'done'); v.currentTime = 0.5; }
        return window.sought === 'done' && Math.abs(v.currentTime - 0.5) < 0.1;
        """);
    assertThat(browser.find("dialog .facts-list").getText()).contains("tiny", "sandbox");
  }

  @Test
  void whatSomebodyWritesStaysText() {
    var hostile = "<img src=x onerror=\"document.title='taken'\"> & <b>bold</b> {{7*7}} </script>";
    order(hostile);
    browser.find(".item.completed");
    view("gallery");
    browser.write("#search", "onerror");
    browser.until("the search finds it", "return document.querySelectorAll('.tile').length === 1");
    browser.find(".tile").click();

    assertThat(browser.find("dialog .prompt-text").getText()).isEqualTo(hostile);
    assertThat(browser.run("return document.title")).isEqualTo("Reelway");
    assertThat(browser.all("dialog b, main b")).isEmpty();
  }

  @Test
  void aVideoIsRemixedAndDeleted() {
    order("A kite");
    browser.find(".item.completed .preview").click();
    browser.find("dialog video");
    browser.run(
        "[...document.querySelectorAll('dialog button')].find((b) => b.textContent ==="
            + " 'Remix').click()");
    browser.write("dialog dialog textarea", " in a storm");
    browser.run("document.querySelector('dialog dialog button[type=submit]').click()");
    browser.until(
        "the remix is there",
        "return [...document.querySelectorAll('.item')].some((i) => i.textContent.includes('A kite"
            + " in a storm'))");
    browser.click("Delete");
    browser.run("document.querySelector('dialog dialog .danger').click()");

    browser.until("the player is closed", "return !document.querySelector('dialog')");
    browser.until(
        "the video is gone",
        "return ![...document.querySelectorAll('.item .prompt-line')].some((i) => i.textContent ==="
            + " 'A kite')");
  }

  /** What is asked is about the video that was shown when it was asked. */
  @Test
  void arrowKeysMoveThePlayerUnlessItAsksSomething() {
    order("A curlew");
    browser.find(".item.completed");
    order("A godwit");
    browser.until(
        "both are there", "return document.querySelectorAll('.item.completed').length > 1");
    browser.find(".item.completed .preview").click();
    browser.find("dialog video");
    browser.run("document.querySelector('dialog').focus()");
    press("ArrowRight", true);
    press("ArrowRight", false);
    browser.until("the next one is shown", shown("A curlew"));
    press("ArrowLeft", false);
    browser.until("it is back", shown("A godwit"));
    browser.click("Delete");
    browser.find("dialog dialog .danger");
    press("ArrowRight", false);
    browser.run("document.querySelector('dialog dialog .danger').click()");

    browser.until("the player is closed", "return !document.querySelector('dialog')");
    assertThat(browser.text()).contains("A curlew").doesNotContain("A godwit");
  }

  private static String shown(String prompt) {
    return "return document.querySelector('dialog .prompt-text').textContent === '" + prompt + "'";
  }

  private void press(String key, boolean alt) {
    browser.run(
        """
        document.activeElement.dispatchEvent(
          new KeyboardEvent('keydown', {key: arguments[0], altKey: arguments[1], bubbles: true}));
        """,
        key,
        alt);
  }

  @Test
  void theRequestIsShownAsCode() {
    choose("tiny");
    browser.write("#prompt", "It's \"quoted\"");
    browser.click("Code");

    assertThat(browser.find(".code").getText())
        .contains("curl " + page() + "sora/v1/videos", "It'\\''s \\\"quoted\\\"", "$REELWAY_KEY")
        .doesNotContain("demo");
    browser.click("Python");
    assertThat(browser.find(".code").getText()).contains("client.videos.create(");
    browser.click("Copy");
    browser.find("dialog .notice");
    browser.escape();
  }

  @Test
  void theDescriptionOfTheApiIsShown() {
    browser.go(page() + "sora/docs");
    browser.until(
        "its calls are listed", "return document.querySelectorAll('#docs .opblock').length > 30");
  }

  @Test
  void aFileOfPromptsIsDropped(@TempDir Path folder) throws IOException {
    var file =
        Files.writeString(
            folder.resolve("shots.csv"), "id,prompt,seconds\na,A kite,1\nb,A storm,soon\n");
    view("batches");
    browser.find(".drop");
    browser.run(
        """
        const select = document.querySelector('.drop select');
        select.value = 'tiny';
        select.dispatchEvent(new Event('change', {bubbles: true}));
        document.querySelector('.drop input').classList.remove('sr');
        """);
    browser.write(".drop input", file.toString());

    browser.until("the batch has ended", "return document.body.innerText.includes('2 of 2')");
    browser.click("Errors");
    assertThat(browser.find(".errors li").getText())
        .startsWith("Line 3 (b):")
        .contains("seconds must be");
    browser.button("Report");
    browser.click("Show videos");
    browser.find(".tile");
    assertThat(browser.all(".tile")).hasSize(1);
  }

  @Test
  void aVideoOnItsWayIsCancelled() {
    order("[sandbox:never] A kite");
    browser.find(".item.in_progress .bar");
    browser.click("Cancel");
    browser.run("document.querySelector('dialog .danger').click()");

    browser.until("it is gone", "return !document.querySelector('.item.in_progress')");
  }

  /** The engine may have been paid for a render that failed: the person is asked first. */
  @Test
  void aFailedVideoSaysWhyAndIsTriedAgain() throws Exception {
    order("[sandbox:fail] A kite");
    assertThat(browser.find(".item.failed .cause.bad").getText()).isNotBlank();
    var ids = service.get("/sora/v1/videos?status=failed").body().split("\"id\"").length;
    browser.click("Try again");
    browser.run("document.querySelector('dialog .danger')?.click()");

    Awaitility.await("the second one fails, too")
        .atMost(Service.PATIENCE)
        .until(
            () -> service.get("/sora/v1/videos?status=failed").body().split("\"id\"").length > ids);
    browser.find(".item.failed");
    assertThat(browser.all(".item.failed")).hasSize(1);
  }

  /** Each time is an order that may cost something, so nobody is led to a second one. */
  @Test
  void aFailedVideoThatWasOrderedAgainSaysSo() throws Exception {
    var failed = service.order("[sandbox:fail] A gannet");
    service.ended(failed);
    view("gallery");
    filterBy("failed");
    openGannet();
    retryInPlayer();
    browser.until("the player is closed", "return !document.querySelector('dialog')");
    browser.reload();
    browser.find(".gallery");
    filterBy("failed");
    browser.until("both are there", gannets() + ".length === 2");
    openGannet();
    browser.click("Try again");

    assertThat(browser.find("dialog dialog p").getText()).contains("Ordered again as video_");
    browser.click("No");
    browser.click("Close");
    view("make");
    browser.find(".item.failed");
    assertThat(browser.text().split("A gannet", -1)).hasSize(2);
  }

  private static String gannets() {
    return "return [...document.querySelectorAll('.tile')].filter((one) =>"
        + " one.textContent.includes('A gannet'))";
  }

  /** The first one that was ordered. */
  private void openGannet() {
    browser.until("it is there", gannets() + ".length > 0");
    browser.run(gannets() + ".at(-1).click()");
    browser.find("dialog .actions");
  }

  private void retryInPlayer() {
    browser.click("Try again");
    browser.run("document.querySelector('dialog dialog .danger')?.click()");
  }

  private void filterBy(String status) {
    browser.run(
        """
        const select = document.querySelectorAll('.filters select')[1];
        select.value = arguments[0];
        select.dispatchEvent(new Event('change', {bubbles: true}));
        """,
        status);
  }

  /** Images are not in the gallery. */
  @Test
  void theGalleryIsFilteredByModelsOfVideosAlone() {
    view("gallery");
    browser.find(".gallery");
    browser.until(
        "the models are there",
        "return document.querySelectorAll('.filters select')[0].options.length > 1");

    assertThat(browser.find(".filters select").getText())
        .contains("tiny", "sora_video2")
        .doesNotContain("sora_image");
  }

  @Test
  void twoVideosAreFoundByKeyboardAndCompared() {
    order("A heron");
    browser.find(".item.completed");
    order("A swan");
    browser.until(
        "both are there", "return document.querySelectorAll('.item.completed').length > 1");
    browser.run("document.activeElement.blur()");
    browser.press("g");
    browser.find(".tile");
    browser.run("document.querySelector('.tile').focus()");
    browser.press("c");
    browser.press(Keys.ARROW_RIGHT);
    browser.until(
        "the next one has the focus", "return document.activeElement.dataset.index === '1'");
    browser.press("c");
    browser.click("Compare");

    browser.until(
        "both play",
        "return [...document.querySelectorAll('.pair video')].filter((one) => one.currentTime >"
            + " 0).length === 2");
    browser.escape();
    browser.until("the comparison is closed", "return !document.querySelector('dialog')");
  }

  @Test
  void aKeyThatIsWrongIsSaidSo() {
    signOut();
    browser.write("#key", "nobody", Keys.ENTER);

    assertThat(browser.find(".problem").getText()).contains("This key is not known here.");
    assertThat(browser.complaints()).singleElement().asString().contains("401");
    browser.go("http://127.0.0.1:" + adminPort + "/");
    browser.run("sessionStorage.clear()");
    browser.reload();
    browser.write("#key", "nobody", Keys.ENTER);
    assertThat(browser.find(".problem").getText()).contains("This key is not known here.");
    assertThat(browser.complaints()).singleElement().asString().contains("401");
  }

  @Test
  void aBrowserInChineseGetsChinese() {
    browser.click("中文");

    assertThat(browser.find("nav").getText()).contains("创作", "作品", "批量");
    assertThat(browser.run("return document.documentElement.lang")).isEqualTo("zh-CN");
  }

  @ParameterizedTest
  @CsvSource({"light, 1280", "dark, 390"})
  void everyViewIsForEverybody(String scheme, int width) {
    browser.resize(width, 900);
    browser.prefer(scheme);
    order("A lighthouse");
    browser.find(".item.completed");
    assertThat(browser.barriers()).as("the queue").isEmpty();
    view("gallery");
    browser.find(".tile").click();
    browser.find("dialog video");
    assertThat(browser.barriers()).as("the player").isEmpty();
    browser.click("Close");
    assertThat(browser.barriers()).as("the gallery").isEmpty();
    view("batches");
    browser.find(".drop");
    assertThat(browser.barriers()).as("the batches").isEmpty();
    signOut();
    browser.find("#key");
    assertThat(browser.barriers()).as("the sign-in").isEmpty();
  }

  @Test
  void anOperatorMakesALicenceAndRevokesIt() throws Exception {
    operate("licences");
    browser.click("New licence");
    browser.write("dialog input", "studio");
    browser.write("dialog .form-grid label:nth-child(5) input", "1,50");
    browser.click("Create");
    browser.until(
        "money that is no number is refused",
        "return document.querySelector('dialog input:invalid') !== null");
    browser.write("dialog input:invalid", Keys.chord(Keys.CONTROL, "a"), "1.50");
    browser.click("Create");
    var key = browser.find(".secret code").getText();
    browser.run(
        """
        const dialog = document.querySelector('dialog');
        dialog.dispatchEvent(new PointerEvent('pointerdown', {bubbles: true}));
        dialog.click();
        """);
    assertThat(browser.find(".secret code").getText())
        .as("a click beside it does not close what is shown once")
        .isEqualTo(key);
    browser.run("document.querySelector('dialog footer .primary').click()");

    assertThat(answerTo(key)).isEqualTo(200);
    browser.until(
        "the money is its limit",
        "return [...document.querySelectorAll('tr')].some((r) => r.textContent.startsWith('studio')"
            + " && r.textContent.includes('Money a day: 1.5'))");
    browser.run(
        "[...document.querySelectorAll('tr')].find((r) =>"
            + " r.textContent.startsWith('studio')).querySelector('[aria-label=Revoke]').click()");
    browser.run("document.querySelector('dialog .danger').click()");
    browser.until(
        "it is revoked",
        "return [...document.querySelectorAll('tr')].some((r) => r.textContent.startsWith('studio')"
            + " && r.textContent.includes('Revoked'))");
    Awaitility.await("the key ends")
        .atMost(Service.PATIENCE)
        .untilAsserted(() -> assertThat(answerTo(key)).isEqualTo(401));
    signOut();
    browser.write("#key", key, Keys.ENTER);
    assertThat(browser.find(".problem").getText()).contains("This licence was revoked.");
    assertThat(browser.complaints()).singleElement().asString().contains("401");
  }

  private int answerTo(String key) throws Exception {
    return service
        .send(service.bare("/sora/v1/models").header("Authorization", "Bearer " + key))
        .statusCode();
  }

  @Test
  void anOperatorPausesAnUpstreamAndResumesIt() throws Exception {
    operate("upstreams");
    browser.click("Pause");
    browser.run("document.querySelector('dialog .danger').click()");
    browser.find(".badge.paused");
    var id = service.order("A boat that waits");
    Awaitility.await("the order says why it waits")
        .atMost(Service.PATIENCE)
        .until(() -> service.video(id).at("/render/cause").asText().contains("paused"));
    browser.click("Resume");
    browser.find(".badge.ok");

    assertThat(service.ended(id).path("status").asText()).isEqualTo("completed");
  }

  @Test
  void anAnswerThatTakesLongerThanTheTimeBetweenTwoCallsIsShown() {
    operate("inboxes");
    browser.run(
        """
        const real = window.fetch;
        window.fetch = async (url, options) => {
          const answer = await real(url, options);
          await new Promise((resolve) => setTimeout(resolve, 3500));
          return answer;
        };
        location.hash = 'upstreams';
        """);

    browser.find("tr .badge.ok");
  }

  /** A day without costs has a currency too, which says nothing of those that were paid in. */
  @Test
  void theCostsOfEachCurrencyAreShown() {
    operate("inboxes");
    browser.run(
        """
        const real = window.fetch;
        const day = new Date().toISOString().slice(0, 10);
        const row = (currency, cost) => ({day, currency, cost, jobs: 1});
        window.fetch = async (url, options) => String(url).includes('by=day')
          ? new Response(JSON.stringify({data: [row('EUR', '0'), row('USD', '1.5'), row('CNY', '7')]}))
          : real(url, options);
        location.hash = 'overview';
        """);
    browser.until(
        "both are there",
        """
        const names = [...document.querySelectorAll('.plot')]
          .filter((one) => one.textContent.includes('Cost by day'))
          .map((one) => one.querySelector('.legend').textContent);
        return names.join() === 'CNY,USD';
        """);
  }

  @Test
  void anOperatorChangesOnlyWhatTheFormHasChanged() {
    operate("licences");
    admin("POST", "licences", "{\"name\": \"team-b\", \"scopes\": [\"videos\"]}");
    browser.reload();
    browser.click("Edit: team-b");
    browser.find("dialog");
    admin("PATCH", "licences/team-b", "{\"limits\": {\"day\": {\"jobs\": 7}}}");
    browser.write("dialog .form-grid label:nth-child(2) input", "3");
    browser.click("Save");

    assertThat(browser.find("dialog .problem").getText()).contains("has been changed since");
    assertThat(browser.complaints()).singleElement().asString().contains("412");
    browser.click("Close");
    browser.click("Edit: team-b");
    browser.write("dialog .form-grid label:nth-child(2) input", "3");
    browser.run(
        """
        const real = window.fetch;
        window.fetch = (url, options) => {
          window.sent = options.method === 'PATCH' ? options.body : window.sent;
          return real(url, options);
        };
        """);
    browser.click("Save");
    browser.until("it is saved", "return !document.querySelector('dialog')");
    assertThat(browser.run("return window.sent")).isEqualTo("{\"limits\":{\"jobs_at_once\":3}}");
  }

  private void admin(String method, String path, String json) {
    browser.run(
        """
        const [method, path, json] = arguments;
        return (async () => {
          const {call} = await import(document.querySelector('link[href$="/api.js"]').href);
          await call(path, {method, json: JSON.parse(json)});
        })();
        """,
        method,
        path,
        json);
  }
}
