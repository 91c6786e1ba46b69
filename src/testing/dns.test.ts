// What programs print of names and addresses, by the C library and the tools of their image; the words were seen
// with busybox 1.28 and 1.36, bind 9.18, glibc 2.36 and CoreDNS.
import { expect, test } from 'vitest'
import { createLogFold } from '#picture/inspector/logs-of.ts'
import { runScenario } from '#scenario/run-scenario.ts'

const SHOP = `
apiVersion: v1
kind: Namespace
metadata: { name: other }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { clusterIP: 10.96.7.7, selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 80 }, { name: alt, port: 81, targetPort: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: empty }
spec: { clusterIP: None, selector: { app: nobody }, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: far, namespace: other }
spec: { clusterIP: 10.96.8.8, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: ext }
spec: { type: ExternalName, externalName: example.com }
---
apiVersion: v1
kind: Service
metadata: { name: db }
spec: { clusterIP: None, selector: { app: db }, ports: [{ name: sql, port: 5432 }] }
---
apiVersion: v1
kind: Service
metadata: { name: bare }
spec: { clusterIP: None, selector: { app: db } }
---
apiVersion: v1
kind: Pod
metadata: { name: db-0, labels: { app: db } }
spec: { hostname: db-0, subdomain: db, containers: [{ name: c, image: nginx }] }
---
apiVersion: v1
kind: Pod
metadata: { name: web, labels: { app: web } }
spec: { containers: [{ name: c, image: nginx }] }
`

/** What a container prints that begins when the others are ready. */
function printed(image: string, script: string, spec = '', more = ''): string {
  const client = `---
apiVersion: v1
kind: Pod
metadata: { name: client }
spec:
  restartPolicy: Never
  ${spec}
  containers:
  - name: c
    image: ${image}
    command: [sh, -c, ${JSON.stringify(`sleep 20; ${script}`)}]
`
  const { cluster } = runScenario([
    { path: 'scenario.yaml', text: 'until: 3m\n' },
    { path: 'manifests/shop.yaml', text: SHOP + more },
    { path: 'manifests/z.yaml', text: client },
  ])
  const fold = createLogFold()
  fold.take(cluster.journal)
  const ids = [...cluster.world.state.values()].flatMap((one) =>
    one.kind === 'ContainerInstance' && one.pod.name === 'client' ? [one.id] : [],
  )
  return fold
    .logsAt({ entryId: cluster.journal.length, timeMs: cluster.nowMs }, null)
    .filter(({ containerId }) => ids.includes(containerId))
    .flatMap(({ lines }) => lines.map(({ text }) => text))
    .join('\n')
}

const FULL = 'default.svc.cluster.local'
const OLD = `Server:    10.96.0.10\nAddress 1: 10.96.0.10 kube-dns.kube-system.svc.cluster.local\n\n`
const NEW = 'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n'
const BIND = 'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\n'
const nowhere = (name: string): string => `** server can't find ${name}: NXDOMAIN\n\n`

