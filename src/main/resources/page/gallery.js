// All finished videos. Only the rows that can be seen are in the document, so five thousand scroll as well as five.

import {html, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState} from "./preact.js";
import {call, here, now} from "./api.js";
import {Badge, Button, Empty, Icon, Problem, Select, short, useStore} from "./parts.js";
import {ago, t} from "./text.js";
import {stateOf, videos} from "./videos.js";

const PAGE = 60;
const GAP = 16;
const CAPTION = 76;
const DAY = 86400;
export const NO_FILTER = {prompt: "", model: "", status: "completed", days: "", batch: ""};

/** When the time of a filter begins, in Unix seconds: with this day, or so many days ago. */
function start({days}) {
  return days === "1" ? new Date(now() * 1000).setHours(0, 0, 0, 0) / 1000 : Math.floor(now() - Number(days) * DAY);
}

function query(filter) {
  const params = new URLSearchParams({limit: String(PAGE)});
  const put = (name, value) => value && params.set(name, value);
  put("prompt", filter.prompt.trim());
  put("model", filter.model);
  put("status", filter.status);
  put("batch", filter.batch);
  put("created_after", filter.days && String(start(filter)));
  return `v1/videos?${params}`;
}

/** Whether a video that has just arrived belongs to the list that is shown. */
function fits(video, filter) {
  const said = video.prompt.toLowerCase();
  return (!filter.status || filter.status.split(",").includes(video.status))
    && (!filter.model || video.model === filter.model)
    && (!filter.batch || video.batch === filter.batch)
    && (!filter.days || video.created_at >= start(filter))
    && filter.prompt.toLowerCase().split(/\s+/).every((word) => said.includes(word));
}

/** The rows of a filter, page after page; what happens meanwhile is worked in. */
function useRows(filter) {
  useStore(videos);
  const [list, setList] = useState({rows: [], more: true, error: null});
  const loading = useRef(null);
  const url = query(filter);
  const key = JSON.stringify(filter);
  const load = useCallback(async (before, first) => {
    const mine = {};
    loading.current = mine;
    let {rows, cursor} = before;
    try {
      // A page of a search may be empty although there is more.
      for (let page = {has_more: true, data: []}; page.has_more && page.data.length === 0 && loading.current === mine;) {
        page = await call(cursor ? `${first}&after=${encodeURIComponent(cursor)}` : first);
        page.data.forEach((video) => videos.note(video));
        rows = [...rows, ...page.data];
        cursor = page.last_id;
        if (loading.current === mine) {
          setList({rows, cursor, more: page.has_more, error: null, first});
        }
      }
    } catch (error) {
      if (loading.current === mine) {
        setList((before) => ({...before, error}));
      }
    }
    if (loading.current === mine) {
      loading.current = null;
    }
  }, []);
  useEffect(() => {
    setList({rows: [], more: true, error: null, first: url});
    const timer = setTimeout(() => load({rows: []}, url), filter.prompt ? 250 : 0);
    return () => {
      clearTimeout(timer);
      loading.current = null;
    };
  }, [key]);
  const known = new Set(list.rows.map((one) => one.id));
  // What lies behind the last row will come with the next pages. Whatever ends later than a newer one has its place, too.
  const oldest = list.more ? list.rows.at(-1)?.created_at ?? Infinity : 0;
  const arrived = list.first
    ? [...videos.byId.values()].filter((one) => !known.has(one.id) && one.created_at > oldest && fits(one, filter))
    : [];
  const rows = [...arrived, ...list.rows.map((one) => videos.byId.get(one.id) ?? one)]
    .filter((one) => !videos.gone.has(one.id)).sort((a, b) => b.created_at - a.created_at);
  const more = () => list.more && !list.error && !loading.current && list.cursor && load(list, list.first);
  const again = () => {
    setList((before) => ({...before, error: null}));
    load(list, list.first);
  };
  return {rows, hasMore: list.more, error: list.error, more, again};
}

