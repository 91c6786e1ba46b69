// Text that share links of version 1 do not have to carry: both ends know it. Words that are more
// frequent stand nearer to the end. FROZEN: old links are read with it for ever. A better one is a v2.

export const DICTIONARY_V1 = `apiVersion: storage.k8s.io/v1
kind: StorageClass
provisioner: podscape.dev/provisioner
reclaimPolicy: Delete
volumeBindingMode: WaitForFirstConsumer
apiVersion: batch/v1
kind: CronJob
spec:
  schedule: "*/5 * * * *"
  jobTemplate:
kind: Job
  backoffLimit: 4
  completions: 1
  parallelism: 1
  activeDeadlineSeconds: 60
apiVersion: apps/v1
kind: StatefulSet
  serviceName: web
  volumeClaimTemplates:
kind: DaemonSet
kind: Deployment
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: 1
      maxUnavailable: 25%
  minReadySeconds: 5
kind: Namespace
kind: ServiceAccount
kind: PersistentVolume
kind: PersistentVolumeClaim
spec:
  storageClassName: standard
  accessModes:
  - ReadWriteOnce
  - ReadOnlyMany
  resources:
    requests:
      storage: 1Gi
kind: Secret
type: Opaque
stringData:
  password: secret
kind: ConfigMap
data:
  config.yaml: |
  index.html: |
kind: Node
metadata:
  name: worker-2
  labels:
    kubernetes.io/hostname: worker-3
    topology.kubernetes.io/zone: zone-a
    node-role.kubernetes.io/control-plane: ""
status:
  capacity: { cpu: "4", memory: 8Gi, pods: "110" }
  allocatable:
  taints:
  - { key: dedicated, value: database, effect: NoSchedule }
PreferNoSchedule NoExecute
spec:
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
            - matchExpressions:
              - key: disktype
                operator: In
                values:
                - ssd
          preferredDuringSchedulingIgnoredDuringExecution:
          - weight: 1
            preference:
        podAffinity:
        podAntiAffinity:
            topologyKey: kubernetes.io/hostname
      tolerations:
      - key: node-role.kubernetes.io/control-plane
        operator: Exists
        effect: NoSchedule
        tolerationSeconds: 300
      topologySpreadConstraints:
      - maxSkew: 1
        whenUnsatisfiable: DoNotSchedule
        labelSelector:
      nodeSelector:
      nodeName: worker-1
      schedulerName: default-scheduler
      priorityClassName: system-node-critical
      hostNetwork: true
      dnsPolicy: ClusterFirst
      serviceAccountName: default
      securityContext:
        runAsUser: 1000
        runAsNonRoot: true
        fsGroup: 2000
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        privileged: true
        capabilities:
          drop: ["ALL"]
      terminationGracePeriodSeconds: 30
      lifecycle:
        postStart:
        preStop:
          exec:
            command: ["/bin/sh", "-c", "sleep 10"]
      startupProbe:
      livenessProbe:
      readinessProbe:
        httpGet:
          path: /healthz
          port: 8080
        tcpSocket:
        grpc:
        initialDelaySeconds: 5
        periodSeconds: 10
        timeoutSeconds: 1
        failureThreshold: 3
        successThreshold: 1
      volumes:
      - name: config
        configMap:
          name: config
          items:
          defaultMode: 0644
          optional: true
      - name: secret
        secret:
          secretName: secret
      - name: data
        persistentVolumeClaim:
          claimName: data
      - name: podinfo
        downwardAPI:
        projected:
          sources:
        hostPath:
          path: /var/log
          type: DirectoryOrCreate
      - name: shared
        emptyDir: {}
          medium: Memory
          sizeLimit: 64Mi
        volumeMounts:
        - name: shared
          mountPath: /usr/share/nginx/html
          mountPath: /data
          readOnly: true
          subPath: app
        env:
        - name: POD_NAME
          valueFrom:
            fieldRef:
              fieldPath: metadata.name
            resourceFieldRef:
              resource: limits.cpu
            configMapKeyRef:
              name: config
              key: level
            secretKeyRef:
        - name: LOG_LEVEL
          value: "info"
        envFrom:
        - configMapRef:
        - secretRef:
        resources:
          requests:
            cpu: 100m
            memory: 128Mi
            ephemeral-storage: 1Gi
          limits:
            cpu: 500m
            memory: 256Mi
      initContainers:
      - name: wait-for-db
        image: busybox:1.36
        restartPolicy: Always
        imagePullPolicy: IfNotPresent
        workingDir: /app
        command: ['sh', '-c', 'until nslookup db; do echo waiting for db; sleep 2; done']
        args: ["-c", "while true; do date >> /data/log; sleep 1; done"]
        command:
        - /bin/sh
        - -c
        - |
          echo hello > /data/index.html; sleep 3600; exit 1
image: redis:7 image: postgres:16 image: python:3.12 image: alpine:3.20 image: registry.k8s.io/pause:3.10
["scenario.yaml","title: \\nnotes: \\nseed: 1\\nuntil: 2m\\nactions:\\n- at: 30s\\n  apply: later/services.yaml\\n- at: 1m\\n  delete: pod/web\\n  scale: { kind: ReplicaSet, name: web, replicas: 3 }\\n  kill: { pod: web, container: app, exitCode: 1 }\\n  cordon: worker-1\\n  taint: { node: worker-1, taint: \\"key=value:NoSchedule\\" }\\n  writeFile: { node: worker-1, path: /etc/kubernetes/manifests/static.yaml, content: \\nimages:\\n- image: \\n  missing: true\\n  exitCode: 1\\n"],["cluster.yaml","apiVersion: v1\\nkind: Node\\nmetadata:\\n  name: worker-1\\n"],["nodes/worker-1/etc/kubernetes/manifests/static.yaml","["nodes/worker-1/var/lib/kubelet/config.yaml","apiVersion: kubelet.config.k8s.io/v1beta1\\nkind: KubeletConfiguration\\n
\\n---\\napiVersion: v1\\nkind: Service\\nmetadata:\\n  name: web\\nspec:\\n  type: ClusterIP\\n  selector:\\n    app: web\\n  ports:\\n  - name: http\\n    port: 80\\n    protocol: TCP\\n    targetPort: 8080\\n---\\napiVersion: apps/v1\\nkind: ReplicaSet\\nmetadata:\\n  name: web\\nspec:\\n  replicas: 3\\n  selector:\\n    matchLabels:\\n      app: web\\n  template:\\n    metadata:\\n      labels:\\n        app: web\\n    spec:\\n      containers:\\n      - name: web\\n        image: nginx:1.27\\n        ports:\\n        - containerPort: 80\\n          hostPort: 8080\\n        resources:\\n          requests:\\n            cpu: 100m\\n            memory: 128Mi\\n          limits:\\n            cpu: 200m\\n        volumeMounts:\\n        - name: data\\n          mountPath: /data\\n        env:\\n        - name: A\\n          value: \\"1\\"\\n      volumes:\\n      - name: data\\n        emptyDir: {}\\n
"],"timeMs":null,"selection":"Pod/default/web","view":{"inspectorTab":"why","pane":"canvas"}}{"files":[["manifests/web.yaml","apiVersion: v1\\nkind: Pod\\nmetadata:\\n  name: web\\n  namespace: default\\n  annotations:\\n  labels:\\n    app: web\\nspec:\\n  restartPolicy: Never\\n  restartPolicy: OnFailure\\n  initContainers:\\n  - name: init\\n    image: busybox:1.36\\n    restartPolicy: Always\\n    command: [\\"sh\\", \\"-c\\", \\"sleep 5\\"]\\n  containers:\\n  - name: app\\n    image: nginx:1.27\\n    ports:\\n    - containerPort: 80\\n    command: [\\"sh\\", \\"-c\\", \\"sleep 3600\\"]\\n    resources:\\n      requests:\\n        cpu: 100m\\n        memory: 128Mi\\n      limits:\\n        cpu: 500m\\n        memory: 256Mi\\n    volumeMounts:\\n    - name: data\\n      mountPath: /data\\n  volumes:\\n  - name: data\\n    emptyDir: {}\\n"]],"timeMs":null,"selection":null,"view":null}`
