import { expect, test } from 'vitest'
import { makePod } from '#testing/make-objects.ts'
import { userOfImage } from '#runtime/images/image-users.ts'
import { containerUser, verifyRunAsNonRoot } from './container-user.ts'

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

test('who does not say whether root is allowed may be root, and the container goes before the Pod', () => {
  const of = (shared: object, own: object, user: { uid: number | null; username: string }) =>
    verifyRunAsNonRoot(
      { ...makePod('web'), spec: { containers: [], securityContext: shared } },
      { name: 'c', image: 'x', securityContext: own },
      user,
    )?.split(' (')[0] ?? null
  const byRoot = { uid: 0, username: '' }
  expect(of({}, {}, byRoot)).toBe(null)
  expect(of({}, { runAsNonRoot: true }, byRoot)).toBe(root)
  expect(of({ runAsNonRoot: true }, { runAsNonRoot: false }, byRoot)).toBe(null)
  expect(of({ runAsNonRoot: true, runAsUser: 1 }, {}, byRoot)).toBe(null)
  expect(of({ runAsNonRoot: true, runAsUser: 1 }, { runAsUser: 0 }, byRoot)).toBe(
    "container's runAsUser breaks non-root policy",
  )
  expect(of({ runAsNonRoot: true, runAsUser: 0 }, { runAsUser: 1 }, byRoot)).toBe(null)
  // Of an image that names nobody, and of one that names somebody by a number.
  expect(of({ runAsNonRoot: true }, {}, { uid: null, username: '' })).toBe(null)
  expect(of({ runAsNonRoot: true }, {}, { uid: 7, username: 'seven' })).toBe(null)
})

test('the user in the status: the container, then the Pod, then the image, and each group once', () => {
  const of = (shared: object, own: object) =>
    containerUser(
      { ...makePod('web'), spec: { containers: [], securityContext: shared } },
      { name: 'c', image: 'x', securityContext: own },
      101,
    ).linux
  expect(of({}, {})).toEqual({ uid: 101, gid: 101, supplementalGroups: [101] })
  expect(of({ runAsUser: 1, runAsGroup: 2 }, {})).toEqual({
    uid: 1,
    gid: 2,
    supplementalGroups: [2],
  })
  expect(of({ runAsUser: 1, runAsGroup: 2 }, { runAsUser: 3, runAsGroup: 4 })).toEqual({
    uid: 3,
    gid: 4,
    supplementalGroups: [4],
  })
  const shared = { fsGroup: 5, supplementalGroups: [6, 5, 2], runAsGroup: 2 }
  expect(of(shared, {})).toEqual({ uid: 101, gid: 2, supplementalGroups: [2, 5, 6] })
})
