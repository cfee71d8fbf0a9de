// A video as large as the window allows, with what is known of it; and two of them side by side.

import {html, useEffect, useRef, useState} from "./preact.js";
import {cancel, copyLink, download, lastFrame, MadeOf, remove, RetryButton} from "./actions.js";
import {here} from "./api.js";
import {Badge, Bar, Button, copy, Dialog, foreground, PromptText, short, useAction, useClock, useStore} from "./parts.js";
import {Sure} from "./sure.js";
import {date, duration, money, t} from "./text.js";
import {isOpen, progress, stateOf, videos} from "./videos.js";

function Screen({video, output}) {
  const [broken, setBroken] = useState(null);
  const now = useClock(isOpen(video));
  const [saveFile, saving] = useAction(() => download(video, output));
  const state = stateOf(video);
  const place = (children) => html`<div class="screen" style=${{"--ratio": video.size.replace("x", " / ")}}>${children}</div>`;
  if (isOpen(video)) {
    return place(html`<div class="waiting"><${Badge} state=${state}>${t(`status.${state}`)}<//><${Bar} value=${progress(video, now)} label=${t(`status.${state}`)} /></div>`);
  }
  if (!output?.url) {
    return place(html`<div class="waiting"><p>${video.error?.message ?? t("expired")}</p></div>`);
  }
  return place(broken === output.url
    ? html`<div class="waiting"><p>${t("cannotPlay")}</p><${Button} icon="download" label=${t("download")} busy=${saving} onClick=${saveFile} /></div>`
    : html`<video key=${output.url} src=${here(output.url)} poster=${here(output.thumbnail_url)} controls autoplay loop playsinline preload="auto"
        aria-label=${short(video.prompt, 120)} onError=${async () => (await videos.renew(video).catch(() => false)) || setBroken(output.url)}></video>`);
}

function Facts({video}) {
  const rows = [
    [t("model"), video.model],
    [t("size"), `${video.metadata?.made_size ?? video.size}`],
    [t("length"), t("seconds", {n: video.metadata?.made_seconds ?? video.seconds})],
    [t("created"), date(video.created_at)],
    video.completed_at && ["", t("tookTime", {time: duration(video.completed_at - video.created_at)})],
    video.render?.upstream && ["", t("by", {upstream: video.render.upstream})],
    video.cost?.amount !== undefined && [t("cost"), `${money(video.cost.amount, video.cost.currency)}${video.cost.estimated ? ` (${t("estimated")})` : ""}`],
    ...Object.entries(video.metadata ?? {}).filter(([name]) => !name.startsWith("made_")),
  ].filter(Boolean);
  return html`<dl class="facts-list">${rows.map(([name, value]) => html`<div key=${name + value}><dt>${name}</dt><dd>${value}</dd></div>`)}
    <div><dt>${t("id")}</dt><dd><button type="button" class="id" title=${t("copy")} onClick=${() => copy(video.id)}>${video.id}</button></dd></div></dl>`;
}

/** Reads videos again whose links may have ended. */
function useFresh(opened) {
  useEffect(() => {
    opened.forEach((video) => videos.fresh(video).catch(() => {}));
  }, opened.map((video) => video.id));
}

