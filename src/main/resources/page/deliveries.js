// Webhooks: what was sent where, how often, and with what answer.

import {html} from "./preact.js";
import {call} from "./api.js";
import {More, usePages} from "./pages.js";
import {Badge, Button, Empty, notify, Problem, useAction} from "./parts.js";
import {Sheet} from "./sheet.js";
import {ago, moment, t} from "./text.js";

function Row({one, reload}) {
  const [replay, busy] = useAction(async () => {
    await call(`events/${one.event}/replay`, {method: "POST"});
    notify(t("replayed"), "good");
    reload();
  });
  const badge = {delivered: "completed", pending: "in_progress"}[one.state] ?? "failed";
  return html`<tr>
    <th scope="row">${one.type}<small class="mono">${one.job}</small></th>
    <td>${one.host}<small>${one.licence}</small></td>
    <td><${Badge} state=${badge}>${t(`delivery.${one.state}`)}<//></td>
    <td>${one.attempts}</td>
    <td>${one.last_status ?? ""}${one.last_error && html`<small class="bad">${one.last_error}</small>`}</td>
    <td>${one.next_attempt_at ? moment(one.next_attempt_at) : html`<small>${ago(one.last_attempt_at ?? one.created_at)}</small>`}</td>
    <td class="actions-cell"><${Button} icon="send" label=${t("replay")} busy=${busy} onClick=${replay} /></td></tr>`;
}

export function Deliveries() {
  const {rows, more, error, next, reload} = usePages("events?limit=50");
  return html`<h1 class="sr">${t("deliveries")}</h1>${error && html`<${Problem} error=${error} onRetry=${reload} />`}
    ${rows?.length === 0 && html`<${Empty} icon="send" title=${t("noDeliveries")} />`}
    ${rows?.length > 0 && html`<${Sheet} title="deliveries" columns=${["event", "receiver", "state", "attempts", "lastAnswer", "nextTry"]} action="replay">${rows.map((one) => html`<${Row} key=${one.id} one=${one} reload=${reload} />`)}<//>`}
    ${more && html`<${More} next=${next} />`}`;
}
