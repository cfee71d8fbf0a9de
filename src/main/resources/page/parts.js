// What all views are made of: icons, buttons, dialogs, notices, and a store that views subscribe to.

import {html, render, useEffect, useLayoutEffect, useReducer, useRef, useState} from "./preact.js";
import {now as serverTime} from "./api.js";
import {number, t} from "./text.js";

const PATHS = {
  spark: "M12 3l1.8 5.2L19 10l-5.2 1.8L12 17l-1.8-5.2L5 10l5.2-1.8zM19 16l.8 2.2L22 19l-2.2.8L19 22l-.8-2.2L16 19l2.2-.8z",
  grid: "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
  stack: "M12 3l9 5-9 5-9-5zM3 12.5l9 5 9-5M3 17l9 5 9-5",
  book: "M5 4h6a2 2 0 0 1 2 2v14a2 2 0 0 0-2-2H5zM19 4h-4a2 2 0 0 0-2 2v14a2 2 0 0 1 2-2h4z",
  plus: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6L6 18",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.5h.01",
  code: "M8 8l-4 4 4 4M16 8l4 4-4 4M14 5l-4 14",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  retry: "M4 12a8 8 0 1 1 2.4 5.7M4 20v-5h5",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  download: "M12 4v11M7 11l5 5 5-5M5 20h14",
  link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
  remix: "M4 7h4l8 10h4M4 17h4l2-2.5M14 9.5L16 7h4M17 4l3 3-3 3M17 14l3 3-3 3",
  extend: "M4 6v12M8 12h12M15 7l5 5-5 5",
  edit: "M4 20l4-1L19 8l-3-3L5 16zM14 7l3 3",
  frame: "M4 6h16v12H4zM16 6v12",
  play: "M8 5l11 7-11 7z",
  pause: "M8 5v14M16 5v14",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5",
  check: "M5 12l5 5 9-10",
  columns: "M4 5h7v14H4zM13 5h7v14h-7z",
  left: "M15 5l-7 7 7 7",
  right: "M9 5l7 7-7 7",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  moon: "M20 14a8 8 0 1 1-9-10 6 6 0 0 0 9 10z",
  globe: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18",
  exit: "M10 4H5v16h5M9 12h11M16 8l4 4-4 4",
  keyboard: "M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M7 14h10",
  alert: "M12 4l9 16H3zM12 10v4M12 17h.01",
  eye: "M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  gauge: "M4 18a9 9 0 1 1 16 0M12 14l4-5",
  server: "M4 4h16v7H4zM4 13h16v7H4zM8 7.5h.01M8 16.5h.01",
  key: "M14 10a4 4 0 1 0-3.5 4L12 15.5h2V18h2v2h4v-3l-6-6",
  send: "M4 12L20 4l-5 16-4-6z",
  inbox: "M4 5h16v14H4zM4 14h5l1 2h4l1-2h5",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4l3 2",
};

