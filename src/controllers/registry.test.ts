import { expect, test } from 'vitest'
import { CONTROLLERS } from './registry.ts'

/** Of cmd/kube-controller-manager/names/controller_names.go (v1.36), those that run here. */
const UPSTREAM = [
  'endpoints-controller',
  'endpointslice-controller',
  'replicationcontroller-controller',
  'pod-garbage-collector-controller',
  'resourcequota-controller',
  'namespace-controller',
  'serviceaccount-controller',
  'garbage-collector-controller',
  'daemonset-controller',
  'job-controller',
  'deployment-controller',
  'replicaset-controller',
  'horizontal-pod-autoscaler-controller',
  'disruption-controller',
  'statefulset-controller',
  'cronjob-controller',
  'node-ipam-controller',
  'node-lifecycle-controller',
  'taint-eviction-controller',
  'persistentvolume-binder-controller',
  'persistentvolume-attach-detach-controller',
  'persistentvolumeclaim-protection-controller',
  'persistentvolume-protection-controller',
  'ttl-after-finished-controller',
  'root-ca-certificate-publisher-controller',
  'ephemeral-volume-controller',
]

test('controllers have the names of upstream, each once', () => {
  expect(CONTROLLERS.map(({ name }) => name).toSorted()).toEqual(UPSTREAM.toSorted())
})
