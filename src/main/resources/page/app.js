// The page for people who make videos: sign-in, the views, and what stands around them.

import {html, render, useEffect, useState} from "./preact.js";
import {call, onSignedOut, ROOT, session} from "./api.js";
import {Composer} from "./composer.js";
import {draft} from "./draft.js";
import {Gallery, NO_FILTER} from "./gallery.js";
import {Shell, SignIn, Shortcuts} from "./frame.js";
import {notify, Problem, useLoad} from "./parts.js";
import {Compare, Player} from "./player.js";
import {Queue} from "./queue.js";
import {forgetSending} from "./sending.js";
import {money, t} from "./text.js";
import {uploads} from "./uploads.js";
import {videos} from "./videos.js";

const VIEWS = [
  {name: "make", icon: "spark", key: "q"},
  {name: "gallery", icon: "grid", key: "g"},
  {name: "batches", icon: "stack", key: "b"},
];

function viewOf(hash) {
  return VIEWS.find((one) => `#${one.name}` === hash)?.name ?? "make";
}

/** How much of the limit that is nearest is used; nothing without limits. */
function Usage() {
  const {data} = useLoad(() => call("v1/usage"), [], 15_000);
  const limits = ["day", "month"].flatMap((period) => Object.entries(data?.[period] ?? {})
    .filter(([, one]) => one?.limit)
    .map(([what, one]) => ({what, period: t(`period.${period}`), ...one, part: one.used / one.limit})));
  const nearest = limits.sort((a, b) => b.part - a.part)[0];
  if (!nearest) {
    return null;
  }
  const shown = (value) => (nearest.what === "money" ? money(value, nearest.currency) : value);
  return html`<span class=${`usage ${nearest.part > 0.9 ? "warn" : ""}`} title=${t("usage")}>
    <meter min="0" max="1" high="0.9" value=${nearest.part} aria-label=${t("usage")}></meter>
    ${t(`usage.${nearest.what}`, {...nearest, used: shown(nearest.used), limit: shown(nearest.limit)})}</span>`;
}

/** Not everybody has files of prompts: the other views are there before. */
function Batches(props) {
  const {data, error, reload} = useLoad(() => import("./batches.js"), []);
  return html`${error && html`<${Problem} error=${error} onRetry=${reload} />`}${data && html`<${data.Batches} ...${props} />`}`;
}

function Main({models, view, go}) {
  const [filter, setFilter] = useState(NO_FILTER);
  const [player, setPlayer] = useState(null);
  const [pair, setPair] = useState(null);
  const open = (video, list = []) => setPlayer({video, list});
  useEffect(() => {
    setPlayer(null);
    setPair(null);
  }, [view]);
  const useFrame = (file, video) => {
    setPlayer(null);
    draft.startFrom(file, video.model);
    go("make");
  };
  return html`<main id="content" tabindex="-1" class=${view}>
    ${view === "make" && html`<h1 class="sr">${t("make")}</h1>
      <${Composer} models=${models} />
      <${Queue} onOpen=${(video) => open(video, videos.queue().filter((one) => one.status === "completed"))} />`}
    ${view === "gallery" && html`<${Gallery} models=${models} filter=${filter} onFilter=${setFilter} onOpen=${open} onCompare=${setPair} onMake=${() => go("make")} />`}
    ${view === "batches" && html`<${Batches} models=${models} onShow=${(batch) => {
      setFilter({...NO_FILTER, batch: batch.id});
      go("gallery");
    }} />`}
    ${player && html`<${Player} video=${player.video} list=${player.list} models=${models} onClose=${() => setPlayer(null)}
      onMove=${(video) => open(video, player.list)} onUseFrame=${useFrame} />`}
    ${pair && html`<${Compare} pair=${pair} onClose=${() => setPair(null)} />`}
  </main>`;
}

function Signed({onSignOut}) {
  const [view, setView] = useState(() => viewOf(location.hash));
  const [keys, setKeys] = useState(false);
  const {data, error, reload} = useLoad(() => call("v1/models"), [], 60_000);
  const go = (name) => {
    location.hash = name;
  };
  useEffect(() => {
    const onHash = () => {
      setView(viewOf(location.hash));
      scrollTo(0, 0);
    };
    videos.start();
    addEventListener("hashchange", onHash);
    return () => {
      videos.stop();
      removeEventListener("hashchange", onHash);
    };
  }, []);
  const shortcuts = [
    {key: "n", label: "keys.new", run: () => {
      go("make");
      setTimeout(() => document.getElementById("prompt")?.focus());
    }},
    {key: "/", label: "keys.search", run: () => {
      go("gallery");
      setTimeout(() => document.getElementById("search")?.focus());
    }},
    {key: "q", label: "keys.queue", run: () => go("make")},
    {key: "g", label: "keys.gallery", run: () => go("gallery")},
    {key: "b", label: "keys.batches", run: () => go("batches")},
    {key: "?", label: "keys.help", run: () => setKeys(true)},
  ];
  const more = [["← ↑ → ↓", "keys.move"], ["Enter", "keys.open"], ["c", "keys.choose"]];
  return html`<${Shell} views=${VIEWS} view=${view} shortcuts=${shortcuts} onSignOut=${onSignOut} extra=${html`<${Usage} />`}
      links=${[{href: new URL("docs", ROOT).href, label: t("docs"), icon: "book"}]} onKeys=${() => setKeys(true)}>
    ${error && !data && html`<main id="content" tabindex="-1"><${Problem} error=${error} onRetry=${reload} /></main>`}
    ${data && html`<${Main} models=${data.data} view=${view} go=${go} />`}
    ${keys && html`<${Shortcuts} shortcuts=${shortcuts} more=${more} onClose=${() => setKeys(false)} />`}
  <//>`;
}

function App() {
  const [key, setKey] = useState(session.key);
  const leave = () => {
    draft.forget();
    uploads.forget();
    forgetSending();
    setKey(null);
  };
  useEffect(() => onSignedOut((why) => {
    leave();
    notify(t(why), "bad");
  }), []);
  const signOut = () => {
    session.forget();
    leave();
  };
  return key
    ? html`<${Signed} onSignOut=${signOut} />`
    : html`<${SignIn} welcome=${t("welcome")} label=${t("licence")} hint=${t("licenceHint")} demo=${document.documentElement.dataset.demo}
        check=${(candidate) => call("v1/models", {key: candidate})} onKey=${(candidate, onDevice) => {
          session.keep(candidate, onDevice);
          setKey(candidate);
        }} />`;
}

const root = document.getElementById("app");
root.replaceChildren();
render(html`<${App} />`, root);
