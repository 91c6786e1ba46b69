// What is expected of a run, and what became of it.
import { clockText } from '#picture/words/format.ts'
import type { Checked, Expectation } from '#scenario/expect/types.ts'
import { Sentence } from './Sentence.tsx'
import './checked-list.css'

/**
 * Each expectation with what was found of it; `checked` is empty while nothing is known. `tellsInstead` also says what
 * was so in the place of what was expected.
 */
export function CheckedList(props: {
  readonly expect: readonly Expectation[]
  readonly checked: readonly Checked[]
  readonly tellsInstead: boolean
}) {
  const { expect, checked, tellsInstead } = props
  return (
    <ul className="checked-list">
      {expect.map(({ text }, index) => {
        const one = checked[index]
        const ok = one?.ok ?? false
        return (
          <li key={`${index} ${text}`} className={ok ? 'met' : ''}>
            <span aria-hidden="true">{ok ? '✓' : '○'}</span>
            <span>
              <Sentence text={text} />
              <span className="visually-hidden">{ok ? ': so' : ': not yet'}</span>
              {!ok && one !== undefined && one.instead !== '' && tellsInstead && (
                <span className="checked-instead">
                  {one.atMs !== null && `At ${clockText(one.atMs)}: `}
                  <Sentence text={one.instead} />
                </span>
              )}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
