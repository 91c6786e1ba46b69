// The scenario: one small tree of text files. Everything a person makes is in it.

import type { Expectation } from './expect/types.ts'
import type { ImageOverride } from '#cluster/types.ts'
import type { Action } from '#cluster/verbs.ts'

export type { Action } from '#cluster/verbs.ts'

export interface ScenarioFile {
  /** 'scenario.yaml', 'cluster.yaml', 'manifests/web.yaml', 'nodes/worker-1/etc/kubernetes/manifests/x.yaml'. */
  readonly path: string
  readonly text: string
}

export type ControlPlane = 'built-in' | 'kubeadm'

export interface Scenario {
  readonly title: string
  readonly notes: string
  readonly seed: number
  /** How far a run goes by itself. */
  readonly untilMs: number
  readonly actions: readonly Action[]
  readonly images: readonly ImageOverride[]
  /** Whether scheduler and controllers work by themselves, or in the static Pods that kubeadm makes. */
  readonly controlPlane: ControlPlane
  /** What should be true of a run. */
  readonly expect: readonly Expectation[]
}
