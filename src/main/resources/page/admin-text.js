// The words of the operators' page, besides those of both pages.

import {addWords} from "./text.js";

addWords({
  en: {
    overview: "Overview", upstreams: "Upstreams", jobs: "Jobs", licences: "Licences", deliveries: "Webhooks", inboxes: "Inboxes",
    adminWelcome: "See what goes on, and step in.", adminKey: "Admin key", adminKeyHint: "reelway.admin-key of the configuration.",
    waiting: "Waiting", rendering: "Rendering", delivering: "Delivering", failedToday: "Failed, 24 h", doneToday: "Done, 24 h", oldest: "Oldest open", nodes: "Nodes",
    median: "Median time", p95: "95th percentile", costToday: "Cost today", costMonth: "Cost this month", health: "Health", throughput: "Jobs done per 5 minutes, 24 hours", latencyPlot: "Median render time by upstream, last hour (s)", costs30: "Cost by day, 30 days", greatest: "max {value}", ended: "done", none: "none",
    "state.ok": "Works", "state.resting": "Resting", "state.paused": "Paused", pause: "Pause", resume: "Resume", bound: "Concurrency limit", inFlight: "In flight", lastError: "Last error", lastHour: "Last hour", until: "until {time}",
    pauseSure: "No new orders go to {name}. Renders under way are finished.", pauseInboxSure: "No new files are taken from {name}.", learned: "learned", noLimit: "no limit",
    open: "Open", failed: "Failed", failedCount: "failed", delivered: "Delivered", state: "State", licence: "Licence", upstream: "Upstream", model: "Model", age: "Age", attempts: "Attempts", cause: "Reason", due: "Next step", cost: "Cost", noJobs: "No jobs here.", repeats: "Repeats {id}",
    cancelJobSure: "Cancel job {id}?", retrySure: "Order this once more, as a new job of the same licence?", anyLicence: "All licences", anyUpstream: "All upstreams",
    name: "Name", scopes: "May use", limits: "Limits", expires: "Expires", status: "Status", newLicence: "New licence", create: "Create", rotate: "New key", revoke: "Revoke", save: "Save", key: "Key", keyOnce: "Copy it now: it is not shown again.", revokeSure: "All keys of {name} stop working at once, and its streams end.",
    rotateSure: "{name} gets a new key. The old one works for another {hours} h.", declaredHint: "In the configuration: changed there", allModels: "all models", "status.active": "Active", "status.expired": "Expired", "status.revoked": "Revoked",
    perMinute: "Requests a minute", atOnce: "Jobs at once", dayJobs: "Jobs a day", daySeconds: "Seconds a day", dayMoney: "Money a day", monthJobs: "Jobs a month", monthSeconds: "Seconds a month", monthMoney: "Money a month", optional: "empty: no limit", usageCsv: "Usage as CSV", used: "Usage this month", jobsCount: "{n} jobs",
    nameRule: "1 to 64 lower-case letters and digits, with single - or _ between them", wholeRule: "A whole number, like 200", moneyRule: "A number with a point, like 1.50",
    tokensHint: "Its issuer's tokens say what it may", event: "Event", receiver: "Receiver", lastAnswer: "Last answer", nextTry: "Next try", replay: "Send again", replayed: "It is sent again.", noDeliveries: "No deliveries yet.", "delivery.pending": "On its way", "delivery.delivered": "Delivered", "delivery.given_up": "Given up",
    fine: "Good", degraded: "Degraded", "job.queued": "Queued", "job.waiting": "Waiting for capacity", "job.submitting": "Submitting", "job.rendering": "Rendering", "job.rendered": "Delivering", "job.delivered": "Delivered", "job.failed": "Failed",
    files: "Files", noInboxes: "No inboxes.", filesOf: "{waiting} waiting, {working} in progress, {failed} failed",
  },
  zh: {
    overview: "概览", upstreams: "上游", jobs: "任务", licences: "许可", deliveries: "回调", inboxes: "收件目录",
    adminWelcome: "管理整个服务。", adminKey: "管理密钥", adminKeyHint: "配置中的 reelway.admin-key。",
    waiting: "等待", rendering: "渲染中", delivering: "交付中", failedToday: "24 小时失败", doneToday: "24 小时完成", oldest: "最久未完成", nodes: "节点",
    median: "中位用时", p95: "第 95 百分位", costToday: "今日费用", costMonth: "本月费用", health: "健康", throughput: "每 5 分钟完成的任务数，24 小时", latencyPlot: "各上游渲染用时中位数，最近一小时（秒）", costs30: "每日费用，30 天", greatest: "最大 {value}", ended: "完成", none: "无",
    "state.ok": "正常", "state.resting": "休整", "state.paused": "已暂停", pause: "暂停", resume: "恢复", bound: "并发上限", inFlight: "进行中", lastError: "最近错误", lastHour: "最近一小时", until: "至 {time}",
    pauseSure: "不再向 {name} 发送新订单；进行中的渲染会完成。", pauseInboxSure: "不再从 {name} 读取新文件。", learned: "自动学习", noLimit: "无上限",
    open: "未完成", failed: "失败", failedCount: "失败", delivered: "已交付", state: "状态", licence: "许可", upstream: "上游", model: "模型", age: "已过", attempts: "尝试", cause: "原因", due: "下一步", cost: "费用", noJobs: "没有任务。", repeats: "重复 {id}",
    cancelJobSure: "取消任务 {id}？", retrySure: "以同一许可的新任务再下单一次？", anyLicence: "所有许可", anyUpstream: "所有上游",
    name: "名称", scopes: "可用", limits: "限额", expires: "到期", status: "状态", newLicence: "新建许可", create: "创建", rotate: "更换密钥", revoke: "撤销", save: "保存", key: "密钥", keyOnce: "请立即复制：之后不再显示。", revokeSure: "{name} 的所有密钥立即失效，其连接会中断。",
    rotateSure: "{name} 将获得新密钥，旧密钥还可使用 {hours} 小时。", declaredHint: "在配置文件中：请在那里修改", allModels: "所有模型", "status.active": "有效", "status.expired": "已过期", "status.revoked": "已撤销",
    perMinute: "每分钟请求", atOnce: "同时任务", dayJobs: "每日任务", daySeconds: "每日秒数", dayMoney: "每日费用", monthJobs: "每月任务", monthSeconds: "每月秒数", monthMoney: "每月费用", optional: "留空：不限", usageCsv: "用量 CSV", used: "本月用量", jobsCount: "{n} 个任务",
    nameRule: "1 到 64 个小写字母和数字，中间可用单个 - 或 _", wholeRule: "整数，例如 200", moneyRule: "使用小数点的数字，例如 1.50",
    tokensHint: "权限由签发方的令牌决定", event: "事件", receiver: "接收方", lastAnswer: "最近应答", nextTry: "下次尝试", replay: "重新发送", replayed: "已重新发送。", noDeliveries: "还没有投递。", "delivery.pending": "投递中", "delivery.delivered": "已送达", "delivery.given_up": "已放弃",
    fine: "良好", degraded: "异常", "job.queued": "排队", "job.waiting": "等待容量", "job.submitting": "提交中", "job.rendering": "渲染中", "job.rendered": "交付中", "job.delivered": "已交付", "job.failed": "失败",
    files: "文件", noInboxes: "没有收件目录。", filesOf: "{waiting} 个等待，{working} 个处理中，{failed} 个失败",
  },
});
