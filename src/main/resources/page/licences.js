// The keys that were handed out, what they allow, and what they have used this month.

import {html, useState} from "./preact.js";
import {call, send} from "./api.js";
import {More, usePages} from "./pages.js";
import {Badge, Button, copy, Dialog, Problem, useAction, useLoad} from "./parts.js";
import {Sheet} from "./sheet.js";
import {Sure} from "./sure.js";
import {date, money, number, t} from "./text.js";

const OVERLAP_HOURS = 24;
const LIMITS = [
  ["requests_per_minute", "perMinute"], ["jobs_at_once", "atOnce"],
  ["day.jobs", "dayJobs"], ["day.seconds", "daySeconds"], ["day.money", "dayMoney"],
  ["month.jobs", "monthJobs"], ["month.seconds", "monthSeconds"], ["month.money", "monthMoney"],
];
const NAME = "[a-z0-9]+([_\\-][a-z0-9]+)*";
const WHOLE = "[0-9]+";
const MONEY = "[0-9]+([.][0-9]+)?";
const SCOPES = ["videos", "images", "chat"];

function read(limits, path) {
  return path.split(".").reduce((at, name) => at?.[name], limits) ?? "";
}

/** The number of the text, or the text itself, which the service refuses by its name. */
function numberOf(text) {
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}

/** The limits that the form has changed; null removes one. */
function limitsOf(before, values) {
  const limits = {};
  for (const [path] of LIMITS) {
    const value = values[path];
    if (value !== String(read(before, path))) {
      const names = path.split(".");
      const at = names.length > 1 ? (limits[names[0]] ??= {}) : limits;
      at[names.at(-1)] = value === "" ? null : numberOf(value);
    }
  }
  return limits;
}

/** What the form has changed, and nothing that somebody else may have changed meanwhile. */
function changesOf(licence, scopes, values) {
  const limits = limitsOf(licence.limits, values);
  const isSame = scopes.length === licence.scopes.length && scopes.every((one) => licence.scopes.includes(one));
  return {...(isSame ? {} : {scopes}), ...(Object.keys(limits).length > 0 ? {limits} : {})};
}

function Secret({label, value}) {
  return html`<div class="secret"><code>${value}</code><${Button} icon="copy" label=${t("copy")} onClick=${() => copy(value)} /></div><p class="hint">${label}: ${t("keyOnce")}</p>`;
}

/** Changes a licence as it was when the form was opened; a later version is refused. */
async function change(licence, etag, json) {
  if (Object.keys(json).length > 0) {
    await call(`licences/${licence.id}`, {method: "PATCH", json, headers: etag ? {"If-Match": etag} : {}});
  }
  return licence;
}

function Form({licence, etag, onClose}) {
  const [name, setName] = useState(licence?.name ?? "");
  const [scopes, setScopes] = useState(licence?.scopes ?? SCOPES);
  const [values, setValues] = useState(Object.fromEntries(LIMITS.map(([path]) => [path, String(read(licence?.limits, path))])));
  const [problem, setProblem] = useState(null);
  const [made, setMade] = useState(null);
  const [save, busy] = useAction(async () => {
    setProblem(null);
    try {
      const answer = licence
        ? await change(licence, etag, changesOf(licence, scopes, values))
        : await call("licences", {method: "POST", json: {name, scopes, limits: limitsOf(null, values)}});
      answer.key ? setMade(answer) : onClose();
    } catch (error) {
      setProblem(error);
    }
  });
  const toggle = (scope) => setScopes((before) => (before.includes(scope) ? before.filter((one) => one !== scope) : [...before, scope]));
  return html`<${Dialog} title=${licence ? licence.name : t("newLicence")} onClose=${onClose} kind="wide" stays=${Boolean(made)}>
    ${made ? html`<${Secret} label=${t("key")} value=${made.key} /><footer class="row end"><${Button} kind="primary" label=${t("close")} onClick=${onClose} /></footer>` : html`
    <form class="stack" onSubmit=${(event) => {
      event.preventDefault();
      save();
    }}>
      ${!licence && html`<label class="field"><span>${t("name")}</span><input autofocus required maxlength="64" pattern=${NAME} title=${t("nameRule")} value=${name} onInput=${(event) => setName(event.currentTarget.value)} /></label>`}
      <fieldset class="segments"><legend>${t("scopes")}</legend><div class="row wrap">${SCOPES.map((scope) => html`<label key=${scope} class="check">
        <input type="checkbox" checked=${scopes.includes(scope)} onChange=${() => toggle(scope)} /><span>${scope}</span></label>`)}</div></fieldset>
      <div class="form-grid">${LIMITS.map(([path, label]) => html`<label key=${path} class="field"><span>${t(label)}</span>
        <input inputmode="decimal" pattern=${path.endsWith("money") ? MONEY : WHOLE} title=${t(path.endsWith("money") ? "moneyRule" : "wholeRule")}
          placeholder=${t("optional")} value=${values[path]} onInput=${(event) => setValues({...values, [path]: event.currentTarget.value.trim()})} /></label>`)}</div>
      ${problem && html`<${Problem} error=${problem} />`}
      <footer class="row end"><${Button} type="submit" kind="primary" label=${t(licence ? "save" : "create")} busy=${busy} disabled=${!name || scopes.length === 0} /></footer>
    </form>`}
  <//>`;
}

