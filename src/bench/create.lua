-- Creates a video with each request.
wrk.method = "POST"
wrk.headers["Authorization"] = "demo"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"prompt":"A lighthouse in a storm, seen from a small boat","model":"sora_video2-landscape"}'
function done(summary, latency)
  io.write(string.format("p50 %.1f ms, p99 %.1f ms, not 200: %d\n",
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    summary.errors.status + summary.errors.timeout))
end
