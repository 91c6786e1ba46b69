import { expect, test } from 'vitest'
import { makePod } from '#testing/make-objects.ts'
import { userOfImage } from '#runtime/images/image-users.ts'
import { verifyRunAsNonRoot } from './container-user.ts'

const root = 'container has runAsNonRoot and image will run as root'
const named = (name: string): string =>
  `container has runAsNonRoot and image has non-numeric user (${name}), cannot verify user is non-root`

test.each([
  ['nginx:1.27', {}, root],
  ['curlimages/curl:8.10.1', {}, named('curl_user')],
  ['gcr.io/kuar-demo/kuard-amd64:1', {}, named('nobody')],
  ['memcached', {}, named('memcache')],
  ['quay.io/prometheus/prometheus:v3', {}, named('nobody')],
  ['registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.13.0', {}, named('nobody')],
  ['nginxinc/nginx-unprivileged', {}, null],
  ['bitnami/redis', {}, null],
  ['gcr.io/distroless/static:nonroot', {}, null],
  ['registry.k8s.io/pause:3.10', {}, null],
  ['curlimages/curl', { runAsUser: 100 }, null],
  ['bitnami/redis', { runAsUser: 0 }, "container's runAsUser breaks non-root policy"],
  ['nginx', { runAsNonRoot: false }, null],
])('%s with %o', (image, securityContext, message) => {
  const pod = {
    ...makePod('web', {}),
    spec: { containers: [], securityContext: { runAsNonRoot: true } },
  }
  const container = { name: 'c', image, securityContext }
  const where = ` (pod: "web_default(${pod.metadata.uid ?? ''})", container: c)`
  const expected = message === null ? null : message + where
  expect(verifyRunAsNonRoot(pod, container, userOfImage(image))).toBe(expected)
})
