// What stands beside the nodes: the API server with the objects that have no place on a node, and the tray
// of Pods that wait for one.
import { countText } from '#picture/words/format.ts'
import { memo } from 'react'
import type { NodeProps } from '@xyflow/react'
import type { ApiItemPicture } from '#picture/canvas/canvas-graph.ts'
import type { CanvasNode } from '../flow-nodes.ts'
import { API_LINE_HEIGHT, apiLinesOf, lineLabel } from '#picture/canvas/api-lines.ts'
import { StatePill } from './StateGlyph.tsx'
import { useIsSelected, useSelect } from './selection.ts'

type PropsOf<T extends CanvasNode['type']> = NodeProps<Extract<CanvasNode, { type: T }>>

/** The API server: Services, ConfigMaps and the like, and the mirrors of static Pods. */
export const ApiServerBox = memo(function ApiServerBox({ data }: PropsOf<'apiServer'>) {
  const { shown, system, hidden } = apiLinesOf(data.items)
  const { deaf } = data
  const missing = data.items.filter(({ missingFor }) => missingFor !== null)
  return (
    <div
      role="group"
      className={deaf === null ? 'cv-api' : 'cv-api cv-deaf'}
      aria-label={deaf === null ? 'API server' : `API server, ${deaf.word}`}
      title={deaf?.sentence ?? (missing.length === 0 ? undefined : missing.map(titleOf).join('\n'))}
    >
      <h3>
        API server
        {deaf === null && missing.length === 0 && <small>kube-apiserver</small>}
        {deaf !== null && <StatePill state={{ tone: 'fail', word: deaf.word }} />}
        {/* Said here, because from far away the lines below have no words. */}
        {deaf === null && missing.length > 0 && (
          <StatePill state={{ tone: 'fail', word: `${missing.length} missing` }} />
        )}
      </h3>
      {shown.map((item) => (
        <ApiItem key={item.key} item={item} />
      ))}
      {system.length > 0 && (
        <p
          className="cv-api-item cv-ghost"
          style={{ height: API_LINE_HEIGHT - 4 }}
          title={[
            'Mirrors of static Pods; deleting one changes nothing:',
            ...system.map(({ name }) => name),
          ].join('\n')}
        >
          <span className="cv-ellipsis">{countText(system.length, 'mirror Pod')}</span>
          <small>kube-system</small>
        </p>
      )}
      {hidden.length > 0 && (
        <p className="cv-more" title={hidden.map(({ kind, name }) => `${kind} ${name}`).join('\n')}>
          +{hidden.length} more
        </p>
      )}
    </div>
  )
})

function ApiItem({ item }: { readonly item: ApiItemPicture }) {
  const select = useSelect()
  const selected = useIsSelected(item.key)
  const kind = lineLabel(item)
  const isGhost = item.mirror || item.missingFor !== null
  return (
    <button
      type="button"
      data-key={item.key}
      className={`cv-api-item${isGhost ? ' cv-ghost' : ''}${item.missingFor === null ? '' : ' cv-missing'}${selected ? ' cv-selected' : ''}`}
      style={{ height: API_LINE_HEIGHT - 4 }}
      title={titleOf(item)}
      aria-label={`${kind} ${item.name}${item.missingFor === null ? '' : `, named by ${item.missingFor}`}`}
      aria-pressed={selected}
      onClick={select(item.key)}
    >
      <span className="cv-ellipsis">{item.name}</span>
      <small>{kind}</small>
    </button>
  )
}

function titleOf({ kind, name, mirror, missingFor }: ApiItemPicture): string {
  if (mirror) return `${name}: the mirror of a static Pod; deleting it changes nothing`
  const item = `${kind} ${name}`
  return missingFor === null ? item : `${item} is not there. It is named by ${missingFor}.`
}

/** The Pods that no node runs yet lie on it; each is an element of its own. */
export const Tray = memo(function Tray({ data }: PropsOf<'tray'>) {
  const { waiting, hidden, anyPods, schedulerAway } = data
  return (
    <div
      role="group"
      className="cv-tray"
      aria-label={`${countText(waiting, 'Pod')} waiting for a node`}
    >
      <h3>
        Pending
        {(waiting > 0 || !schedulerAway) && <small>{waiting === 0 ? 'none' : waiting}</small>}
        {schedulerAway && <StatePill state={{ tone: 'idle', word: 'no scheduler' }} />}
      </h3>
      {waiting === 0 && (
        <p className="cv-none">
          {anyPods
            ? 'Every Pod has a node.'
            : 'Pods wait here until the scheduler has found a node.'}
        </p>
      )}
      {hidden > 0 && <p className="cv-more">+{hidden} more</p>}
    </div>
  )
})
