// How much of a Pod is drawn. It follows from how many Pods and Nodes a run has at most at one time, so that
// the picture keeps its places while one steps through the run, and from the zoom.

/** 'card': containers and volumes; 'chip': name and state; 'dot': one of many on the tile of its node. */
export type Level = 'card' | 'chip' | 'dot'

const MOST_CARDS = 20
const MOST_CHIPS = 150
/** Frames of more Nodes than these take long to draw one by one, and nothing of them can be read. */
const MOST_NODES = 200

/** Below this zoom the letters of the picture are drawn larger: they would have fewer than 10 pixels on the screen. */
export const NEAR_ZOOM = 0.95
/** Below this zoom larger letters find no room any more, and only names, states and shapes are drawn. */
export const FEWER_ZOOM = 0.78
/** Below this zoom a card shows its name and state in large letters and nothing else. */
export const FAR_ZOOM = 0.6

/** The level for a run with at most `pods` Pods and `nodes` Nodes at one time. */
export function levelFor(pods: number, nodes: number): Level {
  if (nodes > MOST_NODES) return 'dot'
  if (pods <= MOST_CARDS) return 'card'
  return pods <= MOST_CHIPS ? 'chip' : 'dot'
}
