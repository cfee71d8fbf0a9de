-- Reads one path again and again.
wrk.headers["Authorization"] = "demo"
function done(summary, latency)
  io.write(string.format("p50 %.1f ms, p99 %.1f ms, not 200: %d\n",
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    summary.errors.status + summary.errors.timeout))
end
