// The engines: whether they work, how much they take, what they said last.

import {html} from "./preact.js";
import {call} from "./api.js";
import {Badge, Problem, useLoad} from "./parts.js";
import {PauseButton, Sheet} from "./sheet.js";
import {ago, duration, money, moment, number, sum, t} from "./text.js";

function Hour({hour}) {
  return hour && html`${number(hour.completed)} ${t("ended")}${hour.failed > 0 && html`, <span class="bad">${number(hour.failed)} ${t("failedCount")}</span>`}
    <small>${hour.median_seconds ? `${t("median")} ${duration(hour.median_seconds)}` : ""} ${hour.costs.map((one) => money(one.amount, one.currency)).join(" + ")}</small>`;
}

/** The bound that each of its accounts has learned, or the configured one. */
function Bound({one}) {
  const learned = one.targets.filter((target) => target.learned_bound !== null);
  return html`${one.limits.at_once ?? t("noLimit")}${learned.map((target) => html`<small key=${`${target.credential}/${target.model}`}>${t("learned")} ${target.learned_bound}: ${target.model}</small>`)}`;
}

function Row({one, reload}) {
  return html`<tr>
    <th scope="row">${one.name}<small>${one.dialect}, ${one.host}</small></th>
    <td><${Badge} state=${one.state}>${t(`state.${one.state}`)}<//>${one.resting_until && html`<small>${t("until", {time: moment(one.resting_until)})}</small>`}</td>
    <td>${sum(one.in_flight.submitting, one.in_flight.rendering, one.in_flight.rendered)}<small>${sum(one.waiting)} ${t("waiting")}</small></td>
    <td><${Bound} one=${one} /></td>
    <td><${Hour} hour=${one.last_hour} /></td>
    <td>${one.last_error && html`<small class="bad">${one.last_error.cause}</small><small>${ago(one.last_error.at)}</small>`}</td>
    <td class="actions-cell"><${PauseButton} path=${`upstreams/${one.name}`} isPaused=${one.state === "paused"} question=${t("pauseSure", {name: one.name})} reload=${reload} /></td>
  </tr>`;
}

export function Upstreams() {
  const {data, error, reload} = useLoad(() => call("upstreams"), [], 3000);
  return html`<h1 class="sr">${t("upstreams")}</h1>${error && html`<${Problem} error=${error} onRetry=${reload} />`}
    ${data && html`<${Sheet} title="upstreams" columns=${["name", "state", "inFlight", "bound", "lastHour", "lastError"]} action="pause">${data.data.map((one) => html`<${Row} key=${one.name} one=${one} reload=${reload} />`)}<//>`}`;
}
