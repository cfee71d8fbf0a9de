// The folders that prompt files are dropped into.

import {html} from "./preact.js";
import {call} from "./api.js";
import {Badge, Empty, Problem, useLoad} from "./parts.js";
import {PauseButton, Sheet} from "./sheet.js";
import {ago, sum, t} from "./text.js";

function Row({one, reload}) {
  return html`<tr><th scope="row">${one.name}<small class="mono">${one.folder}</small></th>
    <td><${Badge} state=${one.state}>${t(`state.${one.state}`)}<//></td><td>${one.licence}</td>
    <td>${t("filesOf", {waiting: sum(one.waiting), working: sum(one.working), failed: sum(one.failed)})}</td>
    <td>${one.last_error && html`<small class="bad"><bdi>${one.last_error.file}</bdi>: ${one.last_error.cause}</small><small>${ago(one.last_error.at)}</small>`}</td>
    <td class="actions-cell"><${PauseButton} path=${`inboxes/${one.name}`} isPaused=${one.state === "paused"} question=${t("pauseInboxSure", {name: one.name})} reload=${reload} /></td></tr>`;
}

export function Inboxes() {
  const {data, error, reload} = useLoad(() => call("inboxes"), [], 4000);
  return html`<h1 class="sr">${t("inboxes")}</h1>${error && html`<${Problem} error=${error} onRetry=${reload} />`}
    ${data?.data.length === 0 && html`<${Empty} icon="inbox" title=${t("noInboxes")} />`}
    ${data?.data.length > 0 && html`<${Sheet} title="inboxes" columns=${["name", "state", "licence", "files", "lastError"]} action="pause">${data.data.map((one) => html`<${Row} key=${one.name} one=${one} reload=${reload} />`)}<//>`}`;
}
