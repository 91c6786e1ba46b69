// The owners of a crowd that is looked at from far away: their cards would be a few pixels there, so they stand above the
// picture in letters of the usual size, each with a bar of how many of its Pods are ready.
import { memo } from 'react'
import { useStore, type ReactFlowState } from '@xyflow/react'
import type { CanvasGraph, OwnerPicture } from '#picture/canvas/canvas-graph.ts'
import { FAR_ZOOM } from '#picture/canvas/level-of-detail.ts'
import { countText, numberText } from '#picture/words/format.ts'
import { OwnerGlyph, ownerLabel } from './OwnerCard.tsx'
import { useIsSelected, useSelect } from './selection.ts'

/** The rest is counted. */
const MOST_SHOWN = 3

const isFar = ({ transform }: ReactFlowState): boolean => transform[2] < FAR_ZOOM

/** The owners that stand for themselves, and how many Pods wait for a Node; nothing when one looks from near. */
export const CrowdOwners = memo(function CrowdOwners({ graph }: { readonly graph: CanvasGraph }) {
  const far = useStore(isFar)
  if (!far) return null
  const owners = graph.owners.filter(({ parent }) => parent === null)
  const hidden = owners.length - MOST_SHOWN
  const waiting = graph.waiting.length
  return (
    <div className="cv-crowd-owners">
      {owners.slice(0, MOST_SHOWN).map((owner) => (
        <CrowdOwner key={owner.key} owner={owner} />
      ))}
      {hidden > 0 && <p>+{hidden} more</p>}
      {waiting > 0 && <p>{countText(waiting, 'Pod')} without a Node</p>}
    </div>
  )
})

function CrowdOwner({ owner }: { readonly owner: OwnerPicture }) {
  const select = useSelect()
  const { key, kind, name, ready, desired, state } = owner
  const part = desired === 0 ? 0 : Math.min(100, (ready / desired) * 100)
  return (
    <button
      type="button"
      className={`cv-crowd-owner cv-${state.tone}`}
      title={`${kind} ${name}: ${state.word}`}
      aria-label={ownerLabel(owner)}
      aria-pressed={useIsSelected(key)}
      onClick={select(key)}
    >
      <OwnerGlyph />
      <b className="cv-ellipsis">{name}</b>
      <small>
        {kind} {numberText(ready)} of {numberText(desired)} ready
      </small>
      <span className="cv-crowd-bar">
        <i style={{ width: `${part}%` }} />
      </span>
    </button>
  )
}
