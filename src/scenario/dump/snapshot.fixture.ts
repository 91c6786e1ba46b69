// What `kubectl get nodes,pods -A -o yaml` printed, for tests.

/** Two Nodes with a static Pod, a running Pod and one that fits nowhere. */
export const SNAPSHOT = `apiVersion: v1
items:
- apiVersion: v1
  kind: Node
  metadata:
    annotations:
      node.alpha.kubernetes.io/ttl: "0"
      volumes.kubernetes.io/controller-managed-attach-detach: "true"
    creationTimestamp: "2026-11-01T10:00:00Z"
    labels:
      kubernetes.io/arch: amd64
      kubernetes.io/hostname: kind-control-plane
      kubernetes.io/os: linux
      node-role.kubernetes.io/control-plane: ""
    name: kind-control-plane
    resourceVersion: "1201"
    uid: 1a6c6ad1-52f1-4b2e-8f0e-cc0f3a3b8f01
  spec:
    podCIDR: 10.244.0.0/24
    podCIDRs: [10.244.0.0/24]
    providerID: kind://docker/kind/kind-control-plane
    taints:
    - effect: NoSchedule
      key: node-role.kubernetes.io/control-plane
  status:
    addresses:
    - {address: 172.18.0.2, type: InternalIP}
    - {address: kind-control-plane, type: Hostname}
    allocatable: {cpu: "4", ephemeral-storage: 100Gi, hugepages-2Mi: "0", memory: 8Gi, pods: "110"}
    capacity: {cpu: "4", ephemeral-storage: 100Gi, hugepages-2Mi: "0", memory: 8Gi, pods: "110"}
    conditions:
    - {lastHeartbeatTime: "2026-11-20T08:12:03Z", lastTransitionTime: "2026-11-01T10:00:20Z", message: kubelet is posting ready status, reason: KubeletReady, status: "True", type: Ready}
    nodeInfo: {kubeletVersion: v1.36.2, operatingSystem: linux, architecture: amd64}
- apiVersion: v1
  kind: Node
  metadata:
    creationTimestamp: "2026-11-01T10:00:40Z"
    labels:
      disktype: hdd
      kubernetes.io/hostname: kind-worker
      kubernetes.io/os: linux
    name: kind-worker
    resourceVersion: "1202"
    uid: 1a6c6ad1-52f1-4b2e-8f0e-cc0f3a3b8f02
  spec:
    podCIDR: 10.244.1.0/24
  status:
    allocatable: {cpu: "2", memory: 4Gi, pods: "110", ephemeral-storage: 50Gi}
    capacity: {cpu: "2", memory: 4Gi, pods: "110", ephemeral-storage: 50Gi}
    conditions:
    - {lastHeartbeatTime: "2026-11-20T08:12:03Z", lastTransitionTime: "2026-11-01T10:00:20Z", reason: KubeletReady, status: "True", type: Ready}
- apiVersion: v1
  kind: Pod
  metadata:
    annotations:
      kubernetes.io/config.hash: 11ff
      kubernetes.io/config.mirror: 11ff
      kubernetes.io/config.seen: "2026-11-01T10:00:01Z"
      kubernetes.io/config.source: file
    creationTimestamp: "2026-11-01T10:00:02Z"
    labels: {component: etcd, tier: control-plane}
    name: etcd-kind-control-plane
    namespace: kube-system
    ownerReferences:
    - {apiVersion: v1, controller: true, kind: Node, name: kind-control-plane, uid: 1a6c6ad1-52f1-4b2e-8f0e-cc0f3a3b8f01}
    resourceVersion: "320"
    uid: 2a6c6ad1-52f1-4b2e-8f0e-cc0f3a3b8f03
  spec:
    containers:
    - command: [etcd, --data-dir=/var/lib/etcd]
      image: registry.k8s.io/etcd:3.6.4-0
      imagePullPolicy: IfNotPresent
      name: etcd
      resources: {requests: {cpu: 100m, memory: 100Mi}}
      terminationMessagePath: /dev/termination-log
      terminationMessagePolicy: File
    dnsPolicy: ClusterFirst
    hostNetwork: true
    nodeName: kind-control-plane
    priority: 2000001000
    priorityClassName: system-node-critical
    restartPolicy: Always
    schedulerName: default-scheduler
    tolerations:
    - {effect: NoExecute, operator: Exists}
  status:
    containerStatuses:
    - image: registry.k8s.io/etcd:3.6.4-0
      name: etcd
      ready: true
      restartCount: 0
      started: true
      lastState: {}
      state: {running: {startedAt: "2026-11-01T10:00:02Z"}}
    phase: Running
- apiVersion: v1
  kind: Pod
  metadata:
    creationTimestamp: "2026-11-18T10:00:02Z"
    generateName: web-6c8f9d-
    labels: {app: web, pod-template-hash: 6c8f9d}
    name: web-abcde
    namespace: shop
    ownerReferences:
    - {apiVersion: apps/v1, blockOwnerDeletion: true, controller: true, kind: ReplicaSet, name: web-6c8f9d, uid: 9a6c6ad1-52f1-4b2e-8f0e-cc0f3a3b8f09}
    resourceVersion: "720"
    uid: 2a6c6ad1-52f1-4b2e-8f0e-cc0f3a3b8f04
  spec:
    containers:
    - image: nginx:1.27
      imagePullPolicy: IfNotPresent
      name: nginx
      resources: {requests: {cpu: 1500m, memory: 1Gi}}
      terminationMessagePath: /dev/termination-log
      volumeMounts:
      - {mountPath: /var/run/secrets/kubernetes.io/serviceaccount, name: kube-api-access-q4z7m, readOnly: true}
    nodeName: kind-worker
    restartPolicy: Always
    schedulerName: default-scheduler
    serviceAccount: default
    serviceAccountName: default
    volumes:
    - name: kube-api-access-q4z7m
      projected:
        sources:
        - serviceAccountToken: {expirationSeconds: 3607, path: token}
        - configMap: {name: kube-root-ca.crt, items: [{key: ca.crt, path: ca.crt}]}
  status:
    conditions:
    - {type: Ready, status: "True", lastTransitionTime: "2026-11-18T10:00:09Z"}
    containerStatuses:
    - {image: "docker.io/library/nginx:1.27", name: nginx, ready: true, restartCount: 0, started: true, lastState: {}, state: {running: {startedAt: "2026-11-18T10:00:07Z"}}}
    phase: Running
- apiVersion: v1
  kind: Pod
  metadata:
    creationTimestamp: "2026-11-20T08:00:02Z"
    labels: {app: report}
    name: report
    namespace: billing
    resourceVersion: "1100"
    uid: 2a6c6ad1-52f1-4b2e-8f0e-cc0f3a3b8f05
  spec:
    containers:
    - image: billing/report:4.2
      name: report
      resources: {requests: {cpu: "1", memory: 1Gi}}
    nodeSelector: {disktype: ssd}
    restartPolicy: Always
    schedulerName: default-scheduler
    serviceAccountName: default
  status:
    conditions:
    - lastTransitionTime: "2026-11-20T08:00:02Z"
      message: "0/2 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 1 node(s) had untolerated taint(s)."
      reason: Unschedulable
      status: "False"
      type: PodScheduled
    phase: Pending
kind: List
metadata:
  resourceVersion: ""
`
