// The page's small picture says how the scenario stands at the shown moment: by a colour and by a shape.
import type { PlaygroundState } from '#playground/types.ts'
import { createOverviewFold, type Overview } from '#picture/inspector/overview-of.ts'

type Standing = 'none' | 'fail' | 'wait' | 'run'

/** More Pods are not gone through for it. */
const MOST = 500

const MARKS: Readonly<Record<Exclude<Standing, 'none'>, string>> = {
  run: '<circle cx="24" cy="24" r="7" fill="#0f7547" stroke="#fff" stroke-width="2"/>',
  wait: '<circle cx="24" cy="24" r="6.5" fill="#fff" stroke="#875500" stroke-width="3"/>',
  fail: '<circle cx="24" cy="24" r="8" fill="#bb2436"/><path d="M21 21l6 6M27 21l-6 6" stroke="#fff" stroke-width="2.4"/>',
}

/** The worst state of the Pods counts. */
export function standingOf({ pods }: Pick<Overview, 'pods'>): Standing {
  if (pods.length === 0 || pods.length > MOST) return 'none'
  if (pods.some(({ tone }) => tone === 'fail')) return 'fail'
  return pods.some(({ tone }) => tone === 'wait' || tone === 'part' || tone === 'term')
    ? 'wait'
    : 'run'
}

/** Returns what keeps the icon of `link` in step with the page. */
export function createFavicon(
  link: HTMLLinkElement,
  plain: string,
): (state: Pick<PlaygroundState, 'world'>) => void {
  const overviewOf = createOverviewFold()
  let shown: Standing = 'none'
  return ({ world }) => {
    const standing = standingOf(overviewOf(world))
    if (standing === shown) return
    shown = standing
    const mark = standing === 'none' ? '' : MARKS[standing]
    const svg = plain.replace('</svg>', `${mark}</svg>`)
    link.href = `data:image/svg+xml,${encodeURIComponent(svg)}`
  }
}
