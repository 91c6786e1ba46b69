// What a new visitor sees: a short story with a sidecar, two init containers and a volume.
import type { ScenarioFile } from '#scenario/types.ts'

const FIRST_MANIFEST = `# A Pod: a sidecar, two init containers, an app and a volume.
# Change something: it runs again.
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  initContainers:
  - name: log-shipper      # a sidecar: starts first, stays
    image: busybox:1.36
    restartPolicy: Always
    command: [sh, -c, "tail -F /logs/access.log"]
    volumeMounts:
    - name: logs
      mountPath: /logs
  - name: wait-for-db
    image: busybox:1.36
    command: [sh, -c, "sleep 6"]
  - name: migrate
    image: busybox:1.36
    command: [sh, -c, "sleep 4"]
  containers:
  - name: nginx
    image: nginx:1.27
    ports:
    - containerPort: 80
    volumeMounts:
    - name: logs
      mountPath: /var/log/nginx
  volumes:
  - name: logs
    emptyDir: {}
`

export const FIRST_FILES: readonly ScenarioFile[] = [
  { path: 'manifests/web.yaml', text: FIRST_MANIFEST },
]
