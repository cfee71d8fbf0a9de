-- wrk … -s load.lua URL -- METHOD BODY [NAME:VALUE …]: sends one request again and again.
function init(arguments)
  wrk.method = arguments[1]
  if arguments[2] ~= "" then
    wrk.body = arguments[2]
  end
  for i = 3, #arguments do
    local name, value = arguments[i]:match("^([^:]+):(.*)$")
    wrk.headers[name] = value
  end
end

-- load <requests> <microseconds> <p50> <p99> <failed>, percentiles in microseconds
function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("load %d %d %d %d %d\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99),
    errors.status + errors.timeout + errors.connect + errors.read + errors.write))
end