test.each([
  ['busybox:1.28', 'nslookup web', `${OLD}Name:      web\nAddress 1: 10.96.7.7 web.${FULL}`, 0],
  [
    'busybox:1.28.4',
    'nslookup far.other',
    `${OLD}Name:      far.other\nAddress 1: 10.96.8.8 far.other.svc.cluster.local`,
    0,
  ],
  ['busybox:1.28', 'nslookup nosuch', `${OLD}nslookup: can't resolve 'nosuch'`, 1],
  ['alpine:3.8', 'nslookup empty', `${OLD}nslookup: can't resolve 'empty'`, 1],
  ['busybox:1.36', `nslookup web.${FULL}`, `${NEW}Name:\tweb.${FULL}\nAddress: 10.96.7.7\n\n`, 0],
  ['alpine:3.20', `nslookup web.${FULL}`, `${NEW}Name:\tweb.${FULL}\nAddress: 10.96.7.7\n\n`, 0],
  ['busybox', 'nslookup web.default', NEW + nowhere('web.default').repeat(2).trimEnd() + '\n', 1],
  [
    'busybox',
    'nslookup -type=srv _sql._tcp.db.' + FULL,
    `${NEW}_sql._tcp.db.${FULL}\tservice = 0 100 5432 db-0.db.${FULL}\n`,
    0,
  ],
  ['busybox', 'nslookup 10.96.7.7', `${NEW}7.7.96.10.in-addr.arpa\tname = web.${FULL}\n`, 0],
  [
    'busybox',
    'nslookup 10.96.99.99',
    `${NEW}${nowhere('99.99.96.10.in-addr.arpa').trimEnd()}\n`,
    1,
  ],
  ['nicolaka/netshoot', 'nslookup web', `${BIND}Name:\tweb.${FULL}\nAddress: 10.96.7.7\n`, 0],
  ['nicolaka/netshoot', 'nslookup nosuch', `${BIND}** server can't find nosuch: NXDOMAIN\n`, 1],
  [
    'nicolaka/netshoot',
    'nslookup kubernetes.default',
    `${BIND}Name:\tkubernetes.${FULL}\nAddress: 10.96.0.1\n`,
    0,
  ],
  ['nicolaka/netshoot', `dig +short web.${FULL}`, '10.96.7.7', 0],
  ['nicolaka/netshoot', 'dig +short web', '', 0],
  ['nicolaka/netshoot', 'dig +search +short web', '10.96.7.7', 0],
  ['nicolaka/netshoot', `dig +short SRV _http._tcp.web.${FULL}`, `0 100 80 web.${FULL}.`, 0],
  ['nicolaka/netshoot', 'dig +short -x 10.96.0.10', 'kube-dns.kube-system.svc.cluster.local.', 0],
  ['nicolaka/netshoot', `dig +short bare.${FULL}`, '10.244.2.2', 0],
  ['nicolaka/netshoot', 'host web', `web.${FULL} has address 10.96.7.7`, 0],
  ['nicolaka/netshoot', 'host nosuch', 'Host nosuch not found: 3(NXDOMAIN)', 1],
  [
    'nicolaka/netshoot',
    'host 10.96.7.7',
    `7.7.96.10.in-addr.arpa domain name pointer web.${FULL}.`,
    0,
  ],
  ['debian:12', 'getent hosts web', `10.96.7.7       web.${FULL}`, 0],
  ['debian:12', 'getent hosts db-0.db', `10.244.2.2      db-0.db.${FULL}`, 0],
  ['debian:12', 'getent hosts nosuch', '', 2],
  [
    'debian:12',
    'getent ahosts web',
    `10.96.7.7       STREAM web.${FULL}\n10.96.7.7       DGRAM  \n10.96.7.7       RAW    `,
    0,
  ],
  ['curlimages/curl', 'curl -s nosuch', '', 6],
  ['curlimages/curl', 'curl nosuch', 'curl: (6) Could not resolve host: nosuch', 6],
  ['nicolaka/netshoot', 'ping -c1 nosuch', 'ping: nosuch: Name or service not known', 2],
  [
    'nicolaka/netshoot',
    'nc -zv nosuch 80',
    'nc: getaddrinfo for host "nosuch" port 80: Name or service not known',
    1,
  ],
  [
    'nicolaka/netshoot',
    'nc -zv web 82',
    'nc: connect to web (10.96.7.7) port 82 (tcp) failed: Connection refused',
    1,
  ],
  [
    'nicolaka/netshoot',
    'wget -O- nosuch 2>&1 | tail -1',
    'wget: unable to resolve host address ‘nosuch’',
    0,
  ],
  ['nicolaka/netshoot', 'wget -qO- nosuch', '', 4],
  ['nicolaka/netshoot', 'wget -qO- web:82', '', 4],
  ['nicolaka/netshoot', 'wget -qO- web/nope', '', 8],
  ['busybox', 'wget -qO- nosuch', "wget: bad address 'nosuch'", 1],
  ['busybox', 'ping -c1 nosuch', "ping: bad address 'nosuch'", 1],
  ['busybox', 'nc -z nosuch 80', "nc: bad address 'nosuch'", 1],
] as const)('%s: %s', (image, command, output, code) => {
  expect(printed(image, `${command}; echo "rc=$?"`)).toBe(
    `${output === '' ? '' : `${output}\n`}rc=${code}`,
  )
})

const search = (namespace: string): string =>
  `search ${namespace}.svc.cluster.local svc.cluster.local cluster.local`

