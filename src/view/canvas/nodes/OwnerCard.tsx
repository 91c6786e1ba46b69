// The box of an owner of Pods: its numbers, its Pods as shapes, who watches over it, and what its controller will do next.
import { memo } from 'react'
import type { NodeProps } from '@xyflow/react'
import type { OwnerPicture } from '#picture/canvas/canvas-graph.ts'
import { clockText, durationText, numberText } from '#picture/words/format.ts'
import { usePlayground } from '#view/shell/playground-context.tsx'
import type { OwnerData } from '#picture/canvas/elements.ts'
import type { CanvasNode } from '../flow-nodes.ts'
import { useNextAct } from '../next-acts.tsx'
import { FromEnd } from './FromEnd.tsx'
import './owner.css'
import { OwnerPips } from './OwnerPips.tsx'
import { RevisionMark } from './RevisionMark.tsx'
import { useIsSelected, useSelect } from './selection.ts'
import { StateGlyph, StatePill } from './StateGlyph.tsx'

type OwnerProps = NodeProps<Extract<CanvasNode, { type: 'owner' }>>

/** An owner in the look that its place asks for. */
export const Owner = memo(function Owner({ data }: OwnerProps) {
  if (data.look === 'chip') return <OwnerChip {...data} />
  if (data.look === 'run') return <RunCell {...data} />
  return data.look === 'revision' ? <RevisionCell {...data} /> : <OwnerCard {...data} />
})

/** 'Deployment web, Progressing, 2 of 3 Pods ready'. */
export function ownerLabel({ kind, name, state, ready, desired }: OwnerPicture): string {
  return `${kind} ${name}, ${state.word}, ${ready} of ${desired} ${desired === 1 ? 'Pod' : 'Pods'} ready`
}

function useOwner(owner: OwnerPicture) {
  const select = useSelect()
  const selected = useIsSelected(owner.key)
  const label = ownerLabel(owner)
  return {
    box: {
      role: 'group',
      'data-key': owner.key,
      'aria-label': label,
      onClick: select(owner.key),
    },
    button: {
      type: 'button' as const,
      title: `${owner.kind} ${owner.name}`,
      'aria-label': label,
      'aria-pressed': selected,
      onClick: select(owner.key),
    },
    chosen: selected ? ' cv-selected' : '',
  }
}

function OwnerCard({ owner, pods, wide }: OwnerData) {
  const { box, button, chosen } = useOwner(owner)
  const { name, kind, detail, state, guards } = owner
  // Five do not fit into a narrow card; the inspector has them all.
  const counts = wide ? owner.counts : owner.counts.filter(isTold(owner.counts.length))
  return (
    <div {...box} className={`cv-owner${wide ? ' cv-owner-wide' : ''}${chosen}`}>
      <div className="cv-owner-head">
        <OwnerGlyph />
        <button {...button} className="cv-owner-name cv-ellipsis">
          {name}
        </button>
        <StatePill state={state} />
      </div>
      <p className="cv-owner-detail cv-ellipsis" title={detail}>
        {kind} · {detail}
      </p>
      {counts.length > 0 && (
        <dl className="cv-owner-counts">
          {counts.map(([label, count]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{numberText(count)}</dd>
            </div>
          ))}
        </dl>
      )}
      {pods !== null && <OwnerPips owner={owner} pods={pods} room={12} />}
      <Next of={owner.key} />
      {guards.length > 0 && <Guards guards={guards} />}
    </div>
  )
}

const NARROW_COUNTS = 4

const isTold =
  (count: number) =>
  ([label]: OwnerPicture['counts'][number]): boolean =>
    count <= NARROW_COUNTS || label !== 'current'

function Guards({ guards }: Pick<OwnerPicture, 'guards'>) {
  const select = useSelect()
  return (
    <p className="cv-owner-guards">
      {guards.map(({ key, text, title }) => (
        <button
          key={key}
          type="button"
          className="cv-ellipsis"
          title={title}
          aria-label={title}
          onClick={select(key)}
        >
          {text}
        </button>
      ))}
    </p>
  )
}

