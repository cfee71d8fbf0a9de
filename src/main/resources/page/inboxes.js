// The folders that prompt files are dropped into.

import {html} from "./preact.js";
import {call} from "./api.js";
import {Badge, Button, Empty, Problem, useAction, useLoad} from "./parts.js";
import {Sure} from "./sure.js";
import {ago, t} from "./text.js";

function Row({one, reload}) {
  const [resume, busy] = useAction(async () => {
    await call(`inboxes/${one.name}/resume`, {method: "POST"});
    reload();
  });
  return html`<tr><th scope="row">${one.name}<small class="mono">${one.folder}</small></th>
    <td><${Badge} state=${one.state}>${t(`state.${one.state}`)}<//></td><td>${one.licence}</td>
    <td>${t("filesOf", {waiting: one.waiting, working: one.working, failed: one.failed})}</td>
    <td>${one.last_error && html`<small class="bad"><bdi>${one.last_error.file}</bdi>: ${one.last_error.cause}</small><small>${ago(one.last_error.at)}</small>`}</td>
    <td class="actions-cell">${one.state === "paused"
      ? html`<${Button} icon="play" label=${t("resume")} busy=${busy} onClick=${resume} />`
      : html`<${Sure} icon="pause" label=${t("pause")} question=${t("pauseInboxSure", {name: one.name})} onYes=${async () => {
        await call(`inboxes/${one.name}/pause`, {method: "POST"});
        reload();
      }} />`}</td></tr>`;
}

export function Inboxes() {
  const {data, error, reload} = useLoad(() => call("inboxes"), [], 4000);
  return html`<h1 class="sr">${t("inboxes")}</h1>${error && html`<${Problem} error=${error} onRetry=${reload} />`}
    ${data?.data.length === 0 && html`<${Empty} icon="inbox" title=${t("noInboxes")} />`}
    ${data?.data.length > 0 && html`<div class="sheet card" tabindex="0" role="region" aria-label=${t("inboxes")}><table><thead><tr>
      ${["name", "state", "licence", "files", "lastError"].map((key) => html`<th key=${key} scope="col">${t(key)}</th>`)}<th><span class="sr">${t("pause")}</span></th></tr></thead>
      <tbody>${data.data.map((one) => html`<${Row} key=${one.name} one=${one} reload=${reload} />`)}</tbody></table></div>`}`;
}
