// The options that the real tools know: busybox 1.36.1, GNU coreutils 9.1, grep 3.8, sed 4.9, findutils 4.9, gzip 1.12,
// procps 4.0, wget 1.21 and curl 7.88 were each asked for every letter and for every word of their help.
// Letters as getopt(3) has them: ':' takes a value, '?' may have one in the same word. Then the long ones, where '=x'
// names the letter that means the same.

export interface KnownOptions {
  /** null where the tool is no applet of busybox. */
  readonly busybox: string | null
  readonly gnu: string | null
  /** The letters, and behind a space the long ones without a letter, that are simulated or make no difference that could be seen here. */
  readonly simulated: string
}

export const KNOWN_OPTIONS: Readonly<Record<string, KnownOptions>> = {
  base64: { busybox: 'diw:', gnu: 'diw: decode=d ignore-garbage=i wrap:=w', simulated: 'diw' },
  basename: { busybox: 'as:', gnu: 'azs: multiple=a suffix:=s zero=z', simulated: 'asz' },
  cat: {
    busybox: 'bentuvA',
    gnu: 'benstuvAET show-all=A number-nonblank=b show-ends=E number=n squeeze-blank=s show-tabs=T show-nonprinting=v',
    simulated: 'benstuvAET',
  },
  chmod: {
    busybox: 'Rcvf',
    gnu: 'Rcvf reference: changes=c silent=f quiet=f verbose=v no-preserve-root preserve-root recursive=R',
    simulated: 'R',
  },
  chown: {
    busybox:
      'cfhvHLPR changes=c silent=f quiet=f verbose=v dereference no-dereference=h recursive=R',
    gnu: 'cfhvHLPR reference: changes=c silent=f quiet=f verbose=v dereference no-dereference=h from: no-preserve-root preserve-root recursive=R',
    simulated: 'Rh',
  },
  cmp: {
    busybox: 'lsn: verbose=l bytes:=n quiet=s silent=s',
    gnu: 'bclsvi:n: print-bytes=b ignore-initial:=i verbose=l bytes:=n quiet=s silent=s',
    simulated: 's',
  },
  comm: {
    busybox: '123',
    gnu: 'z123 check-order nocheck-order output-delimiter: total zero-terminated=z',
    simulated: '123',
  },
  cp: {
    busybox:
      'adfilnprsuvHLPRTt: archive=a no-dereference=P force=f interactive=i link=l dereference=L no-clobber=n parents recursive=r reflink? remove-destination symbolic-link=s target-directory:=t no-target-directory=T update=u verbose=v',
    gnu: 'abdfilnprsuvxHLPRTZt:S: archive=a preserve=d attributes-only backup? copy-contents no-dereference=P force=f interactive=i link=l dereference=L no-clobber=n no-preserve: parents recursive=r reflink? remove-destination sparse: strip-trailing-slashes symbolic-link=s suffix:=S target-directory:=t no-target-directory=T update=u verbose=v one-file-system=x context?',
    simulated: 'adfnprvLHPRTt',
  },
  curl: {
    busybox: null,
    gnu: '012346BGIJLMNORSVZafgijklnpqsv#b:c:d:e:m:o:r:t:u:w:x:y:z:A:C:D:E:F:H:K:P:Q:T:U:X:Y: abstract-unix-socket: alt-svc: anyauth append=a aws-sigv4: basic cacert: capath: cert:=E cert-status cert-type: ciphers: compressed compressed-ssh config:=K connect-timeout: connect-to: continue-at:=C cookie:=b cookie-jar:=c create-dirs create-file-mode: crlf crlfile: curves: data:=d data-ascii:=d data-binary:=d data-raw:=d data-urlencode: delegation: digest disable=q disable-eprt disable-epsv dns-interface: dns-servers: doh-url: dump-header:=D fail=f fail-early fail-with-body form:=F form-string: get=G globoff=g haproxy-protocol head=I header:=H hsts: http0.9 http1.0=0 http1.1 http2 http3 ignore-content-length include=i insecure=k interface: ipv4=4 ipv6=6 json: junk-session-cookies=j keepalive-time: key: key-type: libcurl: limit-rate: list-only=l local-port: location=L location-trusted max-filesize: max-redirs: max-time:=m negotiate netrc=n netrc-file: netrc-optional no-alpn no-buffer=N no-clobber no-keepalive no-progress-meter no-sessionid noproxy: ntlm oauth2-bearer: output:=o output-dir: parallel=Z parallel-immediate parallel-max: pass: path-as-is pinnedpubkey: post301 post302 post303 preproxy: progress-bar=# proto: proto-default: proto-redir: proxy:=x proxy-header: proxy-insecure proxy-user:=U proxytunnel=p pubkey: quote:=Q range:=r rate: raw referer:=e remote-header-name=J remote-name=O remote-name-all remote-time=R remove-on-error request:=X request-target: resolve: retry: retry-all-errors retry-connrefused retry-delay: retry-max-time: show-error=S silent=s socks4: socks4a: socks5: socks5-hostname: speed-limit:=Y speed-time:=y ssl ssl-reqd sslv2=2 sslv3=3 stderr: styled-output tcp-fastopen tcp-nodelay telnet-option:=t time-cond:=z tls-max: tls13-ciphers: tlsv1=1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 trace: trace-ascii: trace-time unix-socket: upload-file:=T url: url-query: use-ascii=B user:=u user-agent:=A verbose=v version=V write-out:=w xattr',
    simulated:
      'sSfLkIi#gN46oXdmw compressed connect-timeout http1.1 retry retry-delay retry-connrefused retry-all-errors',
  },
  cut: {
    busybox: 'nsDb:c:d:f:F:O:',
    gnu: 'nszb:c:d:f: bytes:=b characters:=c delimiter:=d fields:=f complement only-delimited=s output-delimiter: zero-terminated=z',
    simulated: 'bcdfnszO complement output-delimiter',
  },
  date: {
    busybox: 'uI?Rd:r:s:D: utc=u date:=d reference:=r set:=s',
    gnu: 'uI?Rd:f:r:s: utc=u universal=u date:=d debug file:=f iso-8601?=I resolution rfc-email=R rfc-3339: reference:=r set:=s',
    simulated: 'uIRdr rfc-3339',
  },
  df: {
    busybox: 'ahikmHPTt:B:',
    gnu: 'ahiklmvHPTt:x:B:F: all=a block-size:=B human-readable=h si=H inodes=i local=l no-sync output? portability=P sync total type:=t print-type=T exclude-type:=x',
    simulated: 'hkm',
  },
  dirname: { busybox: '', gnu: 'z zero=z', simulated: 'z' },
  du: {
    busybox: 'abchklmsxHLd:',
    gnu: 'abchklmsxDHLPS0d:t:B:X: files0-from: null=0 all=a apparent-size block-size:=B bytes=b total=c dereference-args=D max-depth:=d summarize=s human-readable=h inodes dereference=L count-links=l no-dereference=P separate-dirs=S si threshold:=t time time-style: exclude-from:=X exclude: one-file-system=x',
    simulated: 'shkmabd apparent-size',
  },
  env: {
    busybox: 'i0u: ignore-environment=i null=0 unset:=u',
    gnu: 'iv0u:C:S: ignore-environment=i null=0 unset:=u chdir:=C split-string:=S block-signal? default-signal? ignore-signal? list-signal-handling debug=v',
    simulated: 'i0uC',
  },
  fold: {
    busybox: 'bs0123456789w:',
    gnu: 'bs0123456789w: bytes=b spaces=s width:=w',
    simulated: 'sw',
  },
  free: {
    busybox: 'bkmghts:c:',
    gnu: 'bghklmtvwVc:s: bytes=b kilo mega giga tera peta kibi=k mebi=m gibi=g tebi pebi human=h si lohi=l total=t committed=v seconds:=s count:=c wide=w',
    simulated: 'bkmgh',
  },
  getent: { busybox: null, gnu: 'iAVs: no-addrconfig=A no-idn=i service:=s usage', simulated: '' },
  grep: {
    busybox: 'achilnoqrsvwxEFHILRe:f:m:A:B:C: color?',
    gnu: 'abchilnoqrsuvwxyzEFGHILPRTUVZ0123456789d:e:f:m:A:B:C:D:X: extended-regexp=E fixed-strings=F basic-regexp=G perl-regexp=P regexp:=e file:=f ignore-case=i no-ignore-case word-regexp=w line-regexp=x null-data=z no-messages=s invert-match=v max-count:=m byte-offset=b line-number=n line-buffered with-filename=H no-filename=h label: only-matching=o quiet=q silent=q binary-files: text=a directories:=d devices:=D recursive=r dereference-recursive=R include: exclude: exclude-from: exclude-dir: files-without-match=L files-with-matches=l count=c initial-tab=T null=Z before-context:=B after-context:=A context:=C group-separator: no-group-separator color? colour? binary=U',
    simulated:
      'IabchilnoqrsvwxyEFGHILPRZefmABC0123456789 color colour include exclude exclude-dir label line-buffered no-ignore-case binary-files group-separator no-group-separator',
  },
  gunzip: {
    busybox: 'cdfknqtv stdout=c force=f no-name=n test=t',
    gnu: 'acdfhklmnqrtvHLMNVZ123456789b:S: stdout=c force=f keep=k list=l no-name=n name=N quiet=q recursive=r suffix:=S synchronous test=t verbose=v',
    simulated: 'cdfkn123456789q',
  },
  gzip: {
    busybox: 'cdfknqtv123456789 stdout=c force=f no-name=n quiet=q test=t verbose=v fast=1 best=9',
    gnu: 'acdfhklmnqrtvHLMNVZ123456789b:S: stdout=c decompress=d force=f keep=k list=l license=L no-name=n name=N quiet=q recursive=r rsyncable suffix:=S synchronous test=t verbose=v fast=1 best=9',
    simulated: 'cdfkn123456789q',
  },
  head: {
    busybox: 'qv0123456789c:n: bytes=c lines=n quiet=q silent=q verbose=v zero-terminated',
    gnu: 'qvz0123456789c:n: bytes:=c lines:=n quiet=q silent=q verbose=v zero-terminated=z',
    simulated: 'qvzcn0123456789',
  },
  hostname: {
    busybox: 'dfisvF:',
    gnu: 'abdfhisyAIVF: alias=a all-fqdns=A boot=b domain=d fqdn=f long=f file:=F ip-address=i all-ip-addresses=I short=s yp=y nis=y',
    simulated: 'iIfs',
  },
  id: {
    busybox: 'gnruG',
    gnu: 'agnruzGZ context=Z group=g groups=G name=n real=r user=u zero=z',
    simulated: 'gnruG',
  },
  install: {
    busybox:
      'bcdpsvDg:m:o:t: directory=d target-directory:=t group:=g mode:=m owner:=o preserve-timestamps=p strip=s verbose=v',
    gnu: 'bcdpsvCDTZg:m:o:t:S: backup? compare=C directory=d target-directory:=t group:=g mode:=m owner:=o preserve-timestamps=p strip=s strip-program: suffix:=S no-target-directory=T verbose=v preserve-context context?',
    simulated: 'cdDmogt',
  },
  ln: {
    busybox: 'bfnsvTS:',
    gnu: 'bdfinrsvFLPTt:S: symbolic=s backup? directory=F force=f interactive=i logical=L no-dereference=n physical=P relative=r suffix:=S target-directory:=t no-target-directory=T verbose=v',
    simulated: 'sfnT',
  },
  ls: {
    busybox: 'acdghiklnprstuvxACFHLQRSX1w:T: color? full-time group-directories-first',
    gnu: 'abcdfghiklmnopqrstuvxABCDFGHLNQRSUXZ1w:I:T: sort: all=a almost-all=A author escape=b block-size: ignore-backups=B color? directory=d dired=D classify?=F file-type format: full-time time-style: group-directories-first no-group=G human-readable=h si dereference-command-line=H dereference-command-line-symlink-to-dir hide: hyperlink? indicator-style: inode=i ignore:=I kibibytes=k dereference=L numeric-uid-gid=n literal=N hide-control-chars=q show-control-chars quote-name=Q quoting-style: reverse=r recursive=R size=s time: tabsize:=T width:=w context=Z zero',
    simulated: 'alhAR1dtrSFpLnkuc color full-time',
  },
  md5sum: {
    busybox: 'bcstw',
    gnu: 'bctwz binary=b check=c tag text=t zero=z ignore-missing quiet status strict warn=w',
    simulated: 'bcstw quiet status',
  },
  mkdir: {
    busybox: 'pvm: mode:=m parents=p verbose=v',
    gnu: 'pvZm: mode:=m parents=p verbose=v context?',
    simulated: 'pm',
  },
  mkfifo: { busybox: 'm:', gnu: 'Zm: mode:=m context?', simulated: '' },
  mktemp: {
    busybox: 'dqtup: tmpdir=p directory=d dry-run=u quiet=q',
    gnu: 'dqtuVp: tmpdir=p directory=d dry-run=u quiet=q suffix:',
    simulated: 'dqutp suffix',
  },
  mv: {
    busybox:
      'finvTt: force=f interactive=i no-clobber=n target-directory:=t no-target-directory=T verbose=v',
    gnu: 'bfinuvTZt:S: backup? force=f interactive=i no-clobber=n strip-trailing-slashes suffix:=S target-directory:=t no-target-directory=T update=u verbose=v context=Z',
    simulated: 'fntTv',
  },
  nc: {
    busybox: 'beklnuvzi:o:p:s:w:',
    gnu: '46bCDdFhklNnrStUuvZzI:i:M:m:O:P:p:q:s:T:V:W:w:X:x:',
    simulated: 'lkpuvzwnN',
  },
  nl: {
    busybox:
      'pb:i:s:v:w: body-numbering:=b line-increment:=i no-renumber=p number-separator:=s starting-line-number:=v number-width:=w',
    gnu: 'pb:d:f:h:i:l:n:s:v:w: body-numbering:=b section-delimiter:=d footer-numbering:=f header-numbering:=h line-increment:=i join-blank-lines:=l number-format:=n no-renumber=p number-separator:=s starting-line-number:=v number-width:=w',
    simulated: 'bwsvi',
  },
  nohup: { busybox: '', gnu: '', simulated: '' },
  nproc: { busybox: ' all ignore:', gnu: ' all ignore:', simulated: ' all ignore' },
  paste: { busybox: 'sd:', gnu: 'szd: delimiters:=d serial=s zero-terminated=z', simulated: 'sd' },
  pgrep: {
    busybox: 'aeflnovxs:P:',
    gnu: 'acfhilnovwxALVd:g:r:s:t:u:F:G:O:P:U: delimiter:=d list-name=l list-full=a inverse=v lightweight=w count=c full=f pgroup:=g group:=G ignore-case=i newest=n oldest=o older:=O parent:=P session:=s terminal:=t euid:=u uid:=U exact=x pidfile:=F logpidfile=L runstates:=r ignore-ancestors=A cgroup: ns: nslist:',
    simulated: '',
  },
  pidof: { busybox: 'so:', gnu: 'cnqswxzo:S:', simulated: '' },
  ping: {
    busybox: 'nqvA46c:i:p:s:t:w:I:W:',
    gnu: '46aAbBCdDfhHjLnOqrRvVUw:c:i:I:l:m:M:N:p:Q:s:S:t:T:W:e:F:',
    simulated: 'cq46iWw',
  },
  pwd: { busybox: 'LP', gnu: 'LP logical=L physical=P', simulated: 'LP' },
  readlink: {
    busybox: 'fnqsv',
    gnu: 'efmnqsvz canonicalize=f canonicalize-existing=e canonicalize-missing=m no-newline=n quiet=q silent=s verbose=v zero=z',
    simulated: 'fnemqs',
  },
  realpath: {
    busybox: '',
    gnu: 'emqszLP canonicalize-existing=e canonicalize-missing=m logical=L physical=P quiet=q relative-to: relative-base: strip=s no-symlinks=s zero=z',
    simulated: 'emqsLPz',
  },
  rev: { busybox: '', gnu: 'hV', simulated: '' },
  rm: {
    busybox: 'firvR',
    gnu: 'dfirvIR force=f interactive? one-file-system no-preserve-root preserve-root? recursive=r dir=d verbose=v',
    simulated: 'firRI no-preserve-root',
  },
  rmdir: {
    busybox: 'pv ignore-fail-on-non-empty parents=p verbose=v',
    gnu: 'pv ignore-fail-on-non-empty parents=p verbose=v',
    simulated: 'p',
  },
  sed: {
    busybox: 'i?nrEe:f: quiet=n silent=n expression:=e file:=f in-place?=i regexp-extended=r',
    gnu: 'bi?nrsuzEe:f:l: quiet=n silent=n debug expression:=e file:=f follow-symlinks in-place?=i line-length:=l posix regexp-extended=r separate=s sandbox unbuffered=u null-data=z',
    simulated: 'inrEefsuz debug posix follow-symlinks',
  },
  seq: { busybox: 'ws:', gnu: 'wf:s: format:=f separator:=s equal-width=w', simulated: 'ws' },
  shuf: {
    busybox: 'ezi:n:o:',
    gnu: 'erzi:n:o: echo=e input-range:=i head-count:=n output:=o random-source: repeat=r zero-terminated=z',
    simulated: 'ein',
  },
  sleep: { busybox: null, gnu: '', simulated: '' },
  sort: {
    busybox: 'bcdfghimnrsuzMVk:o:t:S:T:',
    gnu: 'bcdfghimnrsuzCMRVk:o:t:y:S:T: files0-from: ignore-leading-blanks=b dictionary-order=d ignore-case=f general-numeric-sort=g ignore-nonprinting=i month-sort=M human-numeric-sort=h numeric-sort=n random-sort=R random-source: reverse=r sort: version-sort=V batch-size: check=c compress-program: debug key:=k merge=m output:=o stable=s buffer-size:=S field-separator:=t temporary-directory:=T parallel: unique=u zero-terminated=z',
    simulated: 'bcdfghimnrsuzCMVkotST parallel batch-size',
  },
  stat: {
    busybox: 'ftLc:',
    gnu: 'ftLc: dereference=L file-system=f cached: format:=c printf: terse=t',
    simulated: 'Lc printf',
  },
  sync: { busybox: 'df', gnu: 'df data=d file-system=f', simulated: '' },
  tac: { busybox: '', gnu: 'brs: before=b regex=r separator:=s', simulated: '' },
  tail: {
    busybox: 'fqvF0123456789c:n:s:',
    gnu: 'bflqvzF0123456789c:n:s: bytes:=c follow? retry lines:=n max-unchanged-stats: pid: quiet=q silent=q sleep-interval:=s verbose=v zero-terminated=z',
    simulated: 'qvzcnfFs0123456789 follow retry',
  },
  tar: {
    busybox:
      'achjkmoptvxzJOf:C:T:X: create=c list=t extract=x directory:=C exclude: no-recursion files-from:=T exclude-from:=X overwrite to-stdout=O to-command: touch=m no-same-owner no-same-permissions numeric-owner same-permissions=p file:=f auto-compress=a bzip2=j xz=J lzma gzip=z dereference=h strip-components: verbose=v',
    gnu: 'ABGJMOPRSUWZacdhijklmnoprstuvwxzb:f:g:C:F:H:I:K:L:N:T:V:X: create=c delete diff=d append=r list=t update=u extract=x get=x directory:=C exclude: exclude-vcs no-recursion files-from:=T exclude-from:=X keep-old-files=k keep-newer-files one-top-level? overwrite remove-files skip-old-files to-stdout=O mtime: group: mode: owner: touch=m no-same-owner no-same-permissions numeric-owner preserve-permissions=p same-permissions=p same-owner sort: xattrs file:=f posix auto-compress=a use-compress-program:=I bzip2=j xz=J zstd gzip=z gunzip=z dereference=h newer:=N absolute-names=P strip-components: transform: warning: checkpoint? totals? verbose=v interactive=w wildcards no-wildcards anchored',
    simulated: 'cxtvfCzjJaph no-same-owner no-same-permissions numeric-owner',
  },
  tee: { busybox: 'ai', gnu: 'aip append=a ignore-interrupts=i output-error?', simulated: 'aip' },
  timeout: {
    busybox: 'k:s:',
    gnu: 'vk:s: preserve-status foreground kill-after:=k signal:=s verbose=v',
    simulated: 's',
  },
  touch: {
    busybox: 'acfhmd:r:t: no-create=c date:=d no-dereference=h reference:=r',
    gnu: 'acfhmd:r:t: no-create=c date:=d no-dereference=h reference:=r time:',
    simulated: 'acmhf',
  },
  tr: {
    busybox: 'cdsC',
    gnu: 'cdstAC complement=C delete=d squeeze-repeats=s truncate-set1=t',
    simulated: 'cdsC',
  },
  truncate: {
    busybox: 'cs:',
    gnu: 'cor:s: no-create=c io-blocks=o reference:=r size:=s',
    simulated: 'cs',
  },
  uname: {
    busybox:
      'aimnoprsv all=a kernel-name=s nodename=n kernel-release=r kernel-version=v machine=m processor=p hardware-platform=i operating-system=o',
    gnu: 'aimnoprsv all=a kernel-name=s nodename=n kernel-release=r kernel-version=v machine=m processor=p hardware-platform=i operating-system=o',
    simulated: 'aimnoprsv',
  },
  uniq: {
    busybox: 'cdiuzf:s:w:',
    gnu: 'cdiuzD0123456789f:s:w: count=c repeated=d all-repeated? skip-fields:=f group? ignore-case=i skip-chars:=s unique=u zero-terminated=z check-chars:=w',
    simulated: 'cdiuzDfsw0123456789',
  },
  unlink: { busybox: '', gnu: '', simulated: '' },
  uptime: { busybox: 's', gnu: 'hpsV pretty=p since=s', simulated: '' },
  wc: {
    busybox: 'clmwL',
    gnu: 'clmwL files0-from: bytes=c chars=m lines=l max-line-length=L words=w',
    simulated: 'clmwL',
  },
  wget: {
    busybox:
      'cnqSo:t:O:P:T:U:Y: output-file:=o quiet=q no-verbose=n tries:=t output-document:=O no-clobber=n continue=c server-response=S spider timeout:=T user: no-host-directories=n directory-prefix:=P no-cache header: user-agent:=U post-data: post-file: no-check-certificate no-parent=n',
    gnu: 'bcdhkmpqrvxEFHKLNSV46a:e:i:l:n:o:t:w:A:B:D:I:O:P:Q:R:T:U:X:Y: background=b execute:=e output-file:=o append-output:=a debug=d quiet=q verbose=v no-verbose=n report-speed input-file:=i force-html=F base:=B config: no-config rejected-log: tries:=t retry-connrefused retry-on-http-error: output-document:=O no-clobber=n no-netrc continue=c start-pos: progress: show-progress timestamping=N no-if-modified-since no-use-server-timestamps server-response=S spider timeout:=T dns-timeout: connect-timeout: read-timeout: wait:=w waitretry: random-wait no-proxy quota:=Q bind-address: limit-rate: no-dns-cache restrict-file-names ignore-case inet4-only=4 inet6-only=6 prefer-family: user: password: ask-password use-askpass: no-iri local-encoding: remote-encoding: unlink xattr no-directories=n force-directories=x no-host-directories=n protocol-directories directory-prefix:=P cut-dirs: http-user: http-password: no-cache default-page: adjust-extension=E ignore-length header: compression: max-redirect: proxy-user: proxy-password: referer: save-headers user-agent:=U no-http-keep-alive no-cookies load-cookies: save-cookies: keep-session-cookies post-data: post-file: method: body-data: body-file: content-disposition content-on-error auth-no-challenge secure-protocol: https-only no-check-certificate certificate: certificate-type: private-key: private-key-type: ca-certificate: ca-directory: crl-file: pinnedpubkey: ciphers: no-hsts hsts-file: ftp-user: ftp-password: no-remove-listing=l no-glob no-passive-ftp preserve-permissions retr-symlinks ftps-implicit ftps-resume-ssl ftps-clear-data-connection ftps-fallback-to-ftp warc-file: warc-header: warc-max-size: warc-cdx warc-dedup: no-warc-compression no-warc-digests no-warc-keep-log warc-tempdir: recursive=r level:=l delete-after convert-links=k convert-file-only backups backup-converted=K mirror=m page-requisites=p strict-comments accept:=A reject:=R accept-regex: reject-regex: regex-type: domains:=D exclude-domains: follow-ftp follow-tags: ignore-tags: span-hosts=H relative=L include-directories:=I trust-server-names exclude-directories:=X no-parent=n',
    simulated: 'qSOTUsct spider no-check-certificate post-data',
  },
  which: { busybox: 'a', gnu: 'as', simulated: '' },
  whoami: { busybox: '', gnu: '', simulated: '' },
  xargs: {
    busybox: 'e?i?oprtx0a:n:s:E:I:P: no-run-if-empty=r',
    gnu: 'e?i?l?oprtx0a:d:n:s:E:I:L:P: null=0 arg-file:=a delimiter:=d eof?=e replace?=i max-lines?=l max-args:=n open-tty=o max-procs:=P interactive=p process-slot-var: no-run-if-empty=r max-chars:=s show-limits verbose=t exit=x',
    simulated: '0rtnIiLPdasEexop',
  },
  zcat: {
    busybox: 'cdfknqtv force=f test=t',
    gnu: 'acdfhklmnqrtvHLMNVZ123456789b:S: force=f list=l quiet=q recursive=r suffix:=S synchronous test=t verbose=v',
    simulated: 'cdfkn123456789q',
  },
}
