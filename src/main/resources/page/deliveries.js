// Webhooks: what was sent where, how often, and with what answer.

import {html} from "./preact.js";
import {call} from "./api.js";
import {Badge, Button, Empty, notify, Problem, useAction} from "./parts.js";
import {usePages} from "./jobs.js";
import {ago, t} from "./text.js";

function Row({one, reload}) {
  const [replay, busy] = useAction(async () => {
    await call(`events/${one.id}/replay`, {method: "POST"});
    notify(t("replayed"), "good");
    reload();
  });
  const all = one.deliveries ?? [];
  return all.map((delivery, i) => html`<tr key=${`${one.id}-${i}`}>
    <th scope="row">${one.type}<small class="mono">${one.id.slice(0, 18)}…</small></th>
    <td>${delivery.host}<small>${one.licence}</small></td>
    <td><${Badge} state=${delivery.state === "delivered" ? "completed" : delivery.state === "pending" ? "in_progress" : "failed"}>${t(`delivery.${delivery.state}`)}<//></td>
    <td>${delivery.attempts}</td>
    <td><small class=${delivery.state === "delivered" ? "" : "bad"}>${delivery.last_status ?? ""} ${delivery.last_error ?? ""}</small></td>
    <td>${delivery.next_at ? ago(delivery.next_at) : ago(one.created_at)}</td>
    <td class="actions-cell">${i === 0 && html`<${Button} icon="send" label=${t("replay")} busy=${busy} onClick=${replay} />`}</td></tr>`);
}

export function Deliveries() {
  const {rows, more, error, next, reload} = usePages("events?limit=50");
  const [load, busy] = useAction(next);
  return html`<h1 class="sr">${t("deliveries")}</h1>${error && html`<${Problem} error=${error} onRetry=${reload} />`}
    ${rows?.length === 0 && html`<${Empty} icon="send" title=${t("noDeliveries")} />`}
    ${rows?.length > 0 && html`<div class="sheet card" tabindex="0" role="region" aria-label=${t("deliveries")}><table><thead><tr>
      ${["event", "receiver", "state", "attempts", "lastAnswer", "nextTry"].map((key) => html`<th key=${key} scope="col">${t(key)}</th>`)}<th><span class="sr">${t("replay")}</span></th></tr></thead>
      <tbody>${rows.map((one) => html`<${Row} key=${one.id} one=${one} reload=${reload} />`)}</tbody></table></div>`}
    ${more && html`<p class="center"><${Button} label=${t("more")} busy=${busy} onClick=${load} /></p>`}`;
}
