#!/bin/sh
# make-app.sh JAR FOLDER: unpacks a jar of Reelway into a folder of its own, with the Java runtime that
# it needs and an AOT cache for that runtime. Needs a JDK from 25 on; the folder can be copied to any
# machine with the same system and the same kind of processor, but must keep its path.
set -eu
jar=$1
folder=$2
jdk=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")}

mkdir -p "$folder"
"$jdk/bin/jlink" --add-modules java.se,jdk.charsets,jdk.crypto.ec,jdk.jcmd,jdk.jfr,jdk.localedata,jdk.management,jdk.naming.dns,jdk.net,jdk.security.auth,jdk.unsupported,jdk.zipfs \
  --include-locales en,zh --strip-java-debug-attributes --no-header-files --no-man-pages --compress zip-6 --output "$folder/java"
"$folder/java/bin/java" -version
"$jdk/bin/java" -Djarmode=tools -jar "$jar" extract --destination "$folder/app" --force
trial=$(mktemp -d)
"$folder/java/bin/java" -XX:AOTCacheOutput="$folder/app/reelway.aot" -Xlog:disable -Dspring.context.exit=onRefresh \
  -jar "$folder/app/reelway.jar" --reelway.home="$trial" --server.port=0 --management.server.port=0
rm -rf "$trial"

cat > "$folder/run.sh" <<'RUN'
#!/bin/sh
# Starts Reelway; options of the JVM are in JAVA_TOOL_OPTIONS, those of Reelway are arguments.
here=$(dirname "$(readlink -f "$0")")
exec "$here/java/bin/java" -XX:+ExitOnOutOfMemoryError -XX:AOTCache="$here/app/reelway.aot" -Xlog:aot*=off \
  -XX:MaxRAMPercentage=60 -jar "$here/app/reelway.jar" "$@"
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
