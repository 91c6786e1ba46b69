// Whole manifests to start from, offered where a document is still empty.

export interface Snippet {
  readonly label: string
  readonly detail: string
  readonly text: string
}

export const SNIPPETS: readonly Snippet[] = [
  {
    label: 'Pod',
    detail: 'one container',
    text: `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: web
    image: nginx:1.27
    ports:
    - containerPort: 80
`,
  },
  {
    label: 'Pod with init container',
    detail: 'one container that runs first, to its end',
    text: `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  initContainers:
  - name: prepare
    image: busybox:1.36
    command: ["sh", "-c", "echo hello > /work/index.html"]
    volumeMounts:
    - name: work
      mountPath: /work
  containers:
  - name: web
    image: nginx:1.27
    volumeMounts:
    - name: work
      mountPath: /usr/share/nginx/html
  volumes:
  - name: work
    emptyDir: {}
`,
  },
  {
    label: 'Pod with sidecar',
    detail: 'an init container that stays (restartPolicy Always)',
    text: `apiVersion: v1
kind: Pod
metadata:
  name: app
spec:
  initContainers:
  - name: logs
    image: busybox:1.36
    restartPolicy: Always
    command: ["sh", "-c", "tail -F /logs/app.log"]
    volumeMounts:
    - name: logs
      mountPath: /logs
  containers:
  - name: app
    image: busybox:1.36
    command: ["sh", "-c", "while true; do date >> /logs/app.log; sleep 5; done"]
    volumeMounts:
    - name: logs
      mountPath: /logs
  volumes:
  - name: logs
    emptyDir: {}
`,
  },
  {
    label: 'ReplicaSet',
    detail: 'three Pods that are kept running',
    text: `apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: web
        image: nginx:1.27
`,
  },
  {
    label: 'Service',
    detail: 'a name for the Pods with a label',
    text: `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
  - port: 80
    targetPort: 80
`,
  },
  {
    label: 'ConfigMap',
    detail: 'settings for containers',
    text: `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  level: info
`,
  },
  {
    label: 'PersistentVolumeClaim',
    detail: 'storage that outlives a Pod',
    text: `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: data
spec:
  accessModes: ["ReadWriteOnce"]
  resources:
    requests:
      storage: 1Gi
`,
  },
]