/** Which rows of a grid the window shows, as the page is scrolled and resized. */
function useWindow(count) {
  const ref = useRef();
  const [view, setView] = useState({columns: 1, height: 300, from: 0, to: 0});
  const measure = useCallback(() => {
    const box = ref.current?.getBoundingClientRect();
    if (!box) {
      return;
    }
    const least = box.width < 560 ? 150 : 230;
    const columns = Math.max(1, Math.floor((box.width + GAP) / (least + GAP)));
    const height = ((box.width - GAP * (columns - 1)) / columns) * 0.68 + CAPTION + GAP;
    const rows = Math.ceil(count / columns);
    const from = Math.max(0, Math.min(rows, Math.floor(-box.top / height) - 2));
    const to = Math.min(rows, Math.ceil((innerHeight - box.top) / height) + 2);
    setView((before) => (before.columns === columns && before.height === height && before.from === from && before.to === to
      ? before : {columns, height, from, to}));
  }, [count]);
  useLayoutEffect(() => {
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(ref.current);
    addEventListener("scroll", measure, {passive: true});
    return () => {
      observer.disconnect();
      removeEventListener("scroll", measure);
    };
  }, [measure]);
  return [ref, view];
}

function Card({video, index, total, active, chosen, choosing, onOpen, onChoose, onFocus}) {
  const [playing, setPlaying] = useState(false);
  const timer = useRef();
  const hover = (on) => {
    clearTimeout(timer.current);
    timer.current = on && video.url && matchMedia("(hover: hover) and (prefers-reduced-motion: no-preference)").matches && setTimeout(() => setPlaying(true), 300);
    on || setPlaying(false);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  const state = stateOf(video);
  return html`<li class=${`card-cell ${chosen ? "chosen" : ""}`} aria-setsize=${total} aria-posinset=${index + 1} onPointerEnter=${() => hover(true)} onPointerLeave=${() => hover(false)}>
    <button type="button" class="tile" data-index=${index} tabindex=${active ? 0 : -1} onFocus=${() => onFocus(index)}
        aria-label=${`${short(video.prompt, 120)}, ${video.model}, ${t(`status.${state}`)}`} onClick=${() => (choosing ? onChoose(video) : onOpen(video))}>
      <span class="picture">
        ${video.thumbnail_url && html`<img src=${here(video.thumbnail_url)} alt="" loading="lazy" decoding="async" onError=${() => videos.renew(video).catch(() => {})} />`}
        ${playing && html`<video src=${here(video.url)} muted autoplay loop playsinline></video>`}
        ${state !== "completed" && html`<${Badge} state=${state}>${t(`status.${state}`)}<//>`}
        <span class="length">${t("seconds", {n: video.seconds})}</span>
      </span>
      <span class="caption"><span class="prompt-line">${short(video.prompt, 300)}</span><span class="facts"><span>${video.model}</span><span>${ago(video.created_at)}</span></span></span>
    </button>
    <label class="choose"><input type="checkbox" checked=${chosen} aria-label=${`${t("select")}: ${short(video.prompt)}`} tabindex="-1" onChange=${() => onChoose(video)} /></label>
  </li>`;
}

function Filters({filter, models, set}) {
  const states = [["completed", t("status.completed")], ["failed", t("status.failed")], ["queued,in_progress", t("status.in_progress")], ["", t("anyState")]];
  return html`<div class="filters">
    <label class="search"><span class="sr">${t("search")}</span><${Icon} name="search" />
      <input type="search" id="search" placeholder=${t("search")} value=${filter.prompt} onInput=${(event) => set({prompt: event.currentTarget.value})} /></label>
    <${Select} hideLabel label=${t("model")} value=${filter.model} onChange=${(model) => set({model})}
      options=${[{value: "", label: t("anyModel")}, ...models.filter((one) => one.type === "video").map((one) => ({value: one.id, label: one.id}))]} />
    <${Select} hideLabel label=${t("anyState")} value=${filter.status} onChange=${(status) => set({status})} options=${states.map(([value, label]) => ({value, label}))} />
    <${Select} hideLabel label=${t("anyTime")} value=${filter.days} onChange=${(days) => set({days})}
      options=${[["", "anyTime"], ["1", "today"], ["7", "week"], ["30", "month"]].map(([value, label]) => ({value, label: t(label)}))} />
    ${filter.batch && html`<${Button} icon="close" label=${filter.batch.slice(0, 18)} onClick=${() => set({batch: ""})} />`}
  </div>`;
}

export function Gallery({models, filter, onFilter, onOpen, onCompare, onMake}) {
  const {rows, hasMore, error, more, again} = useRows(filter);
  const [ref, view] = useWindow(rows.length);
  // A video that arrives moves the others by one, and the focus goes with its own.
  const [last, setLast] = useState({index: 0});
  const place = last.id ? rows.findIndex((one) => one.id === last.id) : -1;
  const active = place < 0 ? last.index : place;
  const setActive = (index) => setLast({index, id: rows[index]?.id});
  const [chosen, setChosen] = useState([]);
  const moved = useRef(false);
  const set = (change) => onFilter({...filter, ...change});
  const isFiltered = JSON.stringify(filter) !== JSON.stringify(NO_FILTER);
  const shown = useMemo(() => rows.slice(view.from * view.columns, view.to * view.columns), [rows, view]);
  const choose = (video) => setChosen((before) => (before.some((one) => one.id === video.id)
    ? before.filter((one) => one.id !== video.id) : [...before.slice(-1), video]));

  useEffect(() => {
    if (view.to * view.columns >= rows.length - view.columns * 3) {
      more();
    }
  }, [view, rows.length]);
  useEffect(() => {
    if (moved.current) {
      moved.current = false;
      const row = Math.floor(active / view.columns);
      const top = ref.current.getBoundingClientRect().top + scrollY + row * view.height;
      if (top < scrollY + 80 || top + view.height > scrollY + innerHeight) {
        scrollTo({top: top - innerHeight / 3, behavior: "instant"});
      }
      requestAnimationFrame(() => ref.current?.querySelector(`[data-index="${active}"]`)?.focus({preventScroll: true}));
    }
  });
  // The keyboard comes back to the gallery by a tile that is drawn, wherever it was scrolled to.
  const end = Math.min(rows.length, view.to * view.columns) - 1;
  const entry = Math.min(Math.max(active, view.from * view.columns), end);
  const onKeyDown = (event) => {
    const step = {ArrowRight: 1, ArrowLeft: -1, ArrowDown: view.columns, ArrowUp: -view.columns, Home: -active, End: rows.length - 1 - active}[event.key];
    if (step !== undefined && event.target.closest(".tile")) {
      event.preventDefault();
      moved.current = true;
      setActive(Math.min(rows.length - 1, Math.max(0, active + step)));
    } else if (event.key === "c" && !event.ctrlKey && !event.metaKey && event.target.closest(".tile")) {
      choose(rows[active]);
    }
  };
  return html`<section class="gallery" aria-labelledby="gallery-title">
    <h1 id="gallery-title" class="sr">${t("gallery")}</h1>
    <${Filters} filter=${filter} models=${models} set=${set} />
    ${rows.length === 0 && !hasMore && !error && html`<${Empty} icon="grid" title=${t(isFiltered ? "noneFound" : "noVideos")}>
      ${isFiltered ? html`<${Button} label=${t("clear")} onClick=${() => onFilter(NO_FILTER)} />` : html`<${Button} kind="primary" icon="spark" label=${t("startOne")} onClick=${onMake} />`}<//>`}
    <ul ref=${ref} class="grid" onKeyDown=${onKeyDown} style=${{
      gridTemplateColumns: `repeat(${view.columns}, minmax(0, 1fr))`,
      paddingTop: `${view.from * view.height}px`,
      paddingBottom: `${Math.max(0, Math.ceil(rows.length / view.columns) - view.to) * view.height}px`,
    }}>
      ${shown.map((video, i) => {
        const index = view.from * view.columns + i;
        return html`<${Card} key=${video.id} video=${video} index=${index} total=${hasMore ? -1 : rows.length} active=${index === entry}
          chosen=${chosen.some((one) => one.id === video.id)} choosing=${chosen.length > 0} onOpen=${(one) => onOpen(one, rows)} onChoose=${choose} onFocus=${setActive} />`;
      })}
    </ul>
    ${error && html`<${Problem} error=${error} onRetry=${again} />`}
    ${hasMore && !error && html`<p class="hint center" role="status">${t("loadMore")}</p>`}
    ${chosen.length > 0 && html`<div class="floating" role="status"><span>${chosen.length < 2 ? t("compareHint") : t("selected", {n: chosen.length})}</span>
      <${Button} icon="columns" kind="primary" label=${t("compare")} disabled=${chosen.length < 2} onClick=${() => onCompare(chosen)} />
      <${Button} icon="close" hidden kind="quiet" label=${t("close")} onClick=${() => setChosen([])} /></div>`}
  </section>`;
}
