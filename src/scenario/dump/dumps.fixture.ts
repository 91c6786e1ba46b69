// What `kubectl get … -o yaml` printed of objects in a cluster, for tests.

/** A Pod whose container exits with 1 three seconds after each start. */
export const CRASHING_POD = `apiVersion: v1
kind: Pod
metadata:
  annotations:
    cni.projectcalico.org/podIP: 192.168.12.4/32
  creationTimestamp: "2026-11-20T08:12:03Z"
  generateName: report-7d4b9c6f5-
  labels:
    app: report
    pod-template-hash: 7d4b9c6f5
  name: report-x2lqp
  namespace: billing
  ownerReferences:
  - apiVersion: apps/v1
    blockOwnerDeletion: true
    controller: true
    kind: ReplicaSet
    name: report-7d4b9c6f5
    uid: 3b1b3b5e-8a0e-4f0e-9d0a-1f2d3c4b5a69
  resourceVersion: "812345"
  uid: 0d6c6ad1-52f1-4b2e-8f0e-cc0f3a3b8f11
spec:
  containers:
  - env:
    - name: DB_HOST
      value: db.billing
    - name: DB_PASSWORD
      valueFrom:
        secretKeyRef:
          key: password
          name: report-db
    image: registry.example.com/billing/report:4.2
    imagePullPolicy: IfNotPresent
    name: report
    ports:
    - containerPort: 8080
      protocol: TCP
    resources:
      limits:
        memory: 256Mi
      requests:
        cpu: 100m
        memory: 256Mi
    terminationMessagePath: /dev/termination-log
    terminationMessagePolicy: File
    volumeMounts:
    - mountPath: /var/run/secrets/kubernetes.io/serviceaccount
      name: kube-api-access-7bxkq
      readOnly: true
  dnsPolicy: ClusterFirst
  enableServiceLinks: true
  initContainers:
  - command:
    - sh
    - -c
    - until nslookup db.billing; do sleep 2; done
    image: busybox:1.36
    imagePullPolicy: IfNotPresent
    name: wait-for-db
    resources: {}
    terminationMessagePath: /dev/termination-log
    terminationMessagePolicy: File
    volumeMounts:
    - mountPath: /var/run/secrets/kubernetes.io/serviceaccount
      name: kube-api-access-7bxkq
      readOnly: true
  nodeName: ip-10-0-3-17
  nodeSelector:
    disktype: ssd
  preemptionPolicy: PreemptLowerPriority
  priority: 0
  restartPolicy: Always
  schedulerName: default-scheduler
  securityContext: {}
  serviceAccount: report
  serviceAccountName: report
  terminationGracePeriodSeconds: 30
  tolerations:
  - effect: NoExecute
    key: node.kubernetes.io/not-ready
    operator: Exists
    tolerationSeconds: 300
  - effect: NoExecute
    key: node.kubernetes.io/unreachable
    operator: Exists
    tolerationSeconds: 300
  volumes:
  - name: kube-api-access-7bxkq
    projected:
      defaultMode: 420
      sources:
      - serviceAccountToken:
          expirationSeconds: 3607
          path: token
      - configMap:
          items:
          - key: ca.crt
            path: ca.crt
          name: kube-root-ca.crt
      - downwardAPI:
          items:
          - fieldRef:
              apiVersion: v1
              fieldPath: metadata.namespace
            path: namespace
status:
  conditions:
  - lastProbeTime: null
    lastTransitionTime: "2026-11-20T08:12:05Z"
    status: "True"
    type: PodReadyToStartContainers
  - lastProbeTime: null
    lastTransitionTime: "2026-11-20T08:12:08Z"
    status: "True"
    type: Initialized
  - lastProbeTime: null
    lastTransitionTime: "2026-11-20T08:12:03Z"
    message: 'containers with unready status: [report]'
    reason: ContainersNotReady
    status: "False"
    type: Ready
  - lastProbeTime: null
    lastTransitionTime: "2026-11-20T08:12:03Z"
    message: 'containers with unready status: [report]'
    reason: ContainersNotReady
    status: "False"
    type: ContainersReady
  - lastProbeTime: null
    lastTransitionTime: "2026-11-20T08:12:03Z"
    status: "True"
    type: PodScheduled
  containerStatuses:
  - containerID: containerd://4c1f
    image: registry.example.com/billing/report:4.2
    imageID: registry.example.com/billing/report@sha256:abcd
    lastState:
      terminated:
        containerID: containerd://4c1f
        exitCode: 1
        finishedAt: "2026-11-20T08:23:41Z"
        reason: Error
        startedAt: "2026-11-20T08:23:38Z"
    name: report
    ready: false
    restartCount: 6
    started: false
    state:
      waiting:
        message: back-off 5m0s restarting failed container=report pod=report-x2lqp_billing(0d6c6ad1-52f1-4b2e-8f0e-cc0f3a3b8f11)
        reason: CrashLoopBackOff
  hostIP: 10.0.3.17
  initContainerStatuses:
  - containerID: containerd://77aa
    image: docker.io/library/busybox:1.36
    imageID: docker.io/library/busybox@sha256:1234
    lastState: {}
    name: wait-for-db
    ready: true
    restartCount: 0
    started: false
    state:
      terminated:
        containerID: containerd://77aa
        exitCode: 0
        finishedAt: "2026-11-20T08:12:07Z"
        reason: Completed
        startedAt: "2026-11-20T08:12:06Z"
  phase: Running
  podIP: 192.168.12.4
  podIPs:
  - ip: 192.168.12.4
  qosClass: Burstable
  startTime: "2026-11-20T08:12:03Z"
`

