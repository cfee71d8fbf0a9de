#!/bin/sh
# make-deb.sh JAR: makes reelway_<version>_<architecture>.deb in the current folder: the jar, the
# service of ../systemd/reelway.service, and /etc/reelway for the configuration. Needs dpkg-deb and unzip.
# The jar has FFmpeg for one kind of processor, and so has the package: that of the machine on which
# `mvn package` ran, or `mvn -Dnative.platform=linux-arm64 package`. It needs a Java runtime from 21 on;
# nothing is started when it is installed.
set -eu
jar=$1
here=$(dirname "$(readlink -f "$0")")
version=$(unzip -p "$jar" META-INF/MANIFEST.MF | sed -n 's/^Implementation-Version: \([^[:space:]]*\).*/\1/p' | sed 's/-SNAPSHOT/~snapshot/')
platform=$(unzip -Z1 "$jar" | sed -n 's#^BOOT-INF/lib/ffmpeg-.*-\([a-z]*-[a-z0-9_]*\)\.jar$#\1#p')
case $platform in
  linux-x86_64) architecture=amd64 ;;
  linux-arm64) architecture=arm64 ;;
  linux-ppc64le) architecture=ppc64el ;;
  *) echo "$jar has FFmpeg for ${platform:-no platform}: make it with -Dnative.platform=linux-x86_64 or linux-arm64." >&2; exit 1 ;;
esac
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
umask 022
chmod 755 "$root"

install -D -m 644 "$jar" "$root/usr/share/reelway/reelway.jar"
install -d "$root/usr/lib/systemd/system" "$root/etc/reelway" "$root/DEBIAN"
sed -e 's#/opt/reelway/reelway.jar#/usr/share/reelway/reelway.jar#' \
  -e 's#^WorkingDirectory=.*#WorkingDirectory=/etc/reelway#' \
  -e 's#^\# A node.*#\# A node of Reelway. The configuration and own routes lie in /etc/reelway;#' \
  "$here/../systemd/reelway.service" > "$root/usr/lib/systemd/system/reelway.service"
cat > "$root/etc/reelway/application.yaml" <<'YAML'
# Adds to Reelway's own application.yaml, and overrides it. Keys stand in /etc/reelway/env, as ${NAME} here.
reelway:
  home: ${REELWAY_HOME}
YAML
cat > "$root/etc/reelway/env" <<'ENV'
# Variables of the service, KEY=value. Only root reads this file.
ENV
chmod 600 "$root/etc/reelway/env"

printf '%s\n' /etc/reelway/application.yaml /etc/reelway/env > "$root/DEBIAN/conffiles"
cat > "$root/DEBIAN/control" <<CONTROL
Package: reelway
Version: $version
Architecture: $architecture
Section: video
Priority: optional
Maintainer: The maintainers of Reelway <reelway@localhost>
Depends: passwd, openjdk-21-jre-headless | openjdk-25-jre-headless | java21-runtime-headless
Installed-Size: $(du -sk "$root" | cut -f1)
Description: one durable API for generated images and videos
 Accepts requests through the API that clients already speak, stores each as a
 durable job, has any configured engine render it, and delivers the file.
CONTROL
cat > "$root/DEBIAN/postinst" <<'POSTINST'
#!/bin/sh
set -e
if [ "$1" = configure ] && ! getent passwd reelway > /dev/null; then
  useradd --system --user-group --home-dir /var/lib/reelway --no-create-home --shell /usr/sbin/nologin reelway
fi
if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
is() { systemctl "is-$1" --quiet reelway 2> /dev/null; }
if [ "$1" = configure ] && { is enabled || is active; }; then
  echo "Restart Reelway to run the new version, one node of a database after another."
elif [ "$1" = configure ]; then
  echo "Reelway is installed. Configure it in /etc/reelway, then: systemctl enable --now reelway"
fi
POSTINST
cat > "$root/DEBIAN/prerm" <<'PRERM'
#!/bin/sh
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then systemctl disable --now reelway; fi
PRERM
cat > "$root/DEBIAN/postrm" <<'POSTRM'
#!/bin/sh
set -e
if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
POSTRM
chmod 755 "$root/DEBIAN/postinst" "$root/DEBIAN/prerm" "$root/DEBIAN/postrm"

dpkg-deb --root-owner-group --build "$root" . >/dev/null
echo "reelway_${version}_$architecture.deb"
