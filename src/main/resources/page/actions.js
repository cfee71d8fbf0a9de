// What can be done with a video, wherever it is shown.

import {html, useState} from "./preact.js";
import {call, here, leadsAway, save, send} from "./api.js";
import {Button, copy, Dialog, isTooLong, notify, Problem, TooLong, useAction} from "./parts.js";
import {order} from "./sending.js";
import {Sure} from "./sure.js";
import {t} from "./text.js";
import {isOpen, videos} from "./videos.js";

/** Deletes a video that has ended, or cancels one on its way: either is gone then. */
export async function remove(video) {
  await call(`v1/videos/${video.id}`, {method: "DELETE"});
  videos.remove(video.id);
}

/** Cancels a video on its way, and answers whether it is gone; one that has ended meanwhile stays, as it is paid for. */
export async function cancel(video) {
  await videos.refresh(video.id);
  const now = videos.byId.get(video.id);
  if (now && !isOpen(now)) {
    notify(t("endedMeanwhile"));
    return false;
  }
  now && await remove(now);
  return true;
}

async function retry(video, acceptCost) {
  const made = await order(`v1/videos/${video.id}/retry`, {json: acceptCost ? {accept_cost: true} : {}});
  videos.hide(video.id);
  videos.ordered(made);
}

/** The link to one of a video's files, as the service gives it. */
async function linkOf(video, output) {
  const now = await videos.fresh(video);
  return (now.outputs?.find((one) => one.index === output.index) ?? now).url;
}

const nameOf = (video, output) => `${video.id}${output.index ? `-${output.index + 1}` : ""}`;

export async function download(video, output) {
  const url = here(await linkOf(video, output));
  if (await leadsAway(url)) {
    open(url, "_blank", "noopener");
  } else {
    const [ending] = new URL(url, document.baseURI).pathname.match(/\.\w+$/) ?? [".mp4"];
    save(url, `${nameOf(video, output)}${ending}`);
  }
}

export async function copyLink(video, output) {
  return copy(here(await linkOf(video, output)));
}

/** The last frame of one of a video's files as a file, to start the next one from. */
export async function lastFrame(video, output) {
  const response = await send(`v1/videos/${video.id}/content?variant=last_frame&index=${output.index}`);
  return new File([await response.blob()], `${nameOf(video, output)}-last.jpg`, {type: "image/jpeg", lastModified: video.created_at * 1000});
}

/** What an extension or an edit is made of: an id means the first file of a video, a link any of them. */
async function sourceOf(video, output) {
  return output?.index ? {url: await linkOf(video, output)} : {id: video.id};
}

/** Asks for the prompt of a video that is made of another one: a remix, which is always of the first file, an extension or an edit. */
export function MadeOf({kind, video, output, onClose}) {
  const [prompt, setPrompt] = useState(kind === "remix" ? video.prompt : "");
  const [seconds, setSeconds] = useState(4);
  const [problem, setProblem] = useState(null);
  const [go, busy] = useAction(async () => {
    const path = {remix: `v1/videos/${video.id}/remix`, extend: "v1/videos/extensions", edit: "v1/videos/edits"}[kind];
    try {
      const json = kind === "remix" ? {prompt} : {prompt, video: await sourceOf(video, output), ...(kind === "extend" ? {seconds} : {})};
      videos.ordered(await order(path, {json}));
      onClose();
    } catch (error) {
      setProblem(error);
    }
  });
  const ready = prompt.trim() && !isTooLong(prompt, 32_000);
  return html`<${Dialog} title=${t(kind)} onClose=${onClose}>
    <form class="stack" onSubmit=${(event) => {
      event.preventDefault();
      ready && go();
    }}>
      <label class="field"><span>${t("newPrompt")}</span>
        <textarea rows="4" autofocus value=${prompt} onInput=${(event) => setPrompt(event.currentTarget.value)}></textarea><${TooLong} text=${prompt} most=${32_000} /></label>
      ${kind === "extend" && html`<label class="field range"><span>${t("addSeconds")} <output>${t("seconds", {n: seconds})}</output></span>
        <input type="range" min="4" max="20" value=${seconds} onInput=${(event) => setSeconds(Number(event.currentTarget.value))} /></label>`}
      ${problem && html`<${Problem} error=${problem} />`}
      <footer class="row end"><${Button} type="submit" kind="primary" icon="spark" label=${t("send")} busy=${busy} disabled=${!ready} /></footer>
    </form>
  <//>`;
}

/** Orders a failed video again; the person is asked first where that was done already, or costs a second time. */
export function RetryButton({video, hidden, onDone = () => {}}) {
  const paid = Boolean(video.render?.may_be_paid);
  const again = async () => {
    await retry(video, paid);
    onDone();
  };
  const [go, busy] = useAction(again);
  const made = videos.repeats.get(video.id);
  const question = [made && t("orderedAgain", {id: made}), paid && t("mayBePaid")].filter(Boolean).join(" ");
  return question
    ? html`<${Sure} icon="retry" label=${t("retry")} hidden=${hidden} question=${question} confirm=${t("retryAnyway")} onYes=${again} />`
    : html`<${Button} icon="retry" label=${t("retry")} hidden=${hidden} kind="quiet" busy=${busy} onClick=${go} />`;
}