function Limits({limits}) {
  const shown = LIMITS.map(([path, label]) => [t(label), read(limits, path)]).filter(([, value]) => value !== "" && value !== null);
  return shown.length === 0 ? t("noLimit") : shown.map(([label, value]) => html`<small key=${label}>${label}: ${value}</small>`);
}

function Row({one, used, reload, onEdit, onKey}) {
  return html`<tr>
    <th scope="row">${one.name}<small>${one.declared ? t("declaredHint") : one.tokens ? t("tokensHint") : one.keys.map((key) => `…${key.hint}`).join(", ")}</small></th>
    <td><${Badge} state=${one.status}>${t(`status.${one.status}`)}<//>${one.expires_at && one.status !== "revoked" && html`<small>${t("expires")}: ${date(one.expires_at)}</small>`}</td>
    <td>${one.scopes.join(", ")}<small>${one.models ? one.models.join(", ") : t("allModels")}</small></td>
    <td><${Limits} limits=${one.limits} /></td>
    <td>${used ? html`${t("jobsCount", {n: number(used.jobs)})}<small>${used.costs.map((cost) => money(cost.amount, cost.currency)).join(" + ")}</small>` : ""}</td>
    <td class="actions-cell">${!one.declared && !one.tokens && one.status !== "revoked" && html`
      <${Button} icon="edit" hidden kind="quiet" label=${`${t("edit")}: ${one.name}`} onClick=${() => onEdit(one)} />
      <${Sure} icon="key" hidden label=${t("rotate")} question=${t("rotateSure", {name: one.name, hours: OVERLAP_HOURS})} onYes=${async () => {
        onKey(await call(`licences/${one.id}/rotate`, {method: "POST", json: {overlap: `${OVERLAP_HOURS}h`}}));
        reload();
      }} />`}${!one.declared && one.status !== "revoked" && html`
      <${Sure} icon="trash" hidden label=${t("revoke")} question=${t("revokeSure", {name: one.name})} onYes=${async () => {
        await send(`licences/${one.id}`, {method: "DELETE"});
        reload();
      }} />`}</td>
  </tr>`;
}

/** The month's use of each licence by its name. */
function byLicence(rows = []) {
  const all = new Map();
  rows.forEach((row) => {
    const one = all.get(row.licence) ?? {jobs: 0, costs: []};
    one.jobs += row.jobs;
    Number(row.cost) > 0 && one.costs.push({amount: row.cost, currency: row.currency});
    all.set(row.licence, one);
  });
  return all;
}

export function Licences() {
  const {rows, more, error, next, reload} = usePages("licences?limit=50");
  const usage = useLoad(() => call("usage?by=licence"), [], 30_000);
  const used = byLicence(usage.data?.data);
  const [form, setForm] = useState(null);
  const [key, setKey] = useState(null);
  // The row may be older than what others have changed since.
  const [edit] = useAction(async ({id}) => {
    const response = await send(`licences/${id}`);
    // A proxy that compresses answers makes their ETags weak.
    setForm({licence: await response.json(), etag: response.headers.get("etag")?.replace(/^W\//, "")});
  });
  const [csv, busy] = useAction(async () => {
    const url = URL.createObjectURL(await (await send("usage.csv")).blob());
    Object.assign(document.createElement("a"), {href: url, download: "usage.csv"}).click();
    URL.revokeObjectURL(url);
  });
  return html`<div class="row spread"><h1 class="sr">${t("licences")}</h1><span></span><span class="row">
      <${Button} icon="download" label=${t("usageCsv")} busy=${busy} onClick=${csv} /><${Button} icon="plus" kind="primary" label=${t("newLicence")} onClick=${() => setForm({})} /></span></div>
    ${error && html`<${Problem} error=${error} onRetry=${reload} />`}
    ${rows && html`<${Sheet} title="licences" columns=${["name", "status", "scopes", "limits", "used"]} action="edit">${rows.map((one) => html`<${Row} key=${one.id} one=${one} used=${used.get(one.name)} reload=${reload} onEdit=${edit} onKey=${setKey} />`)}<//>`}
    ${more && html`<${More} next=${next} />`}
    ${form && html`<${Form} licence=${form.licence} etag=${form.etag} onClose=${() => {
      setForm(null);
      reload();
    }} />`}
    ${key && html`<${Dialog} title=${key.name} onClose=${() => setKey(null)} kind="wide" stays><${Secret} label=${t("key")} value=${key.key} /><//>`}`;
}