/** A revision: a ReplicaSet below its Deployment. */
function RevisionCell({ owner, pods, wide, newest }: OwnerData) {
  const { box, button, chosen } = useOwner(owner)
  const { name, detail, ready, desired, active } = owner
  return (
    <div {...box} className={`cv-owner cv-cell${active ? '' : ' cv-asleep'}${chosen}`}>
      <div className="cv-owner-head">
        <RevisionMark newest={newest} />
        <button {...button} className="cv-owner-name">
          <FromEnd text={name} />
        </button>
      </div>
      <p className="cv-owner-detail cv-ellipsis" title={detail}>
        {detail}
      </p>
      {active && pods !== null && <OwnerPips owner={owner} pods={pods} room={wide ? 12 : 7} />}
      <p className="cv-owner-detail cv-ellipsis">
        {active ? `${ready} of ${desired} ready` : 'kept, to go back to'}
      </p>
    </div>
  )
}

/** A run: a Job below its CronJob. */
function RunCell({ owner, pods }: OwnerData) {
  const { box, button, chosen } = useOwner(owner)
  const next = useNextAct(owner.key)
  const nowMs = usePlayground((state) => state.timeMs)
  const { state, order, counts } = owner
  const failed = counts.find(([label]) => label === 'failed')?.[1] ?? 0
  const again =
    next?.atMs === null ||
    next === undefined ||
    next.atMs <= nowMs ||
    !next.act.startsWith('Create')
      ? ''
      : `again in ${durationText(next.atMs - nowMs)}`
  return (
    <div {...box} className={`cv-owner cv-cell cv-run-cell${chosen}`}>
      <button {...button} className={`cv-owner-name cv-${state.tone}`}>
        <StateGlyph tone={state.tone} />
        <span className="cv-ellipsis">{state.word}</span>
      </button>
      <p className="cv-owner-detail cv-ellipsis">since {clockText(order)}</p>
      {pods !== null && pods.length > 0 && <OwnerPips owner={owner} pods={pods} room={4} />}
      <p className="cv-owner-detail cv-ellipsis">
        {again !== '' || failed === 0 ? again : `${failed} failed`}
      </p>
    </div>
  )
}

function Next({ of }: { readonly of: string }) {
  const next = useNextAct(of)
  const nowMs = usePlayground((state) => state.timeMs)
  if (next === undefined) return <p className="cv-owner-next" />
  const { act, atMs, rests, waitsFor, because } = next
  const when = atMs === null || atMs <= nowMs ? '' : ` in ${durationText(atMs - nowMs)}`
  // The time of one who waits is when he gives up or looks again, which would read as the end of the wait.
  const what = waitsFor === '' ? `${act}${when}` : `Waits for ${waitsFor}`
  const text = (rests && waitsFor === '' ? act : what).replaceAll('`', '')
  return (
    <p
      className={`cv-owner-next cv-ellipsis${rests ? ' cv-at-rest' : ''}`}
      title={`${text}, because ${because.replaceAll('`', '')}`}
    >
      {!rests && <span>next</span>}
      {text}
    </p>
  )
}

function OwnerChip({ owner }: OwnerData) {
  const { button, chosen } = useOwner(owner)
  const { kind, name, ready, desired } = owner
  return (
    <button {...button} data-key={owner.key} className={`cv-owner cv-owner-chip${chosen}`}>
      <OwnerGlyph />
      <b className="cv-ellipsis">{name}</b>
      <small>
        {kind} {ready}/{desired}
      </small>
    </button>
  )
}

/** The sign of an owner of Pods. */
export function OwnerGlyph() {
  return (
    <svg
      className="cv-glyph"
      width="13"
      height="13"
      viewBox="0 0 13 13"
      fill="none"
      stroke="currentColor"
      aria-hidden="true"
    >
      <path d="M1.5 4h7.5v7.5H1.5z M4 4V1.5h7.5V9H9" strokeWidth="1.2" strokeLinejoin="round" />
    </svg>
  )
}
