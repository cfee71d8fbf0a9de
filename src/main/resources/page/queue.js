// The videos on their way, each with a bar that moves as the server's events arrive.

import {html, useState} from "./preact.js";
import {cancel, MadeOf, RetryButton} from "./actions.js";
import {here} from "./api.js";
import {Badge, Bar, Button, Empty, Icon, short, useClock, useStore} from "./parts.js";
import {Sure} from "./sure.js";
import {ago, duration, number, t} from "./text.js";
import {isOpen, progress, stateOf, timing, videos} from "./videos.js";

/** How many are drawn: a batch may have thousands on their way. */
const MOST = 100;

function Times({video, now}) {
  const {elapsed, left} = timing(video, now);
  if (!isOpen(video)) {
    return html`<span>${video.completed_at ? t("tookTime", {time: duration(elapsed)}) : ago(video.created_at)}</span>`;
  }
  return html`<span>${t("elapsed", {time: duration(elapsed)})}</span>
    ${left !== null && html`<span>${left > 0 ? t("expected", {time: duration(left)}) : t("overdue")}</span>`}`;
}

function Item({video, now, onOpen}) {
  const [remixing, setRemixing] = useState(false);
  const state = stateOf(video);
  const render = video.render ?? {};
  return html`<li class=${`item ${state}`}>
    <button type="button" class="preview" disabled=${video.status !== "completed"} aria-label=${`${t("open")}: ${short(video.prompt)}`} onClick=${() => onOpen(video)}>
      ${video.thumbnail_url ? html`<img src=${here(video.thumbnail_url)} alt="" loading="lazy" />` : html`<i class="shape" style=${{aspectRatio: video.size.replace("x", " / ")}}></i>`}
    </button>
    <div class="about">
      <p class="prompt-line" title=${short(video.prompt, 600)}>${short(video.prompt, 300)}</p>
      <p class="facts"><${Badge} state=${state}>${t(`status.${state}`)}<//><span>${video.model}</span><span>${t("seconds", {n: video.seconds})}</span>
        ${render.upstream && html`<span>${t("by", {upstream: render.upstream})}</span>`}<${Times} video=${video} now=${now} /></p>
      ${isOpen(video) && html`<${Bar} value=${progress(video, now)} label=${short(video.prompt)} state=${state} />`}
      ${isOpen(video) && render.cause && html`<p class="cause"><${Icon} name="clock" />${t("lastProblem", {cause: render.cause})}</p>`}
      ${video.status === "failed" && html`<p class=${state === "failed" ? "cause bad" : "cause"}><${Icon} name="alert" />${video.error?.message}</p>`}
    </div>
    <div class="item-actions">
      ${isOpen(video) && html`<${Sure} icon="close" label=${t("cancel")} hidden question=${t("cancelSure")} onYes=${() => cancel(video)} />`}
      ${!isOpen(video) && html`<${Button} label=${t("dismiss")} kind="quiet" onClick=${() => videos.hide(video.id)} />`}
      ${video.status === "failed" && html`<${RetryButton} video=${video} hidden />`}
      ${video.status === "completed" && html`<${Button} icon="play" label=${t("open")} hidden kind="quiet" onClick=${() => onOpen(video)} />
        <${Button} icon="remix" label=${t("remix")} hidden kind="quiet" onClick=${() => setRemixing(true)} />`}
    </div>
    ${remixing && html`<${MadeOf} kind="remix" video=${video} onClose=${() => setRemixing(false)} />`}
  </li>`;
}

export function Queue({onOpen}) {
  useStore(videos);
  const all = videos.queue();
  const now = useClock(all.some(isOpen));
  const open = all.filter(isOpen).length;
  const shown = all.slice(0, MOST);
  return html`<section class="queue" aria-labelledby="queue-title">
    <header class="row spread"><h2 id="queue-title">${t("queue")}${open > 0 && html` <span class="count">${number(open)}${videos.hasMore ? "+" : ""}</span>`}</h2>
      <span class=${`connection ${videos.state}`} role="status">${videos.state === "live" ? t("live") : videos.state === "lost" ? t("reconnecting") : ""}</span></header>
    ${all.length === 0
      ? html`<${Empty} icon="spark" title=${t("queueEmpty")}><p>${t("queueHint")}</p><//>`
      : html`<ol class="items">${shown.map((video) => html`<${Item} key=${video.id} video=${video} now=${now} onOpen=${onOpen} />`)}</ol>
        ${all.length > MOST && html`<p class="hint center">${t("andMore", {n: number(all.length - MOST)})}</p>`}`}
  </section>`;
}
