#!/bin/bash
# make-app.sh JAR FOLDER: unpacks a jar of Reelway into a folder of its own, with the Java runtime that
# it needs and an AOT cache for that runtime. Needs a JDK from 25 on; the folder can be copied to any
# machine with the same system and the same kind of processor, but must keep its path. What an earlier
# one has made there is replaced: stop what runs from it. The jar must have FFmpeg for this machine; for
# another one, make it with `mvn -Dnative.platform=linux-arm64 package` and run this there.
set -eu
jar=$1
folder=$2
jdk=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")}

case $(uname -s)-$(uname -m) in
  Linux-aarch64) platform=linux-arm64 ;;
  Linux-*) platform=linux-$(uname -m) ;;
  Darwin-arm64) platform=macosx-arm64 ;;
  Darwin-*) platform=macosx-$(uname -m) ;;
  *) platform=windows-x86_64 ;;
esac
natives=$("$jdk/bin/jar" --list --file "$jar" | sed -n 's#^BOOT-INF/lib/ffmpeg-.*-\([a-z]*-[a-z0-9_]*\)\.jar$#\1#p')
if [ "$natives" != "$platform" ]; then
  echo "$jar has FFmpeg for ${natives:-no platform}, and this machine is $platform: make it with -Dnative.platform=$platform." >&2
  exit 1
fi

mkdir -p "$folder"
folder=$(cd "$folder" && pwd -P)
rm -rf "$folder/java" "$folder/app"
"$jdk/bin/jlink" --add-modules java.se,jdk.charsets,jdk.crypto.ec,jdk.jcmd,jdk.jfr,jdk.localedata,jdk.management,jdk.naming.dns,jdk.net,jdk.security.auth,jdk.unsupported,jdk.zipfs \
  --include-locales en,zh --strip-java-debug-attributes --no-header-files --no-man-pages --compress zip-6 --output "$folder/java"
"$folder/java/bin/java" -version
"$jdk/bin/java" -Djarmode=tools -jar "$jar" extract --destination "$folder/app" --force

# The cache holds what a trial has run: a start, the video of the sandbox that greets an empty home, and
# calls. It is written when the trial ends. The trial has the configuration of the jar alone: what lies in
# the current folder, or is exported there, may name the database and the keys of a service that runs.
trial=$(mktemp -d)
port=$((20000 + RANDOM % 10000))
(
  cd "$trial"
  exec env -i PATH="$PATH" LC_ALL=C.UTF-8 "$folder/java/bin/java" -XX:AOTCacheOutput="$folder/app/reelway.aot" -Xlog:disable \
    -jar "$folder/app/reelway.jar" --spring.config.location=classpath:/ \
    --reelway.home="$trial/home" --server.port=$port --management.server.port=0
) > "$trial/log" 2>&1 &
running=$!
trap 'kill $running 2> /dev/null || true' EXIT
SECONDS=0
until compgen -G "$trial/home/outbox/*/*.mp4" > "$trial/videos"; do
  if ! kill -0 $running 2> /dev/null || [ $SECONDS -ge 300 ]; then
    echo "The trial has made no video within $SECONDS s. Its log:" >&2
    cat "$trial/log" >&2
    exit 1
  fi
  sleep 0.2
done
call() { # call METHOD PATH [BODY]
  local body=${3-}
  exec 3<> "/dev/tcp/127.0.0.1/$port"
  printf '%s /sora/v1/%s HTTP/1.0\r\nHost: localhost\r\nAuthorization: demo\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s' \
    "$1" "$2" ${#body} "$body" >&3
  local status=
  read -r -t 60 _ status _ <&3 || true
  if [ "$status" != 200 ]; then
    echo "The trial has answered $1 $2 with ${status:-nothing}, not with 200. Its log:" >&2
    cat "$trial/log" >&2
    exit 1
  fi
}
call GET models
call POST videos '{"prompt": "A lighthouse in a storm"}'
call GET videos
kill $running
wait $running || true # 143, as it was told to end
[ -s "$folder/app/reelway.aot" ]
rm -rf "$trial"

cat > "$folder/run.sh" <<'RUN'
#!/bin/sh
# Starts Reelway; options of the JVM are in JAVA_TOOL_OPTIONS, those of Reelway are arguments.
here=$(dirname "$(readlink -f "$0")")
case ${JAVA_TOOL_OPTIONS-} in
  *-XX:+Use*GC*) collector= ;;
  *) collector=-XX:+UseParallelGC ;;
esac
case ${JAVA_TOOL_OPTIONS-} in
  *-Xmx* | *-XX:MaxRAMPercentage=* | *-XX:MaxHeapSize=*) heap= ;;
  *) heap=-XX:MaxRAMPercentage=60 ;;
esac
exec "$here/java/bin/java" $collector $heap -XX:+ExitOnOutOfMemoryError -XX:AOTCache="$here/app/reelway.aot" -Xlog:aot*=off \
  -jar "$here/app/reelway.jar" "$@"
RUN
cat > "$folder/health.sh" <<'HEALTH'
#!/bin/bash
# Whether Reelway on this machine is alive. Needs no program besides bash.
exec 3<> "/dev/tcp/127.0.0.1/${MANAGEMENT_SERVER_PORT:-9876}" || exit 1
printf 'GET /observe/health/live HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
read -r -t 5 _ status _ <&3
[ "$status" = 200 ]
HEALTH
chmod 755 "$folder/run.sh" "$folder/health.sh"
