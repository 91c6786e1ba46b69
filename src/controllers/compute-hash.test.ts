import { expect, test } from 'vitest'
import type { PodTemplateSpec } from '#api/generated/types.ts'
import { computeHash } from './compute-hash.ts'

/** What ComputeHash of Kubernetes 1.36.2 returned, without and with a collision count of 3. */
const HASHES: readonly (readonly [name: string, PodTemplateSpec, string, string])[] = [
  [
    'labels',
    {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'main', image: 'nginx:1.29' }] },
    },
    '59cf78cc97',
    '85fc58f6f4',
  ],
  [
    'maps in the order of their keys, empty structs',
    {
      metadata: { labels: { b: '2', a: '1' }, annotations: { x: 'y' } },
      spec: {
        restartPolicy: 'Always',
        containers: [
          {
            name: 'main',
            image: 'nginx',
            ports: [{ containerPort: 80, protocol: 'TCP' }],
            env: [
              { name: 'A', value: 'b' },
              {
                name: 'N',
                valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'spec.nodeName' } },
              },
            ],
          },
        ],
        terminationGracePeriodSeconds: 30,
        securityContext: {},
      },
    },
    'bbf97d4c',
    '75d6fb49dd',
  ],
  [
    'quantities',
    {
      spec: {
        containers: [
          {
            name: 'main',
            image: 'nginx',
            resources: {
              requests: { cpu: '100m', memory: '128Mi', 'ephemeral-storage': '1500m' },
              limits: { cpu: '1', memory: '1Gi' },
            },
          },
        ],
      },
    },
    '854449d9c8',
    '5d4875f785',
  ],
  [
    'ports that are numbers and names',
    {
      spec: {
        containers: [
          {
            name: 'main',
            image: 'nginx',
            livenessProbe: { httpGet: { port: 80, path: '/' }, periodSeconds: 10 },
            readinessProbe: { httpGet: { port: 'http' } },
          },
        ],
      },
    },
    '5547654b46',
    '56cf5c9d5c',
  ],
  [
    'a quantity beyond 64 bits, UTF-8',
    {
      spec: {
        containers: [
          {
            name: 'a',
            image: 'x',
            command: ['sh', '-c', 'echo ä'],
            volumeMounts: [{ name: 'v', mountPath: '/v', readOnly: true }],
          },
        ],
        volumes: [
          { name: 'v', emptyDir: { sizeLimit: '100Ti' } },
          { name: 'c', configMap: { name: 'c', defaultMode: 420 } },
        ],
      },
    },
    '78966b4c6d',
    '57576d99f9',
  ],
  [
    'what is empty',
    {
      spec: {
        overhead: { a: '0', b: '5G', c: '2', d: '8Ki', e: '12e6' },
        containers: [],
        nodeSelector: {},
        tolerations: [{ key: 'k', operator: 'Exists', tolerationSeconds: 5 }],
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: 'zone',
            whenUnsatisfiable: 'DoNotSchedule',
            labelSelector: { matchLabels: { a: 'b' } },
          },
        ],
      },
    },
    'd6fbd794f',
    '6fddd6dbb6',
  ],
]

test.for(HASHES)('the hash of a template is the real one: %s', ([, template, hash, third]) => {
  expect(computeHash(template, undefined)).toBe(hash)
  expect(computeHash(template, 3)).toBe(third)
})
