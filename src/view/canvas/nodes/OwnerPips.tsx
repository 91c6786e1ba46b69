// The Pods of an owner as shapes, with their ordinals and claims, or folded to one bar.
import type { OwnerPicture, PodPicture } from '#picture/canvas/canvas-graph.ts'
import { type Pip, type Pips, pipsOf, pipsText } from '#picture/canvas/pips.ts'
import { numberText } from '#picture/words/format.ts'
import { StateGlyph } from './StateGlyph.tsx'

/** The row or bar of an owner's Pods. */
export function OwnerPips(props: {
  readonly owner: OwnerPicture
  readonly pods: readonly PodPicture[]
  /** How many shapes fit. */
  readonly room: number
}) {
  const { owner, pods, room } = props
  const pips = pipsOf(owner, pods, room)
  return (
    <div className="cv-pips" role="img" aria-label={pipsText(pips)}>
      {pips.kind === 'row' ? (
        pips.pips.map((pip) => <PipShape key={pip.key} pip={pip} />)
      ) : (
        <Bar bar={pips} />
      )}
    </div>
  )
}

function PipShape({ pip }: { readonly pip: Pip }) {
  const { label, tone, title, claims } = pip
  const hint = claims.length === 0 ? title : `${title}; claims: ${claims.join(', ')}`
  return (
    <span className={`cv-pip cv-${tone}`} title={hint}>
      {label !== '' && <small>{label}</small>}
      <StateGlyph tone={tone} size={13} />
      {claims.length > 0 && <Drum phase={claims[0] ?? ''} />}
    </span>
  )
}

/** A claim: filled when it is bound, an outline while it waits, dashed when it is not there. */
function Drum({ phase }: { readonly phase: string }) {
  return (
    <svg className="cv-drum" width="9" height="11" viewBox="0 0 9 11" aria-hidden="true">
      <path
        d="M1 2.6v5.8c0 .9 1.6 1.6 3.500 1.600s3.500-.7 3.500-1.600V2.600M1 2.600c0 .9 1.600 1.600 3.500 1.600S8 3.500 8 2.600S6.400 1 4.500 1S1 1.700 1 2.600z"
        fill={phase === 'Bound' ? 'currentColor' : 'none'}
        fillOpacity={0.35}
        stroke="currentColor"
        strokeWidth="1"
        strokeDasharray={phase === 'missing' ? '1.5 1.5' : undefined}
      />
    </svg>
  )
}

function Bar({ bar }: { readonly bar: Extract<Pips, { kind: 'bar' }> }) {
  return (
    <>
      <span className="cv-pip-bar">
        {bar.shares.map(({ tone, count }) => (
          <i key={tone} className={`cv-${tone}`} style={{ flexGrow: count }} />
        ))}
      </span>
      {bar.shares.map(({ tone, count, words }) => (
        <span key={tone} className={`cv-pip cv-${tone}`} title={words.join(', ')}>
          <StateGlyph tone={tone} size={11} />
          <b>{numberText(count)}</b>
        </span>
      ))}
    </>
  )
}
