// Whether a text is another one than the text before, or the same one with changes.
import type { ScenarioFile } from '#scenario/types.ts'

/** Less than this part of a text that stayed: it is another text. */
const LEAST_SAME = 0.3

/** True when hardly anything of `before` is in `now`: something else was pasted. */
export function isOtherText(
  before: readonly ScenarioFile[],
  now: readonly ScenarioFile[],
): boolean {
  let same = 0
  let all = 0
  for (const { path, text } of now) {
    const old = before.find((file) => file.path === path)?.text ?? ''
    all += text.length
    same += sameEnds(old, text)
  }
  return all > 0 && same / all < LEAST_SAME
}

/** How many letters two texts have in common at their start and their end. */
function sameEnds(a: string, b: string): number {
  const most = Math.min(a.length, b.length)
  let start = 0
  while (start < most && a.charCodeAt(start) === b.charCodeAt(start)) start += 1
  let end = 0
  while (
    end < most - start &&
    a.charCodeAt(a.length - 1 - end) === b.charCodeAt(b.length - 1 - end)
  )
    end += 1
  return start + end
}
