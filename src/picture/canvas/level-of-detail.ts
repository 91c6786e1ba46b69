// How much of a Pod is drawn. It follows from how many Pods a run has at most at one time, so that
// the picture keeps its places while one steps through the run, and from the zoom.

/** 'card': containers and volumes; 'chip': name and state; 'dot': one of many on the tile of its node. */
export type Level = 'card' | 'chip' | 'dot'

const MOST_CARDS = 20
const MOST_CHIPS = 150

/** Below this zoom the cards show their name and state in large letters and nothing else. */
export const FAR_ZOOM = 0.45

/** The level for a run with at most `pods` Pods at one time. */
export function levelFor(pods: number): Level {
  if (pods <= MOST_CARDS) return 'card'
  return pods <= MOST_CHIPS ? 'chip' : 'dot'
}
