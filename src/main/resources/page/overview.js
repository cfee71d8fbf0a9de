// What happens now, and what happened during the last day and month.

import {html} from "./preact.js";
import {call} from "./api.js";
import {Problem, useLoad} from "./parts.js";
import {Bars, Tile} from "./plots.js";
import {duration, money, number, t} from "./text.js";

function amounts(costs = []) {
  return costs.length ? costs.map((one) => money(one.amount, one.currency)).join(" + ") : t("none");
}

const clock = new Intl.DateTimeFormat(document.documentElement.lang, {hour: "2-digit", minute: "2-digit"});

function Costs() {
  const from = new Date(Date.now() - 29 * 86_400_000).toISOString().slice(0, 10);
  const {data} = useLoad(() => call(`usage?from=${from}&by=day`), [from], 60_000);
  const currency = data?.data.find((one) => one.currency)?.currency ?? "";
  const byDay = new Map();
  data?.data.filter((one) => one.currency === currency).forEach((one) => byDay.set(one.day, (byDay.get(one.day) ?? 0) + Number(one.cost)));
  const days = Array.from({length: 30}, (_, i) => new Date(Date.now() - (29 - i) * 86_400_000).toISOString().slice(0, 10));
  return html`<${Bars} title=${t("costs30")} names=${[currency || t("cost")]} rows=${days.map((day) => ({label: day.slice(5), values: [byDay.get(day) ?? 0]}))} />`;
}

export function Overview() {
  const {data, error, reload} = useLoad(() => call("overview"), [], 3000);
  if (!data) {
    return html`<h1 class="sr">${t("overview")}</h1>${error && html`<${Problem} error=${error} onRetry=${reload} />`}`;
  }
  const {jobs = {}, throughput = []} = data;
  const done = throughput.reduce((sum, one) => sum + one.completed, 0);
  const failed = throughput.reduce((sum, one) => sum + one.failed, 0);
  return html`<h1 class="sr">${t("overview")}</h1>
    <dl class="tiles">
      <${Tile} label=${t("waiting")} value=${number((jobs.queued ?? 0) + (jobs.submitting ?? 0))} hint=${data.oldest_open_at ? `${t("oldest")}: ${duration(Date.now() / 1000 - data.oldest_open_at)}` : ""} />
      <${Tile} label=${t("rendering")} value=${number(jobs.rendering ?? 0)} />
      <${Tile} label=${t("delivering")} value=${number(jobs.rendered ?? 0)} />
      <${Tile} label=${t("doneToday")} value=${number(done)} />
      <${Tile} label=${t("failedToday")} value=${number(failed)} state=${failed > done ? "bad" : ""} />
      <${Tile} label=${t("median")} value=${data.latency?.median_seconds ? duration(data.latency.median_seconds) : "–"} hint=${data.latency?.p95_seconds ? `${t("p95")} ${duration(data.latency.p95_seconds)}` : ""} />
      <${Tile} label=${t("costToday")} value=${amounts(data.cost?.today)} />
      <${Tile} label=${t("costMonth")} value=${amounts(data.cost?.month)} />
      <${Tile} label=${t("health")} value=${data.health?.status ?? "–"} state=${data.health?.status === "UP" ? "" : "bad"} hint=${data.health?.detail} />
      <${Tile} label=${t("nodes")} value=${number(data.nodes ?? 1)} hint=${data.version} />
    </dl>
    <div class="plots">
      <${Bars} title=${t("throughput")} names=${[t("ended"), t("failed")]} rows=${throughput.map((one) => ({label: clock.format(new Date(one.at * 1000)), values: [one.completed, one.failed]}))} />
      <${Costs} />
    </div>`;
}
