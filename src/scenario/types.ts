// The scenario: one small tree of text files. Everything a person makes is in it.

import type { ClusterAction, ImageOverride } from '#cluster/types.ts'

export interface ScenarioFile {
  /** 'scenario.yaml', 'cluster.yaml', 'manifests/web.yaml', 'nodes/worker-1/etc/kubernetes/manifests/x.yaml'. */
  readonly path: string
  readonly text: string
}

/** What a person does while time runs. Written in scenario.yaml as `at: 30s` and one verb. */
export type Action =
  | Exclude<ClusterAction, { readonly verb: 'apply' }>
  | { readonly verb: 'apply'; readonly atMs: number; readonly file: string }

export interface Scenario {
  readonly title: string
  readonly notes: string
  readonly seed: number
  /** How far a run goes by itself. */
  readonly untilMs: number
  readonly actions: readonly Action[]
  readonly images: readonly ImageOverride[]
}
