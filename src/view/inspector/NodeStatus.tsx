// The status of a Node: what it has, what its Pods asked for, conditions, taints, images, Pods.
import { useMemo } from 'react'
import { isTerminalPod } from '#api/core/containers.ts'
import { compareResources, podRequests } from '#api/core/pod-requests.ts'
import type { Node, Pod, Quantity } from '#api/generated/types.ts'
import { keyOf } from '#api/meta/object.ts'
import { milliValue, value } from '#api/meta/quantity.ts'
import type { WorldState } from '#client/world.ts'
import { machineFacts } from '#picture/inspector/machine-facts.ts'
import { amountText, bytesText } from '#picture/words/format.ts'
import { usePlayground, usePlaygroundActions } from '#view/shell/playground-context.tsx'
import { shownPodAt } from '#picture/words/shown-pod.ts'
import { StateBadge } from '#view/shell/StateBadge.tsx'
import { Conditions } from './Conditions.tsx'
import { Facts, type Fact } from './Facts.tsx'

interface ResourceRow {
  readonly resource: string
  readonly capacity: number
  readonly allocatable: number
  readonly requested: number
}

/** Everything about a Node but its events. */
export function NodeStatusView({ node }: { readonly node: Node }) {
  const world = usePlayground((state) => state.world)
  const pods = useMemo(() => podsOn(world, node.metadata.name ?? ''), [world, node])
  const timeMs = usePlayground((state) => state.timeMs)
  const { images = [], conditions = [] } = node.status ?? {}
  const taints = node.spec?.taints ?? []
  return (
    <>
      <Resources
        rows={resourceRows(
          node,
          pods.map(([, pod]) => pod),
        )}
      />
      {node.spec?.unschedulable === true && (
        <p className="hint">Cordoned: no new Pods are placed here.</p>
      )}
      <Facts title="Machine" facts={machineFacts(world, node.metadata.name ?? '', timeMs)} />
      <Facts
        title="Taints"
        facts={taints.map((t): Fact => [`${t.key}${t.value ? `=${t.value}` : ''}`, t.effect])}
      />
      <PodList world={world} pods={pods} />
      <Conditions conditions={conditions} />
      <Facts
        title="Images"
        facts={images.map((image): Fact => [
          image.names?.[0] ?? '?',
          `${bytesText(image.sizeBytes ?? 0)}B`,
        ])}
      />
      <Facts title="Labels" facts={Object.entries(node.metadata.labels ?? {})} />
    </>
  )
}

function podsOn(world: WorldState, nodeName: string): readonly (readonly [string, Pod])[] {
  return world
    .list('node', nodeName)
    .flatMap((pod) => (pod.kind === 'Pod' ? [[keyOf(pod), pod] as const] : []))
}

function resourceRows(node: Node, pods: readonly Pod[]): readonly ResourceRow[] {
  const { capacity = {}, allocatable = {} } = node.status ?? {}
  const names = Object.keys(allocatable).toSorted(compareResources)
  const asked = pods.filter((pod) => !isTerminalPod(pod)).map(podRequests)
  return names.map((resource) => ({
    resource,
    capacity: amountOf(resource, capacity[resource]),
    allocatable: amountOf(resource, allocatable[resource]),
    requested:
      resource === 'pods'
        ? asked.length
        : asked.reduce((sum, amounts) => sum + (amounts.get(resource) ?? 0), 0),
  }))
}

function amountOf(resource: string, quantity: Quantity | undefined): number {
  return resource === 'cpu' ? milliValue(quantity) : value(quantity)
}

function Resources({ rows }: { readonly rows: readonly ResourceRow[] }) {
  return (
    <section aria-label="Resources">
      <h3>Resources</h3>
      <div className="table-scroll" role="group" aria-label="Resources" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">resource</th>
              <th scope="col">asked for</th>
              <th scope="col">allocatable</th>
              <th scope="col">capacity</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ resource, requested, allocatable, capacity }) => (
              <tr key={resource}>
                <th scope="row">{resource}</th>
                <td>
                  <Share part={allocatable === 0 ? 0 : requested / allocatable} />
                  {amountText(resource, requested)}
                </td>
                <td>{amountText(resource, allocatable)}</td>
                <td>{amountText(resource, capacity)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Share({ part }: { readonly part: number }) {
  const percent = Math.round(part * 100)
  return (
    <span className="share-bar" title={`${percent} %`} aria-hidden="true">
      <span
        className={part > 0.9 ? 'full' : undefined}
        style={{ width: `${Math.min(100, percent)}%` }}
      />
    </span>
  )
}

function PodList(props: {
  readonly world: WorldState
  readonly pods: readonly (readonly [string, Pod])[]
}) {
  const { world, pods } = props
  const { select } = usePlaygroundActions()
  if (pods.length === 0) return <p className="hint">No Pod is on this node.</p>
  return (
    <section aria-label="Pods">
      <h3>Pods</h3>
      <ul className="row-list">
        {pods.map(([key, pod]) => {
          const { state, ready, total } = shownPodAt(world, pod)
          return (
            <li key={key}>
              <button type="button" onClick={() => select(key)}>
                <span className="row-name">{pod.metadata.name}</span>
                <StateBadge tone={state.tone} word={state.word} />
                <span className="dim">
                  {ready}/{total}
                </span>
              </button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