/** A Deployment with all that it made. */
export const DEPLOYED = `apiVersion: v1
kind: List
items:
- apiVersion: apps/v1
  kind: Deployment
  metadata:
    annotations: {deployment.kubernetes.io/revision: "1"}
    creationTimestamp: "2026-11-18T10:00:00Z"
    generation: 1
    name: web
    namespace: shop
    resourceVersion: "70"
    uid: 8a6c6ad1-52f1-4b2e-8f0e-cc0f3a3b8f01
  spec:
    progressDeadlineSeconds: 600
    replicas: 2
    revisionHistoryLimit: 10
    selector: {matchLabels: {app: web}}
    strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}}
    template:
      metadata:
        creationTimestamp: null
        labels: {app: web}
      spec:
        containers:
        - {image: "nginx:1.27", name: nginx, imagePullPolicy: IfNotPresent, resources: {}, terminationMessagePath: /dev/termination-log, terminationMessagePolicy: File}
        dnsPolicy: ClusterFirst
        restartPolicy: Always
        schedulerName: default-scheduler
        securityContext: {}
        terminationGracePeriodSeconds: 30
  status: {replicas: 2, readyReplicas: 2}
- apiVersion: apps/v1
  kind: ReplicaSet
  metadata:
    annotations: {deployment.kubernetes.io/revision: "1", deployment.kubernetes.io/desired-replicas: "2"}
    creationTimestamp: "2026-11-18T10:00:01Z"
    labels: {app: web, pod-template-hash: 6c8f9d}
    name: web-6c8f9d
    namespace: shop
    ownerReferences:
    - {apiVersion: apps/v1, controller: true, kind: Deployment, name: web, uid: 8a6c6ad1-52f1-4b2e-8f0e-cc0f3a3b8f01}
    resourceVersion: "71"
    uid: 9a6c6ad1-52f1-4b2e-8f0e-cc0f3a3b8f09
  spec:
    replicas: 2
    selector: {matchLabels: {app: web, pod-template-hash: 6c8f9d}}
    template:
      metadata:
        labels: {app: web, pod-template-hash: 6c8f9d}
      spec:
        containers:
        - {image: "nginx:1.27", name: nginx, imagePullPolicy: IfNotPresent, resources: {}, terminationMessagePath: /dev/termination-log, terminationMessagePolicy: File}
        dnsPolicy: ClusterFirst
        restartPolicy: Always
        schedulerName: default-scheduler
        securityContext: {}
        terminationGracePeriodSeconds: 30
  status: {replicas: 2}
- apiVersion: v1
  kind: Pod
  metadata:
    creationTimestamp: "2026-11-18T10:00:02Z"
    labels: {app: web, pod-template-hash: 6c8f9d}
    name: web-6c8f9d-aaaaa
    namespace: shop
    ownerReferences:
    - {apiVersion: apps/v1, controller: true, kind: ReplicaSet, name: web-6c8f9d, uid: 9a6c6ad1-52f1-4b2e-8f0e-cc0f3a3b8f09}
    resourceVersion: "72"
    uid: 2a6c6ad1-52f1-4b2e-8f0e-cc0f3a3b8f04
  spec:
    containers:
    - {image: "nginx:1.27", name: nginx, imagePullPolicy: IfNotPresent}
    nodeName: gone
    serviceAccountName: default
  status: {phase: Running}
- apiVersion: v1
  kind: Pod
  metadata:
    creationTimestamp: "2026-11-18T10:00:02Z"
    labels: {app: web, pod-template-hash: 6c8f9d}
    name: web-6c8f9d-bbbbb
    namespace: shop
    ownerReferences:
    - {apiVersion: apps/v1, controller: true, kind: ReplicaSet, name: web-6c8f9d, uid: 9a6c6ad1-52f1-4b2e-8f0e-cc0f3a3b8f09}
    resourceVersion: "72"
    uid: 2a6c6ad1-52f1-4b2e-8f0e-cc0f3a3b8f05
  spec:
    containers:
    - {image: "nginx:1.27", name: nginx, imagePullPolicy: IfNotPresent}
    nodeName: gone
    serviceAccountName: default
  status: {phase: Running}
`

/** A Secret, and a variable with a password. */
export const SECRET = `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Secret
  metadata: {name: login, namespace: default, creationTimestamp: "2026-11-18T10:00:02Z", uid: 2a6c6ad1-52f1-4b2e-8f0e-cc0f3a3b8f07, resourceVersion: "1"}
  type: Opaque
  data: {password: c3VwZXI=}
- apiVersion: v1
  kind: Pod
  metadata: {name: app, namespace: default, creationTimestamp: "2026-11-18T10:00:02Z", uid: 2a6c6ad1-52f1-4b2e-8f0e-cc0f3a3b8f08, resourceVersion: "2"}
  spec:
    containers:
    - {name: app, image: nginx, env: [{name: DB_PASSWORD, value: hunter2}]}
`
