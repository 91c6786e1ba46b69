// The band of a rollout: how many Pods are available and in total, between the least and the most that there may be.
import { memo } from 'react'
import type { NodeProps } from '@xyflow/react'
import { isToPredict } from '#playground/lesson-state.ts'
import { usePlayground } from '../../shell/playground-context.tsx'
import type { CanvasNode } from '../flow-nodes.ts'

const WIDTH = 144
const HEIGHT = 18
/** Up to so many Pods are drawn one by one. */
const MOST_CELLS = 16

/** The band between an old and a new revision. */
export const BandBox = memo(function BandBox({
  data,
}: NodeProps<Extract<CanvasNode, { type: 'band' }>>) {
  // A lesson may ask for the bounds.
  const isOpen = !usePlayground(isToPredict)
  const { least, most, available, total } = data.band
  const scale = WIDTH / Math.max(1, most, total)
  const at = (count: number): number => Math.round(count * scale * 10) / 10
  const cells = Math.max(most, total) <= MOST_CELLS
  const label = isOpen
    ? `${available} available, at least ${least} must be; ${total} in total, at most ${most} may be`
    : `${available} available; ${total} in total`
  return (
    <div className="cv-band" role="img" aria-label={label} title={label}>
      <p>
        <b>{available}</b> available
        <span className="cv-band-rest">
          {' '}
          · <b>{total}</b> in total
        </span>
      </p>
      <svg width={WIDTH + 2} height={HEIGHT + 2} viewBox={`-1 -1 ${WIDTH + 2} ${HEIGHT + 2}`}>
        {cells ? (
          Array.from({ length: total }, (_, index) => (
            <rect
              key={index}
              className={index < available ? 'cv-band-run' : 'cv-band-wait'}
              x={at(index) + 1}
              y={3}
              width={Math.max(1, at(index + 1) - at(index) - 2)}
              height={HEIGHT - 6}
              rx={2}
            />
          ))
        ) : (
          <>
            <rect
              className="cv-band-wait"
              x={0}
              y={3}
              width={at(total)}
              height={HEIGHT - 6}
              rx={2}
            />
            <rect
              className="cv-band-run"
              x={0}
              y={3}
              width={at(available)}
              height={HEIGHT - 6}
              rx={2}
            />
          </>
        )}
        {isOpen && (
          <rect
            className="cv-band-bounds"
            x={at(least)}
            y={0}
            width={Math.max(2, at(most) - at(least))}
            height={HEIGHT}
            rx={3}
          />
        )}
      </svg>
      {isOpen && (
        <p className="cv-band-words">
          <span>
            <span className="cv-band-rest">at least </span>
            {least}
          </span>
          <span>
            <span className="cv-band-rest">at most </span>
            {most}
          </span>
        </p>
      )}
    </div>
  )
})