export function Player({video: opened, list, models, onClose, onMove, onUseFrame}) {
  useStore(videos);
  const video = videos.byId.get(opened.id) ?? opened;
  const [tab, setTab] = useState({of: null, index: 0});
  const [making, setMaking] = useState(null);
  const outputs = video.outputs ?? (video.url ? [{index: 0, url: video.url, thumbnail_url: video.thumbnail_url}] : []);
  const output = outputs[tab.of === video.id ? Math.min(tab.index, outputs.length - 1) : 0];
  const can = models.find((one) => one.id === video.model)?.capabilities ?? {};
  const at = list.findIndex((one) => one.id === video.id);
  const move = (step) => list[at + step] && onMove(list[at + step]);
  const [saveFile, saving] = useAction(() => download(video, output));
  const [link, copying] = useAction(() => copyLink(video, output));
  const [frame, framing] = useAction(async () => onUseFrame(await lastFrame(video, output), video));
  useFresh([opened]);
  useEffect(() => {
    const onKey = (event) => {
      // A question about this video stays one about this video.
      const isAbove = !foreground().matches(".player");
      const isOther = event.altKey || event.ctrlKey || event.metaKey;
      if (!isAbove && !isOther && !/INPUT|TEXTAREA|SELECT|VIDEO/.test(event.target.tagName)) {
        event.key === "ArrowLeft" ? move(-1) : event.key === "ArrowRight" && move(1);
      }
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });
  return html`<${Dialog} title=${short(video.prompt, 90)} onClose=${onClose} kind="player">
    <div class="player-body">
      <div class="stage">
        <${Screen} video=${video} output=${output} />
        ${outputs.length > 1 && html`<div class="tabs" role="tablist">${outputs.map((one, i) => html`<button key=${i} type="button" role="tab"
            aria-selected=${one === output ? "true" : "false"} onClick=${() => setTab({of: video.id, index: i})}>${t("output", {n: i + 1})}</button>`)}</div>`}
        <div class="row spread">
          <${Button} icon="left" hidden label=${t("previous")} disabled=${at <= 0} onClick=${() => move(-1)} />
          <${Button} icon="right" hidden label=${t("next")} disabled=${at < 0 || at >= list.length - 1} onClick=${() => move(1)} />
        </div>
      </div>
      <aside class="stack">
        <${PromptText} text=${video.prompt} />
        <div class="actions">
          ${output?.url && html`<${Button} icon="download" kind="primary" label=${t("download")} busy=${saving} onClick=${saveFile} />
            ${!output.index && html`<${Button} icon="remix" label=${t("remix")} onClick=${() => setMaking("remix")} />`}
            ${can.extensions !== false && html`<${Button} icon="extend" label=${t("extend")} onClick=${() => setMaking("extend")} />`}
            ${can.edits !== false && html`<${Button} icon="edit" label=${t("edit")} onClick=${() => setMaking("edit")} />`}
            <${Button} icon="frame" label=${t("useFrame")} busy=${framing} onClick=${frame} />
            <${Button} icon="link" label=${t("link")} title=${t("linkHint")} busy=${copying} onClick=${link} />`}
          ${video.status === "failed" && html`<${RetryButton} key=${`retry ${video.id}`} video=${video} onDone=${onClose} />`}
          ${isOpen(video)
            ? html`<${Sure} key=${`cancel ${video.id}`} icon="close" label=${t("cancel")} question=${t("cancelSure")} onYes=${async () => await cancel(video) && onClose()} />`
            : html`<${Sure} key=${`delete ${video.id}`} icon="trash" label=${t("delete")} question=${t("deleteSure")} onYes=${async () => {
              await remove(video);
              onClose();
            }} />`}
        </div>
        <${Facts} video=${video} />
      </aside>
    </div>
    ${making && html`<${MadeOf} kind=${making} video=${video} output=${output} onClose=${() => setMaking(null)} />`}
  <//>`;
}

export function Compare({pair: opened, onClose}) {
  useStore(videos);
  useFresh(opened);
  const pair = opened.map((video) => videos.byId.get(video.id) ?? video);
  const players = [useRef(), useRef()];
  const [playing, setPlaying] = useState(true);
  const both = () => {
    players.forEach(({current}) => {
      current && (playing ? current.pause() : current.play());
    });
    setPlaying(!playing);
  };
  return html`<${Dialog} title=${t("compare")} onClose=${onClose} kind="player">
    <div class="pair">${pair.map((video, i) => html`<figure key=${video.id}>
      <video ref=${players[i]} src=${here(video.url)} poster=${here(video.thumbnail_url)} controls autoplay loop muted playsinline aria-label=${short(video.prompt, 120)}></video>
      <figcaption><${PromptText} text=${video.prompt} /><${Facts} video=${video} /></figcaption></figure>`)}</div>
    <footer class="row center"><${Button} icon=${playing ? "pause" : "play"} label=${t(playing ? "pauseBoth" : "playBoth")} onClick=${both} /></footer>
  <//>`;
}
