// Brings the scores of all nodes into 0..100.
// Follows pkg/scheduler/framework/plugins/helper/normalize_score.go (v1.36).

export const MAX_NODE_SCORE = 100

/** Each score as a share of the largest, in whole percent; 'reversed' turns the least into the best. */
export function defaultNormalizeScore(
  scores: readonly number[],
  direction: 'straight' | 'reversed',
): readonly number[] {
  const most = scores.reduce((max, score) => Math.max(max, score), 0)
  const reversed = direction === 'reversed'
  if (most === 0) return scores.map(() => (reversed ? MAX_NODE_SCORE : 0))
  return scores.map((score) => {
    const share = Math.trunc((MAX_NODE_SCORE * score) / most)
    return reversed ? MAX_NODE_SCORE - share : share
  })
}
