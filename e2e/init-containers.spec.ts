// The two examples with which the Kubernetes documentation explains init containers, rebuilt.
import { expect, test } from './test.ts'

const FETCH_A_PAGE = `apiVersion: v1
kind: Pod
metadata:
  name: init-demo
spec:
  dnsPolicy: Default
  volumes:
  - name: workdir
    emptyDir: {}
  initContainers:
  - name: install
    image: busybox:1.28
    command: [wget, "-O", /work-dir/index.html, "http://info.cern.ch"]
    volumeMounts:
    - name: workdir
      mountPath: /work-dir
  containers:
  - name: nginx
    image: nginx
    ports:
    - containerPort: 80
    volumeMounts:
    - name: workdir
      mountPath: /usr/share/nginx/html
`

const WAIT_FOR_SERVICES = `apiVersion: v1
kind: Pod
metadata:
  name: myapp-pod
  labels: { app.kubernetes.io/name: MyApp }
spec:
  containers:
  - name: myapp-container
    image: busybox:1.28
    command: [sh, -c, "echo The app is running! && sleep 3600"]
  initContainers:
  - name: init-myservice
    image: busybox:1.28
    command: [sh, -c, "until nslookup myservice.$(cat /var/run/secrets/kubernetes.io/serviceaccount/namespace).svc.cluster.local; do echo waiting for myservice; sleep 2; done"]
  - name: init-mydb
    image: busybox:1.28
    command: [sh, -c, "until nslookup mydb.$(cat /var/run/secrets/kubernetes.io/serviceaccount/namespace).svc.cluster.local; do echo waiting for mydb; sleep 2; done"]
`

const SERVICES = `---
apiVersion: v1
kind: Service
metadata: { name: myservice }
spec: { ports: [{ protocol: TCP, port: 80, targetPort: 9376 }] }
---
apiVersion: v1
kind: Service
metadata: { name: mydb }
spec: { ports: [{ protocol: TCP, port: 80, targetPort: 9377 }] }
`

test('a Pod with an init container, forwards and backwards', async ({ playground }) => {
  await playground.open()
  await playground.everyStep()
  await playground.paste(FETCH_A_PAGE)
  await expect(playground.pod('init-demo')).toBeVisible()

  await playground.toStart()
  await expect(playground.sentence).toHaveText(/^you applied Pod init-demo: created\.$/)
  await expect(playground.pod('init-demo')).toHaveAccessibleName(/Pending/)

  await playground.stepUntil(/assigned Pod init-demo to worker-\d/)
  await playground.stepUntil(/Pending → Init:0\/1/)
  await expect(playground.pod('init-demo')).toHaveAccessibleName(/Init:0\/1/)
  await expect(playground.container('nginx')).toHaveAccessibleName(/PodInitializing/)

  await playground.stepUntil(/started init container install/)
  await expect(playground.container('install')).toHaveAccessibleName(/running/)
  const status = await playground.inspect('init-demo', 'Status')
  await expect(status).toContainText('Pending')
  await expect(playground.inspector).toContainText('Init:0/1')
  await expect(status).toContainText('ContainersNotInitialized')

  await playground.stepUntil(/exited with 0/)
  await playground.stepUntil(/→ PodInitializing/)
  await expect(playground.pod('init-demo')).toHaveAccessibleName(/PodInitializing/)
  await expect(playground.container('install')).toHaveAccessibleName(/exited 0/)

  await playground.stepUntil(/→ Running 1\/1/)
  await expect(playground.pod('init-demo')).toHaveAccessibleName(/Running/)
  await expect(playground.container('nginx')).toHaveAccessibleName(/running/)
  await expect(status).toContainText('Running')

  await playground.stepBackUntil(/started init container install/)
  await expect(playground.pod('init-demo')).toHaveAccessibleName(/Init:0\/1/)
  await expect(playground.container('install')).toHaveAccessibleName(/running/)
  await expect(playground.container('nginx')).toHaveAccessibleName(/PodInitializing/)
})

test('two init containers that wait for two Services', async ({ playground }) => {
  await playground.open()
  await playground.everyStep()
  await playground.paste(WAIT_FOR_SERVICES)
  await expect(playground.pod('myapp-pod')).toBeVisible()
  await playground.toStart()
  await playground.stepUntil(/started init container init-myservice \(1 of 2\)/)
  await expect(playground.pod('myapp-pod')).toHaveAccessibleName(/Init:0\/2/)
  await playground.button('Last step').click()
  await expect(playground.pod('myapp-pod')).toHaveAccessibleName(/Init:0\/2/)

  await playground.paste(WAIT_FOR_SERVICES + SERVICES)
  await expect(playground.canvas.getByRole('button', { name: 'Service mydb' })).toBeVisible()
  await playground.toStart()
  await playground.stepUntil(/→ Init:1\/2/)
  await expect(playground.pod('myapp-pod')).toHaveAccessibleName(/Init:1\/2/)
  await playground.stepUntil(
    /started init container init-mydb \(2 of 2\), because init-myservice exited with 0/,
  )
  await expect(playground.container('init-mydb')).toHaveAccessibleName(/running/)
  await playground.stepUntil(/→ Running 1\/1/)
  await expect(playground.pod('myapp-pod')).toHaveAccessibleName(/Running/)
  await expect(await playground.inspect('myapp-pod', 'Logs')).toContainText('The app is running!')

  await playground.stepBackUntil(/started init container init-myservice/)
  await expect(playground.pod('myapp-pod')).toHaveAccessibleName(/Init:0\/2/)
})