test.each([
  ['', `${search('default')}\nnameserver 10.96.0.10\noptions ndots:5`],
  ['hostNetwork: true', 'nameserver 172.18.0.1'],
  ['dnsPolicy: Default', 'nameserver 172.18.0.1'],
  [
    'hostNetwork: true\n  dnsPolicy: ClusterFirstWithHostNet',
    `${search('default')}\nnameserver 10.96.0.10\noptions ndots:5`,
  ],
  [
    'dnsPolicy: None\n  dnsConfig: { nameservers: [192.0.2.1], searches: [ns1.svc.example], options: [{ name: ndots, value: "2" }, { name: edns0 }] }',
    'search ns1.svc.example\nnameserver 192.0.2.1\noptions ndots:2 edns0',
  ],
  [
    'dnsConfig: { nameservers: [1.1.1.1, 8.8.8.8, 9.9.9.9], searches: [a.example, cluster.local], options: [{ name: ndots, value: "2" }] }',
    `${search('default')} a.example\nnameserver 10.96.0.10\nnameserver 1.1.1.1\nnameserver 8.8.8.8\noptions ndots:2`,
  ],
])('/etc/resolv.conf with %s', (spec, content) => {
  expect(printed('busybox', 'cat /etc/resolv.conf', spec)).toBe(content)
})

test('musl does not use the search list for a name with enough dots, glibc does', () => {
  const two = 'dnsConfig: { options: [{ name: ndots, value: "2" }] }'
  const script = 'getent hosts kubernetes.default.svc; echo "rc=$?"'
  expect(printed('alpine:3.20', script, two)).toBe('rc=2')
  expect(printed('debian:12', script, two)).toBe(`10.96.0.1       kubernetes.${FULL}\nrc=0`)
})

test('/etc/hosts has the full name of a Pod with a subdomain, and its aliases', () => {
  const spec =
    'hostname: me\n  subdomain: db\n  hostAliases: [{ ip: 10.1.2.3, hostnames: [foo.local, bar.local] }]'
  expect(
    printed(
      'busybox',
      'tail -4 /etc/hosts; hostname; nslookup foo.local >/dev/null; ping -c1 bar.local | head -1',
      spec,
    ),
  ).toBe(
    `10.244.2.3\tme.db.${FULL}\tme\n\n# Entries added by HostAliases.\n10.1.2.3\tfoo.local\tbar.local\nme\nPING bar.local (10.1.2.3): 56 data bytes`,
  )
})

test('a name server that nobody hears from', () => {
  const spec = 'dnsPolicy: None\n  dnsConfig: { nameservers: [192.0.2.1] }'
  expect(printed('busybox', 'nslookup web; echo "rc=$?"', spec)).toBe(
    ';; connection timed out; no servers could be reached\n\nrc=1',
  )
})

test('the zone backwards, Pods by their addresses, and names of no type', () => {
  const script = [
    `dig +short 10-244-1-2.default.pod.cluster.local`,
    `dig +short 10-244-1-2.nowhere.pod.cluster.local`,
    `dig +short TXT dns-version.cluster.local`,
    `dig +short ext.${FULL}`,
    `dig nosuch.${FULL} | grep -o 'status: [A-Z]*'`,
    `dig AAAA web.${FULL} | grep -o 'status: [A-Z]*'`,
    `dig empty.${FULL} | grep -o 'status: [A-Z]*'`,
    `dig default.svc.cluster.local | grep -o 'status: [A-Z]*'`,
    `dig nowhere.svc.cluster.local | grep -o 'status: [A-Z]*'`,
  ].join('; ')
  expect(printed('nicolaka/netshoot', script).replace(/203[.\d]+/, 'IP')).toBe(
    '10.244.1.2\n"1.1.0"\nexample.com.\nIP\nstatus: NXDOMAIN\nstatus: NOERROR\nstatus: NXDOMAIN\nstatus: NOERROR\nstatus: NXDOMAIN',
  )
})

test('a Service without a selector leads to what was written down for it', () => {
  const manifest = `---
apiVersion: v1
kind: Service
metadata: { name: legacy }
spec: { ports: [{ port: 5432 }] }
---
apiVersion: v1
kind: Endpoints
metadata: { name: legacy }
subsets: [{ addresses: [{ ip: 192.168.9.9 }], ports: [{ port: 5432 }] }]
---
apiVersion: v1
kind: Service
metadata: { name: headless }
spec: { clusterIP: None, ports: [{ port: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: headless-1, labels: { kubernetes.io/service-name: headless } }
addressType: IPv4
endpoints: [{ addresses: [10.9.9.9], hostname: one }, { addresses: [10.9.9.8], conditions: { ready: false } }]
ports: [{ port: 80 }]
`
  const script = `dig +short headless.${FULL}; dig +short one.headless.${FULL}; nc -z -w 1 legacy 5432; echo rc=$?`
  expect(printed('nicolaka/netshoot', script, '', manifest)).toBe('10.9.9.9\n10.9.9.9\nrc=1')
})
