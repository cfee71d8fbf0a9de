#!/usr/bin/env bash
# How many calls a second one node takes, beside the same server's constant answer.
# Needs wrk and target/reelway.jar (mvn -DskipTests package); runs on loopback for two minutes,
# most of which warm the JVM up. WARM=seconds, PORT=…, OPTIONS="--any.setting=…" change it.
#   src/bench/http.sh [seconds a run, default 8] [connections, default 64]
set -euo pipefail
seconds=${1:-8}
connections=${2:-64}
bench=$(cd "$(dirname "$0")" && pwd)
jar=$(cd "$bench/../.." && pwd)/target/reelway.jar
port=${PORT:-18600}
home=$(mktemp -d)
base=http://127.0.0.1:$port/sora/v1

cd "$bench" # its routes/ folder adds the constant answer
"${JAVA:-java}" -jar "$jar" --reelway.home="$home" --server.port="$port" \
  --management.server.port=$((port + 1)) --logging.level.reelway.jobs=warn \
  ${OPTIONS:-} >"$home/log" 2>&1 &
service=$!
trap 'kill $service; wait $service 2>/dev/null || true; rm -rf "$home"' EXIT
until grep -q 'API:' "$home/log"; do
  kill -0 $service || { cat "$home/log"; exit 1; }
  sleep 0.2
done

run() { # name, script, url
  printf '%-22s ' "$1"
  wrk -t1 -c"$connections" -d"${4:-$seconds}s" -s "$bench/$2" "$3" |
    awk '/Requests\/sec/ {rate = $2} /^p50/ {line = $0} END {printf "%8.0f a second, %s\n", rate, line}'
}

id=$(curl -s -H 'Authorization: demo' -H 'Content-Type: application/json' \
  -d '{"prompt":"the one that is read"}' "$base/videos" | sed 's/.*"id":"\([^"]*\)".*/\1/')
for path in "$base/videos/$id" "http://127.0.0.1:$port/constant"; do
  wrk -t1 -c"$connections" -d"${WARM:-20}s" -H 'Authorization: demo' "$path" >/dev/null
done
run 'constant answer' read.lua "http://127.0.0.1:$port/constant"
run 'GET status' read.lua "$base/videos/$id"
run 'POST create (cold)' create.lua "$base/videos" "${WARM:-20}"
run 'POST create' create.lua "$base/videos"
run 'constant answer' read.lua "http://127.0.0.1:$port/constant"