export function Icon({name}) {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d=${PATHS[name]} /></svg>`;
}

/** A button with an icon, a label, or both; without a label to see, the label is its name. */
export function Button({icon, label, hidden, kind = "", busy, type = "button", onClick, ...rest}) {
  // A button that was disabled while it works would lose the focus.
  return html`<button type=${busy ? "button" : type} onClick=${busy ? undefined : onClick} class=${`button ${kind} ${hidden ? "only-icon" : ""}`} aria-label=${hidden ? label : undefined}
      title=${hidden ? label : undefined} aria-busy=${busy ? "true" : undefined} aria-disabled=${busy ? "true" : undefined} ...${rest}>
    ${icon && html`<${Icon} name=${icon} />`}${!hidden && html`<span>${label}</span>`}
  </button>`;
}

/** One choice out of few, all of which can be seen; a radio group to keyboards and readers. */
export function Segments({label, name, options, value, onChange}) {
  return html`<fieldset class="segments">
    <legend>${label}</legend>
    <div class="segments-row">
      ${options.map((one) => html`<label key=${one.value} class="segment" title=${one.title}>
        <input type="radio" name=${name} value=${one.value} checked=${one.value === value} onChange=${() => onChange(one.value)} />
        <span>${one.shape && html`<i class="shape" style=${{aspectRatio: one.shape.replace(":", " / ")}}></i>`}${one.label}</span>
      </label>`)}
    </div>
  </fieldset>`;
}

export function Select({label, options, value, onChange, hideLabel}) {
  return html`<label class="field">
    <span class=${hideLabel ? "sr" : ""}>${label}</span>
    <select value=${value} onChange=${(event) => onChange(event.currentTarget.value)}>
      ${options.map((one) => html`<option key=${one.value} value=${one.value} selected=${one.value === value}>${one.label}</option>`)}
    </select>
  </label>`;
}

export function Switch({label, checked, onChange}) {
  return html`<label class="switch">
    <input type="checkbox" role="switch" checked=${checked} onChange=${(event) => onChange(event.currentTarget.checked)} />
    <span>${label}</span>
  </label>`;
}

/** A bar: known progress in per cent, or movement without a number. */
export function Bar({value, label, state = ""}) {
  return value === null || value === undefined
    ? html`<div class=${`bar moving ${state}`} role="progressbar" aria-label=${label}><i></i></div>`
    : html`<div class=${`bar ${state}`} role="progressbar" aria-label=${label} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.round(value)}>
        <i style=${{transform: `scaleX(${Math.min(1, value / 100)})`}}></i>
      </div>`;
}

export function Badge({state, children}) {
  return html`<span class=${`badge ${state}`}>${children}</span>`;
}

export function Empty({icon, title, children}) {
  return html`<div class="empty"><${Icon} name=${icon} /><p><strong>${title}</strong></p>${children}</div>`;
}

/** An error in the API's own words. */
export function Problem({error, name, onRetry}) {
  return html`<div class="problem" role="alert">
    <${Icon} name="alert" />
    <p>${name && html`<bdi>${name}</bdi>: `}${words(error)}${error.requestId && html` <small>${t("requestId", {id: error.requestId})}</small>`}</p>
    ${onRetry && html`<${Button} label=${t("again")} icon="retry" onClick=${onRetry} />`}
  </div>`;
}

/** What an error says to a person, who knows of no keys; a fetch that got no answer says nothing useful itself. */
export function words(error) {
  if (error.code === "idempotency_key_reused") {
    return t("mayBeSent");
  }
  return error instanceof TypeError ? t("noNetwork") : error.message;
}

/** The dialog on top, or the page: nothing outside a modal dialog can be focused, seen or heard. */
export function foreground() {
  return [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
}

/** Where the element that had the focus is gone, the focus goes to what is left: the chosen video, or the view. */
function keepFocus() {
  setTimeout(() => {
    if (document.activeElement === document.body) {
      (document.querySelector(".tile[tabindex='0']") ?? document.getElementById("content"))?.focus({preventScroll: true});
    }
  }, 50);
}

/**
 * A modal dialog; the browser keeps the focus in it, and gives it back. A click beside it closes it, unless it stays
 * because it shows something that cannot be seen again.
 */
export function Dialog({title, onClose, children, kind = "", stays = false}) {
  const ref = useRef();
  const pressed = useRef(null);
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog.showModal();
    placeNotices();
    return () => {
      dialog.open && dialog.close();
      placeNotices();
      keepFocus();
    };
  }, []);
  return html`<dialog ref=${ref} class=${kind} aria-label=${title} onClose=${onClose}
      onPointerDown=${(event) => {
        pressed.current = event.target;
      }} onClick=${(event) => !stays && event.target === ref.current && pressed.current === ref.current && onClose()}>
    <div class="dialog-body">
      <header><h2>${title}</h2><${Button} icon="close" label=${t("close")} hidden kind="quiet" onClick=${onClose} /></header>
      ${children}
    </div>
  </dialog>`;
}

/** The beginning of a text, for a line or a name: whole characters, however long the text is. */
export function short(text, most = 80) {
  return text.length <= most ? text : `${[...text.slice(0, most * 2)].slice(0, most).join("")}…`;
}

/** Whether a text has more characters than it may have; some are two of JavaScript's. */
export function isTooLong(text, most) {
  return text.length > most && [...text].length > most;
}

/**
 * The properties of an element that takes files, and leaves it to the browser to drop a text into a field.
 *
 * @param setOver is told whether files are above it
 */
export function dropTarget(setOver, onFiles) {
  const withFiles = (run) => (event) => {
    if (event.dataTransfer.types.includes("Files")) {
      event.preventDefault();
      run(event);
    }
  };
  return {
    onDragOver: withFiles(() => setOver(true)),
    onDragLeave: () => setOver(false),
    onDrop: withFiles((event) => {
      setOver(false);
      onFiles([...event.dataTransfer.files]);
    }),
  };
}

/** Says that a text is too long: a field that took no more of it would cut what is pasted. */
export function TooLong({text, most}) {
  return isTooLong(text, most) && html`<small class="bad" role="status">${t("tooLong", {n: number([...text].length), most: number(most)})}</small>`;
}

/** A prompt in full; one that is longer than its box is scrolled with the keyboard too. */
export function PromptText({text}) {
  return html`<p class="prompt-text" tabindex="0" role="group" aria-label=${t("prompt")}>${text}</p>`;
}

// Notices: sentences that go by themselves, read aloud by screen readers.

const notices = [];
let noticeBox;

function placeNotices() {
  noticeBox && noticeBox.parentNode !== foreground() && foreground().append(noticeBox);
}

function drawNotices() {
  noticeBox ??= Object.assign(document.createElement("div"), {className: "notices"});
  noticeBox.setAttribute("role", "status");
  placeNotices();
  render(html`${notices.map((one) => html`<p key=${one.id} class=${`notice ${one.kind}`}>${one.text}</p>`)}`, noticeBox);
}

export function notify(text, kind = "") {
  const one = {id: crypto.getRandomValues(new Uint32Array(1))[0], text, kind};
  notices.push(one);
  drawNotices();
  setTimeout(() => {
    notices.splice(notices.indexOf(one), 1);
    drawNotices();
  }, kind === "bad" ? 9000 : 4000);
}

/** Runs what a button does, with a notice if it fails. */
export function useAction(work) {
  const [busy, setBusy] = useState(false);
  const run = async (...args) => {
    setBusy(true);
    try {
      return await work(...args);
    } catch (error) {
      error.name === "AbortError" || notify(words(error), "bad");
    } finally {
      setBusy(false);
      keepFocus();
    }
  };
  return [run, busy];
}

/** A value that views subscribe to. */
export class Store {
  listeners = new Set();
  changes = 0;

  changed() {
    this.changes++;
    this.listeners.forEach((listener) => listener());
  }
}

/** Draws again whenever a store has changed. */
export function useStore(store) {
  const [, redraw] = useReducer((n) => n + 1, 0);
  const drawn = store.changes;
  useEffect(() => {
    store.listeners.add(redraw);
    // It listens a moment after it was drawn.
    store.changes === drawn || redraw();
    return () => store.listeners.delete(redraw);
  }, [store]);
  return store;
}

/**
 * Runs a call now, and again so many milliseconds after each answer, or as late as the server asks, while the page is
 * seen. The call answers the seconds that it is to be left alone for; what is returned ends it.
 */
export function repeat(run, every) {
  let timer;
  let isOver = false;
  const after = (pause) => {
    timer = isOver || !every ? 0 : setTimeout(() => (document.hidden ? after(every) : go()), pause);
  };
  const go = async () => after(Math.max(every, ((await run()) ?? 0) * 1000));
  go();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}

/** What a call answers: {data, error, reload}. The answer of an earlier call is never shown for a later one. */
export function useLoad(load, inputs, every = 0) {
  const [state, setState] = useState({});
  const turn = useRef(0);
  const reload = async () => {
    const mine = ++turn.current;
    try {
      const data = await load();
      mine === turn.current && setState({data});
    } catch (error) {
      mine === turn.current && setState((before) => ({...before, error}));
      return error.retryAfter;
    }
  };
  useEffect(() => {
    const stop = repeat(reload, every);
    return () => {
      turn.current++;
      stop();
    };
  }, [...inputs, every]);
  return {...state, reload};
}

/** Draws again every second while something is on its way. */
export function useClock(running) {
  const [now, setNow] = useState(serverTime);
  useEffect(() => {
    if (running) {
      setNow(serverTime());
      const timer = setInterval(() => setNow(serverTime()), 1000);
      return () => clearInterval(timer);
    }
  }, [running]);
  return now;
}

/** Without https, browsers have no clipboard but the old one. */
function copyAsOfOld(text) {
  const before = document.activeElement;
  const area = foreground().appendChild(Object.assign(document.createElement("textarea"), {value: text, className: "sr"}));
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  before?.focus();
  return done;
}

export async function copy(text) {
  let done = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    done = copyAsOfOld(text);
  }
  done ? notify(t("copied")) : notify(t("notCopied"), "bad");
}
