// The page for operators, at the address of the calls under /admin.

import "./admin-text.js";
import {html, render, useEffect, useState} from "./preact.js";
import {all, call, onSignedOut, session} from "./api.js";
import {Deliveries} from "./deliveries.js";
import {Shell, Shortcuts, SignIn} from "./frame.js";
import {Inboxes} from "./inboxes.js";
import {Jobs} from "./jobs.js";
import {Licences} from "./licences.js";
import {Overview} from "./overview.js";
import {notify, useLoad} from "./parts.js";
import {forgetSending} from "./sending.js";
import {t} from "./text.js";
import {Upstreams} from "./upstreams.js";

const VIEWS = [
  {name: "overview", icon: "gauge", key: "o", view: Overview},
  {name: "upstreams", icon: "server", key: "u", view: Upstreams},
  {name: "jobs", icon: "stack", key: "j", view: Jobs},
  {name: "licences", icon: "key", key: "l", view: Licences},
  {name: "deliveries", icon: "send", key: "w", view: Deliveries},
  {name: "inboxes", icon: "inbox", key: "i", view: Inboxes},
];

function viewOf(hash) {
  return VIEWS.find((one) => `#${one.name}` === hash) ?? VIEWS[0];
}

function Signed({onSignOut}) {
  const [view, setView] = useState(() => viewOf(location.hash));
  const [keys, setKeys] = useState(false);
  const licences = useLoad(() => all("licences"), [], 60_000);
  const upstreams = useLoad(async () => (await call("upstreams")).data, [], 60_000);
  useEffect(() => {
    const onHash = () => {
      setView(viewOf(location.hash));
      scrollTo(0, 0);
    };
    addEventListener("hashchange", onHash);
    return () => removeEventListener("hashchange", onHash);
  }, []);
  const shortcuts = [
    ...VIEWS.map((one) => ({key: one.key, label: one.name, run: () => {
      location.hash = one.name;
    }})),
    {key: "?", label: "keys.help", run: () => setKeys(true)},
  ];
  const names = (list) => list.data?.map((one) => one.name) ?? [];
  return html`<${Shell} views=${VIEWS} view=${view.name} shortcuts=${shortcuts} onKeys=${() => setKeys(true)} onSignOut=${onSignOut}>
    <main id="content" tabindex="-1" class="ops"><${view.view} key=${view.name} licences=${names(licences)} upstreams=${names(upstreams)} /></main>
    ${keys && html`<${Shortcuts} shortcuts=${shortcuts} onClose=${() => setKeys(false)} />`}
  <//>`;
}

function App() {
  const [key, setKey] = useState(session.key);
  const leave = () => {
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
    : html`<${SignIn} welcome=${t("adminWelcome")} label=${t("adminKey")} hint=${t("adminKeyHint")} check=${(candidate) => call("licences?limit=1", {key: candidate})}
        onKey=${(candidate, onDevice) => {
          session.keep(candidate, onDevice);
          setKey(candidate);
        }} />`;
}

const root = document.getElementById("app");
root.replaceChildren();
render(html`<${App} />`, root);
