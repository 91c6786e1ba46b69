// Which command line tools an image brings along, by the system that it is built on. Real images
// differ a lot here, and a missing `curl` or `ps` is a lesson of its own.

export type BaseSystem = 'busybox' | 'alpine' | 'debian' | 'ubuntu' | 'full' | 'none'

const SHARED =
  '[ test sh echo printf cat cp mv rm mkdir rmdir touch ls ln chmod chown sleep date true false head tail wc seq env ' +
  'printenv pwd hostname id whoami uname tee cut sort uniq tr grep egrep fgrep sed awk base64 stat find xargs du df dd ' +
  'which yes timeout md5sum sha256sum basename dirname expr nohup mktemp readlink realpath tar gzip od nproc ' +
  'chgrp truncate mkfifo unlink gunzip zcat sha1sum sha512sum uptime mount umount diff cmp comm paste nl rev tac shuf split ' +
  'fold expand cksum sum nice tty stty chroot arch users logger getopt flock nsenter su sync ln od'

const BUSYBOX = `${SHARED} install ash [[ usleep wget nc nslookup ping kill killall pgrep pidof pkill ps httpd telnet top free vi watch sysctl xxd less more top netstat ip ifconfig traceroute hexdump`
const DEBIAN = `${SHARED} install bash dash perl apt-get apt dpkg getent tac shuf numfmt sync stdbuf`
const UBUNTU = `${DEBIAN} ps top free kill pgrep pkill uptime watch`
const FULL = `${UBUNTU} ash curl wget nc ncat netcat nslookup dig host ping killall pidof ip ifconfig netstat jq git make python3 redis-cli`

const TOOLS: Readonly<Record<BaseSystem, string>> = {
  busybox: BUSYBOX,
  alpine: `${BUSYBOX} apk getent`,
  debian: DEBIAN,
  ubuntu: UBUNTU,
  full: FULL,
  none: '',
}

/** The names of the tools in images of this system. */
export function toolsOf(system: BaseSystem): readonly string[] {
  return TOOLS[system].split(' ').filter((name) => name !== '')
}

/** True for a tool that exists somewhere, whether simulated or not. */
export function isRealTool(name: string): boolean {
  return `${FULL} ${BUSYBOX} ${OTHER_TOOLS}`.split(' ').includes(name)
}

const OTHER_TOOLS =
  'python node npm java ruby php go gcc ssh scp rsync openssl kubectl helm docker crictl systemctl service mysql psql mongosh ' +
  'apk yum dnf tcpdump strace lsof socat jq yq vim nano less more mount umount chroot su sudo useradd crond openrc stress'
