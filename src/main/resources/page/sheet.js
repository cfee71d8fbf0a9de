// What the operators' views have in common: a table that scrolls, and the button that pauses what a row shows.

import {html} from "./preact.js";
import {call} from "./api.js";
import {Button, useAction} from "./parts.js";
import {Sure} from "./sure.js";
import {t} from "./text.js";

/** A table; its title, columns and the last one, of buttons, are keys of words. */
export function Sheet({title, columns, action, children}) {
  return html`<div class="sheet card" tabindex="0" role="region" aria-label=${t(title)}><table>
    <thead><tr>${columns.map((key) => html`<th key=${key} scope="col">${t(key)}</th>`)}<th><span class="sr">${t(action)}</span></th></tr></thead>
    <tbody>${children}</tbody></table></div>`;
}

/** Pauses what is at a path, after a question, or resumes it. */
export function PauseButton({path, isPaused, question, reload}) {
  const post = async (what) => {
    await call(`${path}/${what}`, {method: "POST"});
    reload();
  };
  const [resume, busy] = useAction(() => post("resume"));
  return isPaused
    ? html`<${Button} icon="play" label=${t("resume")} busy=${busy} onClick=${resume} />`
    : html`<${Sure} icon="pause" label=${t("pause")} question=${question} onYes=${() => post("pause")} />`;
}
