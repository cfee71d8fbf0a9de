// The ledger's open jobs by age, and those that failed, each with its reason.

import {html, useState} from "./preact.js";
import {call, now} from "./api.js";
import {More, usePages} from "./pages.js";
import {Badge, Button, copy, Empty, Problem, Segments, Select} from "./parts.js";
import {order} from "./sending.js";
import {Sheet} from "./sheet.js";
import {Sure} from "./sure.js";
import {ago, duration, money, moment, t} from "./text.js";

/** The failed jobs that were ordered again, as far as this page knows, with the ids of the new ones. */
const repeats = new Map();

function shortId(id) {
  return `${id.slice(0, 12)}…${id.slice(-6)}`;
}

function Row({job, reload}) {
  const isOpen = job.ended_at === null;
  const retry = async () => {
    const made = await order(`jobs/${job.id}/retry`, {json: job.may_be_paid ? {accept_cost: true} : {}});
    repeats.set(job.id, made.id);
    reload();
  };
  const said = repeats.has(job.id) ? t("orderedAgain", {id: shortId(repeats.get(job.id))}) : "";
  return html`<tr>
    <th scope="row"><button type="button" class="id mono" title=${t("copy")} onClick=${() => copy(job.id)}>${shortId(job.id)}</button>${job.batch && html`<small>${t("line", {n: job.batch.line})}, ${shortId(job.batch.id)}</small>`}${job.retry_of && html`<small>${t("repeats", {id: shortId(job.retry_of)})}</small>`}</th>
    <td><${Badge} state=${isOpen ? "in_progress" : job.state === "delivered" ? "completed" : "failed"}>${t(`job.${job.state}`)}<//>${said && html`<small>${said}</small>`}</td>
    <td>${job.licence}</td>
    <td>${job.model}<small>${job.upstream ?? ""}</small></td>
    <td>${isOpen ? duration(job.age) : ago(job.ended_at)}<small>${isOpen && job.due_at > now() ? `${t("due")}: ${moment(job.due_at)}` : ""}</small></td>
    <td>${job.attempts || ""}</td>
    <td><small class=${isOpen ? "" : "bad"}>${job.error?.message ?? job.cause ?? ""}</small></td>
    <td>${job.cost?.amount ? money(job.cost.amount, job.cost.currency) : ""}</td>
    <td class="actions-cell">
      ${isOpen && html`<${Sure} icon="close" hidden label=${t("cancel")} question=${t("cancelJobSure", {id: job.id})} onYes=${async () => {
        await call(`jobs/${job.id}/cancel`, {method: "POST"});
        reload();
      }} />`}
      ${job.state === "failed" && html`<${Sure} icon="retry" hidden label=${t("retry")} question=${`${said} ${t(job.may_be_paid ? "mayBePaid" : "retrySure")}`.trim()} confirm=${job.may_be_paid ? t("retryAnyway") : t("retry")} onYes=${retry} />`}
    </td>
  </tr>`;
}

const PAGE = 50;

export function Jobs({licences, upstreams}) {
  const [filter, setFilter] = useState({state: "open", licence: "", upstream: ""});
  const set = (change) => setFilter({...filter, ...change});
  const query = new URLSearchParams(Object.entries({...filter, limit: String(PAGE)}).filter(([, value]) => value));
  const {rows, more, error, next, reload} = usePages(`jobs?${query}`);
  rows?.forEach((job) => job.retry_of && repeats.set(job.retry_of, job.id));
  const choices = (all, label) => [{value: "", label: t(label)}, ...all.map((name) => ({value: name, label: name}))];
  return html`<h1 class="sr">${t("jobs")}</h1>
    <div class="filters"><${Segments} label=${t("state")} name="state" value=${filter.state} onChange=${(state) => set({state})}
        options=${["open", "failed"].map((value) => ({value, label: t(value)}))} />
      <${Select} label=${t("licence")} value=${filter.licence} onChange=${(licence) => set({licence})} options=${choices(licences, "anyLicence")} />
      <${Select} label=${t("upstream")} value=${filter.upstream} onChange=${(upstream) => set({upstream})} options=${choices(upstreams, "anyUpstream")} /></div>
    ${error && html`<${Problem} error=${error} onRetry=${reload} />`}
    ${rows?.length === 0 && html`<${Empty} icon="check" title=${t("noJobs")} />`}
    ${rows?.length > 0 && html`<${Sheet} title="jobs" columns=${["id", "state", "licence", "model", "age", "attempts", "cause", "cost"]} action="retry">${rows.map((job) => html`<${Row} key=${job.id} job=${job} reload=${reload} />`)}<//>`}
    ${more && html`<${More} next=${next} />`}`;
}
