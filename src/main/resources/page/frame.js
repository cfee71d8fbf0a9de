// What stands around the views of both pages: the bar at the top, the sign-in, the list of keys.

import {html, useEffect, useState} from "./preact.js";
import {Button, Dialog, Icon, Problem, Select, useAction} from "./parts.js";
import {language, setLanguage, t} from "./text.js";

const THEME = "reelway.theme";

function useTheme() {
  const [theme, setTheme] = useState(localStorage.getItem(THEME) ?? "auto");
  useEffect(() => {
    theme === "auto" ? delete document.documentElement.dataset.theme : (document.documentElement.dataset.theme = theme);
    localStorage.setItem(THEME, theme);
  }, [theme]);
  return [theme, setTheme];
}

const other = language === "zh" ? "en" : "zh";

function Settings() {
  const [theme, setTheme] = useTheme();
  return html`<${Select} hideLabel label=${t("theme")} value=${theme} onChange=${setTheme}
      options=${["auto", "light", "dark"].map((one) => ({value: one, label: t(`theme.${one}`)}))} />
    <${Button} kind="quiet" icon="globe" label=${t("language")} lang=${other === "zh" ? "zh-CN" : "en"} onClick=${() => setLanguage(other)} />`;
}

function Mark() {
  return html`<span class="mark"><svg viewBox="0 0 48 48" aria-hidden="true"><circle cx="24" cy="22" r="15" /><circle class="hub" cx="24" cy="22" r="3" />
    <g class="hub"><circle cx="24" cy="14" r="3" /><circle cx="31.6" cy="19.5" r="3" /><circle cx="28.7" cy="28.5" r="3" /><circle cx="19.3" cy="28.5" r="3" /><circle cx="16.4" cy="19.5" r="3" /></g>
    <path d="M24 37h19" /></svg>Reelway</span>`;
}

/** Keys that work wherever no text is being written. */
function useShortcuts(shortcuts) {
  useEffect(() => {
    const onKey = (event) => {
      const isText = event.target.closest?.("input, textarea, select, dialog");
      const found = !isText && !event.ctrlKey && !event.metaKey && !event.altKey && shortcuts.find((one) => one.key === event.key);
      if (found) {
        event.preventDefault();
        found.run();
      }
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });
}

export function Shell({views, view, shortcuts, links = [], extra, onKeys, onSignOut, children}) {
  useShortcuts(shortcuts);
  return html`<a class="skip" href="#content" onClick=${(event) => {
    event.preventDefault();
    document.getElementById("content")?.focus();
  }}>${t("skip")}</a>
  <header class="top">
    <${Mark} />
    <nav aria-label="Reelway">${views.map((one) => html`<a key=${one.name} href=${`#${one.name}`} aria-current=${one.name === view ? "page" : undefined}>
      <${Icon} name=${one.icon} /><span>${t(one.name)}</span></a>`)}</nav>
    <div class="tools">${extra}
      ${links.map((one) => html`<a key=${one.href} class="button quiet" href=${one.href}><${Icon} name=${one.icon} /><span>${one.label}</span></a>`)}
      <${Button} kind="quiet keyboard" icon="keyboard" hidden label=${t("keys")} onClick=${onKeys} />
      <${Settings} />
      <${Button} kind="quiet" icon="exit" hidden label=${t("signOut")} onClick=${onSignOut} /></div>
  </header>
  ${children}`;
}

export function Shortcuts({shortcuts, more = [], onClose}) {
  const rows = [...shortcuts.map((one) => [one.key, one.label]), ...more];
  return html`<${Dialog} title=${t("keys")} onClose=${onClose} kind="small">
    <dl class="keys">${rows.map(([key, label]) => html`<div key=${key}><dt><kbd>${key}</kbd></dt><dd>${t(label)}</dd></div>`)}</dl>
  <//>`;
}

/** What the API says of keys that it does not know; of one that has expired, say, it says so. */
const UNKNOWN = /^(Unknown licence|Send the admin key) in /;

function refusal(error) {
  return error.status === 401 && UNKNOWN.test(error.message) ? Object.assign(error, {message: t("wrongKey")}) : error;
}

/** Asks for a key, and tries it before it is kept. */
export function SignIn({welcome, label, hint, demo, check, onKey}) {
  const [key, setKey] = useState("");
  const [onDevice, setOnDevice] = useState(false);
  const [problem, setProblem] = useState(null);
  const [go, busy] = useAction(async (candidate) => {
    setProblem(null);
    try {
      if (/[^ -~]/.test(candidate)) {
        throw new Error(t("wrongKey"));
      }
      await check(candidate);
      onKey(candidate, onDevice);
    } catch (error) {
      setProblem(refusal(error));
    }
  });
  return html`<main class="sign-in" id="content">
    <div class="row spread"><${Mark} /><span class="row"><${Settings} /></span></div>
    <h1>${welcome}</h1>
    <form class="card stack" onSubmit=${(event) => {
      event.preventDefault();
      key.trim() && go(key.trim());
    }}>
      <label class="field"><span>${label}</span>
        <input type="password" id="key" autocomplete="current-password" autofocus spellcheck=${false} value=${key} onInput=${(event) => setKey(event.currentTarget.value)} />
        <small>${hint}</small></label>
      <label class="check"><input type="checkbox" checked=${onDevice} onChange=${(event) => setOnDevice(event.currentTarget.checked)} /><span>${t("stay")}</span></label>
      ${problem && html`<${Problem} error=${problem} />`}
      <${Button} type="submit" kind="primary" label=${t("signIn")} busy=${busy} disabled=${!key.trim()} />
      ${demo && html`<${Button} label=${t("tryDemo")} onClick=${() => go(demo)} />`}
    </form>
  </main>`;
}
